# SPDX-License-Identifier: Apache-2.0
"""`awaitd poll`: what was answered now, and responses recorded without secrets."""

import gzip
import http.server
import json
import stat
import threading
import time

import pytest
from simulator import resource, step

LIST = """\
defaults: {region: us-east-1, poll: {initial: 1h, max: 2h}}
limits: {listings: never}
watches:
  - {name: a, kind: evaluation, id: ev-1}
  - {name: b, kind: ml-model, id: ml-1}
"""


@pytest.fixture
def running(daemon, start):
    simulator = start({"resources": [resource("evaluation"), resource("ml-model", step(0, "COMPLETED"))]})
    running = daemon(LIST, endpoint=simulator.url)
    running.wait_for(lambda d: d.heard("READY=1"))
    running.simulator = simulator
    return running


def test_it_polls_now_and_prints_a_row_for_each(running, awaitd):
    result = awaitd("poll", "a", "b", "a")
    assert (result.returncode, result.stderr) == (0, "")
    head, *rows = result.stdout.splitlines()
    assert head.split()[:3] == ["NAME", "KIND", "STATE"]
    assert sorted(row.split()[:3] for row in rows) == [["a", "evaluation", "pending"], ["b", "ml-model", "completed"]]
    running.simulator.put(resource("evaluation", step(0, "INPROGRESS")))
    assert "in progress" in awaitd("poll", "a").stdout


def test_no_answer_is_1_and_says_why(running, awaitd):
    running.simulator.fault("denied", operation="GetEvaluation")
    result = awaitd("poll", "a", "b")
    assert result.returncode == 1
    assert "a  " in result.stdout and "b  " in result.stdout
    assert result.stderr.startswith("awaitd poll: a: AccessDenied") and result.stderr.count("\n") == 1, result.stderr


def test_an_unknown_name_is_1_and_no_daemon_69(running, awaitd, tmp_path):
    for arguments in (["zz"], ["a", "zz"], ["zz", "--record", "r.json"]):
        result = awaitd("poll", *arguments)
        assert result.returncode == 1 and "the watch list has no 'zz'" in result.stderr, result.stderr
    assert not (tmp_path / "r.json").exists()
    running.stop()
    for arguments in (["a"], ["a", "--record", "r.json"]):
        assert awaitd("poll", *arguments).returncode == 69
    assert not (tmp_path / "r.json").exists()


def test_usage(awaitd):
    assert awaitd("poll").returncode == 64
    assert awaitd("poll", "a", "b", "--record", "f").returncode == 64


def test_an_answer_that_never_comes_takes_25_seconds_at_most(running, awaitd):
    running.simulator.fault("hang", operation="GetEvaluation")
    began = time.monotonic()
    result = awaitd("poll", "a", timeout=40)
    assert result.returncode == 1 and time.monotonic() - began < 26, result.stderr


def test_a_recording_is_new_private_and_of_the_response(running, awaitd, tmp_path):
    result = awaitd("poll", "b", "--record", "r.json")
    assert (result.returncode, result.stdout, result.stderr) == (0, "b: recorded in r.json\n", "")
    path = tmp_path / "r.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    recording = json.loads(path.read_text())
    assert (recording["kind"], recording["operation"]) == ("ml-model", "GetMLModel")
    answer, = recording["answers"]
    assert answer["status_line"].startswith("HTTP/1.1 200") and answer["state"] == "completed"
    assert answer["body"]["Status"] == answer["read"]["status"] == "COMPLETED"
    before = path.read_bytes()
    result = awaitd("poll", "b", "--record", "r.json")
    assert result.returncode == 73 and path.read_bytes() == before
    running.simulator.fault("denied", operation="GetMLModel")
    result = awaitd("poll", "b", "--record", "denied.json")
    assert result.returncode == 1 and "AccessDenied" in result.stderr
    answer, = json.loads((tmp_path / "denied.json").read_text())["answers"]
    assert answer["status_line"] == "HTTP/1.1 400" and answer["body"]["__type"].startswith("AccessDenied")


class Answering(http.server.BaseHTTPRequestHandler):
    """A service whose answers are full of secrets."""

    body = {}
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        data = gzip.compress(json.dumps(self.body).encode())
        self.send_response(200)
        for name, value in (
            ("Content-Type", "application/x-amz-json-1.1"), ("Content-Encoding", "gzip"), ("Content-Length", len(data)),
            ("x-amzn-RequestId", "0a1b2c3d"), ("Set-Cookie", "session=COOKIESECRET"), ("X-Token", "HEADERSECRET"),
        ):
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def test_no_secret_gets_into_a_recording(daemon, awaitd, tmp_path):
    Answering.body = {
        "EvaluationId": "ev-1", "Status": "COMPLETED", "Name": "nightly", "CreatedAt": 1795255200.25, "FinishedAt": 1795255300.5,
        "PerformanceMetrics": {"Properties": {"BinaryAUC": "0.93", "Other": "METRICSECRET"}},
        "Message": 'done; see https://b.s3.amazonaws.com/log?X-Amz-Signature=SIGNATURESECRET&X-Amz-Security-Token=URLSECRET or '
        '{"password": "NESTEDSECRET", "token":"TOKENSECRET"}',
        "LogUri": "https://b.s3.amazonaws.com/log?X-Amz-Signature=LOGSECRET",
        "InputDataLocationS3": "s3://b/INPUTSECRET", "Extra": {"deep": ["EXTRASECRET"]},
    }
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        running = daemon(LIST, endpoint=f"http://127.0.0.1:{server.server_port}")
        running.wait_for(lambda d: d.heard("READY=1"))
        assert awaitd("poll", "a", "--record", "r.json").returncode == 0
    finally:
        server.shutdown()
    text = (tmp_path / "r.json").read_text()
    assert "SECRET" not in text, text
    answer, = json.loads(text)["answers"]
    assert answer["headers"] == {"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": "0a1b2c3d"} | {
        name: answer["headers"][name] for name in ("Date",) if name in answer["headers"]
    }
    assert answer["body"]["Status"] == "COMPLETED" and answer["body"]["Message"].startswith("done; see https://b.s3.amazonaws.com/log")
    assert answer["body"]["PerformanceMetrics"]["Properties"] == {"BinaryAUC": "0.93"}
    assert answer["read"]["created"] == "2026-11-21T10:00:00.250Z"
