# SPDX-License-Identifier: Apache-2.0
"""Errors as boto3 sees them: each fault surfaces as AWS's own would."""

import json
import time
from email.utils import parsedate_to_datetime

import botocore.exceptions
import pytest

from simulator import JOB, KINDS, resource, send, step

ML, BEDROCK, SAGEMAKER = "evaluation", "evaluation-job", "training-job"
BOTH = pytest.mark.parametrize("kind", [ML, BEDROCK])


def error(simulator, kind, **more):
    """Reads a resource, which must fail; returns the error's code and HTTP status, and the exception."""
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        simulator.get(kind, **more)
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"], caught.value


@pytest.mark.parametrize(
    "fault, kind, code, status",
    [
        ("throttle", ML, "ThrottlingException", 400),
        ("throttle", BEDROCK, "ThrottlingException", 429),
        ("internal-error", ML, "InternalServerException", 500),
        ("internal-error", BEDROCK, "InternalServerException", 500),
        ("unavailable", ML, "ServiceUnavailableException", 503),
        ("unavailable", BEDROCK, "ServiceUnavailableException", 503),
        ("expired-token", ML, "ExpiredTokenException", 400),
        ("expired-token", BEDROCK, "ExpiredTokenException", 403),
        ("unrecognized-client", ML, "UnrecognizedClientException", 400),
        ("unrecognized-client", BEDROCK, "UnrecognizedClientException", 403),
        ("invalid-signature", ML, "InvalidSignatureException", 400),
        ("invalid-signature", BEDROCK, "InvalidSignatureException", 403),
        ("denied", ML, "AccessDeniedException", 400),
        ("denied", BEDROCK, "AccessDeniedException", 403),
        ("not-found", ML, "ResourceNotFoundException", 400),
        ("not-found", BEDROCK, "ResourceNotFoundException", 404),
        ("validation", ML, "InvalidInputException", 400),
        ("validation", BEDROCK, "ValidationException", 400),
        ("throttle", SAGEMAKER, "ThrottlingException", 400),
        ("internal-error", SAGEMAKER, "InternalFailure", 500),
        ("unavailable", SAGEMAKER, "ServiceUnavailable", 503),
        ("expired-token", SAGEMAKER, "ExpiredTokenException", 400),
        ("denied", SAGEMAKER, "AccessDeniedException", 400),
        ("not-found", SAGEMAKER, "ValidationException", 400),
    ],
)
@pytest.mark.parametrize("qualified", [False, True])
def test_fault_is_awss_error(simulator, fault, kind, code, status, qualified):
    simulator.fault(fault, qualified=qualified)
    assert error(simulator, kind)[:2] == (code, status)
    counts = simulator.counts
    assert counts["faults"] == {fault: 1}
    assert counts["signature_errors"] == counts["protocol_errors"] == 0
    raw = simulator.bodies[-1].decode()
    if kind != BEDROCK:
        assert json.loads(raw)["__type"] == (f"com.amazonaws.{KINDS[kind][0]}#" if qualified else "") + code


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != SAGEMAKER])
def test_modelled_errors_are_modelled_exceptions(simulator, kind):
    client = simulator.client(KINDS[kind][0])
    simulator.fault("not-found", count=1)
    simulator.fault("internal-error", count=1)
    with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
        simulator.get(kind, client=client)
    # Amazon ML's own errors have an integer member `code` which is not the code.
    assert isinstance(caught.value.response.get("code"), int) == (kind != BEDROCK)
    with pytest.raises(client.exceptions.InternalServerException):
        simulator.get(kind, client=client)
    assert simulator.get(kind, client=client)


@BOTH
def test_unknown_id_is_not_found(simulator, kind):
    unknown = "ev-unknown" if kind == ML else JOB[:-1] + "0"
    code, status, caught = error(simulator, kind, id=unknown)
    assert (code, status) == ("ResourceNotFoundException", 400 if kind == ML else 404)
    assert unknown in str(caught)


def test_unknown_training_job_is_a_validation_error_as_at_aws(simulator):
    code, status, caught = error(simulator, SAGEMAKER, id="unknown")
    assert (code, status) == ("ValidationException", 400)
    assert caught.response["Error"]["Message"] == "Requested resource not found."


@pytest.mark.parametrize(
    "kind, id, code",
    [
        (ML, "has space", "InvalidInputException"),
        (ML, "naïve", "InvalidInputException"),
        (ML, "a/b", "InvalidInputException"),
        (ML, "x" * 65, "InvalidInputException"),
        (BEDROCK, JOB + "x", "ValidationException"),
        (BEDROCK, JOB.replace("us-east-1", "US"), "ValidationException"),
        (BEDROCK, "abcdefghijkl", "ValidationException"),
        (BEDROCK, "naïve / 100%", "ValidationException"),
        (SAGEMAKER, "a_b", "ValidationException"),
        (SAGEMAKER, "-a", "ValidationException"),
        (SAGEMAKER, "a" * 64, "ValidationException"),
    ],
)
def test_bad_id_is_a_validation_error(simulator, kind, id, code):
    client = simulator.client(KINDS[kind][0], parameter_validation=False)
    assert error(simulator, kind, id=id, client=client)[:2] == (code, 400)
    assert simulator.counts["signature_errors"] == simulator.counts["protocol_errors"] == 0


