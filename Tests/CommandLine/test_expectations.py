# SPDX-License-Identifier: Apache-2.0
"""What a completed job's details must say: `expect`, told by the daemon, shown, kept, and waited for."""

import json
import signal

import pytest
from test_ends import HEAD, Service

EVALUATION = "AmazonML_20141212.GetEvaluation"
TRAINING = "SageMaker.DescribeTrainingJob"
ON = "on: {completed: awaitd-on-deploy.service, unmet: awaitd-on-gate.service, caveat: awaitd-on-doubt.service}"
LIST = HEAD + f"""watches:
  - name: churn
    kind: evaluation
    id: ev-1
    expect: {{BinaryAUC: ">= 0.85", Accuracy: ">= 0.9"}}
    {ON}
  - name: train
    kind: training-job
    id: train
    expect: {{"validation:auc": "> 0.9"}}
    {ON}
"""


def evaluated(status="COMPLETED", **metrics):
    return {"EvaluationId": "ev-1", "Status": status, "PerformanceMetrics": {"Properties": metrics}}


def trained(status="Completed", **metrics):
    values = [{"MetricName": name.replace("_", ":"), "Value": value, "Timestamp": 1.8e9} for name, value in metrics.items()]
    return {"TrainingJobStatus": status, "SecondaryStatus": status, "FinalMetricDataList": values}


@pytest.fixture
def service():
    made = Service()
    made.answers |= {EVALUATION: evaluated("INPROGRESS"), TRAINING: trained("InProgress")}
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def watching(daemon, service):
    """A daemon that has seen both jobs in progress."""
    running = daemon(LIST, endpoint=service.url)
    running.wait_for(lambda d: len(d.told("transition")) == 2)
    return running


def end_of(watching, watch):
    (end,) = watching.wait_for(lambda d: d.told("transition", AWAITD_WATCH=watch, AWAITD_STATE="completed"))
    return end


def shown(awaitd, name, **more):
    document = json.loads(awaitd("status", "--json", **more).stdout)
    (watch,) = [watch for watch in document["watches"] if watch["name"] == name]
    return watch["expectation"], watch["unmet"]


def test_what_is_unmet_is_told_shown_and_kept_and_closes_the_gate(watching, service, awaitd, daemon):
    service.answers[EVALUATION] = evaluated(BinaryAUC="0.71")
    service.answers[TRAINING] = trained(validation_auc=0.93)
    end = end_of(watching, "churn")
    unmet = "BinaryAUC >= 0.85 (found 0.71); Accuracy >= 0.9 (missing)"
    assert (end["PRIORITY"], end["AWAITD_STATE"], end["AWAITD_STATUS"]) == ("3", "completed", "COMPLETED")
    assert (end["AWAITD_EXPECTATION"], end["AWAITD_UNMET"]) == ("unmet", unmet)
    assert end["MESSAGE"] == f"churn: INPROGRESS → COMPLETED, but expected {unmet}; it has BinaryAUC"
    assert end["AWAITD_STARTS"] == "awaitd-on-gate.service"
    good = end_of(watching, "train")
    assert (good["PRIORITY"], good["AWAITD_EXPECTATION"], good["AWAITD_STARTS"]) == ("5", "met", "awaitd-on-deploy.service")
    assert "AWAITD_UNMET" not in good
    assert shown(awaitd, "churn") == ("unmet", unmet)
    assert shown(awaitd, "train") == ("met", None)
    table = awaitd("status").stdout.splitlines()
    assert table[3].startswith("churn") and f"unmet: {unmet}" in table[3] and table[4].startswith("train")
    assert f"Unmet: {unmet}" in " ".join(awaitd("status", "churn").stdout.split())
    # A crash later: the record has it, and nothing is checked or told again.
    watching.process.send_signal(signal.SIGKILL)
    watching.process.wait()
    watching.manager.close()
    again = daemon(LIST.replace("0.85", "0.1").replace("Accuracy", "BinaryAUC2"), endpoint=service.url)
    again.wait_for(lambda d: d.heard("READY=1"))
    assert shown(awaitd, "churn") == ("unmet", unmet)
    assert not again.told("transition")
    assert unmet in awaitd("history", "churn").stdout
    last = json.loads(awaitd("history", "churn", "--json").stdout.splitlines()[-1])
    assert (last["AWAITD_EXPECTATION"], last["AWAITD_UNMET"]) == ("unmet", unmet)


