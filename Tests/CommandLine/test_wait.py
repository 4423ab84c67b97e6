# SPDX-License-Identifier: Apache-2.0
"""`awaitd wait` ends with each of its exit statuses."""

import json
import os
import re
import signal
import subprocess
import time

import pytest

from awaitd import BINARY, environment
from simulator import JOB, resource, step
from terminal import on_terminal

FAST = "defaults: {region: us-east-1, poll: {initial: 50ms, max: 200ms}}\n"


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "watches.yaml"
    path.write_text(FAST + "watches:\n  - {name: nightly, kind: evaluation, id: ev-1}\n")
    return str(path)


def life(end, kind="evaluation", **more):
    words = ("InProgress", end) if kind == "evaluation-job" else ("PENDING", end)
    return resource(kind, step(0, words[0]), step(0.5, words[1], **more))


def test_all_completed_is_0(start, awaitd, config):
    simulator = start({"resources": [life("COMPLETED"), life("Completed", "evaluation-job")]})
    result = awaitd("wait", "--config", config, "nightly", JOB, endpoint=simulator.url)
    assert result.returncode == 0
    assert "nightly: " in result.stderr and "COMPLETED" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("end", ["FAILED", "DELETED"])
def test_a_failed_or_deleted_job_is_1(start, awaitd, config, end):
    simulator = start({"resources": [life(end, message="It cannot be read"), life("COMPLETED", "data-source")]})
    result = awaitd("wait", "--config", config, "evaluation:ev-1", "data-source:ds-1", endpoint=simulator.url)
    assert result.returncode == 1
    assert end != "FAILED" or "It cannot be read" in result.stderr


def test_a_stopped_job_is_1(start, awaitd, config):
    simulator = start({"resources": [life("Stopped", "evaluation-job")]})
    assert awaitd("wait", "--config", config, JOB, endpoint=simulator.url).returncode == 1


def test_what_is_not_there_is_1(start, awaitd, config):
    simulator = start({"resources": []})
    result = awaitd("wait", "--config", config, "--no-grace", "evaluation:nope", endpoint=simulator.url)
    assert result.returncode == 1
    assert "nope" in result.stderr and "again" not in result.stderr


def test_the_time_out_is_124(start, awaitd, config):
    simulator = start({"resources": [resource("evaluation")]})
    began = time.monotonic()
    result = awaitd("wait", "--config", config, "--timeout", "700ms", "nightly", endpoint=simulator.url)
    assert result.returncode == 124
    assert 0.6 < time.monotonic() - began < 5
    assert "timed out after 700ms" in result.stderr


def test_the_time_out_says_what_was_in_the_way(start, awaitd, config):
    simulator = start({"resources": [life("COMPLETED")]})
    simulator.fault("unavailable", count=100)
    result = awaitd("wait", "--config", config, "--timeout", "700ms", "nightly", endpoint=simulator.url)
    assert result.returncode == 124
    lines = result.stderr.splitlines()
    assert lines[-2].startswith("nightly: ServiceUnavailable") and lines[-1].startswith("timed out after 700ms")


