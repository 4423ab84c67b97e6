# SPDX-License-Identifier: Apache-2.0
"""The table of paths at which a POST only reads agrees with botocore's models."""

import os
import re
import subprocess
from pathlib import Path

import botocore
import pytest
import reading_posts
import secret_operations
import table
from test_recorded import environment

TABLE = secret_operations.RULES.parent / "Kinds" / "ReadingPosts+Table.swift"
KIND = """  - {{name: k{0}, service: {1}, protocol: rest-json, operation: GetX, method: POST, path: '{2}', id: Id, status: S, statuses: {{A: failed}}}}
"""


def entries(text: str) -> set[tuple[str, str]]:
    """Services with their paths."""
    rows = [line.split() for line in text.split('"""')[1].splitlines()]
    return {(row[0], path) for row in rows if row for path in row[1:]}


def test_it_is_what_the_models_say() -> None:
    made, kept = entries(reading_posts.swift()), entries(TABLE.read_text())
    missing, gone = made - kept, kept - made
    if missing and not gone and table.IS_NEWER:
        pytest.xfail(f"botocore {botocore.__version__} knows more: {sorted(missing)}")
    assert (missing, gone) == (set(), set())


@pytest.mark.skipif(not os.access(table.AWAITD, os.X_OK), reason="awaitd is not built")
def test_no_kind_can_send_a_post_that_does_more_than_read(tmp_path: Path) -> None:
    """Of every service of REST-JSON, the POSTs of operations that do not read and that have no member in their path."""
    wrong = set()
    for service, operation, _ in secret_operations.operations():
        path = operation.http["requestUri"]
        if service.metadata["protocol"] == "rest-json" and operation.http["method"] == "POST" and path.startswith("/"):
            if not secret_operations.READING.match(operation.name) and "{" not in path and "?" not in path and path != "/":
                wrong.add((service.signing_name, path.rstrip("/")))
    wrong -= {(service, path) for service, path in entries(TABLE.read_text())}
    assert len(wrong) > 500
    names = sorted(wrong)
    file = tmp_path / "watches.yaml"
    # At most a hundred diagnostics are kept.
    for start in range(0, len(names), 90):
        batch = [(service, path) for service, path in names[start:start + 90] if path.isascii()]
        file.write_text("kinds:\n" + "".join(KIND.format(n, *one) for n, one in enumerate(batch)))
        run = subprocess.run(
            [table.AWAITD, "check", file], capture_output=True, text=True, timeout=60, env=environment(tmp_path, None)
        )
        # Where a GET of the same path reads secrets, the path itself is refused.
        refused = {int(line) for line in re.findall(r"watches\.yaml:(\d+):\d+: error: '(?:method|path)' ", run.stdout)}
        assert refused == set(range(2, len(batch) + 2)), run.stdout


def test_an_id_with_a_slash_makes_no_other_operation_of_a_path() -> None:
    assert reading_posts.can_become(["jobs", "{id}"], ["jobs", "{id}", "cancel"])
    assert reading_posts.can_become(["{a}", "list"], ["x", "y", "list"])
    assert not reading_posts.can_become(["jobs", "{id}", "get"], ["jobs", "{id}", "cancel"])
    assert not reading_posts.can_become(["jobs"], ["jobs", "{id}"])
