# SPDX-License-Identifier: Apache-2.0
"""The kinds as `awaitd kinds --json` prints them, with botocore's models of their services and operations."""

import functools
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import botocore.loaders
import documented
from botocore.model import OperationModel, ServiceModel, Shape

ROOT = Path(__file__).resolve().parents[2]
AWAITD = Path(os.environ.get("AWAITD_BINARY", ROOT / ".build" / "debug" / "awaitd"))

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


@functools.cache
def services() -> list[ServiceModel]:
    """botocore's models of all services; takes seconds."""
    return [ServiceModel(description, name) for name, description in descriptions().items()]


@functools.cache
def descriptions() -> dict[str, dict[str, Any]]:
    """The JSON of these models, by the services' names."""
    loader = botocore.loaders.Loader()
    return {name: loader.load_service_model(name, "service-2") for name in loader.list_available_services("service-2")}


def protocols(model: ServiceModel) -> list[str]:
    """The protocols that a service speaks, the one that AWS's SDKs prefer first."""
    return model.metadata.get("protocols", [model.metadata["protocol"]])


def operation(kind: Kind) -> OperationModel:
    """botocore's model of the operation that reads a kind."""
    return service(kind["service"]["name"]).operation_model(kind["operation"])


def shape_at(shape: Shape, path: str, through_lists: bool = False) -> Shape | None:
    """The shape at a dotted path of members, which may be those of a list's elements; None if there is none.

    `[]` or `[0]` after a list's name stands for its elements.
    """
    for name in path.split("."):
        name, is_list, _ = name.partition("[")
        while through_lists and shape.type_name == "list":
            shape = shape.member
        if shape.type_name != "structure" or name not in shape.members:
            return None
        shape = shape.members[name]
        if is_list:
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


def values_at(value: Any, path: str) -> list[Any]:
    """The values at a dotted path, in which `[]` stands for each element of a list; a list at its end counts as its elements."""
    values = [value]
    for name in path.split("."):
        name, is_list, _ = name.partition("[")
        values = [one[name] for one in values if isinstance(one, dict) and one.get(name) is not None]
        if is_list:
            values = [element for one in values for element in one]
    return [element for one in values for element in (one if isinstance(one, list) else [one])]


def detail_paths(kind: Kind) -> list[str]:
    """The paths of the members that become details: those that the kind names, and those of what it opens."""
    answer, output = kind["answer"], operation(kind).output_shape
    opened = [path for path in answer["opened"] if shape_at(output, path).type_name == "structure"]
    inner = [f"{path}.{name}" for path in opened for name in shape_at(output, path).members]
    return [*answer["details"], *output.members, *inner]


def statuses(kind: Kind) -> set[str] | None:
    """The statuses that botocore's models list for a kind; None if they list none."""
    if kind["name"] == "marketplace-model-endpoint":
        # Free text in its own model: it is the status of the SageMaker endpoint that serves it.
        return set(service("sagemaker").shape_for("EndpointStatus").enum)
    if kind["name"] in documented.STATUSES:
        return documented.STATUSES[kind["name"]]
    shape = shape_at(operation(kind).output_shape, kind["answer"]["status"])
    return set(shape.enum) - documented.NO_STATUSES.get(kind["name"], set()) if shape is not None else None