def test_a_reload_checks_nothing_and_tells_nothing(watching, service, awaitd):
    service.answers[EVALUATION] = evaluated(BinaryAUC="0.86", Accuracy="0.95")
    assert end_of(watching, "churn")["AWAITD_EXPECTATION"] == "met"
    told = len(watching.told("transition"))
    watching.path.write_text(LIST.replace("0.85", "0.99").replace("> 0.9\"", "> 0.95\""))
    assert awaitd("reload").returncode == 0
    assert shown(awaitd, "churn") == ("met", None)
    # What has not completed yet is checked by the new list.
    service.answers[TRAINING] = trained(validation_auc=0.93)
    assert end_of(watching, "train")["AWAITD_UNMET"] == "validation:auc > 0.95 (found 0.93)"
    assert len(watching.told("transition")) == told + 1
    assert not watching.told("watch-added") and not watching.told("watch-removed")


@pytest.mark.parametrize("value", ["NaN", "", None, "Infinity"])
def test_no_number_is_met_under_no_comparison(daemon, service, value):
    running = daemon(
        HEAD + 'watches:\n  - {name: churn, kind: evaluation, id: ev-1, expect: {BinaryAUC: "!= 0"}}\n', endpoint=service.url
    )
    service.answers[EVALUATION] = evaluated(BinaryAUC=value)
    found = "missing" if value is None else f"found {value}" if value else 'found ""'
    assert end_of(running, "churn")["AWAITD_UNMET"] == f"BinaryAUC != 0 ({found})"


def test_an_endpoint_is_checked_each_time_that_it_is_ready(daemon, service):
    running = daemon(
        HEAD + "watches:\n  - {name: shop, kind: sagemaker-endpoint, id: shop, expect: {EndpointConfigName: == green}}\n",
        endpoint=service.url,
    )
    outcomes = []
    for number, (status, config) in enumerate([("InService", "blue"), ("Updating", "green"), ("InService", "green")], 1):
        service.answers["SageMaker.DescribeEndpoint"] = {"EndpointStatus": status, "EndpointConfigName": config}
        told = running.wait_for(lambda d, number=number: d.told("transition")[number - 1 :])
        outcomes.append(told[0].get("AWAITD_EXPECTATION"))
    assert outcomes == ["unmet", None, "met"]


