# SPDX-License-Identifier: Apache-2.0
"""`awaitd history --durations KIND`: how long past jobs took, from the record."""

import datetime
import json
import pathlib
import re
import sqlite3

import pytest

from simulator import resource, step
from test_history import HEAD, terminal
from test_wait import waited

SCHEMA = pathlib.Path(__file__).parent / "schemas" / "1.sql"
START = 1_795_255_200_000_000


@pytest.fixture
def record(tmp_path):
    """Writes a record of ends: (watch, kind, state, seconds), as a daemon does, and more columns of its watches."""

    def writing(ends, columns=(), approximate=()):
        path = tmp_path / ".local" / "state" / "awaitd" / "awaitd.sqlite"
        path.parent.mkdir(parents=True)
        database = sqlite3.connect(path, isolation_level=None)
        database.executescript(SCHEMA.read_text())
        for column in columns:
            database.execute(f"ALTER TABLE watch ADD COLUMN {column}")
        database.execute("BEGIN")
        for number, (name, kind, state, seconds, *matcher) in enumerate(ends, 100):
            sign = "≈ " if number - 100 in approximate else ""
            fields = [["AWAITD_WATCH", name], ["AWAITD_KIND", kind], ["AWAITD_STATE", state]]
            fields.append(["AWAITD_DURATION_USEC", str(round(seconds * 1e6))])
            database.execute(
                "INSERT INTO watch (id, name, kind, resource_id, region, is_listed) VALUES (?, ?, ?, ?, 'us-east-1', 1)",
                (number, name, kind, f"id-{number}"),
            )
            if matcher:
                database.execute("UPDATE watch SET matcher = ? WHERE id = ?", (matcher[0], number))
            database.execute(
                "INSERT INTO notice VALUES (?, ?, ?, ?, 'transition', 5, ?, ?)",
                (
                    number, f"{number:032x}", START + number, number, f"{name}: InProgress → {state} after {sign}1s",
                    json.dumps(fields, ensure_ascii=False, separators=(",", ":")),
                ),
            )
        database.execute("COMMIT")
        database.close()

    return writing


def nightly(count=38, kind="training-job"):
    """Jobs from 30 to 49 minutes, each tenth of them failed."""
    return [
        (f"n-2026-{number:02}", kind, "failed" if number % 10 == 9 else "completed", 1_800 + 60 * (number % 20))
        for number in range(count)
    ]


def test_figures_and_a_plot_of_each_pattern(record, awaitd):
    record([*nightly(), *((f"n-{letter}", "training-job", "completed", 60) for letter in "abcdefg")])
    result = awaitd("history", "--durations", "training-job")
    assert result.returncode == 0 and result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == "n-#-#"
    text = " ".join(" ".join(lines[1:3]).split())
    assert text.startswith("38 jobs, median 39min, 10 % within 31min 42s, 90 % within 46min 18s"), text
    assert "longest 49min, 8 % failed or stopped" in text
    plot = [line for line in lines if set(line) <= set(" ▁▂▃▄▅▆▇█") and line.strip()]
    assert len(plot) == 4 and plot[-1].count("█") >= 40
    (axis,) = [line for line in lines if line.split() == ["30min", "39min", "30s", "49min"]]
    assert len(axis) == 56
    assert lines[-1] == "fewer than 10 jobs: n-a (1), n-b (1), n-c (1), n-d (1), n-e (1), and 2 more"
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in result.stdout


def test_json_has_the_same(record, awaitd):
    record(nightly() + [("other", "training-job", "completed", 5)])
    result = awaitd("history", "--durations", "DescribeTrainingJob", "--json")
    assert result.returncode == 0 and result.stdout.count("\n") == 1
    document = json.loads(result.stdout)
    assert (document["kind"], document["least_jobs"]) == ("training-job", 10)
    first, second = document["patterns"]
    assert (first["pattern"], first["jobs"], first["completed"]) == ("n-#-#", 38, 35)
    assert (first["median"], first["p10"], first["p90"], first["longest"]) == (2_340, 1_902, 2_778, 2_940)
    assert first["durations"] == sorted(first["durations"]) and len(first["durations"]) == 38
    assert second == {"pattern": "other", "jobs": 1, "completed": 1, "durations": [5]} | dict.fromkeys(
        ("median", "p10", "p90", "longest")
    )


@pytest.mark.parametrize("columns", [20, 40, 80, 140])
def test_it_fits_a_terminal_and_hostile_names_move_no_cursor(record, tmp_path, columns):
    hostile = [(f"\x1b[2J{'wide漢字' * 10}\u202e-{number}", "training-job", "stopped", 10.0 ** (number % 6)) for number in range(30)]
    record(hostile + nightly())
    text = terminal(tmp_path, columns, "history", "--durations", "training-job", NO_COLOR="1")
    assert "\x1b" not in text and "\u202e" not in text
    wide = lambda line: sum(2 if "一" <= character <= "龥" else 1 for character in line)  # noqa: E731
    assert max(map(wide, text.splitlines())) <= columns
    assert "100 %" in " ".join(text.split())


