# SPDX-License-Identifier: Apache-2.0
"""Every operation through boto3: members have AWS's form, and are present or absent as AWS documents for each status."""

import datetime
import json
import re

import pytest

from simulator import JOB, KINDS, resource, step, until

ML_KINDS = [kind for kind in KINDS if KINDS[kind][0] == "machinelearning"]

LIFE = [step(-100, "PENDING"), step(-90, "INPROGRESS"), step(-30, "COMPLETED")]


@pytest.mark.parametrize("kind", KINDS)
def test_is_read_with_no_errors_counted(simulator, kind):
    answer = simulator.get(kind)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert re.fullmatch(r"[0-9a-f-]{36}", answer["ResponseMetadata"]["RequestId"])
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    bedrock = kind == "evaluation-job"
    assert headers["content-type"] == ("application/json" if bedrock else "application/x-amz-json-1.1")
    assert "date" in headers
    counts = simulator.counts
    assert (counts["requests"], counts["signature_errors"], counts["protocol_errors"]) == (1, 0, 0)
    assert sum(counts["by_operation"].values()) == 1


@pytest.mark.parametrize("kind", ML_KINDS)
@pytest.mark.parametrize(
    "timeline, status, present, absent",
    [
        (LIFE[:1], "PENDING", [], ["StartedAt", "FinishedAt", "ComputeTime", "LogUri"]),
        (LIFE[:2], "INPROGRESS", ["StartedAt", "LogUri"], ["FinishedAt", "ComputeTime"]),
        (LIFE, "COMPLETED", ["StartedAt", "FinishedAt", "ComputeTime", "LogUri"], []),
        ([*LIFE[:2], step(-30, "FAILED")], "FAILED", ["StartedAt", "FinishedAt", "LogUri"], ["ComputeTime"]),
        ([*LIFE, step(-10, "DELETED")], "DELETED", ["StartedAt"], ["FinishedAt", "ComputeTime"]),
    ],
)
def test_members_follow_the_status(simulator, kind, timeline, status, present, absent):
    simulator.put(resource(kind, *timeline))
    answer = simulator.get(kind)
    assert answer["Status"] == status
    for name in ["CreatedAt", "LastUpdatedAt", "Name", "CreatedByIamUser", *present]:
        assert name in answer, name
    for name in absent:
        assert name not in answer, name


@pytest.mark.parametrize("kind", ML_KINDS)
@pytest.mark.parametrize("times", ["decimal", "exponent"])
@pytest.mark.parametrize("compute_time", ["number", "string"])
def test_times_of_amazon_ml_are_read_in_every_form(simulator, kind, times, compute_time):
    simulator.put(resource(kind, *LIFE, times=times, compute_time=compute_time))
    answer = simulator.get(kind)
    for name in ["CreatedAt", "StartedAt", "FinishedAt", "LastUpdatedAt"]:
        assert isinstance(answer[name], datetime.datetime)
    assert answer["StartedAt"] - answer["CreatedAt"] == datetime.timedelta(seconds=10)
    assert answer["FinishedAt"] - answer["StartedAt"] == datetime.timedelta(seconds=60)
    text = simulator.bodies[-1].decode()
    pattern = r'"CreatedAt":\d\.\d+E9[,}]' if times == "exponent" else r'"CreatedAt":\d{10}(\.\d{1,3})?[,}]'
    assert re.search(pattern, text), text
    raw = json.loads(text)
    assert raw["ComputeTime"] == ("185200" if compute_time == "string" else 185200)


@pytest.mark.parametrize(
    "shape, metric", [("binary", "BinaryAUC"), ("regression", "RegressionRMSE"), ("multiclass", "MulticlassAvgFScore")]
)
def test_metrics_belong_to_the_model_type(simulator, shape, metric):
    simulator.put(resource("evaluation", *LIFE, shape=shape), resource("ml-model", *LIFE, shape=shape))
    assert list(simulator.get("evaluation")["PerformanceMetrics"]["Properties"]) == [metric]
    model = simulator.get("ml-model")
    assert model["MLModelType"] == shape.upper()
    assert ("ScoreThreshold" in model) == (shape == "binary")


