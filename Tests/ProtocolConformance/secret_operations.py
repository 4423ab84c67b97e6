#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the table of operations that return credentials, which no kind of a watch file may call, from botocore's models.

    Tests/ProtocolConformance/secret_operations.py > Sources/WatchFile/Decoding/SecretOperations+Table.swift

A response has credentials in it if a member at any depth is marked as sensitive and is named like one, by itself or by its
shape. The names that `SecretOperations` refuses by their words are not repeated.
"""

import functools
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore
import table as models
from botocore.model import OperationModel, ServiceModel

RULES = Path(__file__).resolve().parents[2] / "Sources" / "WatchFile" / "Decoding" / "SecretOperations.swift"
NAMES = RULES.parents[2] / "Core" / "Kinds" / "SecretNames.swift"
READING = re.compile(r"(Get|Describe|List|BatchGet)[A-Z]")
CREDENTIAL = re.compile(
    r"secret|password|passphrase|credential|privatekey|accesskey|apikey|presharedkey|streamkey|activationkey|mackey"
    r"|authenticationmaterial|presignedurl|(?<!next)(?<!page)(?<!pagination)(?<!continuation)(?<!task)(?<!device)token$"
)
# What is told about a credential: where it is kept, what it is called.
ABOUT = re.compile(r"(?<!presigned)url$|(?<!accesskey)id$|(arn|name|endpoint|locker|nexttoken)$")


def is_credential(name: str) -> bool:
    folded = name.lower().replace("_", "")
    return bool(CREDENTIAL.search(folded)) and not ABOUT.search(folded)


def words() -> list[str]:
    """The words that make a name a secret's, as the Swift code has them."""
    (found,) = re.findall(r"static let words = \[(.*?)\]", NAMES.read_text(), re.DOTALL)
    return re.findall(r'"([a-z]+)"', found)


def is_refused_by_words(operation: str) -> bool:
    return operation.lower().startswith("getparameter") or any(word in operation.lower() for word in words())


def members(shapes: dict[str, Any], output: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every member at every depth with its name, as the model's JSON has it: botocore's objects take ten times as long."""
    waiting, seen = [output] if output else [], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        shape = shapes[name]
        inner = [*shape.get("members", {}).items(), *(("", shape[key]) for key in ("member", "value") if key in shape)]
        yield from inner
        waiting += [member["shape"] for _, member in inner]


def has_credentials(operation: OperationModel) -> bool:
    shapes = models.descriptions()[operation.service_model.service_name]["shapes"]
    output = operation.output_shape.name if operation.output_shape else None
    return any(
        (member.get("sensitive") or shapes[member["shape"]].get("sensitive"))
        and (is_credential(name) or is_credential(member["shape"]))
        for name, member in members(shapes, output)
    )


@functools.cache
def operations() -> list[tuple[ServiceModel, OperationModel, bool]]:
    """Every operation of every service, and whether its response has credentials in it; takes seconds."""
    found = []
    for service in models.services():
        for operation in map(service.operation_model, service.operation_names):
            found.append((service, operation, has_credentials(operation)))
    return found


def table() -> tuple[set[str], set[tuple[str, str, str]]]:
    """The names of operations that read credentials, and the paths at which a GET reads some, with service and operation."""
    names, paths = set(), set()
    for service, operation, marked in operations():
        by_words = is_refused_by_words(operation.name)
        if marked and not by_words and READING.match(operation.name):
            names.add(operation.name)
        by_hand = (service.service_name, operation.name) in {("lambda", "GetFunction"), ("lambda", "GetLayerVersion")}
        uri = operation.http["requestUri"]
        if "rest-json" in models.protocols(service) and operation.http["method"] == "GET" and "?" not in uri:
            if marked or by_words or by_hand:
                paths.add((uri.rstrip("/"), service.service_name, operation.name))
    return names, paths


def swift() -> str:
    names, paths = table()
    listed = textwrap.fill(", ".join(f'"{name.lower()}"' for name in sorted(names)), 108, break_on_hyphens=False)
    rows = "\n".join(
        f'        SecretPath("{path}", of: "{service}", "{name}"),' for path, service, name in sorted(paths)
    )
    return f"""\
// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file
// Made by Tests/ProtocolConformance/secret_operations.py from the models of botocore {botocore.__version__}.

extension SecretOperations {{
    /// Operations, in lower case, whose responses have members that AWS's models mark as sensitive and name as credentials.
    static let marked: Set<String> = [
{textwrap.indent(listed, "        ")},
    ]

    /// The paths at which a GET reads secrets, and whose operation that is.
    static let paths = [
{rows}
    ]
}}
"""


if __name__ == "__main__":
    print(swift(), end="")
