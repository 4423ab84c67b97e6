# SPDX-License-Identifier: Apache-2.0
"""`awaitd doctor`: what is wrong is named, with the command that mends it; what hangs holds up nothing else."""

import json
import os
import signal
import time

import pytest

from simulator import resource, until

LIST = "defaults: {region: us-east-1, poll: {initial: 100ms, max: 1s}}\nlimits: {rate: unlimited}\n"
LIST += "watches:\n  - {name: one, kind: evaluation, id: ev-1}\n"


@pytest.fixture
def doctor(awaitd, tmp_path):
    """Runs it on the daemon of a test; gives the findings by their subjects, and the exit status."""

    def run(**more):
        began = time.monotonic()
        done = awaitd("doctor", "--json", "--config", tmp_path / "watches.yaml", timeout=15, **more)
        assert time.monotonic() - began < 10, done.stdout
        report = json.loads(done.stdout)
        assert report["well"] == (done.returncode == 0), done.stderr
        return {check["subject"]: check for check in report["checks"]}, done.returncode

    return run


def test_all_is_well(start, daemon, doctor, awaitd, tmp_path):
    simulator = start({"resources": [resource("evaluation")]})
    running = daemon(LIST, endpoint=simulator.url)
    running.wait_for(lambda d: d.life("one"))
    found, status = doctor(endpoint=simulator.url)
    assert status == 0, found
    assert {found[name]["verdict"] for name in ("daemon", "list", "credentials", "network", "clock", "aws", "record")} == {"well"}
    shown = awaitd("doctor", "--config", tmp_path / "watches.yaml", endpoint=simulator.url)
    assert shown.returncode == 0 and "Nothing is wrong" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 80
    assert "wJalr" not in shown.stdout and "SECRET" not in shown.stdout.upper().replace("SECRETS", "")


def test_without_a_daemon_the_rest_is_judged_all_the_same(start, doctor, tmp_path):
    simulator = start({"resources": [resource("evaluation")]})
    (tmp_path / "watches.yaml").write_text(LIST)
    found, status = doctor(endpoint=simulator.url)
    assert status == 1 and found["daemon"]["verdict"] == "wrong"
    assert found["list"]["verdict"] == found["credentials"]["verdict"] == found["network"]["verdict"] == "well"
    assert "as " in found["credentials"]["text"]


def test_a_daemon_that_is_stopped_holds_up_nothing(start, daemon, doctor):
    simulator = start({"resources": [resource("evaluation")]})
    running = daemon(LIST, endpoint=simulator.url)
    running.wait_for(lambda d: d.life("one"))
    running.process.send_signal(signal.SIGSTOP)
    try:
        found, status = doctor(endpoint=simulator.url)
    finally:
        running.process.send_signal(signal.SIGCONT)
    assert status == 1 and found["daemon"]["verdict"] == "wrong"
    assert found["network"]["verdict"] == found["record"]["verdict"] == "well"


def test_a_list_with_a_mistake_and_one_that_is_not_read_yet(start, daemon, doctor, tmp_path):
    simulator = start({"resources": [resource("evaluation")]})
    running = daemon(LIST, endpoint=simulator.url)
    running.wait_for(lambda d: d.life("one"))
    path = tmp_path / "watches.yaml"
    path.write_text(LIST + "  - {name: two, kind: evaluation, id: ev-2}\n")
    found, status = doctor(endpoint=simulator.url)
    assert status == 1 and found["list"]["fix"].endswith("reload") and "1 that it lacks" in found["list"]["text"]
    path.write_text(LIST.replace("kind: evaluation", "kind: evaluatoin"))
    found, status = doctor(endpoint=simulator.url)
    assert status == 1 and "evaluatoin" in found["list"]["text"] and "awaitd check" in found["list"]["fix"]


def test_what_aws_denies_and_refuses(start, daemon, doctor):
    faults = [{"fault": "denied", "operation": "GetEvaluation", "from": 0, "to": 3600}]
    simulator = start({"resources": [resource("evaluation")], "faults": faults})
    running = daemon(LIST, endpoint=simulator.url)
    running.wait_for(lambda d: d.told("visibility-lost"))
    found, status = doctor(endpoint=simulator.url)
    assert status == 1 and found["aws"]["verdict"] == "wrong" and found["aws"]["fix"] == "awaitd iam-policy"


def test_nobody_answers(daemon, doctor):
    nowhere = "http://127.0.0.1:9"
    running = daemon(LIST, endpoint=nowhere)
    until(lambda: os.path.exists(running.socket))
    found, status = doctor(endpoint=nowhere)
    assert status == 1 and found["network"]["verdict"] == "wrong" and found["network"]["fix"]
