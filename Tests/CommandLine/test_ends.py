# SPDX-License-Identifier: Apache-2.0
"""Ends as they really were: what AWS says besides the status, told by the daemon and by `wait`."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

HEAD = "defaults: {region: us-east-1, poll: {initial: 50ms, max: 200ms}}\nlimits: {rate: unlimited}\n"
LIST = HEAD + """watches:
  - {name: agent, kind: agent, id: AGENT12345}
  - {name: shop, kind: sagemaker-endpoint, id: shop, on: {in-progress: awaitd-on-busy.service, caveat: awaitd-on-doubt.service}}
  - {name: train, kind: training-job, id: train}
  - name: ingest
    kind: ingestion-job
    id: KB12345678/DS12345678/JOB1234567
    on: {completed: awaitd-on-done.service, caveat: awaitd-on-doubt.service}
  - {name: score, kind: evaluation-job, id: 'arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl'}
  - {name: pipe, kind: pipeline-execution, id: 'arn:aws:sagemaker:us-east-1:123456789012:pipeline/p/execution/abcdefghijkl'}
  - {name: tuned, kind: custom-model-deployment, id: tuned-one}
"""


class Service:
    """Answers each operation with the body that is set for it, found by the target or the path."""

    def __init__(self):
        self.answers = {
            "/agents/": {"agent": {"agentStatus": "CREATING"}},
            "SageMaker.DescribeEndpoint": {"EndpointStatus": "InService", "EndpointConfigName": "blue"},
            "SageMaker.DescribeTrainingJob": {"TrainingJobStatus": "InProgress", "SecondaryStatus": "Training"},
            "SageMaker.DescribePipelineExecution": {"PipelineExecutionStatus": "Executing"},
            "/knowledgebases/": {"ingestionJob": {"status": "IN_PROGRESS"}},
            "/evaluation-jobs/": {"status": "InProgress", "creationTime": "2026-11-21T10:00:00Z"},
            "/model-customization/": {"status": "Active", "updateDetails": {"updateStatus": "UpdateCompleted"}},
        }
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def respond(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                name = self.headers.get("X-Amz-Target") or self.path
                body = next(body for key, body in service.answers.items() if name.startswith(key))
                body = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = respond

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


@pytest.fixture
def watching(daemon, service):
    """A daemon that has seen everything once."""
    running = daemon(LIST, endpoint=service.url)
    running.wait_for(lambda d: len(d.told("transition")) == 7)
    return running


def next_of(watching, watch, number):
    """The notice of a watch's change with this number, counted from its first sight."""
    told = watching.wait_for(lambda d: d.told("transition", AWAITD_WATCH=watch)[number:])
    assert len(told) == 1
    return told[0]


def test_an_agents_ordinary_life_has_no_anomaly(watching, service):
    for number, status in enumerate(["NOT_PREPARED", "PREPARING", "PREPARED", "UPDATING", "NOT_PREPARED"], 1):
        service.answers["/agents/"] = {"agent": {"agentStatus": status}}
        assert next_of(watching, "agent", number)["AWAITD_STATUS"] == status
    assert watching.life("agent") == ["in-progress", "pending", "in-progress", "completed", "in-progress", "pending"]
    assert not watching.told("anomaly")


def test_an_update_that_is_rolled_back_is_told_when_it_begins_and_is_no_good_end(watching, service, awaitd, tmp_path):
    def serve(status, config, reason=None):
        service.answers["SageMaker.DescribeEndpoint"] = {
            "EndpointStatus": status, "EndpointConfigName": config, **({"FailureReason": reason} if reason else {}),
        }

    serve("Updating", "green")
    assert next_of(watching, "shop", 1)["AWAITD_STARTS"] == "awaitd-on-busy.service"
    serve("RollingBack", "green", "The alarm went off.")
    back = next_of(watching, "shop", 2)
    assert back["MESSAGE"] == "shop: Updating → RollingBack: The alarm went off."
    assert (back["PRIORITY"], back["AWAITD_PREVIOUS_STATE"], back["AWAITD_STATE"]) == ("4", "in-progress", "in-progress")
    assert "AWAITD_STARTS" not in back and "AWAITD_CAVEAT" not in back
    serve("InService", "blue", "The alarm went off.")
    end = next_of(watching, "shop", 3)
    assert end["AWAITD_CAVEAT"] == "has FailureReason; reached from RollingBack"
    assert end["MESSAGE"] == (
        "shop: RollingBack → InService (EndpointConfigName blue), but has FailureReason; reached from RollingBack: "
        "The alarm went off."
    )
    assert (end["PRIORITY"], end["AWAITD_STARTS"]) == ("4", "awaitd-on-doubt.service")
    watching.stop()
    history = awaitd("history", "shop").stdout
    assert "RollingBack" in history and "has FailureReason" in history
    done = awaitd("wait", "--config", str(tmp_path / "watches.yaml"), "shop", "--log", "text", endpoint=service.url)
    assert done.returncode == 0
    assert "already InService when first seen (EndpointConfigName blue), but has FailureReason" in done.stderr


