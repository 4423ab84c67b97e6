# SPDX-License-Identifier: Apache-2.0
"""Fixtures: the awaitd binary, and simulators of AWS that end with their test."""

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Boto3"))

from awaitd import BINARY, Daemon, run  # noqa: E402
from simulator import BINARY as SIMULATOR  # noqa: E402
from simulator import Simulator  # noqa: E402


def pytest_configure():
    for binary, product in ((BINARY, "awaitd"), (SIMULATOR, "awaitd-simulator")):
        if not os.access(binary, os.X_OK):
            pytest.exit(f"There is no {binary}. Build it with `swift build --product {product}`.", returncode=2)


@pytest.fixture
def start(tmp_path):
    """Starts simulators."""
    running = []

    def starting(scenario=None, arguments=()):
        simulator = Simulator(tmp_path, scenario, arguments)
        running.append(simulator)
        return simulator

    yield starting
    for simulator in running:
        simulator.stop()


@pytest.fixture
def awaitd(tmp_path):
    """Runs one awaitd command to its end."""

    def running(*arguments, **more):
        return run(tmp_path, *arguments, **more)

    return running


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