def test_every_poll_is_logged_with_debug(start, awaitd, config):
    simulator = start({"resources": [life("COMPLETED")]})
    result = awaitd("wait", "--config", config, "--debug", "nightly", endpoint=simulator.url)
    assert result.returncode == 0
    logged = [line for line in result.stderr.splitlines() if "debug: Polled" in line]
    assert len(logged) == simulator.counts["requests"]
    assert all(re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z debug: Polled .*watch=nightly$", line) for line in logged)


def test_denied_is_77(start, awaitd, config):
    simulator = start({"resources": [resource("evaluation")]})
    simulator.fault("denied")
    result = awaitd("wait", "--config", config, "--no-grace", "nightly", endpoint=simulator.url)
    assert result.returncode == 77
    assert "AccessDeniedException" in result.stderr


def test_what_appears_within_the_grace_is_waited_for(start, awaitd, config):
    simulator = start({"resources": [life("COMPLETED")]})
    simulator.fault("denied", count=1)
    result = awaitd("wait", "--config", config, "nightly", "--timeout", "20s", endpoint=simulator.url)
    assert result.returncode == 0
    refusal = next(line for line in result.stderr.splitlines() if "AccessDeniedException" in line)
    assert "asked again for 30s" in refusal and "--no-grace" in refusal


def test_one_refusal_after_it_was_seen_is_passed_over(start, awaitd, config):
    simulator = start({"resources": [resource("evaluation", step(0, "PENDING"), step(2, "COMPLETED"))]})
    process = subprocess.Popen(
        [BINARY, "wait", "--config", config, "--timeout", "20s", "nightly"],
        env=environment(os.path.dirname(config), simulator.url), stderr=subprocess.PIPE, text=True,
    )
    assert "first seen as PENDING" in process.stderr.readline()
    simulator.fault("denied", count=1)
    _, said = process.communicate(timeout=25)
    assert process.returncode == 0
    assert "AccessDeniedException" in said and "asked again for 1min" in said and "COMPLETED" in said


@pytest.mark.parametrize("fault, code", [("denied", 77), (None, 1)])
def test_a_time_out_within_the_grace_is_what_was_answered_last(start, awaitd, config, fault, code):
    simulator = start({"resources": [resource("evaluation")] if fault else []})
    if fault:
        simulator.fault(fault, count=100)
    result = awaitd("wait", "--config", config, "--timeout", "1s", "nightly", endpoint=simulator.url)
    assert result.returncode == code
    assert "timed out after 1s" in result.stderr.splitlines()[-1]


def test_no_credentials_are_77(awaitd, config):
    result = awaitd("wait", "--config", config, "nightly", AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
    assert result.returncode == 77
    assert "AWS_ACCESS_KEY_ID is not set" in result.stderr


def test_a_wrong_watch_file_is_78(awaitd, tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text("watches: [{kind: evaluatoin, id: a}]\n")
    result = awaitd("wait", "--config", str(path), "evaluation:ev-1")
    assert result.returncode == 78
    assert "wrong.yaml:1:18: error:" in result.stderr and "evaluation" in result.stderr
    assert awaitd("wait", "--config", str(tmp_path / "missing.yaml"), "evaluation:ev-1").returncode == 78


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["unknown-name"], ["foo:ev-1"], ["evaluation:a b"], ["arn:aws:s3:::bucket"], ["evaluation-job:abc"],
        ["--timeout", "soon", "nightly"], ["--timeout", "0s", "nightly"], ["--nonsense", "nightly"], [""],
    ],
)
def test_wrong_usage_is_64(awaitd, config, arguments):
    result = awaitd("wait", "--config", config, *arguments)
    assert result.returncode == 64
    assert result.stderr.strip()


@pytest.mark.parametrize(
    "given, words", [("soon", "write a duration as 90s"), ("0s", "it must be longer than 0s"), ("15", "write a duration as 90s")]
)
def test_a_bad_time_out_is_told_what_is_wrong_with_it(awaitd, config, given, words):
    result = awaitd("wait", "--config", config, "--timeout", given, "nightly")
    assert (result.returncode, result.stdout) == (64, "")
    assert f"'{given}' is invalid" in result.stderr and words in result.stderr and "\nUsage: awaitd wait " in result.stderr


def test_without_a_region_it_is_64_and_says_how_to_give_one(awaitd, tmp_path):
    result = awaitd("wait", "evaluation:ev-1")
    assert result.returncode == 64
    assert "--region" in result.stderr and "AWS_REGION" in result.stderr


def test_outages_are_waited_out(start, awaitd, config):
    simulator = start({"resources": [life("COMPLETED")]})
    for name in ["internal-error", "unavailable", "reset", "throttle", "not-json", "truncate"]:
        simulator.fault(name, count=2)
    result = awaitd("wait", "--config", config, "nightly", endpoint=simulator.url)
    assert result.returncode == 0
    assert simulator.counts["requests"] > 6


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it(start, tmp_path, config, number, code):
    simulator = start({"resources": [resource("evaluation")]})
    process = subprocess.Popen(
        [BINARY, "wait", "--config", config, "nightly"],
        env=environment(tmp_path, simulator.url),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "first seen as PENDING" in process.stderr.readline()
    process.send_signal(number)
    assert process.wait(10) == code
    assert "the jobs go on" in process.stderr.read()
    process.stderr.close()


def test_notices_as_json_go_to_standard_output(start, awaitd, config):
    simulator = start({"resources": [life("COMPLETED")]})
    result = awaitd("wait", "--config", config, "--log", "json", "nightly", endpoint=simulator.url)
    states = [json.loads(line)["AWAITD_STATE"] for line in result.stdout.splitlines()]
    assert states == ["pending", "completed"]


@pytest.fixture
def pair(tmp_path):
    """A list of two watches, the second of which ends long after the first."""
    path = tmp_path / "watches.yaml"
    path.write_text(
        FAST + "watches:\n  - {name: soon, kind: evaluation, id: ev-1}\n  - {name: late, kind: evaluation, id: ev-2}\n"
    )
    return str(path)


def two(end, at=1.0, **more):
    soon = resource("evaluation", step(0, "PENDING"), step(at, end, **more), id="ev-1")
    return {"resources": [soon, resource("evaluation", step(0, "PENDING"), step(600, "COMPLETED"), id="ev-2")]}


@pytest.mark.parametrize("end, code", [("COMPLETED", 0), ("FAILED", 1)])
def test_with_any_the_first_end_decides(start, awaitd, pair, end, code):
    simulator = start(two(end))
    result = awaitd("wait", "--config", pair, "--any", "late", "soon", "--timeout", "20s", endpoint=simulator.url)
    assert result.returncode == code
    assert f"soon: PENDING → {end}" in result.stderr


def test_with_any_a_gate_that_does_not_hold_is_2(start, awaitd, pair):
    simulator = start(two("COMPLETED"))
    gate = ["--expect", "BinaryAUC >= 0.99"]
    result = awaitd("wait", "--config", pair, "--any", *gate, "soon", "late", "--timeout", "20s", endpoint=simulator.url)
    assert result.returncode == 2


@pytest.mark.parametrize(
    "state, code", [("pending", 0), ("in-progress", 0), ("completed", 0), ("failed", 1), ("stopped", 1)]
)
def test_a_state_is_waited_for(start, awaitd, config, state, code):
    steps = [step(0, "PENDING"), step(0.5, "INPROGRESS"), step(1.5, "COMPLETED")]
    simulator = start({"resources": [resource("evaluation", *steps)]})
    result = awaitd("wait", "--config", config, "--until", state, "nightly", "--timeout", "20s", endpoint=simulator.url)
    assert result.returncode == code
    assert ("does not get to be" in result.stderr) == bool(code)
    # What no status means is said at once.
    assert ("no status of evaluation means stopped" in result.stderr) == (state == "stopped")
    assert ("COMPLETED" in result.stderr) == (state not in ("pending", "in-progress"))


def test_a_state_is_waited_for_until_the_time_out(start, awaitd, config):
    simulator = start({"resources": [resource("evaluation")]})
    arguments = ["--until", "in-progress", "--timeout", "700ms", "nightly"]
    result = awaitd("wait", "--config", config, *arguments, endpoint=simulator.url)
    assert result.returncode == 124


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--until", "inprogress"], "did you mean 'in-progress'?"), (["--until", "done"], "valid values: pending, "),
        (["--until", "unseen"], "it is no state"), (["--json", "--log", "text"], "leave one out"),
    ],
)
def test_wrong_options_are_64_and_say_what_is_right(awaitd, config, arguments, words):
    result = awaitd("wait", "--config", config, *arguments, "nightly")
    assert (result.returncode, result.stdout) == (64, "")
    assert words in result.stderr


