# SPDX-License-Identifier: Apache-2.0
"""A start on a record with many jobs that a matcher has found: READY, memory and record, each job."""

import json
import subprocess
import tempfile
import time

import processes
import programs
from accounts import Account, built
from cadences import MATCHERS, program
from clients import NEVER, Awaitd, Folder, environment, watch_list

JOBS = 100_000
MOST = 2.0
MOST_SHARE = 0.3
RUNS = 3
KIBIBYTE = 1024


class Found:
    """A record with jobs of a matcher, and the daemon on it."""

    def __init__(self, binary, url, entries):
        self.binary, self.url = binary, url
        lines = [
            f"defaults: {{region: us-east-1, poll: {{initial: {NEVER}s, max: {NEVER}s}}}}",
            "limits: {rate: unlimited, concurrency: 64}",
            f"watches: {entries}",
        ]
        self.text = "\n".join(lines) + "\n"

    def run(self, folder):
        """Starts the daemon on what is in the folder."""
        command = [self.binary, "run", "--config", folder.watches, "--state-directory", folder.state]
        command += ["--runtime-directory", folder.runtime, "--log", "json"]
        return processes.Process(command, environment(folder.path, self.url))


def started(start):
    """READY and CPU of a start, in seconds, and the anonymous memory once it is quiet."""
    with start() as process:
        ready, cpu = process.wait_ready(600)
        process.settle(share=0.05, quiet=3)
        return ready, cpu, process.memory()[1]


def ours(binary, url, maker, jobs):
    """The lowest of some starts with and without the jobs, and the size of the record."""
    with Folder("empty-") as folder:
        empty = Found(binary, url, "[]")
        folder.write(empty.text)
        without = min(started(lambda: empty.run(folder))[2] for _ in range(RUNS))
    with Folder("found-") as folder:
        subprocess.run([maker, "record", str(folder.state), str(jobs)], check=True, timeout=600)
        found = Found(binary, url, f"[{{name: found, kind: training-job, match: '*', at_most: {jobs}}}]")
        folder.write(found.text)
        runs = [started(lambda: found.run(folder)) for _ in range(RUNS)]
        with found.run(folder) as process:
            process.wait_ready(600)
            known = json.loads(Awaitd("awaitd", binary).ask(folder, "status", "--json"))["watches"]
        if len(known) != jobs:
            raise ValueError(f"{len(known)} jobs of {jobs} are known after a start")
        lowest = [min(run[column] for run in runs) for column in range(3)]
        return {"ready": lowest[0], "cpu": lowest[1], "memory": (lowest[2] - without) / jobs, "record": folder.record() / jobs}


def before(binary, url, watches):
    """The lowest of some starts of another awaitd with as many watches in its list, on its own record."""
    client = Awaitd("before", binary)
    with Folder("before-") as folder:
        # Version 0.1 does not know this key.
        folder.write(watch_list(watches, NEVER).replace(", listings: never", ""))
        with client.run(folder, url) as process:
            process.wait_ready(600)
            time.sleep(5)
        runs = []
        for _ in range(RUNS):
            with client.run(folder, url) as process:
                runs.append(process.wait_ready(600))
    return {"ready": min(run[0] for run in runs), "cpu": min(run[1] for run in runs)}


def verdict(value, most):
    return "reached" if value <= most else "falls short"


def run(other=None, quick=False):
    """Prints the table, compared with another awaitd if there is one; returns the exit status."""
    jobs = JOBS // 10 if quick else JOBS
    binary = built("awaitd", "AWAITD_BINARY")
    if not binary.exists():
        print(f"{binary} is not built: packaging/build-release")
        return 1
    programs.BUILD.mkdir(parents=True, exist_ok=True)
    processes.pin_to_server_core()
    maker = program(MATCHERS)
    with Account([]) as account, tempfile.TemporaryDirectory(prefix="found-", dir=programs.BUILD) as copies:
        figures = ours(programs.stripped(binary, copies, "awaitd"), account.url, maker, jobs)
        compared = before(programs.stripped(other, copies, "before"), account.url, jobs) if other else None
    print(f"{jobs:,} jobs of a matcher on record: READY {figures['ready']:.2f} s, {figures['cpu']:.2f} s of CPU")
    goals = [
        ("anonymous memory, a job", figures["memory"] / KIBIBYTE, MOST, "KiB"),
        ("record, a job", figures["record"] / KIBIBYTE, MOST, "KiB"),
    ]
    if compared:
        print(f"as many watches before: READY {compared['ready']:.2f} s, {compared['cpu']:.2f} s of CPU")
        goals.append(("READY ÷ before", figures["ready"] / compared["ready"], MOST_SHARE, ""))
        goals.append(("CPU to READY ÷ before", figures["cpu"] / compared["cpu"], MOST_SHARE, ""))
    for label, value, most, unit in goals:
        print(f"{label:40}{value:8.2f}  {f'{most:g} {unit}':<10}{verdict(value, most)}")
    # Times depend on what else runs.
    return 1 if any(value > most for _, value, most, unit in goals if unit) else 0
