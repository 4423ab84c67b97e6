# SPDX-License-Identifier: Apache-2.0
"""Fixtures: each test has simulators of its own, which stop when it ends."""

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Support"))

from simulator import BINARY, KINDS, Simulator, resource  # noqa: E402


def pytest_configure():
    if not os.access(BINARY, os.X_OK):
        pytest.exit(
            f"There is no simulator at {BINARY}. Build it with `swift build --product awaitd-simulator`, "
            "or say where it is in AWAITD_SIMULATOR.",
            returncode=2,
        )
    # boto3 must find none of the caller's own settings.
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull


@pytest.fixture
def start(tmp_path):
    """Starts simulators; each must exit with status 0 on SIGTERM."""
    running = []

    def starting(scenario=None, arguments=(), **variables):
        simulator = Simulator(tmp_path, scenario, arguments, **variables)
        running.append(simulator)
        return simulator

    yield starting
    assert [simulator.stop() for simulator in running] == [0] * len(running)


@pytest.fixture
def simulator(start):
    """A simulator with one resource of each kind, just started."""
    return start({"resources": [resource(kind) for kind in KINDS]})