def test_metrics_are_empty_before_the_end(simulator):
    assert simulator.get("evaluation")["PerformanceMetrics"] == {"Properties": {}}


def test_log_uri_is_presigned(simulator):
    simulator.put(resource("evaluation", *LIFE))
    assert re.search(r"^https://[^?]+\?.*&X-Amz-Signature=[0-9a-f]{64}$", simulator.get("evaluation")["LogUri"])


@pytest.mark.parametrize("kind, members", [("ml-model", ["Recipe", "Schema"]), ("data-source", ["DataSourceSchema"])])
def test_verbose_adds_its_members(simulator, kind, members):
    for verbose in [True, False, None]:
        answer = simulator.get(kind, **({} if verbose is None else {"Verbose": verbose}))
        assert [name in answer for name in members] == [verbose is True] * len(members)
    assert simulator.counts["protocol_errors"] == 0


@pytest.mark.parametrize(
    "endpoint, status, rate, members",
    [
        ([step(-9, "NONE")], "NONE", 0, set()),
        ([step(-9, "NONE"), step(-5, "UPDATING")], "UPDATING", 0, {"CreatedAt"}),
        ([step(-9, "UPDATING"), step(-5, "READY")], "READY", 200, {"CreatedAt", "EndpointUrl"}),
        ([step(-9, "UPDATING"), step(-5, "FAILED")], "FAILED", 0, {"CreatedAt"}),
        ([step(-9, "READY"), step(-5, "NONE")], "NONE", 0, set()),
    ],
)
def test_endpoint_has_its_own_life(simulator, endpoint, status, rate, members):
    simulator.put(resource("ml-model", *LIFE, endpoint=endpoint))
    answer = simulator.get("ml-model")
    assert answer["Status"] == "COMPLETED"
    info = answer["EndpointInfo"]
    assert (info["EndpointStatus"], info["PeakRequestsPerSecond"]) == (status, rate)
    assert set(info) - {"EndpointStatus", "PeakRequestsPerSecond"} == members


def test_model_without_endpoint_has_no_endpoint_info(simulator):
    assert "EndpointInfo" not in simulator.get("ml-model")


@pytest.mark.parametrize(
    "shape, member", [("s3", None), ("redshift", "RedshiftMetadata"), ("rds", "RDSMetadata")]
)
def test_data_source_tells_where_it_comes_from(simulator, shape, member):
    simulator.put(resource("data-source", shape=shape))
    answer = simulator.get("data-source")
    found = [name for name in ["RedshiftMetadata", "RDSMetadata"] if name in answer]
    assert found == ([member] if member else [])
    assert ("RoleARN" in answer) == (member is not None)


def test_batch_prediction_counts_records_when_completed(simulator):
    assert "TotalRecordCount" not in simulator.get("batch-prediction")
    simulator.put(resource("batch-prediction", *LIFE))
    answer = simulator.get("batch-prediction")
    assert (answer["TotalRecordCount"], answer["InvalidRecordCount"]) == (48920, 17)


@pytest.mark.parametrize("status", ["InProgress", "Completed", "Failed", "Stopping", "Stopped", "Deleting"])
def test_evaluation_job_in_every_status(simulator, status):
    simulator.put(resource("evaluation-job", step(-60, "InProgress"), step(-10, status)))
    answer = simulator.get("evaluation-job")
    assert (answer["status"], answer["jobArn"]) == (status, JOB)
    assert ("failureMessages" in answer) == (status == "Failed")
    assert answer["lastModifiedTime"] - answer["creationTime"] == datetime.timedelta(seconds=50)
    assert re.search(r'"creationTime":"[0-9T:-]{19}\.\d{3}Z"', simulator.bodies[-1].decode())


