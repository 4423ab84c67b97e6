# SPDX-License-Identifier: Apache-2.0
"""awaitd's signatures against botocore's, byte for byte, over generated requests."""

import base64
import json
import random
import string
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import harness
import oracle
import pytest

SEED = 20261121
KINDS = {
    "evaluation": ("machinelearning", "GetEvaluation", "EvaluationId"),
    "ml-model": ("machinelearning", "GetMLModel", "MLModelId"),
    "ml-model-endpoint": ("machinelearning", "GetMLModel", "MLModelId"),
    "batch-prediction": ("machinelearning", "GetBatchPrediction", "BatchPredictionId"),
    "data-source": ("machinelearning", "GetDataSource", "DataSourceId"),
    "evaluation-job": ("bedrock", "GetEvaluationJob", None),
}
# Region, partition, domain.
REGIONS = [
    ("us-east-1", "aws", "amazonaws.com"),
    ("eu-west-1", "aws", "amazonaws.com"),
    ("ap-southeast-7", "aws", "amazonaws.com"),
    ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
    ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
    ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
    ("eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"),
    ("us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"),
]
ENDPOINTS = [
    None,
    "http://127.0.0.1:9000",
    "http://localhost:80",
    "https://localhost:443/",
    "https://PROXY.example.com:8443/aws",
    "http://[::1]:4566",
    "https://gateway.example.com/a~b/c.d-e_f/%7Bteam%7D",
    "https://example.com/v1/a:b@c",
]
ENTITY_CHARACTERS = string.ascii_letters + string.digits + "_.-"
# Ids that a watch file rejects, but that must be signed correctly if they come from elsewhere.
ODD_IDS = ["ä", "日本語", "😀", "a b", "a/b", "a%2Fb", "a+b", "a&b=c", 'a"b\\c', "a\tb", "~", "a?b#c", "..", "{id}", "e\u0301"]


def entity_id(rng: random.Random) -> str:
    return "".join(rng.choices(ENTITY_CHARACTERS, k=rng.randint(1, 64)))


def arn(rng: random.Random, region: str, partition: str) -> str:
    ending = "".join(rng.choices(string.ascii_lowercase + string.digits, k=12))
    return f"arn:{partition}:bedrock:{region}:{rng.randint(0, 999_999_999_999):012}:evaluation-job/{ending}"


def token(rng: random.Random) -> str:
    return base64.b64encode(rng.randbytes(rng.choice([1, 40, 700, 1500]))).decode()


def generated(count: int) -> list[dict[str, Any]]:
    rng = random.Random(SEED)
    inputs = []
    for number in range(count):
        kind = rng.choice(list(KINDS))
        region, partition, _ = rng.choice(REGIONS)
        identity = arn(rng, region, partition) if kind == "evaluation-job" else entity_id(rng)
        if number % 7 == 0:
            identity = rng.choice(ODD_IDS)
        one = {
            "kind": kind,
            "id": identity,
            "region": region,
            "endpoint": rng.choice(ENDPOINTS),
            "verbose": rng.random() < 0.3,
            "accessKey": "AKIA" + "".join(rng.choices(string.ascii_uppercase + string.digits, k=16)),
            "secretKey": "".join(rng.choices(string.ascii_letters + string.digits + "+/", k=40)),
            "timestamp": f"{rng.randint(1999, 2099)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
            f"T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}Z",
        }
        if rng.random() < 0.5:
            one["sessionToken"] = token(rng)
        inputs.append(one)
    return inputs


# Values as they are rarely, and never unescaped, in a query.
PARAMETERS = ["", "a", "+", "&", "=", "%", " ", "~", "a+b&c=d%e f~g", "%2B", "ä", "日本語 😀", "a/b?c#d", "*'()!", "\t\n", "e\u0301"]

NAMES = ["a", "A", "aa", "a-b", "a.b", "a~", "Z", "z9", "ä", "a b", "a&b", "maxResults", "include-all"]


