# SPDX-License-Identifier: Apache-2.0
"""Answers and files that try to stop the daemon or fool it, for as long as it takes to be sure."""

from __future__ import annotations

import time

from life import ENDPOINT
from machine import Machine
from peer import Peer
from start_tests import SIMULATOR, play
from unit_tests import DROP_INS, UNIT

PORT = 9_178
OTHERS = 100
SECONDS = 300
POLL = 2
# 96 KB that took 148 s to read in version 0.1: nested deeply, and wide at the bottom.
WORST = b'{"Status":"INPROGRESS","x":' + b"[" * 500 + b"null," * 18_999 + b"null" + b"]" * 500 + b"}"


def one_answer_that_is_hard_to_read_holds_up_nothing(machine: Machine) -> None:
    machine.write(f"{DROP_INS}/watchdog.conf", "[Service]\nWatchdogSec=10s\nRestartSec=100ms\n")
    machine.run("systemctl", "daemon-reload")
    ids = [f"ev-{number}" for number in range(OTHERS)]
    watches = (
        f"defaults: {{region: us-east-1, endpoint: '{ENDPOINT}', poll: {{initial: {POLL}s, max: {POLL}s}}}}\n"
        "limits: {rate: unlimited, listings: never}\nwatches:\n"
        f"  - {{name: worst, kind: evaluation, id: worst, endpoint: 'http://127.0.0.1:{PORT}'}}\n"
        + "".join(f"  - {{name: {name}, kind: evaluation, id: {name}}}\n" for name in ids)
    )
    resources = [
        {"kind": "evaluation", "id": name, "timeline": [{"at": 0, "status": "INPROGRESS"}]} for name in ids
    ]
    with Peer(machine, PORT, WORST) as peer:
        place = play(machine, watches, resources)
        time.sleep(2 * POLL)
        # The phases of the watches are spread, so each window of some polls has about as many.
        window, slowest, fewest = 5 * POLL, 0.0, OTHERS * SECONDS
        for _ in range(SECONDS // window):
            before, began = requests(machine), time.monotonic()
            time.sleep(window)
            asked = time.monotonic()
            machine.output("awaitd", "status", "--json")
            slowest = max(slowest, time.monotonic() - asked)
            due = OTHERS * (time.monotonic() - began) / POLL
            share = (requests(machine) - before) / due
            fewest = min(fewest, share)
            assert share > 0.7, f"{share:.0%} of the polls that were due"
        hostile = peer.requests()
    shown = machine.shown(UNIT, "NRestarts", "ActiveState", "Result")
    assert shown == {"NRestarts": "0", "ActiveState": "active", "Result": "success"}, shown
    assert hostile > SECONDS / POLL / 3, f"it was asked for only {hostile} times"
    assert slowest < 2, f"`awaitd status` took {slowest:.1f} s"
    said = [str(entry["MESSAGE"]) for entry in machine.journal("--boot", f"--unit={UNIT}", since=place)]
    assert not [line for line in said if "watchdog" in line.lower()], said
    print(f"      {hostile} such answers; at least {fewest:.0%} of the other polls on time; status within {slowest:.2f} s")
    machine.run("systemctl", "stop", UNIT, SIMULATOR, check=False)
    machine.remove(f"{DROP_INS}/watchdog.conf")
    machine.run("systemctl", "daemon-reload")


def requests(machine: Machine) -> int:
    return machine.request("GET", f"{ENDPOINT}/_simulator/counts")["requests"]


TESTS = [one_answer_that_is_hard_to_read_holds_up_nothing]
