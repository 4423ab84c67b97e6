# SPDX-License-Identifier: Apache-2.0
"""A daemon with nothing to do sleeps: no timer of its own, of Swift's runtime or of a library wakes it."""

import pathlib
import time

from simulator import resource, step

HEAD = "defaults: {region: us-east-1, poll: {initial: 100ms, max: 1s}}\n"
WATCH = "watches: [{name: nightly, kind: evaluation, id: ev-1}]\n"
# What settles after a poll: connections are kept for a minute at most, idle clients' a while.
PATIENCE = 120
QUIET = 5


def switches(process):
    """How often each thread has gone to sleep so far."""
    counts = {}
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        try:
            status = (task / "status").read_text()
        except OSError:
            continue
        counts[task.name] = int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])
    return counts


def rests(process):
    """Whether nothing runs for some seconds before patience is over; otherwise, which threads did at last."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        before = switches(process)
        time.sleep(QUIET)
        woken = {name: count - before.get(name, 0) for name, count in switches(process).items() if count != before.get(name)}
        if not woken:
            return True
    names = {name: pathlib.Path(f"/proc/{process}/task/{name}/comm").read_text().strip() for name in woken}
    raise AssertionError(f"woken within {QUIET} s: " + ", ".join(f"{names[name]} {count} times" for name, count in woken.items()))


def test_nothing_wakes_a_daemon_that_has_nothing_to_do(start, daemon, awaitd):
    simulator = start({"resources": []})
    simulator.put(resource("evaluation", step(0, "COMPLETED"), id="ev-1"))
    started = daemon(HEAD + WATCH, endpoint=simulator.url)
    started.wait_for(lambda d: d.life("nightly") == ["completed"])
    # What a day brings: a look at it, a save, a job polled by hand.
    assert awaitd("status").returncode == 0
    started.path.write_text(HEAD + WATCH + "# saved\n")
    assert awaitd("reload").returncode == 0
    assert rests(started.process.pid)
    assert started.stop()[0] == 0
