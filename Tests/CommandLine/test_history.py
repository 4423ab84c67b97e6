# SPDX-License-Identifier: Apache-2.0
"""`awaitd history`: notices from the record, with and without a daemon, on a terminal and in a pipe."""

import datetime
import fcntl
import json
import os
import pathlib
import pty
import re
import sqlite3
import struct
import subprocess
import termios
import zoneinfo

import pytest

from awaitd import BINARY, environment
from simulator import resource, step

HEAD = "defaults: {region: us-east-1, poll: {initial: 100ms, max: 300ms}}\nlimits: {rate: unlimited}\n"
TEXT = HEAD + "watches:\n  - {name: nightly, kind: evaluation, id: ev-1}\n  - {kind: data-source, id: ds-1}\n"
SCHEMAS = pathlib.Path(__file__).parent / "schemas"


@pytest.fixture
def told(start, daemon):
    """A running daemon that has delivered a completed job and a failed one."""
    simulator = start({"resources": [resource("evaluation", step(0, "PENDING"))]})
    simulator.put(resource("data-source", step(0, "INPROGRESS"), step(1.0, "FAILED", message="No\x1b[31m\x07 way")))
    running = daemon(TEXT, endpoint=simulator.url)
    # Each status is there for as long as it takes to be seen.
    for state in ("pending", "in-progress", "completed"):
        simulator.put(resource("evaluation", step(0, state.replace("-", "").upper())))
        running.wait_for(lambda d: d.life("nightly")[-1:] == [state])
    running.wait_for(lambda d: d.life("ds-1")[-1:] == ["failed"])
    return running


def terminal(tmp_path, columns, *arguments, **more):
    """The output of a command on a terminal of so many columns."""
    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        [BINARY, *arguments], env=environment(tmp_path, TERM="xterm", **more), stdin=subprocess.DEVNULL, stdout=writer
    )
    os.close(writer)
    text = b""
    while True:
        try:
            part = os.read(reader, 65_536)
        except OSError:
            break
        if not part:
            break
        text += part
    os.close(reader)
    assert process.wait(10) == 0
    return text.decode().replace("\r\n", "\n")


def test_json_is_what_was_told_whether_the_daemon_runs_or_not(told, awaitd):
    expected = [n for n in told.notices if "AWAITD_SEQ" in n]
    for stop in (False, True):
        if stop:
            assert told.stop()[0] == 0
        result = awaitd("history", "--json")
        assert result.returncode == 0, result.stderr
        assert [json.loads(line) for line in result.stdout.splitlines()] == expected


