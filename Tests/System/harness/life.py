# SPDX-License-Identifier: Apache-2.0
"""The jobs of the test: their timelines in the simulator, the watch file, and the notices that must come of it."""

from __future__ import annotations

import dataclasses
import json

REGION = "us-east-1"
ACCOUNT = "123456789012"
PORT = 4566
ENDPOINT = f"http://127.0.0.1:{PORT}"

ACCESS_KEY = "AKIDEXAMPLE"
# Unique values, so that finding them anywhere proves a leak.
SECRET_KEY = "SystemTestSecretKey/0123456789+abcdefghi"
SESSION_TOKEN = "SystemTestSessionToken0123456789abcdefghijklmnopqrstuvwxyz=="
SECRETS = (SECRET_KEY, SESSION_TOKEN, "X-Amz-Signature", "X-Amz-Credential")

NOTICE, WARNING, ERROR = "5", "4", "3"


@dataclasses.dataclass(frozen=True)
class Step:
    """One notice: the state, AWS's word for it, and the priority."""

    state: str
    status: str
    priority: str = NOTICE
    event: str = "transition"
    skipped: str | None = None


@dataclasses.dataclass(frozen=True)
class Job:
    """One watched resource: its timeline in the simulator, and its notices."""

    watch: str
    kind: str
    operation: str
    resource_id: str
    timeline: list[dict]
    steps: list[Step]
    simulated_kind: str = ""
    by_arn: bool = False
    endpoint: list[dict] | None = None
    reason: str | None = None
    caveat: str | None = None
    details: dict[str, str] = dataclasses.field(default_factory=dict)
    has_duration: bool = True
    more: dict = dataclasses.field(default_factory=dict)

    def resource(self) -> dict:
        """This job in the form of the simulator's scenario."""
        played = {"kind": self.simulated_kind or self.kind, "id": self.resource_id, "timeline": self.timeline}
        if self.endpoint:
            played["endpoint"] = self.endpoint
        return {**played, **self.more}

    def entry(self) -> dict:
        """This job in the form of the watch file. JSON is YAML, which saves this harness a library."""
        if self.by_arn:
            return {"name": self.watch, "arn": self.resource_id}
        return {"name": self.watch, "kind": self.kind, "id": self.resource_id}


def at(seconds: float, status: str, **more: object) -> dict:
    return {"at": seconds, "status": status, **more}


def arn(job_id: str) -> str:
    return f"arn:aws:bedrock:{REGION}:{ACCOUNT}:evaluation-job/{job_id}"


STARTS = [Step("pending", "PENDING"), Step("in-progress", "INPROGRESS")]
COMPLETES = [at(0, "PENDING"), at(3, "INPROGRESS"), at(7, "COMPLETED")]
ROW = "Row 18 of s3://example-bucket/customers.csv has 11 columns, the schema has 12."
# AWS's words are untrusted text: no part of them may become a line or a field of its own.
HOSTILE = "first\nPRIORITY=0\nAWAITD_STATE=completed \u001b[31mred"

