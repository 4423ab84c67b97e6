# SPDX-License-Identifier: Apache-2.0
"""Kinds declared in a watch file: polled and reported as declared, and still readable once they are gone."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

HEAD = "defaults: {region: us-east-1, poll: {initial: 50ms, max: 200ms}}\nlimits: {rate: unlimited}\n"
KINDS = """kinds:
  - name: glue-job-run
    service: glue
    protocol: PROTOCOL
    operation: GetJobRun
    target: AWSGlue
    id: JobName/RunId
    status: JobRun.JobRunState
    reason: JobRun.ErrorMessage
    started: JobRun.StartedOn
    finished: JobRun.CompletedOn
    statuses: {RUNNING: in-progress, SUCCEEDED: completed, PARTLY: completed-with-warning, FAILED: failed}
  - name: omics-run
    service: workflows-omics
    signing_name: omics
    protocol: rest-json
    operation: GetRun
    path: /run/{id}
    status: status
    statuses: {RUNNING: in-progress, COMPLETED: completed}
"""
WATCHES = """watches:
  - {name: load, kind: glue-job-run, id: load/jr_1}
  - {name: genome, kind: omics-run, id: 'a:b'}
"""


class Service:
    """Answers GetJobRun and GetRun with given statuses."""

    def __init__(self):
        self.requests = []
        self.run = {"JobRunState": "RUNNING", "StartedOn": 1.7e9}
        self.omics = "RUNNING"
        self.error = None
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def respond(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                service.requests.append((self.command, self.path, dict(self.headers.items()), body))
                answer = {"JobRun": service.run} if self.command == "POST" else {"status": service.omics}
                answer = json.dumps(service.error or answer).encode()
                self.send_response(400 if service.error else 200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_DELETE = respond

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def service():
    made = Service()
    yield made
    made.server.shutdown()
    made.server.server_close()


def kinds(protocol="json-1.1"):
    return KINDS.replace("PROTOCOL", protocol)


@pytest.mark.parametrize("protocol", ["json-1.0", "json-1.1"])
def test_they_are_asked_and_told_as_declared(daemon, service, protocol):
    watching = daemon(HEAD + kinds(protocol) + WATCHES, endpoint=service.url)
    watching.wait_for(lambda d: d.life("load") == ["in-progress"] and d.life("genome") == ["in-progress"])
    service.run = {"JobRunState": "FAILED", "StartedOn": 1.7e9, "CompletedOn": 1.7e9 + 90, "ErrorMessage": "No such table."}
    service.omics = "COMPLETED"
    watching.wait_for(lambda d: d.life("load")[-1:] == ["failed"] and d.life("genome")[-1:] == ["completed"])
    failed = watching.told("transition", AWAITD_WATCH="load")[-1]
    assert failed["AWAITD_KIND"] == "glue-job-run" and failed["AWAITD_OPERATION"] == "GetJobRun"
    assert failed["AWAITD_REASON"] == "No such table."
    assert failed["AWAITD_DURATION_USEC"] == "90000000"
    assert failed["PRIORITY"] == "3"
    posts = [one for one in service.requests if one[0] == "POST"]
    gets = [one for one in service.requests if one[0] == "GET"]
    assert len(posts) + len(gets) == len(service.requests), "only these two methods"
    _, path, headers, body = posts[0]
    assert (path, json.loads(body)) == ("/", {"JobName": "load", "RunId": "jr_1"})
    assert headers["X-Amz-Target"] == "AWSGlue.GetJobRun"
    assert headers["Content-Type"] == f"application/x-amz-{protocol}"
    assert "/us-east-1/glue/aws4_request" in headers["Authorization"]
    _, path, headers, body = gets[0]
    assert (unquote(path), body) == ("/run/a:b", "")
    assert "/us-east-1/omics/aws4_request" in headers["Authorization"]


def test_only_what_the_kind_names_is_told_and_kept(daemon, service, tmp_path):
    secret = {"SecretString": "hunter2", "Arguments": {"TOKEN": "hunter2"}, "WorkerType": "hunter2"}
    service.run = {"JobRunState": "RUNNING", "StartedOn": 1.7e9, **secret}
    watching = daemon(HEAD + kinds() + WATCHES, "--debug", endpoint=service.url)
    watching.wait_for(lambda d: d.life("load") == ["in-progress"])
    service.run = {"JobRunState": "SUCCEEDED", "StartedOn": 1.7e9, "CompletedOn": 1.7e9 + 90, "Deep": secret, **secret}
    watching.wait_for(lambda d: d.life("load")[-1:] == ["completed"])
    (first, last) = watching.told("transition", AWAITD_WATCH="load")
    details = lambda notice: {name for name in notice if name.startswith("AWAITD_DETAIL_")}
    assert details(first) == {"AWAITD_DETAIL_STARTED_ON"}
    assert details(last) == {"AWAITD_DETAIL_STARTED_ON", "AWAITD_DETAIL_COMPLETED_ON"}
    assert last["AWAITD_DETAIL_COMPLETED_ON"] == "2023-11-14T22:14:50.000Z"
    watching.stop()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"SUCCEEDED" in path.read_bytes() for path in files)
    assert not [path for path in files if b"hunter2" in path.read_bytes()]


def test_of_all_members_those_that_are_named_like_secrets_are_left_out(daemon, service, tmp_path):
    deep = {"Kept": 1, "password": "hunter2", "Inner": [{"api_key": ["hunter2"], "State": "on"}]}
    service.run = {"JobRunState": "RUNNING", "WorkerType": "G.1X", "ApiKey": "hunter2", "Deep": deep, "Hidden": "hunter2"}
    text = kinds().replace("    statuses: {RUNNING: in-progress, SUCC", "    details: all\n    opened: [JobRun]\n    omitted: [JobRun.Hidden]\n    statuses: {RUNNING: in-progress, SUCC", 1)
    watching = daemon(HEAD + text + WATCHES, "--debug", endpoint=service.url)
    (first,) = watching.wait_for(lambda d: d.told("transition", AWAITD_WATCH="load"))
    details = {name: value for name, value in first.items() if name.startswith("AWAITD_DETAIL_")}
    assert details == {"AWAITD_DETAIL_WORKER_TYPE": "G.1X", "AWAITD_DETAIL_DEEP": '{"Inner":[{"State":"on"}],"Kept":1}'}
    watching.stop()
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"hunter2" in path.read_bytes()]


def test_one_with_a_built_in_kinds_name_takes_its_place(daemon, awaitd, service, tmp_path):
    text = HEAD + kinds().replace("glue-job-run", "evaluation") + "watches: [{name: load, kind: evaluation, id: load/jr_1}]\n"
    watching = daemon(text, endpoint=service.url)
    (first,) = watching.wait_for(lambda d: d.told("transition", AWAITD_WATCH="load"))
    assert (first["AWAITD_KIND"], first["AWAITD_OPERATION"]) == ("evaluation", "GetJobRun")
    watching.stop()
    result = awaitd("check", "watches.yaml")
    assert result.returncode == 0
    note = "watches.yaml:{}:11: note: the kind '{}' takes the place of the built-in one"
    good, cost, *notes = result.stdout.splitlines()
    assert good == "watches.yaml: OK, 1 watch" and cost.endswith(" calls an hour at rest")
    assert notes == [note.format(4, "evaluation"), note.format(15, "omics-run")]
    # Its record is that of the same watch when the daemon starts again.
    again = daemon(text, endpoint=service.url)
    service.run = {"JobRunState": "SUCCEEDED"}
    done = again.wait_for(lambda d: d.told("transition", AWAITD_WATCH="load"))[-1]
    assert (done["AWAITD_PREVIOUS_STATE"], done["AWAITD_STATE"]) == ("in-progress", "completed")


def test_an_operation_of_several_kinds_names_none(awaitd, tmp_path):
    other = kinds() + kinds().split("\n", 1)[1].replace("glue-job-run", "other-run").replace("omics-run", "other-omics")
    (tmp_path / "w.yaml").write_text(HEAD + other + "watches: [{kind: GetJobRun, id: a/b}]\n")
    result = awaitd("check", "w.yaml")
    assert result.returncode == 78 and "error: 'GetJobRun' is the operation of several kinds" in result.stdout
    assert "help: name one of them: glue-job-run, other-run" in result.stdout
    (tmp_path / "w.yaml").write_text(HEAD + other + "watches: []\n")
    result = awaitd("wait", "--config", "w.yaml", "GetRun:1")
    assert result.returncode == 64 and "name one of them: omics-run, other-omics" in result.stderr, result.stderr
    assert awaitd("kinds", "--config", "w.yaml", "GetRun").stdout.count("omics:GetRun") == 2


def test_a_status_that_is_no_word_is_not_told(daemon, service, tmp_path):
    service.run = {"JobRunState": '{"password": "hunter2"}'}
    watching = daemon(HEAD + kinds() + WATCHES, "--debug", endpoint=service.url)
    watching.wait_for(lambda d: "UnreadableAnswer" in d.error_path.read_text())
    service.run = {"JobRunState": "PAUSED"}
    (anomaly,) = watching.wait_for(lambda d: d.told("anomaly", AWAITD_WATCH="load"))
    assert anomaly["AWAITD_STATUS"] == "PAUSED"
    watching.stop()
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"hunter2" in path.read_bytes()]


def test_a_resource_that_is_not_there_is_not_found_by_the_services_own_code(daemon, awaitd, service, tmp_path):
    service.error = {"__type": "EntityNotFoundException", "Message": "No run jr_1."}
    (tmp_path / "w.yaml").write_text(HEAD + kinds() + "watches: []\n")
    result = awaitd("wait", "--no-grace", "--config", "w.yaml", "glue-job-run:load/jr_1", endpoint=service.url)
    assert result.returncode == 1 and "No run jr_1." in result.stderr, result.stderr
    service.error = None
    watching = daemon(HEAD + kinds() + WATCHES, endpoint=service.url)
    watching.wait_for(lambda d: d.life("load") == ["in-progress"])
    service.error = {"__type": "EntityNotFoundException", "Message": "No run jr_1."}
    (lost,) = watching.wait_for(lambda d: d.told("not-found", AWAITD_WATCH="load"))
    assert lost["AWAITD_ERROR_CODE"] == "EntityNotFoundException"


def test_a_reload_may_mend_what_a_status_means(daemon, service):
    service.run = {"JobRunState": "DONE"}
    watching = daemon(HEAD + kinds() + WATCHES, endpoint=service.url)
    (anomaly,) = watching.wait_for(lambda d: d.told("anomaly", AWAITD_WATCH="load"))
    assert anomaly["AWAITD_STATE"] == "unknown"
    watching.path.write_text(HEAD + kinds().replace("SUCCEEDED", "DONE") + WATCHES)
    watching.wait_for(lambda d: d.life("load")[-1:] == ["completed"])
    assert not watching.told("watch-added") and not watching.told("watch-removed")


def test_a_wrong_kind_is_refused_at_reload_and_the_old_list_stays(daemon, service):
    watching = daemon(HEAD + kinds() + WATCHES, endpoint=service.url)
    watching.wait_for(lambda d: d.life("load") == ["in-progress"])
    watching.path.write_text(HEAD + kinds().replace("GetJobRun", "StopJobRun") + WATCHES)
    (rejected,) = watching.wait_for(lambda d: d.told("config-rejected"))
    assert "which may do more than read" in rejected["MESSAGE"]
    service.run = {"JobRunState": "SUCCEEDED"}
    watching.wait_for(lambda d: d.life("load")[-1:] == ["completed"])
    assert all(one[2].get("X-Amz-Target", "AWSGlue.GetJobRun") == "AWSGlue.GetJobRun" for one in service.requests)


def test_a_kind_that_would_read_secrets_is_refused_at_reload_and_nothing_is_asked(daemon, service):
    watching = daemon(HEAD + kinds() + WATCHES, endpoint=service.url)
    watching.wait_for(lambda d: d.life("load") == ["in-progress"])
    asked = len([one for one in service.requests if one[0] == "POST"])
    watching.path.write_text(HEAD + kinds().replace("GetJobRun", "GetSecretValue").replace("AWSGlue", "secretsmanager") + WATCHES)
    (rejected,) = watching.wait_for(lambda d: d.told("config-rejected"))
    assert re.search(r"watches\.yaml:7:16: error: 'operation' is 'GetSecretValue', which reads secrets", rejected["MESSAGE"])
    watching.wait_for(lambda d: len([one for one in service.requests if one[0] == "POST"]) > asked)
    assert not [one for one in service.requests if "ecret" in one[2].get("X-Amz-Target", "")]


def test_a_restart_knows_them_again_and_what_is_gone_is_told(daemon, service, awaitd):
    first = daemon(HEAD + kinds() + WATCHES, endpoint=service.url)
    first.wait_for(lambda d: d.life("load") == ["in-progress"] and d.life("genome") == ["in-progress"])
    first.stop()
    service.run = {"JobRunState": "SUCCEEDED"}
    second = daemon(HEAD + kinds() + WATCHES, endpoint=service.url)
    done = second.wait_for(lambda d: d.told("transition", AWAITD_WATCH="load"))[0]
    assert done["AWAITD_PREVIOUS_STATE"] == "in-progress"
    assert not second.told("watch-added") and not second.told("watch-removed")
    second.stop()
    # The declaration is gone from the file, and with it all that awaitd knew about the kind.
    third = daemon(HEAD + "watches: [{kind: evaluation, id: ev-1, endpoint: 'http://127.0.0.1:9'}]\n")
    third.wait_for(lambda d: len(d.told("watch-removed")) == 2)
    assert {n["AWAITD_KIND"] for n in third.told("watch-removed")} == {"glue-job-run", "omics-run"}
    third.stop()
    history = awaitd("history", "load", "--json")
    assert history.returncode == 0 and "SUCCEEDED" in history.stdout


def test_wait_takes_them_from_the_watch_file(awaitd, service, tmp_path):
    (tmp_path / "w.yaml").write_text(HEAD + kinds() + "watches: []\n")
    service.run = {"JobRunState": "PARTLY", "ErrorMessage": "3 of 4 tables."}
    result = awaitd("wait", "--config", "w.yaml", "glue-job-run:load/jr_9", endpoint=service.url)
    assert result.returncode == 0, result.stderr
    assert "3 of 4 tables." in result.stderr


def test_kinds_lists_them_with_a_watch_file(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text(kinds() + "watches: []\n")
    (builtin,) = json.loads(awaitd("kinds", "glue-job-run", "--json").stdout)["kinds"]
    assert builtin["listing"]
    result = awaitd("kinds", "--config", "w.yaml", "glue-job-run", "--json")
    (kind,) = json.loads(result.stdout)["kinds"]
    assert kind["service"]["target_prefix"] == "AWSGlue" and "listing" not in kind
    assert "omics-run" in awaitd("kinds", "--config", "w.yaml").stdout
    (tmp_path / "w.yaml").write_text("kinds: [1]\n")
    assert awaitd("kinds", "--config", "w.yaml").returncode == 78


def test_a_drop_in_names_the_kinds_of_its_list(awaitd, tmp_path):
    (tmp_path / "watches.yaml").write_text(HEAD + kinds() + "watches: []\n")
    (tmp_path / "watches.d").mkdir()
    (tmp_path / "watches.d" / "a.yaml").write_text(WATCHES)
    assert awaitd("check", "watches.yaml").returncode == 0
    (tmp_path / "watches.d" / "b.yaml").write_text(kinds())
    result = awaitd("check", "watches.yaml")
    assert result.returncode == 78 and "the kind 'omics-run' is declared twice" in result.stdout
