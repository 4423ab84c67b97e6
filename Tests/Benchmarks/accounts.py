# SPDX-License-Identifier: Apache-2.0
"""Accounts with many jobs, each played by a simulator of its own, and daemons that watch some of them."""

import dataclasses
import json
import os
import pathlib
import time
import urllib.request

import processes
from clients import Folder, environment
from programs import ROOT

BUILT = ROOT / ".build"
LONGEST = 30
PACE = f"{{initial: 5s, max: {LONGEST}s}}"


def built(name, variable):
    """A binary: the one that the environment names, else the release build."""
    return pathlib.Path(os.environ.get(variable, BUILT / "release" / name))


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind whose jobs are listed, and how its ids are numbered."""

    title: str
    kind: str
    prefix: str
    running: str
    ended: str
    # What it may cost at rest, in calls a minute.
    most: int

    def jobs(self, letter, count, status, over):
        """A series of the simulator's, of jobs that were created evenly over a time before the start."""
        digits = "#" * 11
        return {"kind": self.kind, "id": f"{self.prefix}{letter}{digits}", "count": count, "over": over, "status": status}

    def watches(self, count):
        """The entries of a watch file for the first jobs of the series "a"."""
        return [f"  - {{kind: {self.kind}, id: '{self.prefix}a{number:011}'}}" for number in range(1, count + 1)]


BEDROCK = Kind(
    "Bedrock evaluation jobs", "evaluation-job", "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/",
    "InProgress", "Completed", 10,
)
AMAZON_ML = Kind("Amazon ML evaluations", "evaluation", "ev-", "INPROGRESS", "COMPLETED", 30)
SAGEMAKER = Kind("SageMaker training jobs", "training-job", "train-", "InProgress", "Completed", 30)


class Account:
    """A simulator with a scenario."""

    def __init__(self, resources):
        self.folder = Folder("account-")
        scenario, port = self.folder.path / "scenario.json", self.folder.path / "port"
        scenario.write_text(json.dumps({"resources": resources}))
        command = [built("awaitd-simulator", "AWAITD_SIMULATOR"), "--scenario", scenario, "--port", "0", "--port-file", port]
        self.process = processes.Process(command, {}, processes.SERVER_CORE)
        deadline = time.monotonic() + 60
        while not port.exists() or not port.read_text().strip():
            self.process.check()
            if time.monotonic() > deadline:
                raise TimeoutError("the simulator did not say where it listens")
            time.sleep(0.05)
        self.url = f"http://127.0.0.1:{port.read_text().strip()}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stop()
        self.folder.__exit__()

    def control(self, method, path, body=None):
        """Asks or tells the simulator something."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_simulator/{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def calls(self):
        """The calls so far by their operation."""
        counts = self.control("GET", "counts")
        wrong = counts["signature_errors"] + counts["protocol_errors"]
        if wrong:
            raise ValueError(f"the simulator has refused {wrong} requests")
        return counts["by_operation"]


class Daemon:
    """awaitd with a list of entries, on an account; what it tells is kept in a file."""

    def __init__(self, binary, account, entries, listings="auto"):
        self.folder = Folder("daemon-")
        self.told_path = self.folder.path / "told"
        lines = [
            f"defaults: {{region: us-east-1, poll: {PACE}}}",
            f"limits: {{rate: unlimited, concurrency: 64, listings: {listings}}}",
            "watches:",
            *entries,
        ]
        self.folder.write("\n".join(lines) + "\n")
        command = [binary, "run", "--config", self.folder.watches, "--state-directory", self.folder.state]
        command += ["--runtime-directory", self.folder.runtime, "--log", "json"]
        with self.told_path.open("w") as told:
            self.process = processes.Process(command, environment(self.folder.path, account.url), stdout=told)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stop()
        self.folder.__exit__()

    def told(self, event):
        """The notices of an event so far."""
        lines = self.told_path.read_text().splitlines()
        return [notice for notice in map(json.loads, filter(None, lines)) if notice.get("AWAITD_EVENT") == event]
