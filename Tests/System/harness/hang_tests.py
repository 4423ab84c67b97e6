# SPDX-License-Identifier: Apache-2.0
"""Hangs: of the daemon, and of the journal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

from life import ENDPOINT, JOBS, watch_file
from life_tests import start_simulator, told, wait_for_whole_lives
from machine import Machine, until
from unit_tests import DROP_INS, UNIT, WATCHES

WATCHDOG_SECONDS = 2
# One open job, so that the daemon has something to do now and then.
WATCHED = [job for job in JOBS if job.watch == "churn"]


def main_pid(machine: Machine) -> int:
    """The daemon's process, as seen from outside the container."""
    inside = machine.shown(UNIT, "MainPID")["MainPID"]
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                with open(f"/proc/{entry.name}/status") as file:
                    ids = next(line.split()[1:] for line in file if line.startswith("NSpid:"))
                same_namespace = os.readlink(f"/proc/{entry.name}/ns/pid") == os.readlink(
                    f"/proc/{machine.leader}/ns/pid"
                )
            except OSError:
                continue  # It has ended meanwhile.
            if same_namespace and ids[-1] == inside:
                return int(entry.name)
    raise AssertionError(f"no process {inside} in the container")


def restarts(machine: Machine) -> int:
    return int(machine.shown(UNIT, "NRestarts")["NRestarts"])


def an_idle_daemon_keeps_its_watchdog_content(machine: Machine) -> None:
    machine.write(f"{DROP_INS}/watchdog.conf", f"[Service]\nWatchdogSec={WATCHDOG_SECONDS}s\nRestartSec=100ms\n")
    # Nothing to watch, nothing to do: the hardest case for a watchdog fed by progress only.
    machine.write(WATCHES, watch_file([]))
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", UNIT)
    time.sleep(3.5 * WATCHDOG_SECONDS)
    assert restarts(machine) == 0
    assert machine.shown(UNIT, "ActiveState")["ActiveState"] == "active"
    assert machine.shown(UNIT, "StatusText")["StatusText"].startswith("Watching 0")
    machine.run("systemctl", "stop", UNIT)


def a_daemon_that_hangs_is_restarted(machine: Machine) -> None:
    machine.write(WATCHES, watch_file(WATCHED))
    start_simulator(machine)
    machine.run("systemctl", "start", UNIT)
    before = main_pid(machine)
    place = machine.place()
    os.kill(before, signal.SIGSTOP)
    until(lambda: restarts(machine) >= 1, "a restart", 4 * WATCHDOG_SECONDS + 10)
    until(lambda: machine.shown(UNIT, "SubState")["SubState"] == "running", "the daemon to run again")
    assert main_pid(machine) != before
    messages = " ".join(str(entry["MESSAGE"]) for entry in machine.journal(since=place))
    assert "Watchdog timeout" in messages, messages
    until(lambda: len(machine.journal("AWAITD_EVENT=started", since=place)) == 1, "one entry `started`")
    machine.run("systemctl", "stop", UNIT)


def shorten_the_queue_to_the_journal(machine: Machine) -> None:
    """Makes a hanging journal block its senders at the third entry, instead of after hundreds."""
    subprocess.run(
        ["nsenter", "--target", str(machine.leader), "--net", "--", "sysctl", "-qw", "net.unix.max_dgram_qlen=1"],
        check=True, timeout=10,
    )
    # A socket keeps the queue length that was set when it was created.
    sockets = ["systemd-journald.socket", "systemd-journald-dev-log.socket"]
    machine.run("systemctl", "stop", "systemd-journald.service", *sockets)
    machine.run("systemctl", "start", *sockets, "systemd-journald.service")


def forget_all(machine: Machine) -> None:
    """Removes the record: it would have the same jobs under the same ids as ended."""
    machine.run("sh", "-c", "rm -f /var/lib/awaitd/awaitd.sqlite*")


