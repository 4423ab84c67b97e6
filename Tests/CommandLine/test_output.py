# SPDX-License-Identifier: Apache-2.0
"""Commands whose standard output cannot be written: a full disk, and a closed pipe."""

import os
import subprocess

import pytest

from awaitd import BINARY, environment
from simulator import resource, step

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
