# SPDX-License-Identifier: Apache-2.0
"""Fixtures: moto as a server with authentication switched on, and awaitd as its client."""

import os
import pathlib
import subprocess
import sys
import time
import urllib.request

import boto3
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Support"))

from awaitd import BINARY  # noqa: E402
from fixtures import awaitd, daemon  # noqa: E402, F401

# This many requests are accepted unsigned: more than a test needs before it switches authentication on.
UNCHECKED = 100_000
START_TIMEOUT = 60.0
SERVER = pathlib.Path(__file__).with_name("server.py")


def pytest_configure():
    if not os.access(BINARY, os.X_OK):
        pytest.exit(f"There is no {BINARY}. Build it with `swift build --product awaitd`.", returncode=2)


class Moto:
    """One moto server, on a port that the kernel picked."""

    def __init__(self, directory):
        self.output = directory / "moto.out"
        with self.output.open("w") as output, (directory / "moto.log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(SERVER)],
                env={**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": str(UNCHECKED)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=log,
            )
        end = time.monotonic() + START_TIMEOUT
        while not (lines := self.lines()):
            if time.monotonic() > end or self.process.poll() is not None:
                self.stop()
                pytest.fail("moto does not start: " + (directory / "moto.log").read_text()[-2000:])
            time.sleep(0.1)
        self.url = f"http://127.0.0.1:{lines[0]}"

    def lines(self):
        """The complete lines that the server printed."""
        return [line[:-1] for line in self.output.read_text().splitlines(keepends=True) if line.endswith("\n")]

    def checked(self, result):
        """The actions of the requests whose signature was `accepted` or `refused`, or that were legitimately `unsigned`."""
        return {line.split()[1] for line in self.lines()[1:] if line.startswith(f"{result} ")}

    def client(self, service, keys=None):
        """A client with a user's keys, or with any keys while they are not checked."""
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=keys["AccessKeyId"] if keys else "unchecked",
            aws_secret_access_key=keys["SecretAccessKey"] if keys else "unchecked",
        )

    def check_signatures(self):
        """From now on every request must be signed and allowed."""
        request = urllib.request.Request(
            f"{self.url}/moto-api/reset-auth",
            data=b"0",
            # moto would not read it as a form, which is urllib's default content type.
            headers={"Content-Type": "text/plain"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=10):
            pass

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def moto(tmp_path):
    """A moto server that accepts everything until it is set to check signatures."""
    server = Moto(tmp_path)
    yield server
    server.stop()
