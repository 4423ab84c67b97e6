# SPDX-License-Identifier: Apache-2.0
"""`awaitd status`: on terminals of several widths and in a pipe."""

import json
import re
import signal
import subprocess
import time
import unicodedata

import pytest

from awaitd import BINARY, environment
from simulator import resource, step
from terminal import on_terminal, plain

HEAD = "defaults: {region: us-east-1, poll: {initial: 200ms, max: 400ms}}\nlimits: {rate: unlimited}\n"
LONG = "a-name-that-is-far-too-long-to-fit-into-any-column-of-eighty"
ROW = "Row 18 of s3://example-bucket/customers.csv has 11 columns, \x1b[2Jthe schema has 12."
KEYS = ["name", "kind", "resource_id", "region", "state", "status", "since", "visibility", "next_poll", "reason", "matcher"]
KEYS += ["estimated_end", "estimated_from", "expectation", "unmet"]


@pytest.fixture
def started(start, daemon):
    simulator = start({"resources": []})
    simulator.put(
        resource("evaluation", step(0, "COMPLETED"), id="ev-done"),
        resource("evaluation", step(0, "INPROGRESS"), id="ev-works"),
        resource("evaluation", step(0, "PENDING"), id="ev-waits"),
        resource("data-source", step(0, "FAILED", message=ROW), id="ds-bad"),
    )
    running = daemon(
        HEAD
        + "watches:\n"
        + "  - {name: done, kind: evaluation, id: ev-done}\n"
        + f"  - {{name: {LONG}, kind: evaluation, id: ev-works}}\n"
        + "  - {name: \"it's waiting\", kind: evaluation, id: ev-waits}\n"
        + "  - {name: gone, kind: evaluation, id: ev-none}\n"
        + "  - {name: bad, kind: data-source, id: ds-bad}\n",
        endpoint=simulator.url,
    )
    running.wait_for(lambda d: len(d.told("transition")) == 4)
    running.simulator = simulator
    return running


def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def names(text):
    return [line.split("  ")[0].strip() for line in plain(text).splitlines()[3:]]


def test_the_table_has_trouble_first_and_no_colour_in_a_pipe(started, awaitd):
    done = awaitd("status")
    assert done.returncode == 0 and done.stderr == "" and "\x1b" not in done.stdout
    lines = done.stdout.splitlines()
    assert re.fullmatch(r"Watching 5: 1 unseen, 1 pending, 1 in progress, 1 completed, 1 failed; (polling|next poll in 1s)", lines[0])
    assert lines[1] == "" and lines[2].split() == ["NAME", "KIND", "STATE", "SINCE", "VISIBILITY", "NEXT", "REASON"]
    assert names(done.stdout) == ["bad", LONG, "it's waiting", "gone", "done"]
    # In a pipe nothing is cut; and AWS's words cannot move the cursor.
    assert "has 11 columns, [2Jthe schema has 12." in lines[3]


@pytest.mark.parametrize("columns", [60, 80, 100, 140, 180])
def test_it_fits_the_terminal(started, tmp_path, columns):
    text = on_terminal(tmp_path, columns, "status")
    assert "\x1b[1;31mfailed\x1b[0m" in text and "\x1b[32mcompleted\x1b[0m" in text
    lines = plain(text).splitlines()
    assert all(width(line) <= columns for line in lines), "\n".join(lines)
    assert "\x1b" not in plain(text), "nothing but colours"
    (failed,) = [line for line in lines if line.startswith("bad ")]
    assert "failed" in failed and ("Row 18" in failed) == (columns == 180)
    # Without room for a column, reasons of trouble are below their watch; other reasons are left out.
    below = lines[lines.index(failed) + 1]
    assert below.startswith("  Row 18 of s3://example-bucket/customers.csv") == (columns < 180)
    assert columns < 100 or "the schema has 12." in failed + below, "a wider terminal shows no less"
    assert not any(line.startswith("  Evaluation") for line in lines)
    summary = " ".join(lines[: lines.index("")])
    assert summary.startswith("Watching 5: 1 unseen, 1 pending, 1 in progress, 1 completed, 1 failed; ")
    name = {140: LONG, 180: LONG[:39] + "…  "}.get(columns, LONG[:11])
    assert any(line.startswith(name) for line in lines)


