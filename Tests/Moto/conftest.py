# SPDX-License-Identifier: Apache-2.0
"""Fixtures: moto as a server with its authentication switched on, and awaitd against it."""

import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

import boto3
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "CommandLine"))

from awaitd import BINARY, Daemon, run  # noqa: E402

# As many requests are taken unsigned: more than any test needs before it switches authentication on.
UNCHECKED = 100_000
START_TIMEOUT = 60.0


def pytest_configure():
    if not os.access(BINARY, os.X_OK):
        pytest.exit(f"There is no {BINARY}. Build it with `swift build --product awaitd`.", returncode=2)


class Moto:
    """One moto server, on a port that the kernel chose."""

    def __init__(self, directory):
        # moto cannot be asked which port the kernel gave it, so that the kernel is asked before.
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (directory / "moto.log").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
            env={**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": str(UNCHECKED)},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
        )
        end = time.monotonic() + START_TIMEOUT
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/moto-api/", timeout=1):
                    return
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    self.stop()
                    raise
                time.sleep(0.1)

    def client(self, service, keys=None):
        """A client with the keys of a user, or with any while they are not checked."""
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=keys["AccessKeyId"] if keys else "unchecked",
            aws_secret_access_key=keys["SecretAccessKey"] if keys else "unchecked",
        )

    def check_signatures(self, after=0):
        """From now on, or after so many requests, every request has to be signed and allowed."""
        request = urllib.request.Request(
            f"{self.url}/moto-api/reset-auth",
            data=str(after).encode(),
            # As a form, which is what urllib would call it, moto would not see it.
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
        self.log.close()


@pytest.fixture
def moto(tmp_path):
    """A moto server that takes everything until it is told to check signatures."""
    server = Moto(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def awaitd(tmp_path):
    """Runs one awaitd command to its end."""
    return lambda *arguments, **more: run(tmp_path, *arguments, **more)


@pytest.fixture
def daemon(tmp_path):
    """Starts daemons with a watch file; they are ended with the test."""
    running = []

    def starting(watches, *arguments, **more):
        started = Daemon(tmp_path, watches, *arguments, **more)
        running.append(started)
        return started

    yield starting
    for started in running:
        started.kill()
