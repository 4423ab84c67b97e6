# SPDX-License-Identifier: Apache-2.0
"""The recorded responses are what answers.py generates from botocore's models, and botocore reads them as recorded."""

import json
import os

import answers
import botocore
import pytest
import table

pytestmark = pytest.mark.skipif(not os.access(table.AWAITD, os.X_OK), reason="awaitd is not built")

KINDS = table.kinds() if os.access(table.AWAITD, os.X_OK) else []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["name"])
def test_the_file_is_what_the_model_makes_it(kind: table.Kind) -> None:
    recorded = json.loads(answers.path(kind).read_text())
    if recorded["botocore"] != botocore.__version__:
        # Another version's model may have other members, but must read the recorded responses the same way.
        for one in recorded["answers"]:
            assert answers.understood(kind, one["body"]) == one["read"]
    else:
        assert answers.text(recorded) == answers.text(answers.recorded(kind))


def test_no_file_is_left_over() -> None:
    assert {file.stem for file in answers.RECORDED.glob("*.json")} == {kind["name"] for kind in KINDS}
