# SPDX-License-Identifier: Apache-2.0
"""Commands whose standard output cannot be written: a full disk, a closed pipe, one that is not read; few descriptors."""

import fcntl
import json
import os
import pty
import resource as resource_limits
import select
import signal
import socket
import subprocess
import termios
import time

import pytest

from awaitd import BINARY, Daemon, environment, run
from simulator import resource, step, until

LIST = "watches: [{name: w, kind: evaluation, id: a, region: us-east-1, poll: {initial: 100ms}}]\n"
COMMANDS = [
    ["check", "watches.yaml"], ["check", "--credentials", "watches.yaml"], ["kinds"], ["kinds", "--json"],
    ["iam-policy", "--config", "watches.yaml"],
]
ASKING = [
    ["status"], ["status", "--json"], ["status", "w"], ["status", "--follow"], ["history"], ["history", "--json"],
]


def spoken(directory, arguments, output):
    """Runs a command with this standard output; returns its exit status and its complaints."""
    done = subprocess.run(
        [BINARY, *arguments],
        env=environment(directory),
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        timeout=30,
        check=False,
    )
    return done.returncode, done.stderr


def fails_on_a_full_disk(directory, arguments):
    with open("/dev/full", "w", encoding="utf-8") as full:
        code, error = spoken(directory, arguments, full)
    return (code, error) == (74, f"awaitd {arguments[0]}: cannot write: No space left on device\n")


def is_quiet_without_a_reader(directory, arguments):
    reader, writer = os.pipe()
    os.close(reader)
    try:
        # Ended by SIGPIPE, unless something in the process ignores it.
        return spoken(directory, arguments, writer) in ((0, ""), (-13, ""))
    finally:
        os.close(writer)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_disk_is_said_and_a_reader_who_goes_is_not(tmp_path, arguments):
    (tmp_path / "watches.yaml").write_text(LIST)
    assert fails_on_a_full_disk(tmp_path, arguments)
    assert is_quiet_without_a_reader(tmp_path, arguments)


def test_nor_can_what_the_daemon_knows_be_lost_in_silence(start, daemon, tmp_path):
    simulator = start({"resources": [resource("evaluation", step(0, "COMPLETED"), id="a")]})
    daemon(LIST, endpoint=simulator.url).wait_for(lambda d: d.life("w"))
    for arguments in ASKING:
        assert fails_on_a_full_disk(tmp_path, arguments), arguments
        assert is_quiet_without_a_reader(tmp_path, arguments), arguments


def test_help_too_and_what_a_message_quotes_moves_no_cursor(tmp_path):
    with open("/dev/full", "w", encoding="utf-8") as full:
        assert spoken(tmp_path, ["--help"], full) == (74, "awaitd: cannot write: No space left on device\n")
    for arguments in (["history", "--since", "a\x1b[2Jb"], ["wait", "--timeout", "\x1b[2J", "x"], ["\x1b[2J"]):
        code, error = spoken(tmp_path, arguments, subprocess.DEVNULL)
        assert code == 64 and "[2J" in error and "\x1b" not in error


# Streams that nothing reads, and streams that are closed.

BUSY = (
    "defaults: {region: us-east-1, poll: {initial: 20ms, max: 50ms}}\nlimits: {rate: unlimited}\nwatches:\n"
    + "".join(f"  - {{name: w{number}, kind: evaluation, id: ev-{number}}}\n" for number in range(30))
)


def busy(start):
    """A simulator with the jobs of ``BUSY``, each of which completes, and fills pipes by that."""
    return start({"resources": [
        resource("evaluation", step(0, "PENDING"), step(0.5, "INPROGRESS"), step(1, "COMPLETED"), id=f"ev-{number}")
        for number in range(30)
    ]})


