# SPDX-License-Identifier: Apache-2.0
"""Fixtures: the awaitd binary, and simulators of AWS that stop with their test."""

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Support"))

from awaitd import BINARY  # noqa: E402
from fixtures import awaitd, daemon, start  # noqa: E402, F401
from simulator import BINARY as SIMULATOR  # noqa: E402


def pytest_configure():
    for binary, product in ((BINARY, "awaitd"), (SIMULATOR, "awaitd-simulator")):
        if not os.access(binary, os.X_OK):
            pytest.exit(f"There is no {binary}. Build it with `swift build --product {product}`.", returncode=2)
