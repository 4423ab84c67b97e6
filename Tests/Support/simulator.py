# SPDX-License-Identifier: Apache-2.0
"""Runs awaitd-simulator and uses it: with boto3 as AWS's clients do, and through its control API."""

import http.client
import json
import os
import pathlib
import selectors
import signal
import subprocess
import time
import urllib.error
import urllib.request
from datetime import timedelta

import boto3
import botocore.auth
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("AWAITD_SIMULATOR", str(ROOT / ".build" / "debug" / "awaitd-simulator"))

KEY = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
JOB = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl"

# The simulated kinds, with what a client needs to read one: client, method, parameter, an id.
KINDS = {
    "evaluation": ("machinelearning", "get_evaluation", "EvaluationId", "ev-1"),
    "ml-model": ("machinelearning", "get_ml_model", "MLModelId", "ml-1"),
    "batch-prediction": ("machinelearning", "get_batch_prediction", "BatchPredictionId", "bp-1"),
    "data-source": ("machinelearning", "get_data_source", "DataSourceId", "ds-1"),
    "evaluation-job": ("bedrock", "get_evaluation_job", "jobIdentifier", JOB),
    "training-job": ("sagemaker", "describe_training_job", "TrainingJobName", "train-1"),
}
# How each kind is listed: client, method; the members of the items, of the limit, and of an item's id.
LISTS = {
    "evaluation": ("machinelearning", "describe_evaluations", "Results", "Limit", "EvaluationId"),
    "ml-model": ("machinelearning", "describe_ml_models", "Results", "Limit", "MLModelId"),
    "batch-prediction": ("machinelearning", "describe_batch_predictions", "Results", "Limit", "BatchPredictionId"),
    "data-source": ("machinelearning", "describe_data_sources", "Results", "Limit", "DataSourceId"),
    "evaluation-job": ("bedrock", "list_evaluation_jobs", "jobSummaries", "maxResults", "jobArn"),
    "training-job": ("sagemaker", "list_training_jobs", "TrainingJobSummaries", "MaxResults", "TrainingJobName"),
}
START_TIMEOUT = 20.0


def environment(**more):
    """An environment for the simulator without the caller's AWS settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, **more}


def step(at, status, **more):
    return {"at": at, "status": status, **more}


def resource(kind, *timeline, id=None, **more):
    """A scenario's resource; by default just started."""
    if not timeline:
        timeline = (step(0, "PENDING" if KINDS[kind][0] == "machinelearning" else "InProgress"),)
    return {"kind": kind, "id": id or KINDS[kind][3], "timeline": list(timeline), **more}


class Simulator:
    """One running simulator, on a port that the kernel picked."""

    def __init__(self, directory, scenario=None, arguments=(), **variables):
        command = [BINARY, *arguments]
        if scenario is not None:
            path = pathlib.Path(directory) / "scenario.json"
            path.write_text(json.dumps(scenario))
            command += ["--scenario", str(path)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(**variables), text=True)
        self.url = self._wait_for_line().removeprefix("listening on ").strip()
        self.port = int(self.url.rsplit(":", 1)[1])
        self.bodies = []

    def _wait_for_line(self):
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(START_TIMEOUT):
                self.stop()
                raise TimeoutError("the simulator did not say where it listens")
        return self.process.stdout.readline()

    def stop(self, signal_number=signal.SIGTERM):
        """Stops it; returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process.stdout.close()

    # The AWS API

    def client(self, service, key=KEY, secret=SECRET, token=None, region="us-east-1", **config):
        client = boto3.client(
            service,
            endpoint_url=self.url,
            region_name=region,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
            config=Config(**{"retries": {"total_max_attempts": 1}, "read_timeout": 10, **config}),
        )
        client.meta.events.register("before-parse.*.*", self._keep_body)
        return client

    def _keep_body(self, response_dict, **_):
        self.bodies.append(response_dict["body"])

    def get(self, kind, id=None, client=None, **more):
        """Reads a resource through its operation."""
        service, method, parameter, usual = KINDS[kind]
        return getattr(client or self.client(service), method)(**{parameter: id or usual}, **more)

    def list(self, kind, client=None, size=None, **filters):
        """The ids on each page of a list, as boto3's paginator reads them; the pages themselves are kept in `pages`."""
        service, method, items, limit, identity = LISTS[kind]
        paginator = (client or self.client(service)).get_paginator(method)
        self.pages = list(paginator.paginate(**filters, **({limit: size} if size else {})))
        return [[item.get(identity) for item in page[items]] for page in self.pages]

    # The control API

    def control(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_simulator/{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)

    def refused(self, method, path, body=None):
        """Expects the control API to refuse a request; returns the HTTP status and the message."""
        try:
            self.control(method, path, body)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)["error"]
        raise AssertionError("the control API did not refuse")

    def put(self, *resources):
        return self.control("PUT", "resources", list(resources))

    def fault(self, name, **more):
        return self.control("POST", "faults", {"fault": name, **more})

    @property
    def counts(self):
        return self.control("GET", "counts")

    @property
    def lists(self):
        """The requests for pages of lists: operation, listing, page, members, items, last, status, error, time."""
        return self.control("GET", "lists")


def until(condition, timeout=10.0):
    """Waits for a condition to become true."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not become true")
        time.sleep(0.02)


def send(
    simulator, kind="evaluation", method=None, path=None, headers=None, body=None, offset=0, with_headers=False
):
    """Sends one request as it is given, signed as of `offset` seconds from now; returns status and body."""
    rest = KINDS[kind][0] == "bedrock"
    usual = {"X-Amz-Target": "AmazonML_20141212.GetEvaluation", "Content-Type": "application/x-amz-json-1.1"}
    if path is None:
        path = "/evaluation-jobs/" + JOB.replace(":", "%3A").replace("/", "%2F") if rest else "/"
    request = AWSRequest(
        method=method or ("GET" if rest else "POST"),
        url=simulator.url + path,
        headers={k: v for k, v in {**({} if rest else usual), **(headers or {})}.items() if v is not None},
        data=body if body is not None else (None if rest else '{"EvaluationId": "ev-1"}'),
    )
    signer = SigV4Auth(Credentials(KEY, SECRET), KINDS[kind][0], "us-east-1")
    original = botocore.auth.get_current_datetime
    try:
        botocore.auth.get_current_datetime = lambda *a, **k: original(*a, **k) + timedelta(seconds=offset)
        signer.add_auth(request)
    finally:
        botocore.auth.get_current_datetime = original
    connection = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=10)
    try:
        connection.request(request.method, path, body=request.data, headers=dict(request.headers))
        response = connection.getresponse()
        data = response.read()
    finally:
        connection.close()
    answer = (response.status, json.loads(data) if data else None)
    return (*answer, response.headers) if with_headers else answer