@pytest.mark.parametrize("more", [[], ["--log", "json"], ["--quiet"]])
def test_json_is_a_line_for_each_notice(start, awaitd, config, more):
    simulator = start({"resources": [life("COMPLETED")]})
    result = awaitd("wait", "--config", config, "--json", *more, "nightly", endpoint=simulator.url)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["AWAITD_STATE"] for line in lines] == ["pending", "completed"]
    assert all(line["AWAITD_WATCH"] == "nightly" and line["AWAITD_EVENT"] == "transition" for line in lines)
    assert all(isinstance(value, str) for line in lines for value in line.values())
    assert result.stderr == ""


def test_json_lines_are_flushed_at_once(start, tmp_path, config):
    simulator = start({"resources": [resource("evaluation")]})
    process = subprocess.Popen(
        [BINARY, "wait", "--config", config, "--json", "nightly"],
        env=environment(tmp_path, simulator.url), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    assert json.loads(process.stdout.readline())["AWAITD_STATE"] == "pending"
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    process.stdout.close()


@pytest.mark.parametrize("fault, event, visibility", [("denied", "visibility-lost", "unauthorized"), (None, "not-found", "not-found")])
def test_an_end_without_an_answer_is_a_line_of_json_too(start, awaitd, config, fault, event, visibility):
    simulator = start({"resources": [resource("evaluation")] if fault else []})
    if fault:
        simulator.fault(fault, count=100)
    result = awaitd("wait", "--config", config, "--json", "--quiet", "--no-grace", "nightly", endpoint=simulator.url)
    line, = (json.loads(line) for line in result.stdout.splitlines())
    assert (line["AWAITD_WATCH"], line["AWAITD_EVENT"], line["AWAITD_VISIBILITY"]) == ("nightly", event, visibility)
    assert "nightly: " in line["MESSAGE"] and line["AWAITD_ERROR_CODE"]
    # An error is told in spite of --quiet.
    assert result.returncode == (77 if fault else 1) and result.stderr.startswith("nightly: ")


@pytest.mark.parametrize("end, code", [("COMPLETED", 0), ("FAILED", 1), (None, 124)])
def test_quiet_says_nothing_but_errors(start, awaitd, config, end, code):
    simulator = start({"resources": [life(end) if end else resource("evaluation")]})
    if end:
        # Asked again, which is no error.
        simulator.fault("denied", count=1)
    arguments = ["--quiet", "--debug", "--timeout", "20s" if end else "700ms", "nightly"]
    result = awaitd("wait", "--config", config, *arguments, endpoint=simulator.url)
    assert (result.returncode, result.stdout, result.stderr) == (code, "", "")


def waited(directory, config, url, *names, size=(80, 24), **variables):
    """The output of a wait on a terminal of so many columns and lines."""
    return on_terminal(
        directory, size[0], "wait", "--config", config, *(names or ["nightly"]), rows=size[1], endpoint=url, status=0, **variables
    )


def test_a_terminal_is_kept_current_and_left_clean(start, tmp_path, config):
    slow = resource("evaluation", step(0, "PENDING"), step(2.5, "COMPLETED"))
    simulator = start({"resources": [slow]})
    shown = waited(tmp_path, config, simulator.url, TERM="xterm-256color")
    # The line lags behind the change by a second at most.
    assert re.search(r"Waiting for 1, [12]s: 1 pending", shown)
    assert "\x1b[32m" in shown
    assert shown.endswith("\n") or shown.endswith("\r\x1b[K")


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"TERM": "xterm", "NO_COLOR": "1"}])
def test_colour_is_only_for_terminals_that_want_it(start, tmp_path, config, variables):
    simulator = start({"resources": [life("COMPLETED")]})
    shown = waited(tmp_path, config, simulator.url, **variables)
    assert "\x1b[32m" not in shown and "\x1b[2m" not in shown
    assert "NO_COLOR" in variables or "\x1b" not in shown


