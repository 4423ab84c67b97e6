# SPDX-License-Identifier: Apache-2.0
"""Correctly signed requests that break their protocol: refused as by AWS, and counted."""

import pytest

from simulator import JOB, send


@pytest.mark.parametrize(
    "what, code",
    [
        ({"headers": {"X-Amz-Target": None}}, "UnknownOperationException"),
        ({"headers": {"X-Amz-Target": "AmazonML_20141212.DeleteEvaluation"}}, "UnknownOperationException"),
        ({"headers": {"X-Amz-Target": "AmazonML_20141212.GetEvaluationJob"}}, "UnknownOperationException"),
        ({"headers": {"X-Amz-Target": "GetEvaluation"}}, "UnknownOperationException"),
        ({"headers": {"Content-Type": "application/json"}}, "UnknownOperationException"),
        ({"headers": {"Content-Type": None}}, "UnknownOperationException"),
        ({"method": "PUT"}, "UnknownOperationException"),
        ({"path": "/?a=b"}, "UnknownOperationException"),
        ({"body": "{"}, "SerializationException"),
        ({"body": ""}, "SerializationException"),
        ({"body": "[]"}, "SerializationException"),
        ({"body": '{"EvaluationId": "ev-1", "Verbose": true}'}, "SerializationException"),
        ({"body": '{"EvaluationId": 7}'}, "SerializationException"),
        ({"body": "{}"}, "InvalidInputException"),
        ({"body": '{"EvaluationId": null}'}, "InvalidInputException"),
        ({"body": '{"EvaluationId": "' + "x" * 1024 * 1024 + '"}'}, "RequestEntityTooLargeException"),
    ],
)
def test_broken_protocol_of_amazon_ml(simulator, what, code):
    status, body = send(simulator, "evaluation", **what)
    assert (status, body["__type"]) == (413 if "TooLarge" in code else 400, code)
    counts = simulator.counts
    assert (counts["protocol_errors"], counts["signature_errors"]) == (1, 0)


@pytest.mark.parametrize(
    "what, status",
    [
        ({"method": "POST"}, 404),
        ({"method": "DELETE"}, 404),
        ({"path": "/evaluation-jobs/" + JOB}, 404),
        ({"path": "/evaluation-jobs/"}, 404),
        ({"path": "/evaluation-job/x"}, 404),
        ({"path": "/evaluation-jobs/%FF%FE"}, 400),
        ({"path": "/evaluation-jobs/x?a=b"}, 400),
        ({"body": "{}"}, 400),
    ],
)
def test_broken_protocol_of_bedrock(simulator, what, status):
    assert send(simulator, "evaluation-job", **what)[0] == status
    counts = simulator.counts
    assert (counts["protocol_errors"], counts["signature_errors"]) == (1, 0)


LIST = {"X-Amz-Target": "AmazonML_20141212.DescribeEvaluations"}
TRAINING = {"X-Amz-Target": "SageMaker.ListTrainingJobs"}


@pytest.mark.parametrize(
    "kind, what, code",
    [
        ("evaluation", {"headers": LIST, "body": '{"Limit": "10"}'}, "SerializationException"),
        ("evaluation", {"headers": LIST, "body": '{"Limit": 0}'}, "InvalidInputException"),
        ("evaluation", {"headers": LIST, "body": '{"Limit": 101}'}, "InvalidInputException"),
        ("evaluation", {"headers": LIST, "body": '{"MaxResults": 10}'}, "SerializationException"),
        ("evaluation", {"headers": LIST, "body": '{"FilterVariable": "Colour"}'}, "InvalidInputException"),
        ("evaluation", {"headers": LIST, "body": '{"EQ": "COMPLETED"}'}, "InvalidInputException"),
        (
            "evaluation",
            {"headers": LIST, "body": '{"FilterVariable": "CreatedAt", "GE": "yesterday"}'},
            "InvalidInputException",
        ),
        ("evaluation", {"headers": LIST, "body": "[]"}, "SerializationException"),
        ("evaluation", {"headers": LIST, "body": "{}", "path": "/?Limit=10"}, "UnknownOperationException"),
        ("training-job", {"headers": TRAINING, "body": '{"MaxResults": 101}'}, "ValidationException"),
        (
            "training-job",
            {"headers": TRAINING, "body": '{"CreationTimeAfter": "2026-01-01T00:00:00Z"}'},
            "SerializationException",
        ),
        ("training-job", {"headers": TRAINING, "body": '{"StatusEquals": "COMPLETED"}'}, "ValidationException"),
        ("evaluation-job", {"path": "/evaluation-jobs?maxResults=0"}, "ValidationException"),
        ("evaluation-job", {"path": "/evaluation-jobs?maxResults=1001"}, "ValidationException"),
        ("evaluation-job", {"path": "/evaluation-jobs?maxResults=ten"}, "SerializationException"),
        ("evaluation-job", {"path": "/evaluation-jobs?maxResults=5&maxResults=6"}, "SerializationException"),
        ("evaluation-job", {"path": "/evaluation-jobs?maxResults"}, "SerializationException"),
        ("evaluation-job", {"path": "/evaluation-jobs?limit=5"}, "SerializationException"),
        ("evaluation-job", {"path": "/evaluation-jobs?statusEquals=%FF"}, "SerializationException"),
        ("evaluation-job", {"path": "/evaluation-jobs?creationTimeAfter=1717230600"}, "SerializationException"),
        ("evaluation-job", {"path": "/evaluation-jobs?nextToken="}, "ValidationException"),
        ("evaluation-job", {"path": "/evaluation-jobs", "body": "{}"}, "SerializationException"),
    ],
)
def test_broken_protocol_of_lists(simulator, kind, what, code):
    status, body, headers = send(simulator, kind, **what, with_headers=True)
    assert (status, body.get("__type") or headers["x-amzn-ErrorType"]) == (400, code)
    counts = simulator.counts
    assert (counts["protocol_errors"], counts["signature_errors"]) == (1, 0)