def test_what_is_no_kind_is_wrong_usage(record, awaitd):
    record([("x", "my-kind", "completed", 5)])
    result = awaitd("history", "--durations", "trainig-job")
    assert result.returncode == 64
    assert result.stderr == "awaitd history: there is no kind 'trainig-job'; did you mean 'training-job'?\n"
    assert awaitd("history", "--durations", "training-job", "x").returncode == 64
    assert awaitd("history", "--durations", "training-job", "--since", "1d").returncode == 64
    # A kind of one's own is known by the record.
    assert "fewer than 10 jobs: x (1)" in awaitd("history", "--durations", "my-kind").stdout


def test_without_data_it_says_why(record, awaitd):
    record([("x", "training-job", "completed", 5)], approximate=[0])
    for kind, words in (("training-job", "10 of one name pattern"), ("evaluation-job", "AWS does not say when")):
        result = awaitd("history", "--durations", kind)
        assert (result.returncode, result.stdout) == (0, "")
        assert words in result.stderr
        document = json.loads(awaitd("history", "--durations", kind, "--json").stdout)
        assert document["patterns"] == []


def test_found_jobs_count_by_their_own_names(record, awaitd):
    found = [(f"m-{number % 2}/é/n-{number}", "training-job", "completed", 60 + number, f"m-{number % 2}/é") for number in range(12)]
    record([*found, ("al/x", "training-job", "completed", 3, "a"), ("al/y", "training-job", "completed", 3)], columns=["matcher TEXT"])
    document = json.loads(awaitd("history", "--durations", "training-job", "--json").stdout)
    assert {p["pattern"]: p["jobs"] for p in document["patterns"]} == {"n-#": 12, "al/x": 1, "al/y": 1}


def test_what_a_daemon_saw_is_there(start, daemon, awaitd):
    jobs = [resource("evaluation", step(0, "INPROGRESS"), step(0.4 + n / 20, "COMPLETED"), id=f"ev-{n}") for n in range(12)]
    simulator = start({"resources": jobs})
    entries = "".join(f"  - {{name: nightly-{n}, kind: evaluation, id: ev-{n}}}\n" for n in range(12))
    running = daemon(f"{HEAD}watches:\n{entries}", endpoint=simulator.url)
    running.wait_for(lambda d: all(d.life(f"nightly-{n}")[-1:] == ["completed"] for n in range(12)))
    told = sorted(int(n["AWAITD_DURATION_USEC"]) / 1e6 for n in running.told("transition") if n["AWAITD_STATE"] == "completed")
    (pattern,) = json.loads(awaitd("history", "--durations", "evaluation", "--json").stdout)["patterns"]
    assert (pattern["pattern"], pattern["jobs"]) == ("nightly-#", 12)
    assert pattern["durations"] == [round(seconds, 3) for seconds in told]
    assert "12 jobs, median" in awaitd("history", "--durations", "evaluation").stdout


def similar(count):
    """Jobs that took twelve minutes, and a few seconds more or less."""
    return [(f"n-{number}", "evaluation", "completed", 715 + number % 10) for number in range(count)]


@pytest.mark.parametrize("count", [9, 10])
def test_a_daemon_says_when_a_job_will_end(record, start, daemon, awaitd, tmp_path, count):
    record(similar(count))
    jobs = [resource("evaluation", step(0, status), id=f"ev-{status}") for status in ("INPROGRESS", "PENDING")]
    simulator = start({"resources": jobs})
    entries = "".join(f"  - {{name: n-1{number}, kind: evaluation, id: {job['id']}}}\n" for number, job in enumerate(jobs))
    running = daemon(f"{HEAD}watches:\n{entries}", endpoint=simulator.url)
    running.wait_for(lambda d: all(d.life(f"n-1{number}") for number in range(2)))
    works, waits = json.loads(awaitd("status", "--json").stdout)["watches"]
    assert (waits["estimated_end"], waits["estimated_from"]) == (None, None), "before its start nothing is known"
    text = " ".join(awaitd("status", "n-10").stdout.split())
    if count < 10:
        assert (works["estimated_end"], works["estimated_from"]) == (None, None)
        assert "left" not in text and "left" not in awaitd("status").stdout
        return
    end = datetime.datetime.fromisoformat(works["estimated_end"])
    assert 600 < (end - datetime.datetime.now(datetime.UTC)).total_seconds() < 725
    assert works["estimated_from"] == count
    assert re.search(r"Ends: [^,]*, about 1[12] min left \(from 10 past jobs\)", text), text
    assert re.search(r"about 1[12] min left \(from 10 past jobs\); Evaluation", awaitd("status").stdout)
    # There is no room for it beside the next poll.
    assert "left" not in terminal(tmp_path, 80, "status") and "left" in terminal(tmp_path, 120, "status")


def test_a_wait_says_when_it_will_end_if_there_is_a_record(record, start, tmp_path):
    simulator = start({"resources": [resource("evaluation", step(0, "INPROGRESS"), step(2.5, "COMPLETED"))]})
    config = tmp_path / "watches.yaml"
    config.write_text(f"{HEAD}watches:\n  - {{name: nightly, kind: evaluation, id: ev-1}}\n")
    assert "left" not in waited(tmp_path, str(config), simulator.url, TERM="xterm")
    record([("nightly", "evaluation", "completed", 715 + number) for number in range(12)])
    simulator.put(resource("evaluation", step(0, "INPROGRESS"), step(2.5, "COMPLETED")))
    shown = waited(tmp_path, str(config), simulator.url, TERM="xterm")
    assert re.search(r"Waiting for 1, [12]s: 1 in progress; about 1[12] min left \(from 12 past jobs\)", shown), shown
