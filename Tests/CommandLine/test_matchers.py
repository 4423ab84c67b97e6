# SPDX-License-Identifier: Apache-2.0
"""Matchers as people see them: jobs that nobody has typed are found, told, shown and waited for, each end once."""

import json
import signal
import time

import pytest

from simulator import resource, step, until

HEAD = "defaults: {region: us-east-1, poll: {initial: 100ms, max: 300ms}}\nlimits: {rate: unlimited}\n"
MATCHER = HEAD + "watches:\n  - {name: nightly, kind: training-job, match: 'churn-*'}\n"


def job(name, *timeline, **more):
    return resource("training-job", *(timeline or (step(0, "InProgress"),)), id=name, **more)


def ends_after(seconds, name, end="Completed"):
    return job(name, step(0, "InProgress"), step(seconds, end))


def document(awaitd, *names):
    done = awaitd("status", "--json", *names)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def once_listed(awaitd):
    until(lambda: document(awaitd)["matchers"][0]["listed_at"])


def test_a_job_that_appears_later_is_found_and_its_end_told_once(start, daemon, awaitd):
    simulator = start({"resources": []})
    simulator.put(job("churn-old", step(-7200, "InProgress"), step(-3600, "Completed")), job("churn-0"), job("other"))
    running = daemon(MATCHER, endpoint=simulator.url)
    first, = running.wait_for(lambda d: d.told("watch-added"))
    assert first["AWAITD_MATCHER"] == "nightly" and "AWAITD_WATCH" not in first and "1 job found" in first["MESSAGE"]
    simulator.put(ends_after(1, "churn-1"))
    running.wait_for(lambda d: d.life("nightly/churn-1")[-1:] == ["completed"])
    added = [n for n in running.told("watch-added") if n.get("AWAITD_WATCH") == "nightly/churn-1"]
    ends = running.told("transition", AWAITD_WATCH="nightly/churn-1", AWAITD_STATE="completed")
    assert len(added) == len(ends) == 1
    assert {n["AWAITD_MATCHER"] for n in running.told("transition")} == {"nightly"}
    # What ended before, and what does not match, is not looked at.
    time.sleep(1)
    assert {n.get("AWAITD_WATCH") for n in running.notices} <= {None, "nightly/churn-0", "nightly/churn-1"}
    assert len(running.told("transition", AWAITD_WATCH="nightly/churn-1", AWAITD_STATE="completed")) == 1
    assert running.told("config-loaded")[0]["MESSAGE"].endswith("watches.yaml: 1 matcher")
    # A found job that has ended is watched no more.
    running.wait_for(lambda d: any(word.startswith("STATUS=Watching 1: 1 in progress") for word in d.heard("STATUS=")))


def test_status_shows_found_jobs_below_their_matcher(start, daemon, awaitd):
    simulator = start({"resources": [resource("evaluation")]})
    simulator.put(job("churn-0"), ends_after(0, "churn-1", "Failed"))
    # It ends after the first attempt to list began.
    running = daemon(MATCHER + "  - {name: written, kind: evaluation, id: ev-1}\n", endpoint=simulator.url)
    running.wait_for(lambda d: d.told("watch-added") and d.life("written"))
    simulator.put(ends_after(0.5, "churn-2", "Failed"))
    running.wait_for(lambda d: d.life("nightly/churn-2")[-1:] == ["failed"])
    shown = document(awaitd)
    assert set(shown) == {"watches", "matchers", "listings"}
    assert {w["name"]: w["matcher"] for w in shown["watches"]} == {
        "written": None, "nightly/churn-0": "nightly", "nightly/churn-2": "nightly",
    }
    (matcher,) = shown["matchers"]
    assert matcher | {"listed_at": ""} == {
        "name": "nightly", "kind": "training-job", "patterns": ["churn-*"], "open": 1, "found": 2, "listed_at": "",
        "visibility": "visible", "reason": None,
    }
    assert matcher["listed_at"].endswith("Z")
    (listing,) = shown["listings"]
    assert (listing["operation"], listing["region"], listing["parent"], listing["refused"]) == (
        "ListTrainingJobs", "us-east-1", None, None,
    )
    assert listing["watches"] == 1 and listing["pages"] >= 1
    lines = awaitd("status").stdout.splitlines()
    heading = next(i for i, line in enumerate(lines) if line.startswith("nightly  training-job churn-*: 1 open of 2 found, listed "))
    assert any(line.startswith("written ") for line in lines[:heading])
    assert [line.split()[0] for line in lines[heading + 1 : heading + 3]] == ["churn-2", "churn-0"]
    assert lines[-1].startswith("ListTrainingJobs in us-east-1: 1 watch, ")
    # One matcher alone, and one job alone.
    only = document(awaitd, "nightly")
    assert [w["name"] for w in only["watches"]] == ["nightly/churn-0", "nightly/churn-2"] and len(only["matchers"]) == 1
    detail = awaitd("status", "nightly").stdout
    assert "Matches: churn-*" in detail and "2, 1 of them open" in detail and "AWAITD_MATCHER=nightly" in detail
    assert "Found by: nightly" in awaitd("status", "nightly/churn-0").stdout
    assert awaitd("status", "nightly/none").returncode == 1