def test_a_job_that_ran_too_long_says_so(watching, service, awaitd, tmp_path):
    service.answers["SageMaker.DescribeTrainingJob"] = {
        "TrainingJobStatus": "Stopped", "SecondaryStatus": "MaxRuntimeExceeded",
    }
    stopped = next_of(watching, "train", 1)
    assert stopped["MESSAGE"].startswith("train: InProgress → Stopped (SecondaryStatus MaxRuntimeExceeded")
    assert stopped["PRIORITY"] == "4"
    watching.stop()
    done = awaitd("wait", "--config", str(tmp_path / "watches.yaml"), "train", "--log", "text", endpoint=service.url)
    assert done.returncode == 1 and "MaxRuntimeExceeded" in done.stderr


@pytest.mark.parametrize(
    ("exit_code", "stop_code", "state", "code"),
    [(0, "EssentialContainerExited", "completed", 0), (3, "EssentialContainerExited", "failed", 1),
     (None, "TaskFailedToStart", "failed", 1), (0, "UserInitiated", "completed", 0)],
)
def test_a_task_of_ecs_ends_as_its_container_did(awaitd, tmp_path, service, exit_code, stop_code, state, code):
    container = {"name": "train"} | ({"exitCode": exit_code} if exit_code is not None else {})
    service.answers["AmazonEC2ContainerServiceV20141113.DescribeTasks"] = {
        "tasks": [{"lastStatus": "STOPPED", "stopCode": stop_code, "containers": [container]}]
    }
    (tmp_path / "ecs.yaml").write_text(HEAD + f"watches:\n  - {{name: task, kind: ecs-task, id: c/{'0' * 32}}}\n")
    done = awaitd("wait", "--config", str(tmp_path / "ecs.yaml"), "task", "--log", "json", endpoint=service.url)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["AWAITD_STATE"] for one in told] == [state], done.stderr
    assert done.returncode == code
    assert ("AWAITD_CAVEAT" in told[0]) == (stop_code == "UserInitiated")
    if state == "failed":
        assert stop_code in told[0]["MESSAGE"]


def test_failed_documents_start_the_units_of_a_caveat(watching, service):
    service.answers["/knowledgebases/"] = {
        "ingestionJob": {
            "status": "COMPLETE", "statistics": {"numberOfDocumentsScanned": 9, "numberOfDocumentsFailed": 3},
            "startedAt": "2026-11-21T10:00:00Z", "updatedAt": "2026-11-21T10:42:10Z",
        }
    }
    end = next_of(watching, "ingest", 1)
    assert end["MESSAGE"] == (
        "ingest: IN_PROGRESS → COMPLETE after ≈ 42min 10s (numberOfDocumentsScanned 9), but numberOfDocumentsFailed is 3"
    )
    assert end["AWAITD_CAVEAT"] == "numberOfDocumentsFailed is 3"
    assert (end["PRIORITY"], end["AWAITD_STARTS"]) == ("4", "awaitd-on-doubt.service")
    assert end["AWAITD_DURATION_USEC"] == "2530000000"


def test_a_good_end_is_as_good_as_ever(watching, service):
    service.answers["/knowledgebases/"] = {
        "ingestionJob": {"status": "COMPLETE", "statistics": {"numberOfDocumentsFailed": 0}, "failureReasons": []}
    }
    end = next_of(watching, "ingest", 1)
    assert (end["PRIORITY"], end["AWAITD_STARTS"]) == ("5", "awaitd-on-done.service")
    assert "AWAITD_CAVEAT" not in end
    service.answers["/evaluation-jobs/"] |= {"status": "Completed", "lastModifiedTime": "2026-11-21T10:01:00Z"}
    assert next_of(watching, "score", 1)["MESSAGE"] == "score: InProgress → Completed after ≈ 1min"


def test_a_retried_execution_is_followed_again(watching, service):
    for number, (status, state) in enumerate([("Failed", "failed"), ("Executing", "in-progress"), ("Succeeded", "completed")], 1):
        service.answers["SageMaker.DescribePipelineExecution"] = {"PipelineExecutionStatus": status}
        assert next_of(watching, "pipe", number)["AWAITD_STATE"] == state
    assert not watching.told("anomaly")


def test_an_update_that_fails_while_the_status_stays_good_is_told_once(watching, daemon, service):
    service.answers["/model-customization/"]["updateDetails"] = {"updateStatus": "UpdateFailed"}
    told = next_of(watching, "tuned", 1)
    assert told["MESSAGE"] == "tuned: still Active, but updateStatus is UpdateFailed"
    assert (told["PRIORITY"], told["AWAITD_PREVIOUS_STATE"]) == ("4", "completed")
    watching.stop()
    again = daemon(LIST, endpoint=service.url)
    service.answers["/agents/"] = {"agent": {"agentStatus": "NOT_PREPARED"}}
    again.wait_for(lambda d: d.life("agent") == ["pending"])
    again.wait_for(lambda d: d.heard("STATUS=Watching 7"))
    assert not again.told("transition", AWAITD_WATCH="tuned")
