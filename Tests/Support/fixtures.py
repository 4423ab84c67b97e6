# SPDX-License-Identifier: Apache-2.0
"""Fixtures of every suite that runs the awaitd binary."""

import pytest

from awaitd import Daemon, run
from simulator import Simulator


@pytest.fixture
def awaitd(tmp_path):
    """Runs one awaitd command to its end."""
    return lambda *arguments, **more: run(tmp_path, *arguments, **more)


@pytest.fixture
def daemon(tmp_path):
    """Starts daemons with a watch file, which are stopped when the test ends."""
    running = []

    def starting(watches, *arguments, **more):
        started = Daemon(tmp_path, watches, *arguments, **more)
        running.append(started)
        return started

    yield starting
    for started in running:
        started.kill()


@pytest.fixture
def start(tmp_path):
    """Starts simulators of AWS, which are stopped when the test ends."""
    running = []

    def starting(scenario=None, arguments=()):
        simulator = Simulator(tmp_path, scenario, arguments)
        running.append(simulator)
        return simulator

    yield starting
    for simulator in running:
        simulator.stop()
