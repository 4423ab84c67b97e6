# SPDX-License-Identifier: Apache-2.0
"""Requests of the running daemon, as the simulator received them, against botocore's signatures of the same requests."""

import json
import os
import selectors
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import oracle
import pytest

ROOT = Path(__file__).resolve().parents[2]
AWAITD = Path(os.environ.get("AWAITD_BINARY", ROOT / ".build" / "debug" / "awaitd"))
SIMULATOR = Path(os.environ.get("AWAITD_SIMULATOR", ROOT / ".build" / "debug" / "awaitd-simulator"))
KEY = "AKIDEXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQW+Lw=="
JOB = "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl"
WATCHES = [
    ("evaluation", "ev-churn-nightly"),
    ("ml-model", "ml-churn"),
    ("ml-model-endpoint", "ml-recommend"),
    ("batch-prediction", "bp-august"),
    ("data-source", "ds-customers"),
    ("evaluation-job", JOB),
]
WANTED = 30
TIMEOUT = 30.0

pytestmark = pytest.mark.skipif(
    not (os.access(AWAITD, os.X_OK) and os.access(SIMULATOR, os.X_OK)), reason="awaitd or awaitd-simulator is not built"
)


def stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def recorded(url: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{url}/_simulator/requests", timeout=10) as answer:
        return json.load(answer)


def environment(directory: Path, token: str | None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    kept |= {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "HOME": str(directory)}
    kept |= {"STATE_DIRECTORY": str(directory), "RUNTIME_DIRECTORY": str(directory)}
    return kept | ({"AWS_SESSION_TOKEN": token} if token else {})


@pytest.fixture(params=[None, TOKEN], ids=["keys", "session"])
def requests(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str | None, list[dict[str, Any]]]]:
    """At least this many requests of a daemon that watches one resource of each kind."""
    variables = environment(tmp_path, request.param)
    simulator = subprocess.Popen([SIMULATOR, "--demo", "--port", "0"], stdout=subprocess.PIPE, env=variables, text=True)
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(simulator.stdout, selectors.EVENT_READ)
            assert selector.select(TIMEOUT), "the simulator says where it listens"
        url = simulator.stdout.readline().removeprefix("listening on ").strip()
        # JSON is YAML.
        watches = [
            {"name": kind, "kind": kind, "id": identity, "endpoint": url, "verbose": kind == "ml-model"}
            for kind, identity in WATCHES
        ]
        lists = {"defaults": {"region": "us-east-1", "poll": {"initial": "20ms", "max": "50ms"}}}
        lists |= {"limits": {"rate": "unlimited"}, "watches": watches}
        path = tmp_path / "watches.yaml"
        path.write_text(json.dumps(lists))
        daemon = subprocess.Popen(
            [AWAITD, "run", "--config", str(path), "--log", "json"],
            stdout=subprocess.DEVNULL, env=variables, text=True,
        )
        try:
            end = time.monotonic() + TIMEOUT
            while len(recorded(url)) < WANTED and time.monotonic() < end and daemon.poll() is None:
                time.sleep(0.05)
        finally:
            stop(daemon)
        yield request.param, recorded(url)
    finally:
        stop(simulator)


def test_daemons_signatures_are_botocores(requests: tuple[str | None, list[dict[str, Any]]]) -> None:
    token, sent = requests
    assert len(sent) >= WANTED
    kinds = set()
    for one in sent:
        headers = {name.lower(): value for name, value in one["headers"]}
        authorization = headers["authorization"]
        signed = authorization.split("SignedHeaders=")[1].split(",")[0].split(";")
        service = "bedrock" if one["method"] == "GET" else "machinelearning"
        kinds.add(headers.get("x-amz-target", service))
        date = headers["x-amz-date"]
        expected = oracle.sign(
            {
                "method": one["method"],
                "url": f"http://{headers['host']}{one['uri']}",
                "headers": [[name, value] for name, value in one["headers"] if name.lower() in signed],
                "body": one["body"],
            },
            access_key=KEY, secret_key=SECRET, token=token, region="us-east-1", service=service,
            time=f"{date[:4]}-{date[4:6]}-{date[6:8]}T{date[9:11]}:{date[11:13]}:{date[13:15]}Z",
        )
        assert authorization == expected.authorization
        assert headers.get("x-amz-security-token") == token
        assert headers["user-agent"].startswith("awaitd/")
        assert "user-agent" not in signed
    assert len(kinds) == 5, "every operation was seen"