def test_a_watch_and_a_time_can_be_asked_for(told, awaitd):
    result = awaitd("history", "nightly", "--json")
    assert [json.loads(line)["AWAITD_STATE"] for line in result.stdout.splitlines()] == ["pending", "in-progress", "completed"]
    last = told.told("transition", AWAITD_WATCH="nightly")[-1]["AWAITD_OBSERVED_AT"]
    result = awaitd("history", "nightly", "--json", "--since", last)
    assert len(result.stdout.splitlines()) == 1
    assert awaitd("history", "--json", "--since", "1h").stdout.count("\n") == len([n for n in told.notices if "AWAITD_SEQ" in n])
    assert awaitd("history", "--since", "2099-01-01").stdout == ""
    result = awaitd("history", "--since", "yesterday")
    assert result.returncode == 64
    assert "write a duration as 1d" in result.stderr and "\nUsage: awaitd history " in result.stderr


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_a_date_is_the_local_day_as_the_times_are_that_are_shown(told, awaitd, zone):
    (first, *_) = told.told("transition", AWAITD_WATCH="nightly")
    seen = datetime.datetime.fromisoformat(first["AWAITD_OBSERVED_AT"]).astimezone(zoneinfo.ZoneInfo(zone))
    shown = lambda day: awaitd("history", "--json", "--since", day.date().isoformat(), TZ=zone).stdout  # noqa: E731
    assert first["AWAITD_EVENT_ID"] in shown(seen)
    assert shown(seen + datetime.timedelta(days=1)) == ""
    moment = lambda seconds: (seen + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")  # noqa: E731
    assert first["AWAITD_EVENT_ID"] in awaitd("history", "--json", "--since", moment(-1), TZ=zone).stdout
    assert first["AWAITD_EVENT_ID"] not in awaitd("history", "--json", "--since", moment(1), TZ=zone).stdout


def test_an_unknown_name_or_no_record_is_1(told, awaitd, tmp_path):
    result = awaitd("history", "unheard-of")
    assert result.returncode == 1 and "unheard-of" in result.stderr and result.stderr.startswith("awaitd history: ")
    result = awaitd("history", "--state-directory", str(tmp_path / "nowhere"))
    assert result.returncode == 1 and "--state-directory" in result.stderr
    result = awaitd("history", HOME="/nowhere")
    assert result.returncode in (0, 1), "this machine may have a daemon of its own"
    assert result.returncode == 0 or "/nowhere/.local/state/awaitd or in /var/lib/awaitd" in result.stderr


def test_what_hits_all_at_once_is_pointed_to_from_one_watch(start, daemon, awaitd):
    simulator = start({"resources": [resource("evaluation", step(0, "INPROGRESS"))]})
    running = daemon(TEXT, endpoint=simulator.url)
    running.wait_for(lambda d: d.life("nightly"))
    simulator.fault("expired-token", count=1000)
    (lost, *_) = running.wait_for(lambda d: [n for n in d.told("visibility-lost") if "AWAITD_LANE" in n])
    result = awaitd("history", "nightly")
    assert result.returncode == 0
    assert result.stdout.endswith(f"`awaitd history` has 1 notice of {lost['AWAITD_LANE']}.\n")
    assert "AWAITD_LANE" not in awaitd("history", "nightly", "--json").stdout
    assert "AWAITD_EVENT=visibility-lost AWAITD_REGION=us-east-1" in awaitd("status", "nightly").stdout


def test_a_pipe_gets_plain_whole_lines(told, awaitd):
    text = awaitd("history").stdout
    assert "\x1b" not in text and "\x07" not in text
    assert re.search(r"^nightly  evaluation ev-1 in us-east-1$", text, re.M)
    assert re.search(r"pending \d+(ms|s).*in progress \d+(ms|s).*completed", text)
    assert re.search(r"^  \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \w+  INPROGRESS → FAILED.*No \[31m way", text, re.M)


@pytest.mark.parametrize("columns", [20, 40, 80, 140])
def test_a_terminal_gets_lines_that_fit_and_nothing_that_moves_the_cursor(told, tmp_path, columns):
    text = terminal(tmp_path, columns, "history")
    assert "\x1b[1m" in text
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", plain)
    assert max(map(len, plain.splitlines())) <= columns
    assert "\x1b" not in terminal(tmp_path, columns, "history", NO_COLOR="1")


@pytest.mark.parametrize("schema", sorted(SCHEMAS.glob("*.sql")), ids=lambda path: path.stem)
def test_every_earlier_schema_is_gone_on_with(daemon, awaitd, tmp_path, schema):
    path = tmp_path / ".local" / "state" / "awaitd" / "awaitd.sqlite"
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path, isolation_level=None) as record:
        record.executescript(schema.read_text())
    record.close()
    running = daemon(
        HEAD + "watches:\n  - {name: churn-nightly, kind: evaluation, id: ev-1}\n  - {kind: ml-model, id: new}\n",
        endpoint="http://127.0.0.1:1",
    )
    (again,) = running.wait_for(lambda d: d.told("transition"))
    assert (again["AWAITD_EVENT_ID"], again["AWAITD_SEQ"]) == ("b" * 32, "9")
    (added,) = running.wait_for(lambda d: d.told("watch-added"))
    assert int(added["AWAITD_SEQ"]) > 9
    running.wait_for(lambda d: any("1 unseen, 1 in progress" in w for _, w in d.words))
    assert not list(path.parent.glob("*.corrupt-*"))
    assert len(awaitd("history", "churn-nightly", "--json").stdout.splitlines()) >= 2


@pytest.mark.parametrize("schema", sorted(SCHEMAS.glob("*.sql")), ids=lambda path: path.stem)
def test_every_earlier_schema_is_read_as_it_is(awaitd, tmp_path, schema):
    path = tmp_path / "awaitd.sqlite"
    with sqlite3.connect(path, isolation_level=None) as record:
        record.executescript(schema.read_text())
        record.execute(
            "INSERT INTO notice (seq, event_id, observed_at, event, priority, message, fields) VALUES (10, ?, ?, ?, 6, ?, ?)",
            (
                "c" * 32,
                1795255200000000,
                "watch-added",
                "weekly: 3 jobs found and watched (evaluation-job in us-east-1, any name)",
                '[["AWAITD_MATCHER","weekly"],["AWAITD_KIND","evaluation-job"],["AWAITD_REGION","us-east-1"]]',
            ),
        )
    record.close()
    before = path.read_bytes()
    shown = awaitd("history", "weekly", "--state-directory", str(tmp_path))
    assert shown.stdout.splitlines()[0] == "weekly  evaluation-job in us-east-1"
    assert shown.stdout.splitlines()[1].endswith("  3 jobs found and watched (evaluation-job in us-east-1, any name)")
    assert len(awaitd("history", "churn-nightly", "--json", "--state-directory", str(tmp_path)).stdout.splitlines()) == 2
    unknown = awaitd("history", "weekl", "--state-directory", str(tmp_path))
    assert unknown.returncode == 1 and "no watch or matcher named 'weekl'" in unknown.stderr
    assert path.read_bytes() == before
