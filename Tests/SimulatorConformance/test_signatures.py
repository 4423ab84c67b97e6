# SPDX-License-Identifier: Apache-2.0
"""Signatures made by botocore: accepted, or refused and counted, as by AWS."""

import http.client
import json

import botocore.exceptions
import pytest

from simulator import JOB, KEY, KINDS, SECRET, resource

BOTH = pytest.mark.parametrize("kind", ["evaluation", "evaluation-job"])
TOKEN = "FwoGZXIvYXdzEXAMPLE//token+with/slashes=="


def refused(simulator, kind, **keys):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        simulator.get(kind, client=simulator.client(KINDS[kind][0], **keys))
    return caught.value.response["Error"]["Code"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "us-gov-west-1"])
@pytest.mark.parametrize("token", [None, TOKEN])
def test_right_keys_are_accepted(start, kind, region, token):
    keys = {"access_key_id": KEY, "secret_access_key": SECRET, **({"session_token": token} if token else {})}
    simulator = start({"credentials": [keys], "resources": [resource(kind)]})
    assert simulator.get(kind, client=simulator.client(KINDS[kind][0], token=token, region=region))
    assert simulator.counts["signature_errors"] == 0


@BOTH
@pytest.mark.parametrize(
    "keys, code",
    [
        ({"secret": "wrong"}, "InvalidSignatureException"),
        ({"key": "AKIDOTHER"}, "UnrecognizedClientException"),
        ({"token": "unexpected"}, "UnrecognizedClientException"),
    ],
)
def test_wrong_keys_are_refused_and_counted(simulator, kind, keys, code):
    assert refused(simulator, kind, **keys) == (code, 400 if kind == "evaluation" else 403)
    counts = simulator.counts
    assert (counts["signature_errors"], counts["protocol_errors"], counts["requests"]) == (1, 0, 1)


@BOTH
def test_session_token_has_to_be_the_right_one(start, kind):
    keys = {"access_key_id": KEY, "secret_access_key": SECRET, "session_token": TOKEN}
    simulator = start({"credentials": [keys], "resources": [resource(kind)]})
    assert refused(simulator, kind)[0] == "UnrecognizedClientException"
    assert refused(simulator, kind, token="other")[0] == "UnrecognizedClientException"
    assert simulator.get(kind, client=simulator.client(KINDS[kind][0], token=TOKEN))
    assert simulator.counts["signature_errors"] == 2


def test_mismatch_quotes_the_canonical_request_as_aws_does(simulator):
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        simulator.get("evaluation-job", client=simulator.client("bedrock", secret="wrong"))
    message = caught.value.response["Error"]["Message"]
    assert "The Canonical String for this request should have been" in message
    assert "/evaluation-jobs/" + JOB.replace(":", "%253A").replace("/", "%252F") in message


def test_several_keys_are_accepted(simulator):
    second = {"access_key_id": "AKIDSECOND", "secret_access_key": "second"}
    simulator.control("POST", "credentials", [second, {"access_key_id": KEY, "secret_access_key": SECRET}])
    assert simulator.get("evaluation")
    assert simulator.get("evaluation", client=simulator.client("machinelearning", key="AKIDSECOND", secret="second"))
    simulator.control("POST", "credentials", [second])
    assert refused(simulator, "evaluation")[0] == "UnrecognizedClientException"


def test_keys_come_from_the_environment(start):
    simulator = start(
        {"resources": [resource("evaluation")]},
        AWS_ACCESS_KEY_ID="AKIDENV",
        AWS_SECRET_ACCESS_KEY="env",
        AWS_SESSION_TOKEN=TOKEN,
    )
    client = simulator.client("machinelearning", key="AKIDENV", secret="env", token=TOKEN)
    assert simulator.get("evaluation", client=client)
    assert refused(simulator, "evaluation")[0] == "UnrecognizedClientException"


def test_signature_for_another_service_is_refused(simulator):
    client = simulator.client("machinelearning")

    def for_bedrock(request, **_):
        request.context["signing"] = {"signing_name": "bedrock", "region": "us-east-1"}

    client.meta.events.register("before-sign.*.*", for_bedrock)
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        simulator.get("evaluation", client=client)
    assert "correct service: 'machinelearning'" in caught.value.response["Error"]["Message"]


def raw(simulator, method, path, headers, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=10)
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())["message"], response.headers
    finally:
        connection.close()


SCOPE = f"Credential={KEY}/20261121/us-east-1/bedrock/aws4_request"
NAMES = "SignedHeaders=host;x-amz-date"
DATE = {"X-Amz-Date": "20261121T103338Z"}


@pytest.mark.parametrize(
    "headers, message",
    [
        ({}, "Missing Authentication Token"),
        ({"Authorization": "Bearer abc", **DATE}, "Unsupported AWS 'algorithm'"),
        ({"Authorization": f"AWS4-HMAC-SHA256 {SCOPE}, {NAMES}, Signature=00"}, "X-Amz-Date"),
        ({"Authorization": f"AWS4-HMAC-SHA256 {SCOPE}, {NAMES}, Signature=00", "X-Amz-Date": "today"}, "X-Amz-Date"),
        ({"Authorization": f"AWS4-HMAC-SHA256 {SCOPE}, {NAMES}", **DATE}, "requires 'Signature'"),
        ({"Authorization": f"AWS4-HMAC-SHA256 {NAMES}, Signature=00", **DATE}, "requires 'Credential'"),
        ({"Authorization": f"AWS4-HMAC-SHA256 {SCOPE}, Signature=00", **DATE}, "requires 'SignedHeaders'"),
        ({"Authorization": f"AWS4-HMAC-SHA256 {SCOPE}, oops, Signature=00", **DATE}, "not a valid key=value pair"),
        ({"Authorization": f"AWS4-HMAC-SHA256 Credential={KEY}, {NAMES}, Signature=00", **DATE}, "exactly 5"),
        (
            {"Authorization": f"AWS4-HMAC-SHA256 {SCOPE}, SignedHeaders=x-amz-date;host, Signature=00", **DATE},
            "sorted",
        ),
        ({"Authorization": f"AWS4-HMAC-SHA256 {SCOPE}, SignedHeaders=x-amz-date, Signature=00", **DATE}, "'Host'"),
        ({"Authorization": f"AWS4-HMAC-SHA256 {SCOPE}, SignedHeaders=host, Signature=00", **DATE}, "'x-amz-date'"),
        (
            {"Authorization": f"AWS4-HMAC-SHA256 {SCOPE}, SignedHeaders=host;x-amz-date;x-amz-other, Signature=0", **DATE},
            "'x-amz-other' is not in the request",
        ),
        (
            {"Authorization": f"AWS4-HMAC-SHA256 {SCOPE.replace('1121', '1122')}, {NAMES}, Signature=00", **DATE},
            "Date in Credential scope",
        ),
        (
            {"Authorization": f"AWS4-HMAC-SHA256 {SCOPE.replace('us-east-1', 'Mars')}, {NAMES}, Signature=00", **DATE},
            "valid region",
        ),
    ],
)
def test_malformed_authorization_is_refused_and_counted(simulator, headers, message):
    path = "/evaluation-jobs/" + JOB.replace(":", "%3A").replace("/", "%2F")
    status, text, answer = raw(simulator, "GET", path, headers)
    assert status in (400, 403) and message in text
    assert answer["x-amzn-ErrorType"]
    assert simulator.counts["signature_errors"] == 1
