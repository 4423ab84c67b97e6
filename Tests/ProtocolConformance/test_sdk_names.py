# SPDX-License-Identifier: Apache-2.0
"""The table of the SDKs' names of services agrees with botocore's models."""

import sdk_names
import table

TABLE = table.ROOT / "Sources" / "Core" / "Kinds" / "Table" / "AWSService+SDKNames.swift"


def test_it_is_what_the_models_say() -> None:
    assert TABLE.read_text() == sdk_names.swift()


def test_the_names_that_differ_most_are_there() -> None:
    names = sdk_names.names()
    assert names["states"] == ["SFN"]
    assert names["elasticmapreduce"] == ["EMR"]
    assert names["apigateway"] == ["API_GATEWAY", "APIGATEWAYV2"]
    assert "athena" not in names
