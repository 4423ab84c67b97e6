# SPDX-License-Identifier: Apache-2.0
"""The table of operations that no kind of a watch file may call agrees with botocore's models."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import secret_operations
import table
from test_recorded import environment

TABLE = secret_operations.RULES.with_name("SecretOperations+Table.swift")
KIND = """kinds:
  - {{name: mine, service: anything, protocol: json-1.1, operation: {0}, target: Any, id: Id, status: S, statuses: {{A: failed}}}}
"""


def entries(text: str) -> set[str]:
    """The rows and words of a table."""
    return set(re.findall(r'SecretPath\(.*?\)|"[^"]*"', text))


def test_it_is_what_the_models_say() -> None:
    made, kept = secret_operations.swift(), TABLE.read_text()
    assert (entries(made) - entries(kept), entries(kept) - entries(made)) == (set(), set())


@pytest.mark.skipif(not os.access(table.AWAITD, os.X_OK), reason="awaitd is not built")
def test_no_operation_that_returns_credentials_can_be_a_kind(tmp_path: Path) -> None:
    """Each by its name in one list; what the models say nothing of stays possible."""
    secret, harmless = set(), set()
    for _, operation, is_marked in secret_operations.operations():
        if not secret_operations.READING.match(operation.name) or not operation.name.isalnum():
            continue
        is_secret = is_marked or secret_operations.is_refused_by_words(operation.name)
        (secret if is_secret else harmless).add(operation.name)
    harmless -= secret | {"GetFunction", "GetLayerVersion", "GetLayerVersionByArn", "GetDownloadUrlForLayer", "GetConnections"}
    assert len(secret) > 100 and len(harmless) > 5000
    path = tmp_path / "watches.yaml"
    for names, wanted in ((sorted(secret), True), (sorted(harmless), False)):
        # At most a hundred diagnostics are kept.
        for start in range(0, len(names), 90 if wanted else 1_000):
            batch = names[start:start + (90 if wanted else 1_000)]
            path.write_text("kinds:\n" + "".join(
                KIND.format(name).split("\n", 1)[1].replace("mine", f"k{n}") for n, name in enumerate(batch)
            ))
            run = subprocess.run(
                [table.AWAITD, "check", path], capture_output=True, text=True, timeout=60, env=environment(tmp_path, None)
            )
            refused = set(re.findall(r"error: 'operation' is '(\w+)', (?:which|whose)", run.stdout))
            assert refused == (set(batch) if wanted else set()), run.stdout