def a_journal_that_hangs_neither_kills_nor_loses(machine: Machine) -> None:
    machine.write(WATCHES, watch_file())
    shorten_the_queue_to_the_journal(machine)
    forget_all(machine)
    start_simulator(machine)
    machine.run("systemctl", "reset-failed", UNIT, check=False)
    place = machine.place()
    machine.run("systemctl", "start", UNIT)
    until(lambda: told(machine, "AWAITD_EVENT=transition", since=place), "the first word about a job")
    journald = int(machine.shown("systemd-journald.service", "MainPID")["MainPID"])
    machine.run("systemctl", "kill", "--signal=SIGSTOP", "systemd-journald.service")
    try:
        # Longer than the watchdog, and the jobs go on meanwhile: there is more to deliver than the queue holds.
        time.sleep(3 * WATCHDOG_SECONDS)
        assert restarts(machine) == 0, "the watchdog ended the daemon"
    finally:
        machine.run("systemctl", "kill", "--signal=SIGCONT", "systemd-journald.service")
    assert journald == int(machine.shown("systemd-journald.service", "MainPID")["MainPID"])
    wait_for_whole_lives(machine, since=place)
    machine.run("systemctl", "stop", UNIT)


def a_stop_waits_for_no_journal_that_hangs(machine: Machine) -> None:
    machine.write(WATCHES, watch_file())
    forget_all(machine)
    start_simulator(machine)
    place = machine.place()
    machine.run("systemctl", "start", UNIT)
    until(lambda: told(machine, "AWAITD_EVENT=transition", since=place), "the first word about a job")
    machine.run("systemctl", "kill", "--signal=SIGSTOP", "systemd-journald.service")
    try:
        # By now there is more to deliver than the queue holds.
        time.sleep(WATCHDOG_SECONDS)
        began = time.monotonic()
        machine.run("systemctl", "stop", UNIT)
        took = time.monotonic() - began
        result = machine.shown(UNIT, "Result", "ExecMainStatus")
    finally:
        machine.run("systemctl", "kill", "--signal=SIGCONT", "systemd-journald.service")
    assert result == {"Result": "success", "ExecMainStatus": "0"}, result
    assert took < 10, f"{took:.1f} s"
    # What was not delivered is delivered now.
    machine.run("systemctl", "start", UNIT)

    def is_all_told() -> bool:
        record = machine.output("awaitd", "history", "--json").splitlines()
        entries = [entry.get("AWAITD_EVENT_ID") for entry in told(machine, since=place)]
        return {json.loads(line)["AWAITD_EVENT_ID"] for line in record} == set(filter(None, entries))

    until(is_all_told, "all of the record in the journal", seconds=30)
    machine.run("systemctl", "stop", UNIT)


def a_journal_that_restarts_loses_nothing(machine: Machine) -> None:
    machine.write(WATCHES, watch_file())
    forget_all(machine)
    start_simulator(machine)
    place = machine.place()
    machine.run("systemctl", "start", UNIT)
    machine.run("systemctl", "restart", "systemd-journald.service")
    time.sleep(3)
    machine.run("systemctl", "restart", "systemd-journald.service")
    wait_for_whole_lives(machine, since=place)
    assert restarts(machine) == 0
    machine.run("systemctl", "stop", UNIT)


def the_simulator_saw_nothing_wrong(machine: Machine) -> None:
    counts = machine.request("GET", f"{ENDPOINT}/_simulator/counts")
    assert counts["signature_errors"] == 0 and counts["protocol_errors"] == 0, counts


TESTS = [
    an_idle_daemon_keeps_its_watchdog_content,
    a_daemon_that_hangs_is_restarted,
    a_journal_that_hangs_neither_kills_nor_loses,
    a_stop_waits_for_no_journal_that_hangs,
    a_journal_that_restarts_loses_nothing,
    the_simulator_saw_nothing_wrong,
]
