# SPDX-License-Identifier: Apache-2.0
"""A journal that crashes, is missing, hangs or drops, with notices always due: nothing may be lost."""

from __future__ import annotations

import contextlib
import subprocess
import time

from hang_tests import WATCHDOG_SECONDS
from life import scenario
from machine import Machine, until
from stream import Stream
from unit_tests import DROP_INS

JOURNALD = "systemd-journald.service"
SOCKETS = ["systemd-journald.socket", "systemd-journald-dev-log.socket", "systemd-journald-audit.socket"]
SOCKET = "/run/systemd/journal/socket"
LIMITS = "/run/systemd/journald.conf.d/limits.conf"


@contextlib.contextmanager
def polls_go_on(stream: Stream, what: str):
    """Checks that the daemon kept polling meanwhile, about as often as before."""
    began, before = time.monotonic(), stream.polls()
    yield
    rate = (stream.polls() - before) / (time.monotonic() - began)
    # Every watch is polled every half second.
    assert rate > 20, f"while the journal was {what} there were {rate:.0f} polls a second"


def queue_length(machine: Machine, length: int) -> None:
    """How many entries a hanging journal accepts before it blocks senders; a socket keeps its initial length."""
    subprocess.run(
        ["nsenter", "--target", str(machine.leader), "--net", "--", "sysctl", "-qw",
         f"net.unix.max_dgram_qlen={length}"],
        check=True, timeout=10,
    )
    machine.run("systemctl", "stop", JOURNALD, *SOCKETS)
    machine.run("systemctl", "start", *SOCKETS[:2], JOURNALD)


def journald(machine: Machine) -> str:
    return machine.shown(JOURNALD, "MainPID")["MainPID"]


def a_short_watchdog_is_set(machine: Machine) -> None:
    machine.write(f"{DROP_INS}/watchdog.conf", f"[Service]\nWatchdogSec={WATCHDOG_SECONDS}s\nRestartSec=100ms\n")
    # journald's start limit does not matter here, where it is killed more often than that.
    machine.write(f"/run/systemd/system/{JOURNALD}.d/often.conf", "[Unit]\nStartLimitIntervalSec=0\n")
    machine.run("systemctl", "daemon-reload")


def a_journal_that_is_killed_loses_nothing(machine: Machine) -> None:
    stream = Stream(machine, scenario())
    stream.begin()
    with polls_go_on(stream, "killed again and again"):
        for _ in range(6):
            before = journald(machine)
            machine.run("systemctl", "kill", "--signal=SIGKILL", JOURNALD)
            until(lambda: journald(machine) not in ("0", before), "journald to run again")
            time.sleep(0.4)
    stream.end()


def a_journal_that_is_away_with_its_sockets_loses_nothing(machine: Machine) -> None:
    stream = Stream(machine, scenario())
    stream.begin()
    with polls_go_on(stream, "away"):
        # First with the socket's file still there, which refuses connections, then without: the library returns 0.
        for is_there in (True, False):
            machine.run("systemctl", "stop", JOURNALD, *SOCKETS)
            if not is_there:
                machine.remove(SOCKET)
            time.sleep(1.5 * WATCHDOG_SECONDS)
            assert journald(machine) == "0", "journald was started by something else"
            machine.run("systemctl", "start", *SOCKETS[:2], JOURNALD)
            time.sleep(0.5)
    # Entries sent just before may or may not have been read, so they are sent again.
    stream.end(may_repeat=True)


def a_journal_that_is_frozen_loses_nothing(machine: Machine) -> None:
    queue_length(machine, 10)
    stream = Stream(machine, scenario())
    stream.begin()
    with polls_go_on(stream, "frozen"):
        machine.run("systemctl", "kill", "--signal=SIGSTOP", JOURNALD)
        try:
            time.sleep(3 * WATCHDOG_SECONDS)
        finally:
            machine.run("systemctl", "kill", "--signal=SIGCONT", JOURNALD)
    stream.end()


def a_journal_that_drops_what_is_too_much_takes_all_of_ours(machine: Machine) -> None:
    machine.write(LIMITS, "[Journal]\nRateLimitIntervalSec=30s\nRateLimitBurst=2\n")
    machine.run("systemctl", "restart", JOURNALD)
    try:
        stream = Stream(machine, scenario())
        # Another sender is cut off, which proves that the limit is in force.
        place = machine.place()
        machine.run("systemd-run", "--quiet", "--wait", "--unit=chatter.service", "sh", "-c",
                    "i=0; while [ $i -lt 500 ]; do echo chatter; i=$((i+1)); done; sleep 0.5")
        heard = len(machine.journal("--unit=chatter.service", "MESSAGE=chatter", since=place))
        assert 0 < heard < 250, f"{heard} of 500 lines were taken from a unit without limits of its own"
        stream.end()
    finally:
        machine.remove(LIMITS)
        machine.run("systemctl", "restart", JOURNALD)


TESTS = [
    a_short_watchdog_is_set,
    a_journal_that_is_killed_loses_nothing,
    a_journal_that_is_away_with_its_sockets_loses_nothing,
    a_journal_that_is_frozen_loses_nothing,
    a_journal_that_drops_what_is_too_much_takes_all_of_ours,
]
