# SPDX-License-Identifier: Apache-2.0
"""No transition is lost, and none gets two identities: not by a kill at any moment, nor at any write, nor by failing writes.

How much is tried is meant for every change of the code; AWAITD_CRASHES=10 tries ten times as much, and every write.
"""

import errno
import os
import random
import time

import pytest

from crash import Scenario, build_faults

MORE = int(os.environ.get("AWAITD_CRASHES", "1"))
SEED = int(os.environ.get("AWAITD_SEED", "20261121"))


@pytest.fixture(scope="session")
def faults(tmp_path_factory):
    return build_faults(tmp_path_factory.mktemp("faults"))


@pytest.fixture
def scenario(start, tmp_path, faults):
    """Begins scenarios, all with one simulator."""
    simulator = start({"resources": []})
    begun = []

    def beginning(**more):
        begun.append(Scenario(tmp_path, simulator, faults, **more))
        return begun[-1]

    yield beginning
    for each in begun:
        each.close()


def test_a_kill_at_any_moment_loses_nothing(scenario):
    generator = random.Random(SEED)
    print("seed", SEED)
    kills = 0
    while kills < 60 * MORE:
        now = scenario()
        while True:
            process = now.start()
            # Long enough to get on with it now and then, and too short to get far.
            deadline = time.monotonic() + generator.choice([0.3, 0.7]) * generator.random() ** 0.5
            over = False
            while time.monotonic() < deadline and not (over := now.is_told() and not now.advance()):
                time.sleep(0.01)
            if over:
                break
            now.kill()
            kills += 1
        now.stop()
        now.check()
    print(kills, "kills")


def test_a_kill_at_any_write_loses_nothing(scenario):
    """Kills the daemon at the first write after its start, at the second, and so on, until it lives to the end.

    Each start goes on where the one before was killed, so the later writes of a start are other ones each time. Every
    other kill tears the write in two.
    """
    write, kills, is_fresh = 1, 0, True
    now = scenario()
    while True:
        now.start(kill=write, **({"tear": 1} if write % 2 == 0 else {}))
        is_over = now.drive()
        was_killed = now.stop() if is_over else True
        if is_over:
            now.check()
            if is_fresh and not was_killed:
                break
            now = scenario()
        is_fresh = is_over
        if was_killed:
            kills += 1
            # The writes at the start are all different; later ones repeat themselves with each commit.
            write += 1 if MORE > 1 else max(1, write // 30)
    print(kills, "kills, the last at write", write)
    assert kills > 100


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO], ids=["full disk", "failing disk"])
def test_failing_writes_lose_nothing_and_the_daemon_goes_on(scenario, number):
    """Lets every so manieth write fail, beginning with another one each time, so that each fails in some round."""
    generator = random.Random(SEED + number)
    print("seed", SEED)
    stride = 23
    rounds = range(1, stride + 1, 1 if MORE > 1 else 4)
    failed_starts = 0
    for begin in rounds:
        now = scenario()
        # Single writes, and stretches that no single attempt gets over.
        now.start(**{"from": begin, "every": generator.choice([stride, stride - 4]), "errno": number})
        if not now.drive():
            # Without a database it does not start; the service manager starts it again.
            assert now.process.returncode == 73 and begin < 60, now.words()
            failed_starts += 1
            now.start(**{"from": 400, "count": 300, "every": 1, "errno": number})
            assert now.drive(), now.words()
        now.stop()
        now.check()
    print(len(rounds), "rounds,", failed_starts, "failed starts")
