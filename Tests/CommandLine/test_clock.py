# SPDX-License-Identifier: Apache-2.0
"""A wall clock that is wrong deletes nothing and tells nothing that is not so."""

import sqlite3
import time

import pytest

from crash import build_faults
from simulator import resource, step, until

DAY = 86_400
HEAD = "defaults: {region: us-east-1, poll: {initial: 100ms, max: 300ms}}\nlimits: {rate: unlimited}\n"
ONE = HEAD + "watches:\n  - {name: w, kind: evaluation, id: ev-1}\n"


@pytest.fixture(scope="session")
def clock(tmp_path_factory):
    """Variables that put a daemon's wall clock ahead by so many seconds."""
    library = build_faults(tmp_path_factory.mktemp("clock"), "clock.c")
    return lambda seconds: {"LD_PRELOAD": library, "CLOCK_OFFSET": str(seconds)}


def database(tmp_path):
    return tmp_path / ".local" / "state" / "awaitd" / "awaitd.sqlite"


def query(tmp_path, sql, *values):
    with sqlite3.connect(database(tmp_path)) as record:
        rows = record.execute(sql, values).fetchall()
    record.close()
    return rows


def add_notices(tmp_path, count, age):
    """Adds delivered notices of some seconds ago."""
    seen = int((time.time() - age) * 1_000_000)
    with sqlite3.connect(database(tmp_path)) as record:
        record.executemany(
            "INSERT INTO notice (event_id, observed_at, event, priority, message, fields) VALUES (?, ?, 'transition', 5, 'x', '[]')",
            [(f"{age}-{number}", seen + number) for number in range(count)],
        )
    record.close()


def polled(running, simulator, more=3):
    """Waits until a daemon has polled some more times."""
    before = simulator.counts["requests"]
    until(lambda: simulator.counts["requests"] >= before + more or running.process.poll() is not None)
    assert running.process.poll() is None, running.error_path.read_text()


@pytest.mark.parametrize("is_online", [True, False])
def test_a_clock_200_days_ahead_deletes_nothing(start, daemon, tmp_path, clock, is_online):
    simulator = start({"resources": [resource("evaluation")]})
    first = daemon(ONE, endpoint=simulator.url)
    first.wait_for(lambda d: d.told("transition"))
    first.stop()
    add_notices(tmp_path, 60, 3_600)
    before = query(tmp_path, "SELECT * FROM notice")
    for _ in range(2):
        second = daemon(ONE, endpoint=simulator.url if is_online else "http://127.0.0.1:1", **clock(200 * DAY))
        second.wait_for(lambda d: d.heard("READY=1"))
        if is_online:
            polled(second, simulator)
        else:
            time.sleep(0.5)
        assert second.stop()[0] == 0
    assert set(before) <= set(query(tmp_path, "SELECT * FROM notice"))


def test_what_is_too_old_by_a_confirmed_clock_goes_a_part_at_once(start, daemon, tmp_path):
    simulator = start({"resources": [resource("evaluation")]})
    first = daemon(ONE, endpoint=simulator.url)
    first.wait_for(lambda d: d.told("transition"))
    first.stop()
    with sqlite3.connect(database(tmp_path)) as record:
        record.execute("UPDATE notice SET seq = 1000")
        record.execute("UPDATE watch SET last_answer_at = NULL")
        record.execute("UPDATE lane SET last_answer_at = NULL")
        for number in range(1, 60):
            record.execute(
                "INSERT INTO notice SELECT ?, 'old-' || ?, observed_at - ?, watch_id, event, priority, message, fields "
                "FROM notice WHERE seq = 1000",
                (number, number, (200 * DAY - number) * 1_000_000),
            )
    record.close()
    second = daemon(ONE, endpoint=simulator.url)
    until(lambda: query(tmp_path, "SELECT count(*) FROM notice") == [(54,)])
    polled(second, simulator)
    assert query(tmp_path, "SELECT count(*), min(seq) FROM notice") == [(54, 7)]


@pytest.mark.parametrize("offset", [30 * DAY, -30 * DAY])
def test_overdue_is_told_when_it_is_true_whatever_the_clock_says(start, daemon, clock, offset):
    simulator = start({"resources": [resource("evaluation", step(0, "INPROGRESS")), resource("data-source", step(0, "INPROGRESS"))]})
    text = HEAD + (
        "watches:\n  - {name: long, kind: evaluation, id: ev-1, overdue_after: 2h}\n"
        "  - {name: short, kind: data-source, id: ds-1, overdue_after: 2s}\n"
    )
    began = time.monotonic()
    running = daemon(text, endpoint=simulator.url, **clock(offset))
    (overdue,) = running.wait_for(lambda d: d.told("overdue"))
    assert overdue["AWAITD_WATCH"] == "short" and time.monotonic() - began > 0.8
    polled(running, simulator, more=10)
    assert len(running.told("overdue")) == 1


def test_no_time_is_too_far_off(start, daemon, tmp_path, clock):
    simulator = start({"resources": [resource("evaluation")]})
    first = daemon(ONE, endpoint=simulator.url)
    first.wait_for(lambda d: d.told("transition"))
    first.stop()
    add_notices(tmp_path, 20, 3_600)
    before = query(tmp_path, "SELECT * FROM notice")
    years = 31_556_952
    now = int(time.time())
    targets = [0, 2_147_483_647, 2_147_483_648, 9_223_372_036, 253_402_300_799, 253_402_300_800]
    for offset in [target - now for target in targets] + [-100 * years, 5_000 * years]:
        running = daemon(ONE, endpoint=simulator.url, **clock(offset))
        running.wait_for(lambda d: d.heard("READY=1"))
        polled(running, simulator, more=2)
        assert running.stop()[0] == 0, f"{offset}: {running.error_path.read_text()}"
    assert set(before) <= set(query(tmp_path, "SELECT * FROM notice"))
