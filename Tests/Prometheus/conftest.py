# SPDX-License-Identifier: Apache-2.0
"""Fixtures: the awaitd binary, simulators of AWS, and Prometheus' own programs."""

import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Support"))

from awaitd import BINARY, ROOT  # noqa: E402
from fixtures import awaitd, daemon, start  # noqa: E402, F401
from simulator import BINARY as SIMULATOR  # noqa: E402

RULES = ROOT / "packaging" / "prometheus" / "awaitd.rules.yml"
DASHBOARD = ROOT / "packaging" / "grafana" / "awaitd.json"


def pytest_configure():
    for binary, product in ((BINARY, "awaitd"), (SIMULATOR, "awaitd-simulator")):
        if not os.access(binary, os.X_OK):
            pytest.exit(f"There is no {binary}. Build it with `swift build --product {product}`.", returncode=2)


@pytest.fixture(scope="session")
def programs(tmp_path_factory):
    """The folder with promtool and prometheus."""
    if folder := os.environ.get("AWAITD_PROMETHEUS"):
        return pathlib.Path(folder)
    found = subprocess.run([ROOT / "Tests" / "prometheus"], capture_output=True, text=True, timeout=300, check=False)
    if found.returncode == 77:
        pytest.skip(found.stderr.strip().splitlines()[-1])
    assert found.returncode == 0, found.stderr
    return pathlib.Path(found.stdout.strip())


@pytest.fixture
def promtool(programs):
    """Runs promtool; returns its exit status and what it says."""

    def running(*arguments, text=None):
        done = subprocess.run(
            [programs / "promtool", *arguments], input=text, capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode, done.stdout + done.stderr

    return running
