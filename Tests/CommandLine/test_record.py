# SPDX-License-Identifier: Apache-2.0
"""The record as others may leave it: removed or replaced while it is in use, with numbers and tables that awaitd never makes."""

import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import time

import pytest

from awaitd import BINARY, environment
from simulator import resource, step, until

HEAD = "defaults: {region: us-east-1, poll: {initial: 100ms, max: 300ms}}\nlimits: {rate: unlimited}\n"
TWO = HEAD + "watches:\n  - {name: a, kind: evaluation, id: ev-1}\n  - {name: b, kind: data-source, id: ds-1}\n"


def folder(tmp_path):
    return tmp_path / ".local" / "state" / "awaitd"


def database(tmp_path):
    return folder(tmp_path) / "awaitd.sqlite"


def execute(path, *statements):
    with sqlite3.connect(path, isolation_level=None) as record:
        rows = [record.execute(statement).fetchall() for statement in statements]
    record.close()
    return rows[-1]


def remove(tmp_path, *suffixes):
    for suffix in suffixes:
        database(tmp_path).with_name("awaitd.sqlite" + suffix).unlink(missing_ok=True)


def replace(tmp_path):
    other = tmp_path / "other.sqlite"
    shutil.copy(database(tmp_path), other)
    other.rename(database(tmp_path))


def swap(tmp_path):
    folder(tmp_path).rename(tmp_path / "elsewhere")
    folder(tmp_path).mkdir(mode=0o700)


HARM = {
    "removed": lambda path: remove(path, "", "-wal", "-shm"),
    "replaced": replace,
    "log": lambda path: remove(path, "-wal", "-shm"),
    "swapped": swap,
}


@pytest.mark.parametrize(
    ("harm", "moment"), [*((harm, "poll") for harm in HARM), ("removed", "commit"), ("log", "stop"), ("swapped", "stop")]
)
def test_a_record_that_loses_its_name_is_begun_anew_and_nothing_is_told_twice(start, daemon, tmp_path, harm, moment):
    simulator = start({"resources": [resource("evaluation"), resource("data-source")]})
    # Polls are far apart unless one has to notice it.
    text = TWO if moment == "poll" else TWO.replace("100ms", "1s").replace("300ms", "1m")
    running = daemon(text, endpoint=simulator.url)
    running.wait_for(lambda d: len(d.told("transition")) == 2)
    until(lambda: execute(database(tmp_path), "SELECT count(*) FROM outbox") == [(0,)])
    HARM[harm](tmp_path)
    if moment == "commit":
        simulator.put(resource("evaluation", step(0, "INPROGRESS")))
    if moment != "stop":
        until(lambda: "while it was in use" in running.error_path.read_text(), 20)
    if moment == "commit":
        running.wait_for(lambda d: d.life("a") == ["pending", "in-progress"])
    assert running.stop()[0] == 0
    assert "while it was in use" in running.error_path.read_text()
    assert execute(database(tmp_path), "PRAGMA integrity_check") == [("ok",)]
    assert execute(database(tmp_path), "SELECT name FROM watch WHERE state <> 'unseen' ORDER BY name") == [("a",), ("b",)]
    aside = list(folder(tmp_path).glob("*.replaced-*"))
    assert bool(aside) == (harm == "replaced")
    told = len(running.told("transition"))
    second = daemon(TWO, endpoint=simulator.url)
    before = simulator.counts["requests"]
    until(lambda: simulator.counts["requests"] > before + 4)
    assert not second.told("transition") and not second.told("watch-added")
    simulator.put(resource("data-source", step(0, "COMPLETED")))
    second.wait_for(lambda d: d.life("b") == ["completed"])
    places = [int(n["AWAITD_SEQ"]) for d in (running, second) for n in d.told("transition")]
    assert places == sorted(set(places)) and len(places) == told + 1