def queries(count: int) -> list[dict[str, Any]]:
    """Kinds of one's own: a GET with a query, or a POST with a body, below any endpoint."""
    rng = random.Random(SEED + 1)
    inputs = []
    for number in range(count):
        is_get = number % 3 > 0
        names = rng.sample(NAMES, rng.randint(1, 6))
        region, _, _ = rng.choice(REGIONS[:3])
        one = {
            "kind": "own",
            "own": {
                "service": rng.choice(["batch", "glue", "emr-serverless"]),
                "method": "GET" if is_get else "POST",
                "path": rng.choice(["/", "/v1/describejobs", "/jobs/{jobName}/runs", "/{jobName}"]),
                "members": ["jobName", "run"],
                "shapes": ["string", rng.choice(["string", "list", "number"])],
                "fixed": {name: rng.choice(PARAMETERS) for name in names},
            },
            # The last part has no slash.
            "id": rng.choice(ODD_IDS[:5] + ["name"]) + "/" + rng.choice(["7", "007", "x y", "ä+b", "~", "99999999999999999999"]),
            "region": region,
            "endpoint": rng.choice(ENDPOINTS),
            "accessKey": "AKIDEXAMPLE",
            "secretKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "timestamp": "2026-11-30T12:00:00Z",
        }
        if number % 2:
            one["sessionToken"] = token(rng)
        inputs.append(one)
    return inputs


BUILT_IN = generated(600)
OWN = queries(300)
INPUTS = BUILT_IN + OWN


@pytest.fixture(scope="module")
def results() -> list[dict[str, Any]]:
    return harness.sign(INPUTS)


def header(request: dict[str, Any], name: str) -> str | None:
    found = [value for key, value in request["headers"] if key.lower() == name.lower()]
    assert len(found) <= 1, f"{name} is sent once"
    return found[0] if found else None


@pytest.mark.parametrize("number", range(len(INPUTS)))
def test_signature_is_botocores(number: int, results: list[dict[str, Any]]) -> None:
    one, request = INPUTS[number], results[number]
    assert "failure" not in request, request
    service = one["own"]["service"] if "own" in one else KINDS[one["kind"]][0]
    expected = oracle.sign(
        request,
        access_key=one["accessKey"],
        secret_key=one["secretKey"],
        token=one.get("sessionToken"),
        region=one["region"],
        service=service,
        time=one["timestamp"],
    )
    assert request["canonicalRequest"] == expected.canonical_request
    assert header(request, "Authorization") == expected.authorization
    assert header(request, "X-Amz-Security-Token") == one.get("sessionToken")


@pytest.mark.parametrize("number", range(len(BUILT_IN), len(INPUTS)))
def test_members_are_in_the_query_or_the_body(number: int, results: list[dict[str, Any]]) -> None:
    one, request = INPUTS[number], results[number]
    own, url = one["own"], urlsplit(request["url"])
    name, _, run = one["id"].rpartition("/")
    expected: dict[str, Any] = dict(own["fixed"])
    if "{jobName}" not in own["path"]:
        expected["jobName"] = name
    is_number = own["shapes"][1] == "number" and run in ("7", "007")
    expected["run"] = str(int(run)) if is_number else run
    assert request["method"] == own["method"]
    assert url.path.endswith(own["path"].replace("{jobName}", quote(name, safe="~")))
    if own["method"] == "GET":
        assert request["body"] == ""
        assert header(request, "Content-Type") is None
        assert dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=True)) == expected
        assert "+" not in url.query
    else:
        expected["run"] = [run] if own["shapes"][1] == "list" else int(run) if is_number else run
        assert url.query == ""
        assert header(request, "Content-Type") == "application/json"
        assert json.loads(request["body"]) == expected


@pytest.mark.parametrize("number", range(len(BUILT_IN)))
def test_request_is_the_operations(number: int, results: list[dict[str, Any]]) -> None:
    one, request = INPUTS[number], results[number]
    service, operation, member = KINDS[one["kind"]]
    if one["endpoint"] is None:
        domain = next(domain for region, _, domain in REGIONS if region == one["region"])
        assert request["url"].startswith(f"https://{service}.{one['region']}.{domain}/")
    if member is None:
        assert request["method"] == "GET"
        assert request["body"] == ""
        assert unquote(urlsplit(request["url"]).path.rpartition("/")[2]) == one["id"]
    else:
        body = {member: one["id"]}
        if one["verbose"] and operation in ("GetMLModel", "GetDataSource"):
            body["Verbose"] = True
        assert request["method"] == "POST"
        assert json.loads(request["body"]) == body
        assert header(request, "X-Amz-Target") == f"AmazonML_20141212.{operation}"
        assert header(request, "Content-Type") == "application/x-amz-json-1.1"


@pytest.mark.parametrize("field", ["accessKey", "secretKey", "sessionToken"])
@pytest.mark.parametrize("value", ["schlüssel", "a\nb", "a b", "a\u0000b", "日本", "x" * 20_000])
def test_credentials_that_fit_no_header_are_refused(field: str, value: str) -> None:
    """They would break out of the header; the value itself is not reported."""
    one = {**INPUTS[1], field: value}
    (result,) = harness.sign([one])
    assert "failure" in result
    assert value not in result["failure"]
