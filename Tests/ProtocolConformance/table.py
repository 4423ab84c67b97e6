# SPDX-License-Identifier: Apache-2.0
"""The kinds as `awaitd kinds --json` prints them, with botocore's models of their services and operations."""

import functools
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import botocore
import botocore.loaders
from botocore.model import OperationModel, ServiceModel, Shape

ROOT = Path(__file__).resolve().parents[2]
AWAITD = Path(os.environ.get("AWAITD_BINARY", ROOT / ".build" / "debug" / "awaitd"))
# The models that the table was made from. Newer ones may have more.
TABLE_OF = (1, 44)
IS_NEWER = tuple(int(part) for part in botocore.__version__.split(".")[:2]) > TABLE_OF

Kind = dict[str, Any]


@functools.cache
def kinds() -> list[Kind]:
    """Every kind that awaitd knows."""
    run = subprocess.run([AWAITD, "kinds", "--json"], capture_output=True, text=True, timeout=60, check=True)
    return json.loads(run.stdout)["kinds"]


@functools.cache
def service(name: str) -> ServiceModel:
    """botocore's model of a service."""
    return ServiceModel(botocore.loaders.Loader().load_service_model(name, "service-2"), name)


def operation(kind: Kind) -> OperationModel:
    """botocore's model of the operation that reads a kind."""
    return service(kind["service"]["name"]).operation_model(kind["operation"])


def shape_at(shape: Shape, path: str, through_lists: bool = False) -> Shape | None:
    """The shape at a dotted path of members, which may be those of a list's elements; None if there is none."""
    for name in path.split("."):
        while through_lists and shape.type_name == "list":
            shape = shape.member
        name, listed, _ = name.partition("[")
        if shape.type_name != "structure" or name not in shape.members:
            return None
        shape = shape.members[name]
        if listed:
            shape = shape.member
    return shape


def value_at(value: Any, path: str | None) -> Any:
    """The value at a dotted path of members of a response; None if there is none. `List[]` stands for all its elements."""
    names = path.split(".") if path else []
    for index, name in enumerate(names):
        name, _, listed = name.partition("[")
        value = value.get(name) if isinstance(value, dict) else None
        if listed == "0]":
            value = value[0] if value else None
        elif listed:
            inner = [value_at(element, ".".join(names[index + 1:])) for element in value or []]
            return [one for one in inner if one is not None] or None
    return value if path else None


def statuses(kind: Kind) -> set[str] | None:
    """The statuses that botocore's models list for a kind; None if they list none."""
    if kind["name"] == "marketplace-model-endpoint":
        # Free text in its own model: it is the status of the SageMaker endpoint that serves it.
        return set(service("sagemaker").shape_for("EndpointStatus").enum)
    shape = shape_at(operation(kind).output_shape, kind["answer"]["status"])
    return set(shape.enum) if shape is not None else None