JOBS = [
    Job(
        "churn", "evaluation", "GetEvaluation", "ev-1", COMPLETES, [*STARTS, Step("completed", "COMPLETED")],
        details={"BINARY_AUC": "0.93", "ML_MODEL_ID": "ml-simulated", "COMPUTE_TIME": "185200"},
    ),
    Job(
        "model", "ml-model", "GetMLModel", "ml-1", COMPLETES, [*STARTS, Step("completed", "COMPLETED")],
        details={"ML_MODEL_TYPE": "BINARY", "SIZE_IN_BYTES": "312842", "SCORE_THRESHOLD": "0.5"},
    ),
    Job(
        "endpoint", "ml-model-endpoint", "GetMLModel", "ml-2", [at(-60, "PENDING"), at(-30, "COMPLETED")],
        [Step("pending", "NONE"), Step("in-progress", "UPDATING"), Step("completed", "READY")],
        simulated_kind="ml-model", endpoint=[at(0, "NONE"), at(3, "UPDATING"), at(7, "READY")],
        details={"PEAK_REQUESTS_PER_SECOND": "200"}, has_duration=False,
    ),
    Job(
        "batch", "batch-prediction", "GetBatchPrediction", "bp-1", COMPLETES,
        # Invalid records make a good end a warning.
        [*STARTS, Step("completed", "COMPLETED", WARNING)], more={"times": "exponent", "compute_time": "string"},
        details={"TOTAL_RECORD_COUNT": "48920", "INVALID_RECORD_COUNT": "17", "COMPUTE_TIME": "185200"},
        caveat="InvalidRecordCount is 17",
    ),
    Job(
        "data", "data-source", "GetDataSource", "ds-1",
        [at(0, "PENDING"), at(3, "INPROGRESS"), at(7, "FAILED", message=ROW)],
        [*STARTS, Step("failed", "FAILED", ERROR)], reason=ROW,
    ),
    Job(
        "bedrock-good", "evaluation-job", "GetEvaluationJob", arn("abcdefghijkl"),
        [at(0, "InProgress"), at(6, "Completed")],
        [Step("in-progress", "InProgress"), Step("completed", "Completed")],
        by_arn=True, details={"JOB_TYPE": "Automated"}, has_duration=False,
    ),
    Job(
        "bedrock-bad", "evaluation-job", "GetEvaluationJob", arn("mnopqrstuvwx"),
        [at(0, "InProgress"), at(6, "Failed", failure_messages=["No access to the dataset.", "Nothing was read."])],
        [Step("in-progress", "InProgress"), Step("failed", "Failed", ERROR)],
        by_arn=True, reason="No access to the dataset.; Nothing was read.", has_duration=False,
    ),
    Job(
        "bedrock-stopped", "evaluation-job", "GetEvaluationJob", arn("0123456789yz"),
        [at(0, "InProgress"), at(4, "Stopping"), at(7, "Stopped")],
        [Step("in-progress", "InProgress"), Step("stopping", "Stopping"), Step("stopped", "Stopped", WARNING)],
        by_arn=True, has_duration=False,
    ),
    Job(
        "skipping", "evaluation", "GetEvaluation", "ev-skips", [at(0, "PENDING"), at(5, "COMPLETED")],
        [Step("pending", "PENDING"), Step("completed", "COMPLETED", skipped="in-progress")],
    ),
    Job(
        "odd", "evaluation", "GetEvaluation", "ev-odd",
        [at(0, "PENDING"), at(3, "THINKING"), at(6, "COMPLETED")],
        [
            Step("pending", "PENDING"), Step("unknown", "THINKING", WARNING, event="anomaly"),
            Step("completed", "COMPLETED"),
        ],
    ),
    Job(
        "hostile", "data-source", "GetDataSource", "ds-hostile",
        [at(0, "PENDING"), at(4, "FAILED", message=HOSTILE)],
        [Step("pending", "PENDING"), Step("failed", "FAILED", ERROR)],
        reason="first PRIORITY=0 AWAITD_STATE=completed [31mred",
    ),
]


def scenario() -> str:
    """The simulator's scenario: every job, and a service that fails for a second in between."""
    return json.dumps(
        {
            "credentials": [
                {"access_key_id": ACCESS_KEY, "secret_access_key": SECRET_KEY, "session_token": SESSION_TOKEN}
            ],
            "resources": [job.resource() for job in JOBS],
            "faults": [{"fault": "unavailable", "from": 1.5, "to": 2.2}],
        }
    )


def watch_file(jobs: list[Job] | None = None) -> str:
    return json.dumps(
        {
            "defaults": {"region": REGION, "poll": {"initial": "200ms", "max": "400ms"}},
            "limits": {"rate": "100/s"},
            "watches": [job.entry() for job in (JOBS if jobs is None else jobs)],
        }
    )


def credentials_file() -> str:
    return (
        f"[default]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n"
        f"aws_session_token = {SESSION_TOKEN}\n"
    )
