# SPDX-License-Identifier: Apache-2.0
"""What watching many jobs costs in calls, with listings and without, and how soon a job of somebody else's is told."""

import contextlib
import dataclasses
import datetime
import random
import time

import programs
from accounts import AMAZON_ML, BEDROCK, LONGEST, SAGEMAKER, Account, Daemon, Kind, built

WATCHED, OTHERS = 1_000, 20_000
# Until each watch is at rest: five reads, and those of a daemon that others keep from its processor.
SETTLING, WINDOW = 150, 200
# Jobs of somebody else's, which a matcher is to find.
CREATED = 20


@dataclasses.dataclass(frozen=True)
class Case:
    """So many watched jobs of a kind, in an account with others."""

    kind: Kind
    # The state of other people's jobs: "ended", "running", or None if there are none.
    others: str | None = None
    listings: str = "auto"

    @property
    def title(self):
        # The table has 80 columns.
        also = {None: "", "ended": ", 20,000 ended", "running": ", 20,000 running"}[self.others]
        return f"1,000 {self.kind.title}{also}"

    @property
    def most(self):
        return 60 if self.others else self.kind.most

    def resources(self):
        jobs = [self.kind.jobs("a", WATCHED, self.kind.running, "1h")]
        if self.others:
            status = self.kind.running if self.others == "running" else self.kind.ended
            jobs.append(self.kind.jobs("b", OTHERS, status, "30d"))
        return jobs


KINDS = [BEDROCK, AMAZON_ML, SAGEMAKER]
CASES = [
    *(Case(kind) for kind in KINDS),
    *(Case(kind, "ended") for kind in KINDS),
    Case(BEDROCK, "running"),
]
TODAY = [Case(kind, listings="never") for kind in KINDS]


class Running:
    """A case's simulator and daemon, and the calls that it makes in a window."""

    def __init__(self, case, binary, stack):
        self.case = case
        self.account = stack.enter_context(Account(case.resources()))
        self.daemon = stack.enter_context(Daemon(binary, self.account, case.kind.watches(WATCHED), case.listings))
        self.before, self.began = {}, 0.0

    def begin(self):
        self.daemon.process.check()
        self.before, self.began = self.account.calls(), time.monotonic()

    def end(self):
        """The calls a minute of each operation since `begin`."""
        self.daemon.process.check()
        minutes = (time.monotonic() - self.began) / 60
        calls = self.account.calls()
        return {name: (count - self.before.get(name, 0)) / minutes for name, count in calls.items()}


class Newcomers:
    """Jobs that somebody else creates, one by one, and a daemon that finds them with a matcher."""

    def __init__(self, binary, stack):
        self.account = stack.enter_context(Account([SAGEMAKER.jobs("b", OTHERS, SAGEMAKER.ended, "30d")]))
        entries = [f"  - {{name: found, kind: {SAGEMAKER.kind}, match: 'churn-*'}}"]
        self.daemon = stack.enter_context(Daemon(binary, self.account, entries))
        self.created = {}

    def create(self):
        name = f"churn-{len(self.created) + 1}"
        timeline = [{"at": 0, "status": SAGEMAKER.running}]
        self.account.control("PUT", "resources", [{"kind": SAGEMAKER.kind, "id": name, "timeline": timeline}])
        self.created[name] = time.time()

    def delays(self):
        """How long after its creation each job was told, in seconds."""
        told = {}
        for notice in self.daemon.told("watch-added"):
            if name := notice.get("AWAITD_RESOURCE_ID"):
                observed = datetime.datetime.fromisoformat(notice["AWAITD_OBSERVED_AT"].replace("Z", "+00:00"))
                told.setdefault(name, []).append(observed.timestamp())
        if again := [name for name, times in told.items() if len(times) > 1]:
            raise ValueError(f"told more than once: {', '.join(again)}")
        return {name: told[name][0] - created for name, created in self.created.items() if name in told}


def verdict(value, most):
    return "reached" if value <= most else "falls short"


def spread(calls):
    """The operations of a window, the most frequent first."""
    return ", ".join(f"{name} {count:.1f}" for name, count in sorted(calls.items(), key=lambda item: -item[1]) if count)


def rows(figures, today, delays):
    """The table of what is to be reached; `figures` and `today` have each case's calls, `delays` those of the jobs found."""
    lines = [f"{'calls a minute at rest':48}{'Get only':>9}{'awaitd':>8}  at most"]
    fallen = 0
    for case, calls in figures.items():
        before, ours = sum(today[case.kind].values()), sum(calls.values())
        most = min(case.most, before)
        fallen += ours > most
        lines.append(f"{case.title:48}{before:9.0f}{ours:8.1f}  {most:<5g}{verdict(ours, most)}")
        lines.append(f"    {spread(calls)}")
    missed = CREATED - len(delays)
    longest = max(delays.values(), default=float("inf"))
    fallen += longest > LONGEST or missed > 0
    what = f"a job of somebody else's, told after ({len(delays)} of {CREATED})"
    lines.append(f"{what:48}{'never':>9}{longest:6.1f} s  {LONGEST:<5}{verdict(longest if not missed else 1e9, LONGEST)}")
    lines.append(f"{len(figures) + 1 - fallen} of {len(figures) + 1} figures are reached")
    return lines, fallen


def wait(seconds, running):
    """Lets time pass; raises if one of the daemons has ended."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(5, left))
        for one in running:
            one.daemon.process.check()


def run(quick=False):
    """Runs all cases at the same time, since only calls are counted; returns the exit status."""
    binary = built("awaitd", "AWAITD_BINARY")
    for path in (binary, built("awaitd-simulator", "AWAITD_SIMULATOR")):
        if not path.exists():
            print(f"{path} is not built: packaging/build-release awaitd awaitd-simulator")
            return 1
    programs.BUILD.mkdir(parents=True, exist_ok=True)
    settling, window = (90, 60) if quick else (SETTLING, WINDOW)
    with contextlib.ExitStack() as stack:
        running = [Running(case, binary, stack) for case in CASES]
        newcomers = Newcomers(binary, stack)
        print(f"{len(running)} accounts, each polled at 5 s to {LONGEST} s; {settling} s until all is at rest", flush=True)
        wait(settling, [*running, newcomers])
        for one in running:
            one.begin()
        began, chance = time.monotonic(), random.Random(1)
        for number in range(CREATED):
            # At any moment of an interval; the last one leaves time to be found.
            at = began + (number + chance.random()) * (window - LONGEST - 5) / CREATED
            wait(at - time.monotonic(), running)
            newcomers.create()
        wait(began + window - time.monotonic(), [*running, newcomers])
        figures = {one.case: one.end() for one in running}
        delays = newcomers.delays()
    # By itself: a thousand reads a half minute of each kind are work, and a late read is none.
    with contextlib.ExitStack() as stack:
        reading = [Running(case, binary, stack) for case in TODAY]
        wait(settling, reading)
        for one in reading:
            one.begin()
        wait(60, reading)
        today = {one.case.kind: one.end() for one in reading}
    lines, fallen = rows(figures, today, delays)
    print("\n".join(lines), flush=True)
    return 1 if fallen else 0