@pytest.mark.parametrize(
    "timeline, status, secondary, present, absent",
    [
        ([step(-60, "InProgress", secondary_status="Starting")], "InProgress", "Starting", [], ["TrainingStartTime"]),
        ([step(-60, "InProgress")], "InProgress", "Training", ["TrainingStartTime"], ["TrainingEndTime"]),
        (
            [step(-60, "InProgress"), step(-10, "Completed")],
            "Completed",
            "Completed",
            ["TrainingStartTime", "TrainingEndTime", "FinalMetricDataList", "BillableTimeInSeconds"],
            ["FailureReason"],
        ),
        ([step(-60, "InProgress"), step(-10, "Failed")], "Failed", "Failed", ["TrainingEndTime", "FailureReason"], []),
        ([step(-60, "InProgress"), step(-10, "Stopping")], "Stopping", "Stopping", [], ["TrainingEndTime"]),
        (
            [step(-60, "InProgress"), step(-10, "Stopped", secondary_status="MaxRuntimeExceeded")],
            "Stopped",
            "MaxRuntimeExceeded",
            ["TrainingEndTime"],
            ["FailureReason"],
        ),
    ],
)
@pytest.mark.parametrize("times", ["decimal", "exponent"])
def test_training_job_in_every_status(simulator, timeline, status, secondary, present, absent, times):
    simulator.put(resource("training-job", *timeline, times=times))
    answer = simulator.get("training-job")
    assert (answer["TrainingJobStatus"], answer["SecondaryStatus"]) == (status, secondary)
    assert answer["TrainingJobArn"] == "arn:aws:sagemaker:us-east-1:123456789012:training-job/train-1"
    assert answer["LastModifiedTime"] - answer["CreationTime"] == datetime.timedelta(seconds=50 * (len(timeline) - 1))
    assert [one["Status"] for one in answer["SecondaryStatusTransitions"]][-1] == secondary
    for name in present:
        assert name in answer, name
    for name in absent:
        assert name not in answer, name
    if status == "Completed":
        assert answer["TrainingEndTime"] - answer["TrainingStartTime"] == datetime.timedelta(seconds=50)
        assert answer["BillableTimeInSeconds"] in (49, 50)


def test_failure_messages_are_the_scenarios(simulator):
    simulator.put(resource("evaluation-job", step(0, "Failed", failure_messages=["one", "zwei — ünï"])))
    assert simulator.get("evaluation-job")["failureMessages"] == ["one", "zwei — ünï"]


def test_message_is_the_scenarios(simulator):
    message = 'line "one"\nline\ttwo\\ \x07 — ünï'
    simulator.put(resource("evaluation", step(0, "FAILED", message=message)))
    assert simulator.get("evaluation")["Message"] == message


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/0123456789ab",
        "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:evaluation-job/zzzzzzzzzzzz",
        "arn:aws-cn:bedrock:cn-north-1:123456789012:evaluation-job/a1b2c3d4e5f6",
    ],
)
def test_arns_of_every_partition_are_found(simulator, arn):
    simulator.put(resource("evaluation-job", id=arn))
    client = simulator.client("bedrock", region=arn.split(":")[3])
    assert simulator.get("evaluation-job", id=arn, client=client)["jobArn"] == arn
    recorded = simulator.control("GET", "requests")[-1]
    assert recorded["uri"] == "/evaluation-jobs/" + arn.replace(":", "%3A").replace("/", "%2F")
    assert simulator.counts["signature_errors"] == 0


def test_members_can_be_replaced_and_removed(simulator):
    simulator.put(
        resource("evaluation", step(-5, "COMPLETED", members={"ComputeTime": None, "Name": "b"}), members={"Name": "a"})
    )
    answer = simulator.get("evaluation")
    assert answer["Name"] == "b" and "ComputeTime" not in answer


def test_unknown_status_is_told_as_it_is(simulator):
    simulator.put(resource("evaluation", step(0, "PAUSED")))
    assert simulator.get("evaluation")["Status"] == "PAUSED"


def test_timeline_passes_in_real_time(simulator):
    simulator.put(
        resource("evaluation", step(0, "PENDING"), step(0.4, "INPROGRESS"), step(0.8, "COMPLETED")),
        resource("data-source", step(0.6, "PENDING")),
    )
    seen = []
    client = simulator.client("machinelearning")

    def completed():
        status = simulator.get("evaluation", client=client)["Status"]
        if status not in seen:
            seen.append(status)
        return status == "COMPLETED"

    with pytest.raises(client.exceptions.ResourceNotFoundException):
        simulator.get("data-source", client=client)
    until(completed)
    assert seen == ["PENDING", "INPROGRESS", "COMPLETED"]
    assert simulator.get("data-source", client=client)["Status"] == "PENDING"
