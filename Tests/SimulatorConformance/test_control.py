# SPDX-License-Identifier: Apache-2.0
"""The control API, by which scripts query and change a running simulator."""

import http.client

import pytest

from simulator import JOB, KINDS, resource, step


def test_requests_are_recorded_as_received(simulator):
    simulator.get("evaluation")
    simulator.get("evaluation-job")
    first, second = simulator.control("GET", "requests")
    assert (first["method"], first["uri"], first["body"]) == ("POST", "/", '{"EvaluationId": "ev-1"}')
    headers = dict(first["headers"])
    assert first["headers"][0] == ["Host", f"127.0.0.1:{simulator.port}"]
    assert headers["X-Amz-Target"] == "AmazonML_20141212.GetEvaluation"
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert second["uri"] == "/evaluation-jobs/" + JOB.replace(":", "%3A").replace("/", "%2F")
    assert second["time"] >= first["time"] > 1.7e9


def test_control_is_neither_counted_nor_recorded(simulator):
    simulator.control("GET", "counts")
    simulator.control("GET", "requests")
    assert simulator.counts["requests"] == 0 and simulator.control("GET", "requests") == []


def test_counts_are_complete_from_the_start(simulator):
    assert simulator.counts == {
        "requests": 0,
        "signature_errors": 0,
        "protocol_errors": 0,
        "by_operation": {},
        "pages": {},
        "faults": {},
        "expired_credentials": 0,
        "issued_credentials": 0,
    }


def test_resources_are_added_replaced_and_removed(simulator):
    assert simulator.control("PUT", "resources", resource("evaluation", id="ev-2")) == {"added": 1}
    assert simulator.put(*(resource("evaluation", id=f"ev-{n}") for n in range(1000))) == {"added": 1000}
    assert simulator.get("evaluation", id="ev-999")["Status"] == "PENDING"
    simulator.put(resource("evaluation", step(0, "FAILED"), id="ev-999"))
    assert simulator.get("evaluation", id="ev-999")["Status"] == "FAILED"
    assert simulator.control("DELETE", "resources/evaluation/ev-999") == {"removed": 1}
    client = simulator.client("machinelearning")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        simulator.get("evaluation", id="ev-999", client=client)


def test_arn_is_removed_percent_encoded(simulator):
    simulator.control("DELETE", "resources/evaluation-job/" + JOB.replace(":", "%3A").replace("/", "%2F"))
    client = simulator.client("bedrock")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        simulator.get("evaluation-job", client=client)


def test_one_bad_resource_adds_none(simulator):
    good, bad = resource("evaluation", id="ev-good"), {"kind": "evaluation"}
    assert simulator.refused("PUT", "resources", [good, bad])[0] == 400
    assert simulator.refused("DELETE", "resources/evaluation/ev-good")[0] == 404


@pytest.mark.parametrize(
    "method, path, body, status, message",
    [
        ("GET", "nothing", None, 404, "There is no GET /_simulator/nothing."),
        ("POST", "counts", {}, 404, "There is no POST"),
        ("DELETE", "resources/evaluation/none", None, 404, "There is no evaluation 'none'."),
        ("DELETE", "resources/toaster/none", None, 404, "There is no toaster 'none'."),
        ("PUT", "resources", {}, 400, "resources: The member 'kind' is missing."),
        ("PUT", "resources", [{"kind": "toaster"}], 400, "resources[0].kind: 'toaster' is not one of evaluation"),
        ("PUT", "resources", "x", 400, "resources: Expected an object, found a string."),
        ("POST", "faults", {"fault": "flood"}, 400, "faults.fault: 'flood' is not one of throttle"),
        ("POST", "faults", {"fault": "hang", "count": 0}, 400, "faults.count: Expected a whole number"),
        ("POST", "credentials", [{"access_key_id": "a"}], 400, "credentials[0]: The member 'secret_access_key'"),
    ],
)
def test_mistakes_are_said(simulator, method, path, body, status, message):
    code, text = simulator.refused(method, path, body)
    assert code == status and message in text


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 5000, b"{} {}"])
def test_bodies_that_are_not_json_are_refused(simulator, body):
    connection = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=10)
    connection.request("PUT", "/_simulator/resources", body=body)
    response = connection.getresponse()
    assert response.status == 400 and b"not valid JSON" in response.read()
    connection.close()


def test_bodies_are_bounded(simulator):
    connection = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=10)
    try:
        connection.request("PUT", "/_simulator/resources", body=b" " * (17 * 1024 * 1024))
        assert connection.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # It may stop listening before everything is sent.
    finally:
        connection.close()
    assert simulator.counts["requests"] == 0


def test_every_kind_can_be_put(simulator):
    assert simulator.put(*(resource(kind) for kind in KINDS)) == {"added": len(KINDS)}