def unread_pipe():
    """A pipe of one page; nothing reads it unless the test does."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    return reader, writer


def stopped_terminal():
    """A terminal whose output is stopped, as by Ctrl-S."""
    master, slave = pty.openpty()
    termios.tcflow(slave, termios.TCOOFF)
    return master, slave


def is_full(descriptor):
    return not select.select([], [descriptor], [], 0)[1]


@pytest.mark.parametrize(("target", "stream"), [("json", "pipe"), ("text", "terminal")])
def test_a_daemon_whose_output_is_not_read_polls_on_and_stops_in_time(start, tmp_path, target, stream):
    simulator = busy(start)
    (tmp_path / "watches.yaml").write_text(BUSY)
    reader, writer = unread_pipe() if stream == "pipe" else stopped_terminal()
    command = [BINARY, "run", "--config", "watches.yaml", "--log", target, "--debug"]
    process = subprocess.Popen(
        command, env=environment(tmp_path, simulator.url), cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=writer, stderr=writer
    )
    try:
        until(lambda: is_full(writer))
        before = simulator.counts["requests"]
        until(lambda: simulator.counts["requests"] > before + 30)
        # All have completed by now, or soon will.
        until(lambda: completed(tmp_path) == 30)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert time.monotonic() - began < 6
    finally:
        process.kill()
        process.wait()
        os.close(reader)
        os.close(writer)
    # What nothing has read is delivered after the next start.
    events = {notice["AWAITD_EVENT_ID"] for notice in recorded(tmp_path)}
    again = Daemon(tmp_path, None, endpoint=simulator.url)
    try:
        again.wait_for(lambda d: len(d.told("transition", AWAITD_STATE="completed")) > 20)
        assert {notice["AWAITD_EVENT_ID"] for notice in again.told("transition")} <= events
    finally:
        again.kill()


def recorded(directory):
    """The notices on record."""
    done = run(directory, "history", "--json")
    return [json.loads(line) for line in done.stdout.splitlines()]


def completed(directory):
    return sum(notice.get("AWAITD_STATE") == "completed" for notice in recorded(directory))


@pytest.mark.parametrize(("target", "number", "code"), [("text", None, 0), ("json", signal.SIGTERM, 143)])
def test_a_wait_whose_output_is_not_read_ends_all_the_same(start, tmp_path, target, number, code):
    simulator = busy(start)
    (tmp_path / "watches.yaml").write_text(BUSY)
    if number:
        simulator.put(*(resource("evaluation", id=f"ev-{job}") for job in range(30)))
    reader, writer = unread_pipe()
    names = [f"w{number}" for number in range(30)]
    process = subprocess.Popen(
        [BINARY, "wait", "--config", "watches.yaml", "--debug", "--log", target, *names],
        env=environment(tmp_path, simulator.url), cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=writer, stderr=writer,
    )
    try:
        until(lambda: is_full(writer))
        if number:
            process.send_signal(number)
        assert process.wait(15) == code
    finally:
        process.kill()
        process.wait()
        os.close(reader)
        os.close(writer)


@pytest.mark.parametrize("closed", [[0], [1], [2], [0, 1, 2]])
def test_closed_streams_lend_their_numbers_to_nothing(start, tmp_path, closed):
    simulator = busy(start)
    (tmp_path / "watches.yaml").write_text(BUSY)
    targets = {"json": 1, "text": 2}
    for target, descriptor in targets.items():
        process = without(closed, tmp_path, "run", "--config", "watches.yaml", "--log", target, endpoint=simulator.url)
        if descriptor in closed:
            # Nothing could ever be delivered.
            assert process.wait(10) == 74
            continue
        until(lambda: run(tmp_path, "status").returncode == 0)
        for number in closed:
            assert os.readlink(f"/proc/{process.pid}/fd/{number}") == "/dev/null"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def without(closed, directory, *arguments, endpoint=None, **more):
    """Starts a command with these standard streams closed, and nothing to be read from the others."""
    shut = " ".join(f"{number}{'<' if number == 0 else '>'}&-" for number in closed)
    return subprocess.Popen(
        ["bash", "-c", f'exec "$@" {shut}', "bash", BINARY, *arguments],
        env=environment(directory, endpoint), cwd=directory, stdin=subprocess.DEVNULL,
        **({"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True} | more),
    )


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_closed_standard_output_is_an_error(tmp_path, arguments):
    (tmp_path / "watches.yaml").write_text(LIST)
    process = without([1], tmp_path, *arguments)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (74, f"awaitd {arguments[0]}: cannot write: Bad file descriptor\n")
    assert without([0, 1, 2], tmp_path, *arguments, stderr=subprocess.DEVNULL).wait(30) == 74


# Few file descriptors.


@pytest.mark.parametrize("arguments", [["run"], ["wait", "w"], ["check", "--credentials"]], ids=" ".join)
@pytest.mark.parametrize("limit", [10, 16, 20, 22, 24, 26, 100])
def test_too_few_file_descriptors_are_said(tmp_path, arguments, limit):
    (tmp_path / "watches.yaml").write_text(LIST)
    done = limited(tmp_path, (limit, limit), *arguments, "--config", "watches.yaml")
    _, said = done.communicate(timeout=20)
    assert done.returncode == 71
    assert f": only {limit} file descriptors are allowed, and " in said and "LimitNOFILE=" in said


def test_more_polls_at_once_need_more(tmp_path):
    (tmp_path / "watches.yaml").write_text("limits: {concurrency: 500}\n" + LIST)
    done = limited(tmp_path, (400, 400), "run", "--config", "watches.yaml")
    assert "only 400 file descriptors are allowed" in done.communicate(timeout=20)[1] and done.returncode == 71


def test_as_many_as_are_asked_for_are_enough_and_the_soft_limit_is_raised(start, tmp_path):
    simulator = busy(start)
    (tmp_path / "watches.yaml").write_text(BUSY)
    refused = limited(tmp_path, (10, 10), "run", "--config", "watches.yaml")
    needed = int(refused.communicate(timeout=20)[1].split(" are needed")[0].rsplit(" ", 1)[1])
    for limits in ((needed, needed), (12, needed)):
        process = limited(tmp_path, limits, "run", "--config", "watches.yaml", endpoint=simulator.url)
        try:
            until((tmp_path / "awaitd" / "io.awaitd").exists)
            until(lambda: completed(tmp_path) == 30, 20)
            line = next(line for line in open(f"/proc/{process.pid}/limits") if line.startswith("Max open files"))
            assert line.split()[3:5] == [str(needed), str(needed)]
            # More clients than there are descriptors: they wait, and cost nothing.
            lines = []
            clients = needed + 20 if limits[0] == needed else 0
            for _ in range(clients):
                line = socket.socket(socket.AF_UNIX)
                line.settimeout(1)
                try:
                    line.connect(str(tmp_path / "awaitd" / "io.awaitd"))
                except BlockingIOError:
                    # As many as the kernel lets wait: the daemon accepts them soon.
                    time.sleep(0.1)
                lines.append(line)
            if clients:
                before = seconds(process.pid)
                time.sleep(1)
                assert seconds(process.pid) - before < 0.5
                for line in lines:
                    line.close()
                until(lambda: run(tmp_path, "status").returncode == 0, 20)
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        finally:
            process.kill()
            process.wait()


def limited(directory, limits, *arguments, endpoint=None):
    """Starts a command with these soft and hard limits on open files."""
    return subprocess.Popen(
        [BINARY, *arguments], env=environment(directory, endpoint), cwd=directory, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: resource_limits.setrlimit(resource_limits.RLIMIT_NOFILE, limits),
    )


def seconds(pid):
    """The processor time that a process has used."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