@pytest.mark.parametrize(
    ("metrics", "expected", "code"),
    [({"BinaryAUC": "0.93"}, [], 0), ({"BinaryAUC": "0.71"}, [], 2), ({"BinaryAUC": "0.93"}, ["BinaryAUC >= 0.95"], 2),
     ({"BinaryAUC": "0.93"}, ["BinaryAUC<0.95", "BinaryAUC != 0"], 0), ({"BinaryAUC": "0.93"}, ["Nothing == here"], 2)],
)
def test_wait_exits_with_2_if_all_completed_and_one_is_unmet(awaitd, tmp_path, service, metrics, expected, code):
    (tmp_path / "w.yaml").write_text(
        HEAD + 'watches:\n  - {name: churn, kind: evaluation, id: ev-1, expect: {BinaryAUC: ">= 0.85"}}\n'
        "  - {name: train, kind: training-job, id: train}\n"
    )
    service.answers |= {EVALUATION: evaluated(**metrics), TRAINING: trained()}
    options = [option for one in expected for option in ("--expect", one)]
    done = awaitd("wait", "--config", str(tmp_path / "w.yaml"), *options, "churn", "--log", "json", endpoint=service.url)
    assert done.returncode == code, done.stderr
    (told,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert told["AWAITD_EXPECTATION"] == ("unmet" if code else "met")
    service.answers[TRAINING] = trained("Failed")
    both = awaitd("wait", "--config", str(tmp_path / "w.yaml"), "churn", "train", "--log", "json", endpoint=service.url)
    assert both.returncode == 1, "a failure is worse"


def test_wait_expects_it_of_targets_of_no_list(awaitd, service):
    service.answers[TRAINING] = trained(validation_auc=0.93)
    for gate, code in (("validation:auc > 0.9", 0), ("validation:auc > 0.95", 2)):
        done = awaitd(
            "wait", "--region", "us-east-1", "--expect", gate, "training-job:train", "--log", "text", endpoint=service.url
        )
        assert done.returncode == code, done.stderr
    assert "but expected validation:auc > 0.95 (found 0.93)" in done.stderr


def test_wait_expects_it_of_all_that_a_pattern_matches(awaitd, service):
    service.answers["SageMaker.ListTrainingJobs"] = {
        "TrainingJobSummaries": [
            {"TrainingJobName": name, "TrainingJobStatus": "Completed", "CreationTime": 4e9} for name in ("churn-1", "churn-2")
        ]
    }
    service.answers[TRAINING] = trained(validation_auc=0.93, BillableTokenCount=7)
    options = ("--region", "us-east-1", "--log", "json")
    for gates, code in ((["validation:auc > 0.9", "BillableTokenCount == 7"], 0), (["validation:auc > 0.95"], 2)):
        expected = [option for gate in gates for option in ("--expect", gate)]
        done = awaitd("wait", *options, *expected, "training-job:churn-*", endpoint=service.url)
        told = [json.loads(line)["AWAITD_EXPECTATION"] for line in done.stdout.splitlines()]
        assert (done.returncode, told) == (code, ["unmet" if code else "met"] * 2), done.stderr


def test_numbers_with_names_like_secrets_are_details_too(awaitd, service):
    service.answers[TRAINING] = trained() | {"BillableTokenCount": 12}
    done = awaitd(
        "wait", "--region", "us-east-1", "--log", "json", "--expect", "BillableTokenCount == 12", "training-job:train",
        endpoint=service.url,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("gate", "words"),
    [("BinaryAUC", "'BinaryAUC' is not an expectation"), ("BinaryAUC >= 85%", "'85%' begins like a number and is none"),
     ("BinaryAUC >= 0,85", "'0,85' begins like a number"), ("BinaryAUC = 1", "did you mean '== 1'?"),
     ("BinaryAUC > high", "compares with a word")],
)
def test_an_expectation_that_is_none_is_wrong_usage(awaitd, gate, words):
    done = awaitd("wait", "--region", "us-east-1", "--expect", gate, "evaluation:ev-1")
    assert done.returncode == 64 and words in done.stderr


def test_check_warns_of_names_that_can_be_no_details(awaitd, tmp_path):
    path = tmp_path / "w.yaml"
    path.write_text(HEAD + 'watches:\n  - {kind: evaluation, id: ev-1, expect: {BinaryAuc: ">= 0.85"}}\n')
    done = awaitd("check", str(path))
    assert done.returncode == 0
    assert "did you mean 'BinaryAUC'?" in done.stderr + done.stdout
    path.write_text(HEAD + 'watches:\n  - {kind: evaluation, id: ev-1, expect: {BinaryAUC: ">= 85%"}}\n')
    assert awaitd("check", str(path)).returncode == 78
    path.write_text("defaults: {expect: {BinaryAUC: \">= 1\"}}\nwatches: []\n")
    wrong = awaitd("check", str(path))
    assert wrong.returncode == 78 and "unknown key 'expect' in 'defaults'" in wrong.stderr + wrong.stdout