@pytest.mark.parametrize("columns", [20, 28, 40])
def test_it_fits_a_narrow_terminal(started, tmp_path, columns):
    for arguments in (["status"], ["status", "bad"], ["status", LONG], ["kinds", "--verbose"], ["history"]):
        lines = plain(on_terminal(tmp_path, columns, *arguments)).splitlines()
        assert all(width(line) <= columns for line in lines), "\n".join(lines)
    lines = plain(on_terminal(tmp_path, columns, "status")).splitlines()
    (header,) = [line for line in lines if line.startswith("NAME")]
    assert header.split()[:3] == ["NAME", "KIND", "STATE"] and lines[-1].startswith("done "), "\n".join(lines)


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": None}])
def test_colour_is_not_forced_on_anybody(started, tmp_path, variables):
    assert "\x1b" not in on_terminal(tmp_path, 80, "status", **variables)


def test_json_is_what_the_contract_says(started, awaitd):
    done = awaitd("status", "--json")
    watches = json.loads(done.stdout)["watches"]
    assert done.returncode == 0 and list(json.loads(done.stdout)) == ["listings", "matchers", "watches"]
    assert [watch["name"] for watch in watches] == ["done", LONG, "it's waiting", "gone", "bad"]
    assert all(sorted(watch) == sorted(KEYS) for watch in watches)
    by_name = {watch["name"]: watch for watch in watches}
    bad = by_name["bad"]
    assert (bad["state"], bad["status"], bad["visibility"], bad["next_poll"]) == ("failed", "FAILED", "visible", None)
    assert bad["resource_id"] == "ds-bad" and bad["region"] == "us-east-1" and bad["kind"] == "data-source"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", bad["since"])
    gone = by_name["gone"]
    assert (gone["state"], gone["status"], gone["since"]) == ("unseen", None, None)
    assert [w["name"] for w in json.loads(awaitd("status", "--json", "bad").stdout)["watches"]] == ["bad"]


def test_a_name_shows_everything_and_where_to_dig(started, awaitd):
    done = awaitd("status", "bad", "it's waiting")
    assert done.returncode == 0
    for fact in ("Kind: data-source", "Resource: ds-bad", "Region: us-east-1", "State: failed (FAILED) since 20",
                 "Visibility: visible", "Next poll: none, it has ended", "Reason: Row 18 of s3://example-bucket"):
        assert fact in done.stdout
    assert "journalctl -x AWAITD_WATCH=bad\n" in done.stdout
    assert r"journalctl -x 'AWAITD_WATCH=it'\''s waiting'" in done.stdout


def test_an_unknown_name_is_refused(started, awaitd):
    done = awaitd("status", "nobody")
    assert (done.returncode, done.stdout) == (1, "") and "'nobody'" in done.stderr


def test_without_a_daemon_it_says_so_and_what_to_run(awaitd):
    for arguments in ((), ("--json",), ("--follow",), ("x",)):
        done = awaitd("status", *arguments)
        assert (done.returncode, done.stdout) == (69, "")
        assert "no daemon at" in done.stderr and "systemctl start awaitd" in done.stderr


def test_following_redraws_and_a_short_terminal_is_not_overrun(started, tmp_path):
    text = on_terminal(tmp_path, 80, "status", "--follow", seconds=2.5, rows=6)
    screens = text.split("\x1b[H")[1:]
    assert 2 <= len(screens) <= 4 and screens[0].startswith("\x1b[2J")
    assert all(len(screen.rstrip("\n").split("\n")) <= 6 for screen in screens)
    assert re.search(r"… and \d more", screens[-1])


