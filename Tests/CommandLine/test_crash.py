# SPDX-License-Identifier: Apache-2.0
"""No transition is lost or gets two identities, whether by a kill at any moment, a kill at any write, or failing writes.

The number of tries suits every change of the code; AWAITD_CRASHES=10 tries ten times as many, and every write.
"""

import errno
import os
import pathlib
import random
import sqlite3
import tempfile
import time

import pytest

from crash import Scenario, build_faults
from disk import Disk, read_trace
from simulator import until

MORE = int(os.environ.get("AWAITD_CRASHES", "1"))
SEED = int(os.environ.get("AWAITD_SEED", "20261121"))


@pytest.fixture(scope="session")
def faults(tmp_path_factory):
    return build_faults(tmp_path_factory.mktemp("faults"))


@pytest.fixture
def scenario(start, tmp_path, faults):
    """Starts scenarios, all with one simulator."""
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
            now.start()
            # Long enough to make progress now and then, too short to get far.
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
    """Kills the daemon at the first write after its start, at the second, and so on, until it survives to the end.

    Each start continues where the one before was killed, so the later writes of a start differ each time. Every other
    kill tears the write in two.
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
            # The writes at the start are all different; later ones repeat with each commit.
            write += 1 if MORE > 1 else max(1, write // 30)
    print(kills, "kills, the last at write", write)
    assert kills > 100


FAULTS = pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO], ids=["full", "failing"])


@FAULTS
def test_a_write_that_fails_at_the_start_is_tried_again_or_ends_it(scenario, number):
    """Makes single writes of the start fail. Without a database the daemon exits, and the service manager restarts it."""
    starts = {}
    writes = range(1, 45, 1 if MORE > 1 else 6)
    for write in writes:
        now = scenario(count=6)
        now.start(**{"from": write, "count": 1, "errno": number})
        if not now.drive():
            assert now.process.returncode == 73, now.words()
            assert "cannot be" in now.errors.read_text()
            starts[write] = 2
            now.start()
            assert now.drive(), now.words()
        now.stop()
        now.check()
    print(len(writes), "starts,", len(starts), "ended")
    assert 0 < len(starts) < len(writes)


@FAULTS
def test_failing_writes_lose_nothing_and_the_daemon_goes_on(scenario, number):
    """Makes every nth write fail, with another offset each time, so that each write fails in some round."""
    generator = random.Random(SEED + number)
    print("seed", SEED)
    stride = 211
    offsets = range(stride) if MORE > 1 else generator.sample(range(stride), 6)
    for offset in offsets:
        now = scenario()
        # After the some hundred writes of the start. Now and then so many in a row that a second try fails as well.
        if generator.random() < 0.7:
            faults = {"from": 120 + offset, "every": stride}
        else:
            faults = {"from": 120 + 10 * offset, "count": 5}
        now.start(errno=number, **faults)
        assert now.drive(), f"it ended: {now.process.returncode}\n{now.words()}"
        now.stop()
        now.check()
    print(len(offsets), "rounds")


def test_what_a_full_disk_keeps_to_the_last_is_said_and_told_by_the_next_start(scenario):
    now = scenario(count=6)
    now.start()
    while not now.is_told():
        time.sleep(0.01)
    now.stop()
    # As many writes as a start needs, then none, not even while stopping.
    now.start(**{"from": 40, "errno": errno.ENOSPC, "spare_journal": 1})
    now.advance()
    until(lambda: "in memory; polling goes on" in now.words())
    now.advance()
    time.sleep(1)
    began = time.monotonic()
    assert now.end() == 0
    assert time.monotonic() - began < 4, "a service manager would have killed it"
    words = now.words()
    assert "could not be written before the end: the disk is full, " in words
    assert "not recorded, seen at 20" in words and f"{now.lives[0].name}: " in words
    # Nothing delivered has an identity, so what the next start delivers has the only one.
    now.start()
    until(now.is_over)
    now.stop()
    now.check(may_skip=True)


def damage(path):
    """Overwrites a database in use, except for its first page, and its log with garbage.

    The daemon has cached what it has read, unless another process has written meanwhile.
    """
    with sqlite3.connect(path) as other:
        until(lambda: other.execute("SELECT count(*) FROM outbox").fetchone() == (0,))
        other.execute("UPDATE watch SET next_poll_at = next_poll_at + 1")
    other.close()
    for file, kept in ((path, 4096), (path.with_name(path.name + "-wal"), 32)):
        with file.open("r+b") as content:
            size = content.seek(0, os.SEEK_END)
            content.seek(kept)
            content.write(os.urandom(size - kept))


def test_a_record_that_is_damaged_while_it_is_used_is_begun_anew(scenario):
    now = scenario()
    now.start()
    for _ in range(2):
        until(now.is_told)
        damage(now.folder / "awaitd.sqlite")
        now.advance()
    assert now.drive(), now.words()
    now.stop()
    assert now.starts() == 1 and len(list(now.folder.glob("awaitd.sqlite.corrupt-*Z*"))) >= 2
    assert "no notice is repeated" in now.words().lower()
    now.check(is_anew=True)
    # The next start continues from the new record.
    now.start()
    until(lambda: now.starts() == 2)
    time.sleep(0.5)
    now.stop()
    now.check(is_anew=True)


def test_the_disk_has_all_that_was_told_at_every_write(scenario, tmp_path):
    """Reconstructs the files at each write of two runs: after a kill there, and after a power cut there.

    A power cut loses any of the unsynced writes, in full or in part.
    """
    generator = random.Random(SEED)
    print("seed", SEED)
    now = scenario()
    trace = tmp_path / "trace"
    now.start(trace=trace)
    while not (now.is_told() and now.step == 1):
        assert not now.is_told() or now.advance()
        time.sleep(0.01)
    # A start that finds a record, and a stop in between, which merges the log into the database.
    now.stop()
    now.start(trace=trace)
    assert now.drive()
    now.stop()
    now.check()
    disk, writes, notices = Disk(), 0, 0
    # Thousands of files are written, and none of them has to last.
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else tmp_path) as name:
        folder = pathlib.Path(name)
        for write in read_trace(trace):
            if not disk.apply(*write):
                continue
            writes += 1
            notices = disk.check(disk.after_kill(), folder)
            for _ in range(MORE):
                disk.check(disk.after_power_cut(generator), folder)
    print(writes, "writes, each twice;", notices, "notices")
    assert writes > 500 and notices == 3 * len(now.lives) == len(disk.told)
