# SPDX-License-Identifier: Apache-2.0
"""The daemon as seen by a service manager and by a reader of its notices."""

import re
import signal
import time

import pytest

from simulator import JOB, KEY, SECRET, resource, step

HEAD = "defaults: {region: us-east-1, poll: {initial: 100ms, max: 300ms}}\nlimits: {rate: unlimited}\n"
LIFE = [step(0, "PENDING"), step(1.0, "INPROGRESS"), step(2.0, "COMPLETED")]


def watches(*lines):
    return HEAD + "watches:\n" + "".join(f"  - {line}\n" for line in lines)


def test_every_kind_is_followed_through_its_life(start, daemon):
    simulator = start({"resources": []})
    simulator.put(
        resource("evaluation", *LIFE),
        resource("ml-model", *LIFE, endpoint=[step(0, "NONE"), step(1.0, "UPDATING"), step(2.0, "READY")]),
        resource("batch-prediction", *LIFE),
        resource("data-source", step(0, "PENDING"), step(1.0, "INPROGRESS"), step(2.0, "FAILED", message="No\x1b[31m!")),
        resource("evaluation-job", step(0, "InProgress"), step(1.0, "Stopping"), step(2.0, "Stopped")),
    )
    running = daemon(
        watches(
            "{kind: evaluation, id: ev-1}",
            "{kind: ml-model, id: ml-1}",
            "{name: live, kind: ml-model-endpoint, id: ml-1}",
            "{kind: GetBatchPrediction, id: bp-1}",
            "{arn: 'arn:aws:machinelearning:us-east-1:123456789012:datasource/ds-1'}",
            f"{{name: job, arn: '{JOB}'}}",
        ),
        endpoint=simulator.url,
    )
    running.wait_for(lambda d: len(d.told("transition")) == 18)
    worked = ["pending", "in-progress", "completed"]
    assert [running.life(name) for name in ("ev-1", "ml-1", "live", "bp-1")] == [worked] * 4
    assert running.life("ds-1") == ["pending", "in-progress", "failed"]
    assert running.life("job") == ["in-progress", "stopping", "stopped"]
    (failed,) = running.told("transition", AWAITD_STATE="failed")
    assert failed["PRIORITY"] == "3"
    assert failed["AWAITD_REASON"] == "No [31m!"
    assert failed["AWAITD_ACCOUNT"] == "123456789012"
    assert failed["AWAITD_DURATION_USEC"] == "1000000"
    sequences = [int(n["AWAITD_SEQ"]) for n in running.notices if "AWAITD_SEQ" in n]
    assert sequences == sorted(set(sequences))
    assert len({n["AWAITD_EVENT_ID"] for n in running.told("transition")}) == 18
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", n["AWAITD_OBSERVED_AT"]) for n in running.told("transition"))
    assert all(isinstance(value, str) for notice in running.notices for value in notice.values())
    assert not any("Signature" in value or SECRET in value for n in running.notices for value in n.values())
    counts = simulator.counts
    assert (counts["signature_errors"], counts["protocol_errors"]) == (0, 0)
    # The endpoint is still polled; jobs that have ended are not.
    assert running.stop()[0] == 0


