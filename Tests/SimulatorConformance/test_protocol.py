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
        ({"path": "/evaluation-jobs"}, 404),
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
