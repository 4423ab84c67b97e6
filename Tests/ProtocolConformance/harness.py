# SPDX-License-Identifier: Apache-2.0
"""Runs the signing harness, which makes the requests that awaitd would send."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def binary() -> Path:
    """The harness: AWAITD_SIGNING_HARNESS, else that of the debug build."""
    return Path(os.environ.get("AWAITD_SIGNING_HARNESS", ROOT / ".build" / "debug" / "signing-harness"))


def sign(inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One signed request, or one failure, per input."""
    lines = "".join(json.dumps(one) + "\n" for one in inputs)
    run = subprocess.run([str(binary())], input=lines, capture_output=True, text=True, timeout=120, check=True)
    results = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(results) == len(inputs), "the harness answers every line"
    return results
