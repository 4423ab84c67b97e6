# SPDX-License-Identifier: Apache-2.0
"""What is measured: awaitd and its peers, each started on a number of watches and an interval."""

import dataclasses
import os
import pathlib
import subprocess
import tempfile

import processes
from programs import BUILD

# Those of AWS's documentation.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
# The most requests in flight, and how many watches keep so many in flight when each is due a millisecond later.
CONCURRENCY = 64
ALWAYS_DUE = 256
# Longer than any run: no poll is due.
NEVER = 30 * 86_400


def environment(folder, url, authority=None):
    """Credentials, and nothing of the caller's own."""
    variables = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    variables |= CREDENTIALS | {"HOME": str(folder), "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    variables |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": url}
    return variables | ({"AWS_CA_BUNDLE": authority} if authority else {})


def watch_list(count, seconds):
    """A watch file: so many evaluations, each polled every so many seconds from the first poll on."""
    milliseconds = max(1, round(seconds * 1000))
    lines = [
        f"defaults: {{region: us-east-1, poll: {{initial: {milliseconds}ms, max: {milliseconds}ms}}}}",
        f"limits: {{rate: unlimited, concurrency: {CONCURRENCY}, listings: never}}",
        "watches:",
        *(f"  - {{kind: evaluation, id: ev-{number}}}" for number in range(count)),
    ]
    return "\n".join(lines) + "\n"


class Folder:
    """Where a run keeps its files: a short path, since sockets want one, and a record on the project's own disk."""

    def __init__(self, name):
        self.temporary = [tempfile.TemporaryDirectory(prefix="awaitd-"), tempfile.TemporaryDirectory(prefix=name, dir=BUILD)]
        self.path, self.state = (pathlib.Path(folder.name) for folder in self.temporary)
        self.watches, self.runtime = self.path / "watches.yaml", self.path / "runtime"
        self.runtime.mkdir()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for folder in self.temporary:
            folder.cleanup()

    def write(self, text):
        """Replaces the watch file."""
        fresh = self.path / "fresh"
        fresh.write_text(text)
        fresh.replace(self.watches)

    def record(self):
        """The size of the record, in bytes."""
        return sum(path.stat().st_size for path in self.state.rglob("*") if path.is_file())


@dataclasses.dataclass
class Peer:
    """A program that is started with a number of watches and an interval."""

    name: str
    command: list
    unit: str = ""

    def start(self, folder, server, authority, watches, seconds):
        watches = watches or CONCURRENCY
        arguments = [*self.command, watches, f"{seconds}{self.unit}"]
        return processes.Process(arguments, environment(folder.path, server.url, authority))


@dataclasses.dataclass
class Limit:
    """The C client: one connection, whatever the number of watches."""

    name: str
    program: pathlib.Path

    def start(self, folder, server, authority, watches, seconds):
        arguments = [self.program, server.port, seconds, *([authority] if authority else [])]
        return processes.Process(arguments, environment(folder.path, server.url))


@dataclasses.dataclass
class Awaitd:
    """A binary of awaitd."""

    name: str
    binary: pathlib.Path

    def start(self, folder, server, authority, watches, seconds):
        folder.write(watch_list(watches or ALWAYS_DUE, seconds))
        return self.run(folder, server.url, authority)

    def run(self, folder, url, authority=None):
        """Starts it with what is in the folder: the watch file, and the record of an earlier run."""
        command = [self.binary, "run", "--config", folder.watches, "--state-directory", folder.state]
        command += ["--runtime-directory", folder.runtime, "--log", "json"]
        return processes.Process(command, environment(folder.path, url, authority))

    def ask(self, folder, *words):
        """Runs a command that talks to the daemon; returns its output."""
        command = [str(self.binary), *words, "--runtime-directory", str(folder.runtime)]
        done = subprocess.run(
            command, env=environment(folder.path, ""), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )
        if done.returncode:
            raise ChildProcessError(f"{' '.join(command)}: {done.stderr[-800:]}")
        return done.stdout
