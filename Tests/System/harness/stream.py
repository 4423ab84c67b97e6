# SPDX-License-Identifier: Apache-2.0
"""Many jobs that change all the time, so that a notice is due at any moment."""

from __future__ import annotations

import json
import time

from life import ENDPOINT, REGION, at
from life_tests import OF_WATCHES, start_simulator, told
from machine import Machine, until
from unit_tests import UNIT, WATCHES

SCENARIO = "/etc/simulator/stream.json"
COUNT = 60
# When the last job ends, in seconds of the simulator's clock.
LONG = 15.0
# The timeline of each; every state lasts for many polls.
LIFE = [("transition", "pending"), ("transition", "in-progress"), ("transition", "completed")]


def resource(number: int) -> dict:
    begins = 2 + (LONG - 5) * number / COUNT
    return {
        "kind": "evaluation", "id": f"ev-{number}",
        "timeline": [at(0, "PENDING"), at(begins, "INPROGRESS"), at(begins + 3, "COMPLETED")],
    }


def list_of(count: int = COUNT, first: int = 0) -> str:
    watches = [{"name": f"s-{number}", "kind": "evaluation", "id": f"ev-{number}"}
               for number in range(first, first + count)]
    return json.dumps({
        "defaults": {"region": REGION, "poll": {"initial": "300ms", "max": "600ms"}},
        # Each watch is read by itself, so that the polls can be counted.
        "limits": {"rate": "unlimited", "listings": "never"},
        "watches": watches,
    })


def is_ours(entry: dict) -> bool:
    """Whether it is about a change of one of the jobs."""
    return entry.get("AWAITD_EVENT") in OF_WATCHES and entry["AWAITD_WATCH"].startswith("s-")


def by_identity(entries: list[dict]) -> dict[str, dict]:
    """The first entry of each identity; repeated ones have to be equal to it."""
    once: dict[str, dict] = {}
    for entry in entries:
        first = once.setdefault(entry["AWAITD_EVENT_ID"], entry)
        assert first["MESSAGE"] == entry["MESSAGE"], f"one identity, two transitions: {first}, {entry}"
    return once


class Stream:
    """The daemon watching such jobs, from its start to their last notice."""

    def __init__(self, machine: Machine, scenario: str) -> None:
        self.machine = machine
        machine.write(WATCHES, list_of())
        machine.write(SCENARIO, json.dumps({**json.loads(scenario), "resources": list(map(resource, range(COUNT))),
                                            "faults": []}))
        # The record would have the same jobs under the same ids as ended.
        machine.run("sh", "-c", "rm -f /var/lib/awaitd/awaitd.sqlite*")
        start_simulator(machine, SCENARIO)
        self.place = machine.place()
        machine.run("systemctl", "reset-failed", UNIT, check=False)
        machine.run("systemctl", "start", UNIT)
        self.process = machine.shown(UNIT, "MainPID")["MainPID"]

    def polls(self) -> int:
        return self.machine.request("GET", f"{ENDPOINT}/_simulator/counts")["requests"]

    def entries(self) -> list[dict]:
        return [entry for entry in told(self.machine, since=self.place) if is_ours(entry)]

    def begin(self) -> None:
        """Waits until the first jobs have changed."""
        until(lambda: len(self.entries()) > COUNT, "the first jobs to begin", 40)

    def end(self, may_repeat: bool = False, process: str | None = None) -> None:
        """Waits until everything is delivered, and checks that each change was, once, by a daemon that never restarted.

        With `may_repeat` an entry may be repeated under the same AWAITD_EVENT_ID; `process` is the daemon's if it is no
        longer the one of the start.
        """
        try:
            until(lambda: self.recorded()[1] == COUNT, "all of it to be in the record", LONG + 30)
            recorded, _ = self.recorded()
            until(lambda: recorded <= by_identity(self.entries()).keys(), "all of it to be told", 20)
        except AssertionError as error:
            found = f"{len(self.recorded()[0])} are in the record, {len(self.entries())} in the journal"
            status = self.machine.shown(UNIT, "StatusText", "MainPID", "NRestarts")
            raise AssertionError(f"{error}: {found}; {status}") from None
        time.sleep(1)  # For what might be delivered once too often.
        entries = self.entries()
        once = by_identity(entries)
        again = len(entries) - len(once)
        assert may_repeat or not again, f"{again} entries are there again"
        assert set(once) == recorded, "the journal and the record differ"
        found: dict[str, list] = {f"s-{number}": [] for number in range(COUNT)}
        for entry in once.values():
            found[entry["AWAITD_WATCH"]].append((entry["AWAITD_EVENT"], entry["AWAITD_STATE"]))
        # A machine too busy to poll in time may see one of them late, when it is over.
        wrong = {watch: life for watch, life in found.items()
                 if life != [step for step in LIFE if step in life] or life[-1:] != LIFE[-1:]}
        assert not wrong, wrong
        assert len(once) > 0.9 * len(LIFE) * COUNT, f"only {len(once)} changes were seen"
        shown = self.machine.shown(UNIT, "NRestarts", "MainPID", "ActiveState")
        assert shown == {"NRestarts": "0", "MainPID": process or self.process, "ActiveState": "active"}, shown
        self.machine.run("systemctl", "stop", UNIT)

    def recorded(self) -> tuple[set[str], int]:
        """The identities in the daemon's record, and how many jobs have ended according to it."""
        notices = map(json.loads, self.machine.output("awaitd", "history", "--json").splitlines())
        changes = [notice for notice in notices if is_ours(notice)]
        ended = sum(notice["AWAITD_STATE"] == LIFE[-1][1] for notice in changes)
        return {notice["AWAITD_EVENT_ID"] for notice in changes}, ended