@pytest.mark.parametrize("variables", [{"TERM": "xterm"}, {"TERM": "xterm", "NO_COLOR": "1"}])
@pytest.mark.parametrize("columns", [40, 80, 140])
def test_each_target_has_a_live_line(start, tmp_path, columns, variables):
    path = tmp_path / "watches.yaml"
    watches = "".join(f"  - {{name: job-{number}, kind: evaluation, id: ev-{number}}}\n" for number in (1, 2))
    path.write_text("defaults: {region: us-east-1, poll: {initial: 2s, max: 3s}}\nwatches:\n" + watches)
    simulator = start(
        {"resources": [resource("evaluation", step(0, "PENDING"), step(4, "COMPLETED"), id=f"ev-{n}") for n in (1, 2)]}
    )
    names = ["job-1", "job-2"]
    shown = waited(tmp_path, str(path), simulator.url, *names, size=(columns, 24), **variables)
    rows = [re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", row) for row in re.split(r"\n|\r\x1b\[K", shown)]
    for name in names:
        assert any(re.fullmatch(rf"  {name}  pending [1-4]s +next (poll in )?[1-3]s", row) for row in rows)
    live = [row for row in rows if row.startswith(("  job-", "Waiting for "))]
    assert live and all(len(row) < columns for row in live)
    # It moves up only over what it has drawn, and takes it away at the end.
    assert shown.endswith("\r\x1b[K") or shown.endswith("\n")
    assert ("\x1b[2m" in shown) == ("NO_COLOR" not in variables)


def test_a_low_terminal_is_not_filled(start, tmp_path):
    path = tmp_path / "watches.yaml"
    watches = "".join(f"  - {{name: job-{number}, kind: evaluation, id: ev-{number}}}\n" for number in range(9))
    path.write_text(FAST + "limits: {listings: never}\nwatches:\n" + watches)
    simulator = start(
        {"resources": [resource("evaluation", step(0, "PENDING"), step(3, "COMPLETED"), id=f"ev-{n}") for n in range(9)]}
    )
    names = [f"job-{number}" for number in range(9)]
    shown = waited(tmp_path, str(path), simulator.url, *names, size=(80, 6), TERM="xterm")
    assert "  … and 6 more" in shown and "  job-2 " in shown
    assert max(len(run) for run in re.findall(r"(?:\r\x1b\[K\x1b\[A)+", shown)) <= 4 * len("\r\x1b[K\x1b[A")
