#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the table of what AWS's SDKs call the services that speak JSON, by what their host names begin with.

    Tests/ProtocolConformance/sdk_names.py > Sources/Core/Kinds/Table/AWSService+SDKNames.swift

Services whose name is what their host's begins with, such as Athena, are not in the table.
"""

from collections import defaultdict

import botocore
import table


def own_name(label: str) -> str:
    """The name that follows from what a host name begins with: `API_SAGEMAKER` from `api.sagemaker`."""
    return label.upper().replace("-", "_").replace(".", "_")


def folded(name: str) -> str:
    return name.replace("_", "")


def names() -> dict[str, list[str]]:
    """The SDKs' names by the beginning of the host name; the one that is most like it first, if services share a host."""
    found: dict[str, set[str]] = defaultdict(set)
    for model in table.services():
        if {"json", "rest-json"} & set(table.protocols(model)):
            found[model.endpoint_prefix].add(model.service_id.hyphenize().replace("-", "_").upper())
    return {
        label: sorted(known, key=lambda name: (folded(name) != folded(own_name(label)), name))
        for label, known in sorted(found.items())
        if own_name(label) not in known
    }


def swift() -> str:
    rows = "\n".join(
        f'        "{label}": [{", ".join(f"{chr(34)}{name}{chr(34)}" for name in known)}],' for label, known in names().items()
    )
    return f"""\
// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file
// Made by Tests/ProtocolConformance/sdk_names.py from the models of botocore {botocore.__version__}.

extension AWSService {{
    /// What AWS's SDKs call services in `AWS_ENDPOINT_URL_…`, by what their host names begin with: `SFN` for `states`.
    ///
    /// A service that is not here is called what its host name begins with. Some services share a host.
    package static let sdkNames: [String: [String]] = [
{rows}
    ]
}}
"""


if __name__ == "__main__":
    print(swift(), end="")