def test_throttle_tells_when_to_come_back(simulator):
    simulator.fault("throttle", retry_after=7, x_amz_retry_after=2500)
    headers = error(simulator, BEDROCK)[2].response["ResponseMetadata"]["HTTPHeaders"]
    assert (headers["retry-after"], headers["x-amz-retry-after"]) == ("7", "2500")


def test_code_message_and_status_can_be_others(simulator):
    simulator.fault("throttle", code="Throttling", message="Slow down", status=503)
    code, status, caught = error(simulator, ML)
    assert (code, status) == ("Throttling", 503) and "Slow down" in str(caught)


@BOTH
def test_page_of_html(simulator, kind):
    simulator.fault("unavailable-html")
    code, status, caught = error(simulator, kind)
    assert (code, status) == ("503", 503)
    assert caught.response["ResponseMetadata"]["HTTPHeaders"]["content-type"] == "text/html"
    assert simulator.bodies[-1].startswith(b"<html>")


@BOTH
def test_clock_skew_goes_away_with_the_clock_set_right(simulator, kind):
    simulator.fault("clock-skew", seconds=1800)
    code, status, caught = error(simulator, kind)
    assert (code, status) == ("RequestTimeTooSkewed", 400 if kind == ML else 403)
    date = parsedate_to_datetime(caught.response["ResponseMetadata"]["HTTPHeaders"]["date"])
    assert abs(date.timestamp() - time.time() - 1800) < 5
    assert send(simulator, kind, offset=1800)[0] == 200
    assert simulator.counts["signature_errors"] == 0


@BOTH
def test_expired_signature_without_a_fault_is_an_error(simulator, kind):
    for offset in [-400, 400]:
        status, body = send(simulator, kind, offset=offset)
        assert status == (400 if kind == ML else 403)
        assert ("Signature expired" if offset < 0 else "Signature not yet current") in body["message"]
    assert send(simulator, kind, offset=-200)[0] == 200
    assert simulator.counts["signature_errors"] == 2


@pytest.mark.parametrize("fault, present", [("null-status", True), ("missing-status", False), ("numeric-status", True)])
@pytest.mark.parametrize("kind, member", [(ML, "Status"), (BEDROCK, "status"), ("ml-model", "Status")])
def test_status_that_is_none(simulator, fault, present, kind, member):
    simulator.put(resource("ml-model", endpoint=[step(0, "READY")]))
    simulator.fault(fault)
    simulator.get(kind)
    raw = json.loads(simulator.bodies[-1])
    assert (member in raw) == present
    assert not isinstance(raw.get(member), str)
    if kind == "ml-model":
        assert not isinstance(raw["EndpointInfo"].get("EndpointStatus"), str)


@BOTH
def test_not_json(simulator, kind):
    simulator.fault("not-json")
    # botocore tolerates this and returns a response without members.
    answer = simulator.get(kind)
    assert "Status" not in answer and "status" not in answer
    with pytest.raises(ValueError):
        json.loads(simulator.bodies[-1])


@BOTH
def test_json_of_the_wrong_type(simulator, kind):
    simulator.fault("wrong-type")
    assert send(simulator, kind) == (200, ["COMPLETED"])


def test_huge_body(simulator):
    simulator.fault("huge-body", bytes=3 * 1024 * 1024)
    assert simulator.get(ML)["Status"] == "PENDING"
    assert len(simulator.bodies[-1]) == 3 * 1024 * 1024


def test_redirect(simulator):
    simulator.fault("redirect", location="http://127.0.0.1:9/")
    status, _ = send(simulator, ML)
    assert status == 302


# Which requests a fault applies to


def test_fault_is_limited_to_a_resource(simulator):
    simulator.put(resource(ML, id="ev-2"))
    simulator.fault("denied", kind=ML, id="ev-2")
    assert simulator.get(ML)["Status"] == "PENDING"
    assert error(simulator, ML, id="ev-2")[0] == "AccessDeniedException"


def test_fault_is_limited_to_an_operation(simulator):
    simulator.fault("denied", operation="GetMLModel")
    assert simulator.get(ML) and simulator.get(BEDROCK)
    assert error(simulator, "ml-model")[0] == "AccessDeniedException"


def test_fault_is_limited_to_some_requests(simulator):
    simulator.fault("throttle", count=2)
    assert [error(simulator, ML)[0] for _ in range(2)] == ["ThrottlingException"] * 2
    assert simulator.get(ML)
    assert simulator.counts["faults"] == {"throttle": 2}


def test_fault_is_limited_to_a_time(start):
    simulator = start(
        {
            "resources": [resource(ML)],
            "faults": [{"fault": "throttle", "to": 0.001}, {"fault": "denied", "from": 3600}],
        }
    )
    time.sleep(0.01)
    assert simulator.get(ML)


def test_first_fault_wins_and_all_can_be_cleared(simulator):
    simulator.fault("denied")
    simulator.fault("throttle")
    assert error(simulator, ML)[0] == "AccessDeniedException"
    simulator.control("DELETE", "faults")
    assert simulator.get(ML)
    assert simulator.counts["faults"] == {"denied": 1}