def test_the_manager_hears_how_it_goes(start, daemon):
    simulator = start({"resources": [resource("evaluation")]})
    running = daemon(watches("{kind: evaluation, id: ev-1}"), endpoint=simulator.url, WATCHDOG_USEC="1000000")
    running.wait_for(lambda d: any("STATUS=Watching 1: 1 pending; next poll in 1s" in w for _, w in d.words))
    running.wait_for(lambda d: sum("WATCHDOG=1" in w for _, w in d.words) >= 4)
    assert running.words[0][1] == "STATUS=Starting"
    assert running.words[1][1].startswith("READY=1\nSTATUS=Watching 1: 1 unseen")
    status = [at for at, word in running.words if word.startswith("STATUS=")]
    assert all(later - earlier > 0.9 for earlier, later in zip(status, status[1:]))
    code, took = running.stop()
    running.wait_for(lambda d: d.told("stopping") and any(w.startswith("STOPPING=1") for _, w in d.words))
    assert code == 0 and took < 2
    assert [n["AWAITD_EVENT"] for n in running.notices[:2]] == ["config-loaded", "started"]
    assert running.notices[-1]["AWAITD_EVENT"] == "stopping"
    assert not any(name in notice for notice in running.notices[:2] for name in ("AWAITD_SEQ", "AWAITD_EVENT_ID"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_once_even_with_polls_under_way(start, daemon, number):
    simulator = start({"resources": [resource("evaluation")]})
    simulator.fault("hang")
    running = daemon(watches("{kind: evaluation, id: ev-1}"), endpoint=simulator.url)
    running.wait_for(lambda d: simulator.counts["requests"] > 0)
    code, took = running.stop(number)
    assert code == 0 and took < 2


def test_it_is_ready_before_aws_answers(daemon):
    running = daemon(watches("{kind: evaluation, id: ev-1}"), endpoint="http://127.0.0.1:1")
    running.wait_for(lambda d: any(w.startswith("READY=1") for _, w in d.words))
    assert running.stop()[0] == 0


def test_a_stopped_process_feeds_no_watchdog_and_a_resumed_one_does(start, daemon):
    simulator = start({"resources": [resource("evaluation")]})
    running = daemon(watches("{kind: evaluation, id: ev-1}"), endpoint=simulator.url, WATCHDOG_USEC="400000")
    running.wait_for(lambda d: sum("WATCHDOG=1" in w for _, w in d.words) >= 2)
    running.process.send_signal(signal.SIGSTOP)
    time.sleep(0.3)
    fed = len(running.words)
    time.sleep(1.0)
    assert len(running.words) == fed
    running.process.send_signal(signal.SIGCONT)
    running.wait_for(lambda d: "WATCHDOG=1" in "".join(w for _, w in d.words[fed:]))


@pytest.mark.parametrize("content", ["", "watches: [", "watches: [{kind: evaluation}]", "nonsense"])
def test_a_wrong_file_is_refused_and_the_manager_is_told(daemon, content):
    running = daemon(content)
    assert running.process.wait(10) == 78
    assert re.search(r"watches\.yaml:\d+:\d+: error: ", running.error_path.read_text())
    (notice,) = running.wait_for(lambda d: d.told("config-rejected"))
    assert notice["PRIORITY"] == "3"
    assert re.search(r"watches\.yaml:\d+:\d+: error: ", notice["MESSAGE"])
    words = running.wait_for(lambda d: [w for _, w in d.words])
    assert not any("READY=1" in word for word in words)
    assert any(word.startswith("STATUS=Starting failed") and "watches.yaml:" in word for word in words)


def test_what_hits_a_watch_is_told_for_the_watch(start, daemon):
    simulator = start({"resources": [resource("evaluation"), resource("data-source")]})
    simulator.fault("denied", kind="evaluation")
    running = daemon(watches("{kind: evaluation, id: ev-1}", "{kind: data-source, id: ds-1}"), endpoint=simulator.url)
    (lost,) = running.wait_for(lambda d: d.told("visibility-lost"))
    assert lost["AWAITD_WATCH"] == "ev-1"
    assert lost["AWAITD_VISIBILITY"] == "unauthorized"
    assert lost["AWAITD_ERROR_CODE"] == "AccessDeniedException"
    assert lost["PRIORITY"] == "4"
    running.wait_for(lambda d: d.life("ds-1") == ["pending"])


def test_credentials_are_told_for_the_lane_and_taken_up_when_the_file_changes(start, daemon, tmp_path):
    simulator = start({"resources": [resource("evaluation"), resource("data-source")]})
    keys = tmp_path / "credentials"
    keys.write_text(f"[default]\naws_access_key_id = {KEY}OLD\naws_secret_access_key = {SECRET}\n")
    keys.chmod(0o600)
    running = daemon(
        watches("{kind: evaluation, id: ev-1}", "{kind: data-source, id: ds-1}"),
        endpoint=simulator.url,
        AWS_ACCESS_KEY_ID=None,
        AWS_SECRET_ACCESS_KEY=None,
        AWS_SHARED_CREDENTIALS_FILE=str(keys),
    )
    (lost,) = running.wait_for(lambda d: d.told("visibility-lost"))
    assert lost["AWAITD_LANE"] == "machinelearning/us-east-1/default"
    assert "AWAITD_WATCH" not in lost and "AWAITD_SEQ" in lost
    keys.write_text(f"[default]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\n")
    running.wait_for(lambda d: d.told("visibility-restored"), timeout=10)
    running.wait_for(lambda d: d.life("ds-1") == d.life("ev-1") == ["pending"])
    assert len(running.told("visibility-lost")) == len(running.told("visibility-restored")) == 1