def test_a_matcher_that_may_not_list_is_shown_blind(start, daemon, awaitd):
    simulator = start({"resources": []})
    simulator.fault("denied", operation="ListTrainingJobs")
    running = daemon(MATCHER, endpoint=simulator.url)
    (refused,) = running.wait_for(lambda d: d.told("listing-refused"))
    assert "matcher nightly finds no jobs; allow sagemaker:ListTrainingJobs to " in refused["MESSAGE"]
    shown = document(awaitd)
    (matcher,), (listing,) = shown["matchers"], shown["listings"]
    assert (matcher["visibility"], matcher["listed_at"]) == ("unauthorized", None)
    assert matcher["reason"].startswith("AccessDenied") and listing["refused"].startswith("AccessDenied")
    table = awaitd("status").stdout
    assert "nightly  training-job churn-*: none found, unauthorized: AccessDenied" in table
    assert "not listed yet" in table


def test_without_matchers_the_list_of_them_is_empty(start, daemon, awaitd):
    simulator = start({"resources": [resource("evaluation")]})
    running = daemon(HEAD + "watches:\n  - {kind: evaluation, id: ev-1}\n", endpoint=simulator.url)
    running.wait_for(lambda d: d.life("ev-1"))
    shown = document(awaitd)
    assert (shown["matchers"], shown["listings"]) == ([], [])
    assert shown["watches"][0]["matcher"] is None


def test_a_reload_adds_and_removes_a_matcher(start, daemon, awaitd):
    simulator = start({"resources": [resource("evaluation")]})
    simulator.put(job("churn-0"))
    written = "  - {kind: evaluation, id: ev-1}\n"
    running = daemon(HEAD + "watches:\n" + written, endpoint=simulator.url)
    running.wait_for(lambda d: d.life("ev-1") and d.heard("READY=1"))
    running.path.write_text(MATCHER + written)
    assert awaitd("reload").returncode == 0
    running.wait_for(lambda d: d.life("nightly/churn-0") and len(d.told("config-loaded")) == 2)
    assert running.told("config-loaded")[1]["MESSAGE"].endswith("watches.yaml: 1 watch and 1 matcher, 1 matcher added")
    running.path.write_text((MATCHER + written).replace("churn-*", "churn-?"))
    assert awaitd("reload").returncode == 0
    running.wait_for(lambda d: len(d.told("config-loaded")) == 3)
    assert running.told("config-loaded")[2]["MESSAGE"].endswith("1 watch and 1 matcher, 1 matcher changed")
    running.path.write_text(HEAD + "watches:\n" + written)
    assert awaitd("reload").returncode == 0
    (removed,) = running.wait_for(lambda d: d.told("watch-removed"))
    assert removed["AWAITD_MATCHER"] == "nightly" and "1 open job" in removed["MESSAGE"]
    running.wait_for(lambda d: len(d.told("config-loaded")) == 4)
    assert running.told("config-loaded")[3]["MESSAGE"].endswith("watches.yaml: 1 watch, 1 matcher removed")
    assert [w["name"] for w in document(awaitd)["watches"]] == ["ev-1"]
    assert len(running.told("transition", AWAITD_WATCH="nightly/churn-0")) == 1


# `awaitd wait`


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "watches.yaml"
    path.write_text(MATCHER)
    return str(path)


