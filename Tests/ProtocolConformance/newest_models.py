#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reports what AWS has added to the models since the botocore that the tests compare with, and fails at nothing.

    Tests/ProtocolConformance/newest_models.py FOLDER

FOLDER is the `data` folder of another botocore, the newest. What is reported is for a human: a line each for a status, a
member, a region, a protocol, an operation or a service that is new, changed or gone.
"""

import functools
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import botocore
import botocore.loaders
import table
from botocore.exceptions import UnknownServiceError
from botocore.model import OperationModel, ServiceModel, Shape

READING = re.compile(r"(Get|Describe|BatchGet)[A-Z]")
# Members that say how something is or how it ended.
TELLING = re.compile(r"(?i)status|state$|reason|message|fail|error|time$|date$|At$|progress|percent|count$|records?$")
# How deep a status is looked for in a response.
DEPTH = 3


class Models:
    """The models in the data folder of a botocore; of the installed one without a folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self._loader = botocore.loaders.Loader(
            [str(folder)] if folder else None, include_default_search_paths=folder is None
        )

    @functools.cached_property
    def services(self) -> set[str]:
        return set(self._loader.list_available_services("service-2"))

    @functools.cache
    def service(self, name: str) -> ServiceModel | None:
        try:
            return ServiceModel(self._loader.load_service_model(name, "service-2"), name)
        except UnknownServiceError:
            return None

    @functools.cached_property
    def partitions(self) -> set[str]:
        """The regions of every partition."""
        return {name for one in self._loader.load_data("partitions")["partitions"] for name in one["regions"]}

    def regions(self, prefix: str) -> set[str]:
        """The regions that endpoints.json lists for a service, by its endpoint prefix."""
        found = (one["services"].get(prefix, {}).get("endpoints", {}) for one in self._loader.load_data("endpoints")["partitions"])
        return {region for endpoints in found for region in endpoints} & self.partitions


def members(shape: Shape | None, depth: int = 99, path: str = "", within: tuple[str, ...] = ()) -> Iterator[tuple[str, Shape]]:
    """Every member down to a depth, with its path, which omits lists and maps."""
    if shape is None or depth == 0 or shape.name in within:
        return
    within += (shape.name,)
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            here = f"{path}.{name}" if path else name
            yield here, member
            yield from members(member, depth - 1, here, within)
    elif shape.type_name in ("list", "map"):
        yield from members(shape.member if shape.type_name == "list" else shape.value, depth, path, within)


def is_status_read(operation: OperationModel) -> bool:
    """Whether an operation may well be a kind: it reads something that has one of a list of statuses."""
    return bool(READING.match(operation.name)) and any(
        re.search(r"(?i)(status|state)$", path) and getattr(shape, "enum", None)
        for path, shape in members(operation.output_shape, DEPTH)
    )


def changes_of(kind: table.Kind, pinned: Models, newest: Models) -> Iterator[str]:
    """What is new about the operation of a kind."""
    service, name = kind["service"], kind["operation"]
    model = newest.service(service["name"])
    if model is None:
        yield f"the service {service['name']} is gone"
        return
    if name not in model.operation_names:
        yield f"{name} is gone"
        return
    operation, before = model.operation_model(name), pinned.service(service["name"]).operation_model(name)
    form = (kind["request"]["method"], kind["request"]["path"])
    if form != (operation.http["method"], operation.http["requestUri"]):
        yield f"{name} is {operation.http['method']} {operation.http['requestUri']} now"
    for member in sorted(set(operation.input_shape.required_members) - set(before.input_shape.required_members)):
        yield f"{name} needs {member} now"
    known = {one["status"] for one in kind["statuses"]}
    listed, had = (statuses(one, kind) for one in (operation, before))
    for status in sorted((listed or set()) - known - ((had or set()) - known)):
        yield f"new status {status}"
    for status in sorted((had or set()) - (listed or had or set())):
        yield f"the status {status} is gone"
    new, old = dict(members(operation.output_shape)), dict(members(before.output_shape))
    for path in new.keys() - old.keys() if operation.output_shape else ():
        is_secret = bool(new[path].metadata.get("sensitive"))
        if is_secret or TELLING.search(path.rsplit(".", 1)[-1]):
            yield f"new member {path} ({new[path].type_name}{', sensitive' if is_secret else ''})"
    for path in old.keys() - new.keys():
        yield f"the member {path} is gone"
    for path in new.keys() & old.keys():
        if new[path].metadata.get("sensitive") and not old[path].metadata.get("sensitive"):
            yield f"the member {path} is sensitive now"


def statuses(operation: OperationModel, kind: table.Kind) -> set[str] | None:
    """The statuses that a model lists for a kind; None if it lists none."""
    shape = table.shape_at(operation.output_shape, kind["answer"]["status"].replace("[0]", ""), through_lists=True)
    return set(getattr(shape, "enum", None) or ()) or None


def changes_of_service(service: dict, pinned: Models, newest: Models) -> Iterator[str]:
    """What is new about a service of a kind: how it is reached, and what else it can be asked."""
    model, before = newest.service(service["name"]), pinned.service(service["name"])
    if model is None:
        return
    protocols, had = map(table.protocols, (model, before))
    if protocols != had:
        lost = "" if service["protocol"] in protocols else f", and no longer {service['protocol']}, which awaitd speaks"
        yield f"speaks {', '.join(protocols)} now{lost}"
    if model.metadata.get("auth") != before.metadata.get("auth"):
        yield f"is signed as {model.metadata.get('auth')} now"
    prefix = service["endpoint_prefix"]
    for region in sorted(newest.regions(prefix) - pinned.regions(prefix)):
        yield f"is in {region} now"
    for region in sorted(pinned.regions(prefix) - newest.regions(prefix)):
        yield f"is no longer in {region}"
    for name in sorted(set(model.operation_names) - set(before.operation_names)):
        if is_status_read(model.operation_model(name)):
            yield f"new operation {name}, which reads a status"


def report(kinds: list[table.Kind], pinned: Models, newest: Models) -> list[str]:
    """A line for each change."""
    lines = [f"new region {region}" for region in sorted(newest.partitions - pinned.partitions)]
    services = {kind["service"]["name"]: kind["service"] for kind in kinds}
    for name in sorted(services):
        lines += [f"{name}: {change}" for change in changes_of_service(services[name], pinned, newest)]
    for kind in kinds:
        lines += sorted(f"{kind['name']}: {change}" for change in changes_of(kind, pinned, newest))
    for name in sorted(newest.services - pinned.services):
        model = newest.service(name)
        reads = [one for one in model.operation_names if is_status_read(model.operation_model(one))]
        lines.append(f"new service {name}" + (f", which reads a status with {', '.join(reads)}" if reads else ""))
    return lines


def main() -> None:
    folder = Path(sys.argv[1])
    (version,) = re.findall(r"__version__ = ['\"]([\d.]+)", (folder.parent / "__init__.py").read_text())
    lines = report(table.kinds(), Models(), Models(folder))
    for line in lines:
        print(line)
    count = "1 change" if len(lines) == 1 else f"{len(lines)} changes"
    print(f"{count} in AWS's models from botocore {botocore.__version__} to {version}")


if __name__ == "__main__":
    main()