def test_following_into_a_pipe_writes_only_what_changes(started, tmp_path):
    process = subprocess.Popen(
        [BINARY, "status", "--follow", "--json"], env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    )
    assert json.loads(process.stdout.readline())["watches"][0]["name"] == "done"
    time.sleep(1.5)
    started.simulator.put(resource("evaluation", step(0, "COMPLETED"), id="ev-waits"))
    states = {w["name"]: w["state"] for w in json.loads(process.stdout.readline())["watches"]}
    assert states["it's waiting"] == "completed"
    process.stdout.close()
    assert process.wait(10) == 0, "it ends with whoever reads it"


def test_following_an_unknown_name_is_refused_and_one_that_leaves_is_said(started, awaitd, tmp_path):
    done = awaitd("status", "--follow", "bad", "nobody")
    assert (done.returncode, done.stdout) == (1, "") and "'nobody'" in done.stderr
    with subprocess.Popen(
        [BINARY, "status", "--follow", "done"], env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "done\n"
        started.path.write_text(HEAD + "watches: [{name: other, kind: evaluation, id: ev-works}]\n")
        started.process.send_signal(signal.SIGHUP)
        lines = iter(process.stdout.readline, "")
        assert "done is not in the watch list any more\n" in lines
        process.terminate()


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_that_the_daemon_went_is_no_part_of_what_a_pipe_gets(started, tmp_path, arguments):
    with subprocess.Popen(
        [BINARY, "status", "--follow", *arguments],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdout.readline()
        started.stop()
        assert process.stderr.readline().startswith("awaitd status: no daemon at ")
        time.sleep(2)
        process.terminate()
        output, error = process.stdout.read(), process.stderr.read()
        assert "no daemon" not in output and error.count("systemctl start awaitd") == 1


def test_what_a_verbose_watch_asks_for_is_whole(start, daemon, awaitd):
    """A recipe of 100,000 bytes: whole in the record and in `status`, cut where fields have to be short."""
    groups = {f"GROUP_{number}": f"group('age','v{number}')" for number in range(2_800)}
    recipe = json.dumps({"groups": groups, "assignments": {}, "outputs": ["ALL_NUMERIC", "x, {y}"]})
    assert 100_000 < len(recipe) < 131_071
    simulator = start({"resources": []})
    simulator.put(resource("ml-model", step(0, "COMPLETED"), id="ml-1", members={"Recipe": recipe}))
    watches = [f"  - {{name: {name}, kind: ml-model, id: ml-1, verbose: {name}}}\n" for name in ("true", "false")]
    running = daemon(HEAD + "watches:\n" + "".join(watches).replace("name: ", "name: is-"), endpoint=simulator.url)
    running.wait_for(lambda d: len(d.told("transition")) == 2)
    for notice in running.told("transition"):
        assert notice["AWAITD_DETAIL_RECIPE"].endswith("…") and len(notice["AWAITD_DETAIL_RECIPE"].encode()) <= 4_000
    (watch,) = json.loads(awaitd("status", "is-true", "--json").stdout)["watches"]
    assert watch["details"]["Recipe"] == recipe
    assert json.loads(watch["details"]["Schema"])
    shown = awaitd("status", "is-true").stdout.split("\nRecipe:\n")[1].split("\n\nSchema:\n")
    assert [json.loads(text) for text in shown] == [json.loads(watch["details"][name]) for name in ("Recipe", "Schema")]
    assert '\n    "assignments": {},\n    "outputs": [\n      "ALL_NUMERIC",\n' in shown[0]
    history = [json.loads(line) for line in awaitd("history", "is-true", "--json").stdout.splitlines()]
    assert [recipe] == [notice["AWAITD_DETAIL_RECIPE"] for notice in history if notice["AWAITD_EVENT"] == "transition"]
    (short,) = json.loads(awaitd("status", "is-false", "--json").stdout)["watches"]
    assert len(short.get("details", {}).get("Recipe", "").encode()) <= 4_000