@pytest.mark.parametrize("target", ["nightly", "training-job:churn-*"])
@pytest.mark.parametrize("end, code", [("Completed", 0), ("Failed", 1)])
def test_all_jobs_that_match_are_waited_for(start, awaitd, config, target, end, code):
    simulator = start({"resources": []})
    simulator.put(ends_after(0.5, "churn-1", end), job("churn-2", step(-60, "Completed")), job("other"), resource("evaluation", step(0, "COMPLETED")))
    result = awaitd("wait", "--config", config, target, "evaluation:ev-1", endpoint=simulator.url)
    assert result.returncode == code, result.stderr
    assert f"{target}/churn-1: " in result.stderr and "other" not in result.stderr


def test_nothing_that_matches_is_1(start, awaitd, config):
    simulator = start({"resources": [{"kind": "training-job", "id": "other-####", "count": 1204, "over": "5h", "status": "Completed"}]})
    result = awaitd("wait", "--config", config, "training-job:churn-*", endpoint=simulator.url)
    assert (result.returncode, result.stderr) == (1, "nothing matches training-job:churn-* now (1,204 jobs looked at)\n")


def test_a_list_that_is_denied_is_77(start, awaitd, config):
    simulator = start({"resources": []})
    simulator.put(job("churn-1"))
    simulator.fault("denied", operation="ListTrainingJobs")
    result = awaitd("wait", "--config", config, "--no-grace", "training-job:churn-*", endpoint=simulator.url)
    assert result.returncode == 77
    assert "AccessDenied" in result.stderr and "; allow sagemaker:ListTrainingJobs to " in result.stderr


def test_pages_are_logged_with_debug(start, awaitd, config):
    simulator = start({"resources": []})
    simulator.put(ends_after(0, "churn-1"))
    result = awaitd("wait", "--config", config, "--debug", "training-job:churn-*", endpoint=simulator.url)
    assert result.returncode == 0
    (line,) = [line for line in result.stderr.splitlines() if "debug: Listed" in line]
    assert all(word in line for word in ("operation=ListTrainingJobs", "region=us-east-1", "page=1", "items=1"))


# Crashes


def test_kills_lags_and_broken_pages_lose_no_end_and_tell_none_twice(start, daemon, tmp_path):
    """100 jobs end while the daemon is killed every second, and lists lag, lack an item and break in their middle."""
    # Lists have several pages.
    simulator = start({"resources": [{"kind": "training-job", "id": "other-###", "count": 300, "over": "1h", "status": "Completed"}]})
    names = [f"churn-{number:03}" for number in range(100)]
    running = daemon(MATCHER, "--state-directory", str(tmp_path / "state"), endpoint=simulator.url)
    running.wait_for(lambda d: d.told("watch-added"))
    simulator.put(*(ends_after(4 + number * 0.14, name, "Failed" if number % 7 == 0 else "Completed") for number, name in enumerate(names)))
    simulator.fault("list-lag", seconds=2)
    simulator.fault("missing-item", kind="training-job", id="churn-042", count=8)
    simulator.fault("internal-error", operation="ListTrainingJobs", page=2, count=5)
    notices = []
    for _ in range(20):
        deadline = time.monotonic() + 1
        time.sleep(max(0.0, deadline - time.monotonic()))
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
        running.reader.join(5)
        notices += running.notices
        running.kill()
        running = daemon(None, "--state-directory", str(tmp_path / "state"), endpoint=simulator.url)

    def ends():
        # One that was delivered right before a kill may be delivered again: it has the same identity then.
        told = {n["AWAITD_EVENT_ID"]: n for n in notices + list(running.notices) if n["AWAITD_EVENT"] == "transition"}
        return [n for n in told.values() if n["AWAITD_STATE"] in ("completed", "failed")]

    running.wait_for(lambda _: len({n["AWAITD_WATCH"] for n in ends()}) == len(names), 20)
    time.sleep(1)
    assert sorted(n["AWAITD_WATCH"] for n in ends()) == [f"nightly/{name}" for name in names]
    for notice in ends():
        number = int(notice["AWAITD_WATCH"][-3:])
        assert notice["AWAITD_STATE"] == ("failed" if number % 7 == 0 else "completed")
        assert notice["AWAITD_MATCHER"] == "nightly"