def test_numbers_that_awaitd_never_writes_stop_nothing(start, daemon, awaitd, tmp_path):
    simulator = start({"resources": [resource("evaluation"), resource("data-source")]})
    first = daemon(TWO.replace("id: ev-1}", "id: ev-1, overdue_after: 1h}"), endpoint=simulator.url)
    first.wait_for(lambda d: len(d.told("transition")) == 2)
    first.stop()
    with sqlite3.connect(database(tmp_path)) as record:
        columns = {
            table: [row[1] for row in record.execute(f"PRAGMA table_info({table})") if row[2] == "INTEGER"]
            for table in ("watch", "lane", "notice")
        }
    record.close()
    numbers = [-(2**63), -62_135_596_800_000_001, 253_402_300_800_000_000, 2**63 - 1]
    kept = {"id", "seq", "watch_id", "is_listed", "priority"}
    for pair in (numbers[::2], numbers[1::2]):
        # Each row gets another of the two.
        updates = [
            f"UPDATE {table} SET " + ", ".join(f"{column} = {number}" for column in names if column not in kept) + rows
            for table, names in columns.items()
            for number, rows in zip(pair, ("", " WHERE rowid % 2 = 0" if table != "lane" else ""), strict=True)
        ]
        execute(database(tmp_path), *updates, "INSERT OR IGNORE INTO outbox SELECT seq FROM notice")
        running = daemon(TWO.replace("id: ev-1}", "id: ev-1, overdue_after: 1h}"), endpoint=simulator.url)
        running.wait_for(lambda d: len(d.told("transition")) == 2 and d.heard("READY=1"))
        before = simulator.counts["requests"]
        until(lambda before=before: simulator.counts["requests"] > before + 4 or running.process.poll() is not None)
        for command in (["status", "--json"], ["status", "a"], ["history"]):
            result = awaitd(*command)
            assert result.returncode == 0, (pair, command, result.stderr)
        assert json.loads(awaitd("status", "--json").stdout)
        assert running.stop()[0] == 0, running.error_path.read_text()
        for notice in running.told("transition"):
            assert 1 <= int(notice["AWAITD_OBSERVED_AT"][:4]) <= 9999
    execute(database(tmp_path), f"UPDATE sqlite_sequence SET seq = {2**63 - 1} WHERE name = 'notice'")
    running = daemon(TWO, endpoint=simulator.url)
    running.wait_for(lambda d: len(d.told("transition")) == 2)
    assert running.stop()[0] == 0
    assert "sequence numbers have come to their end" in running.error_path.read_text()


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"


@pytest.mark.parametrize("trick", ["view", "endless", "column", "large", "pipe", "long"])
def test_history_does_not_trust_the_record(start, daemon, awaitd, tmp_path, trick):
    simulator = start({"resources": [resource("evaluation"), resource("data-source")]})
    running = daemon(TWO, endpoint=simulator.url)
    running.wait_for(lambda d: len(d.told("transition")) == 2)
    running.stop()
    path = database(tmp_path)
    columns = "seq, event_id, observed_at, watch_id, event, priority, message, fields"
    if trick in ("view", "endless"):
        execute(path, "DROP TABLE outbox", "ALTER TABLE notice RENAME TO real")
        body = "SELECT * FROM real" if trick == "view" else f"{ENDLESS} SELECT x, x, 0, 0, 'transition', 9, x, x FROM n"
        execute(path, f"CREATE VIEW notice ({columns}) AS {body}", "CREATE TABLE outbox (seq)")
    elif trick == "column":
        execute(path, "ALTER TABLE notice ADD COLUMN slow INTEGER AS (length(zeroblob(100000000)))")
    elif trick == "large":
        execute(path, "UPDATE notice SET message = printf('%.*c', 20000000, 'x') WHERE seq = 1")
    elif trick == "long":
        execute(path, "PRAGMA user_version = 1", "ALTER TABLE watch RENAME TO w", f"CREATE VIEW watch AS {ENDLESS} SELECT x FROM n")
    else:
        path.unlink()
        os.mkfifo(path)
    for arguments in ([], ["--json"], ["a"]):
        began = time.monotonic()
        result = awaitd("history", *arguments)
        assert result.returncode in (1, 78) and str(path) in result.stderr or "larger than awaitd makes it" in result.stderr
        assert time.monotonic() - began < 10


def test_a_long_history_takes_little_memory(start, daemon, tmp_path):
    simulator = start({"resources": [resource("evaluation"), resource("data-source")]})
    running = daemon(TWO, endpoint=simulator.url)
    running.wait_for(lambda d: len(d.told("transition")) == 2)
    running.stop()
    execute(
        database(tmp_path),
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 12000) "
        "INSERT INTO notice (event_id, observed_at, watch_id, event, priority, message, fields) "
        "SELECT 'x' || x, observed_at + x, watch_id, event, priority, message, fields FROM n CROSS JOIN notice WHERE seq = 1 + x % 2",
    )
    process = subprocess.Popen(
        [BINARY, "history"], env=environment(tmp_path), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    status, lines, most = pathlib.Path(f"/proc/{process.pid}/status"), 0, 0
    for line in process.stdout:
        lines += "first seen as PENDING" in line
        if lines % 1_000 == 0 and "VmHWM" in (text := status.read_text()):
            most = int(re.search(r"VmHWM:\s+(\d+) kB", text)[1])
    assert process.wait(20) == 0
    assert lines == 12_002
    # Of which 30 MiB are the program's own; all of the notices at once would take as much again.
    assert 0 < most < 50_000, f"{most} KiB"


def test_how_long_the_record_keeps_notices_is_a_day_at_least(awaitd):
    result = awaitd("run", "--keep-history", "23h")
    assert result.returncode == 64 and "at least 1d" in result.stderr
