# SPDX-License-Identifier: Apache-2.0
"""The table of kinds agrees with botocore's models: nothing is missing and nothing is made up."""

import json
import os
import random
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import botocore
import botocore.loaders
import pytest
import regex_samples
import table
from botocore.model import Shape
from test_recorded import environment

pytestmark = pytest.mark.skipif(not os.access(table.AWAITD, os.X_OK), reason="awaitd is not built")

KINDS = table.kinds() if os.access(table.AWAITD, os.X_OK) else []
EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["name"])
# Ids that a model allows and a kind does not accept, because the resource has no status, such as AWS's own models.
NOT_TAKEN = {
    "custom-model": r".*foundation-model/.*|(?!arn:).*[.:].*",
}


def test_there_are_at_least_thirty_kinds() -> None:
    assert len({kind["name"] for kind in KINDS}) == len(KINDS) >= 30


@EACH
def test_the_service_is_botocores(kind: table.Kind) -> None:
    service, model = kind["service"], table.service(kind["service"]["name"])
    assert service["protocol"] == model.metadata["protocol"]
    assert service.get("json_version") == model.metadata.get("jsonVersion")
    assert service.get("target_prefix") == model.metadata.get("targetPrefix")
    assert service["endpoint_prefix"] == model.endpoint_prefix
    assert service["signing_name"] == model.signing_name
    assert service["environment_suffix"] == model.service_id.upper().replace(" ", "_")


@EACH
def test_the_regions_are_those_of_the_endpoint_data(kind: table.Kind) -> None:
    endpoints = botocore.loaders.Loader().load_data("endpoints")
    service = kind["service"]
    # Agents and runtimes are in Bedrock's regions; the data lists none for them.
    prefix = "bedrock" if service["name"] in ("bedrock-agent", "bedrock-runtime") else service["endpoint_prefix"]
    known = {region for partition in endpoints["partitions"] for region in partition["regions"]}
    listed = {
        region for partition in endpoints["partitions"]
        for region in partition["services"].get(prefix, {}).get("endpoints", {}) if region in known
    } or known
    missing, gone = listed - set(service["regions"]), set(service["regions"]) - listed
    if missing and not gone and table.IS_NEWER:
        pytest.xfail(f"botocore {botocore.__version__} knows more regions: {sorted(missing)}")
    assert (missing, gone) == (set(), set())


@EACH
def test_the_request_is_the_operations(kind: table.Kind) -> None:
    model = table.operation(kind)
    assert kind["request"]["method"] == model.http["method"]
    assert kind["request"]["path"] == model.http["requestUri"]
    assert [part["member"] for part in kind["id"]] == model.input_shape.required_members
    verbose = kind["request"].get("verbose_member")
    assert verbose is None or model.input_shape.members[verbose].type_name == "boolean"


@EACH
def test_only_what_reads_is_asked(kind: table.Kind) -> None:
    assert re.match(r"(Get|Describe|List|BatchGet)[A-Z]", kind["operation"])
    sweep = kind.get("sweep")
    assert sweep is None or sweep in table.service(kind["service"]["name"]).operation_names


@EACH
def test_every_status_has_a_state(kind: table.Kind) -> None:
    listed, mapped = table.statuses(kind), {one["status"] for one in kind["statuses"]}
    assert len(mapped) == len(kind["statuses"]), "no status twice"
    if listed is None:
        assert mapped == {kind["answer"]["status_when_absent"]}
        return
    if listed - mapped and table.IS_NEWER:
        pytest.xfail(f"botocore {botocore.__version__} knows more statuses: {sorted(listed - mapped)}")
    assert mapped == listed


@EACH
def test_states_follow_the_one_rule(kind: table.Kind) -> None:
    """The rule that `awaitd kinds --verbose` states, by the words in a status."""
    rule = [
        (r"partially|with_?(errors|failures)", {"completed"}),
        (r"fail|unsuccessful|expired|error|outofservice|incompatible", {"failed"}),
        (r"stopping|cancel_requested", {"stopping"}),
        (r"^stopped|^cancelled|dissociated", {"stopped"}),
        (r"delet", {"deleted"}),
        (r"notprepared|not_prepared|^pending|^submitted|^validating|^scheduled|^starting|^initializing", {"pending"}),
        (r"^created$|^none$", {"pending", "completed"}),
        (r"in_?progress|creating|updating|versioning|preparing|building|testing|preprocessing|executing|rollingback|"
         r"inmaintenance", {"in-progress"}),
        (r"complete|success|succeeded|active|ready|inservice|prepared|available|registered|exists", {"completed"}),
    ]
    for one in kind["statuses"]:
        found = next(states for pattern, states in rule if re.search(pattern, one["status"].lower()))
        assert one["state"] in found, one
        assert one["is_warning"] == bool(re.search(f"{rule[0][0]}|rollingback", one["status"].lower())), one


@EACH
def test_the_members_are_in_the_answer(kind: table.Kind) -> None:
    output, answer = table.operation(kind).output_shape, kind["answer"]
    types = {
        "reason": {"string", "list"}, "name": {"string"}, "created": {"timestamp"}, "started": {"timestamp"},
        "finished": {"timestamp"}, "modified": {"timestamp"},
    }
    if kind["name"] != "imported-model":
        assert table.shape_at(output, answer["status"]).type_name == "string"
    for word, allowed in types.items():
        if answer.get(word) is None:
            continue
        shape = table.shape_at(output, answer[word])
        assert shape is not None and shape.type_name in allowed, (word, answer[word])
    for path in answer["opened"]:
        shape = table.shape_at(output, path)
        assert shape is not None and shape.type_name in ("structure", "map"), path
    for path in answer["omitted"]:
        assert table.shape_at(output, path, through_lists=True) is not None, path
    # A model does not list a map's members, such as an evaluation's metrics.
    shown = [output] + [table.shape_at(output, path) for path in answer["opened"]]
    if all(shape.type_name == "structure" for shape in shown):
        for member in answer["highlights"] + answer["causes"]:
            assert any(member in shape.members for shape in shown), member
        for member in set(kind["caveats"]) - set(answer["reasons"]):
            assert any(table.shape_at(shape, member) is not None for shape in shown), member
    for path in answer["reasons"] + answer["details"]:
        assert table.shape_at(output, path) is not None, path


@EACH
def test_a_reason_of_failure_is_a_caveat(kind: table.Kind) -> None:
    """Unless AWS's words for it are about any status: then it says nothing against a good one."""
    neutral = {
        "evaluation", "ml-model", "batch-prediction", "data-source", "model-invocation-job", "edge-packaging-job", "flow",
        "marketplace-model-endpoint",
    }
    if kind["name"] in neutral:
        assert not set(kind["answer"]["reasons"]) & set(kind["caveats"])
    else:
        assert set(kind["answer"]["reasons"]) <= set(kind["caveats"])


@EACH
def test_what_is_sent_besides_the_id_is_the_operations(kind: table.Kind) -> None:
    members = table.operation(kind).input_shape.members
    for name, value in kind["request"]["fixed"].items():
        shape = next(shape for key, shape in members.items() if shape.serialization.get("name", key) == name)
        assert not shape.enum or value in shape.enum, (name, value)


# Sensitive in AWS's models, but reported nevertheless: why something failed, what to do, and what it is called.
TOLD = {"guardrail": {"failureRecommendations"}, "automated-reasoning-policy-build-workflow": {"documentName"}}
# Members that hold what a user passes to a program.
FREE = re.compile(r"(?i:environment|environmentvariables|environmentparameters|arguments)$|(?<!Tuned)HyperParameters$")


def members(shape: Shape, path: str = "", within: frozenset[str] = frozenset()) -> Iterator[tuple[str, str, Shape]]:
    """Every member at every depth: its path, which omits lists and maps, its name and its shape."""
    if shape.name in within:
        return
    below = within | {shape.name}
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            here = f"{path}.{name}" if path else name
            yield here, name, member
            yield from members(member, here, below)
    elif shape.type_name == "list":
        yield path, "", shape.member
        yield from members(shape.member, path, below)
    elif shape.type_name == "map":
        yield path, "", shape.value
        yield from members(shape.value, path, below)


def is_under(path: str, others: Iterable[str]) -> bool:
    return any(path == other or path.startswith(other + ".") for other in others)


@EACH
def test_what_the_model_calls_sensitive_is_not_told(kind: table.Kind) -> None:
    answer = kind["answer"]
    left_out = [*answer["omitted"], *TOLD.get(kind["name"], ()), answer.get("reason"), answer.get("name")]
    left_out = [path for path in left_out if path]
    free = set()
    for path, name, shape in members(table.operation(kind).output_shape):
        if FREE.search(name) and shape.type_name in ("structure", "map", "list"):
            free.add(path)
        if shape.metadata.get("sensitive"):
            assert is_under(path, left_out) or is_under(path, free), path


@EACH
def test_whatever_may_be_given_to_a_program_is_known(kind: table.Kind) -> None:
    """A member with the name of one that is left out is left out too, or was reviewed and may be reported."""
    told = {
        "EnvironmentConfig", "SharedEnvironmentConfig", "EnvironmentParameterRanges", "HyperParameterRanges",
        "TunedHyperParameters", "hyperParameters",
    }
    for path, name, shape in members(table.operation(kind).output_shape):
        if shape.type_name in ("structure", "map", "list") and re.search(r"(?i)environment|hyper_?parameter|argument", name):
            assert FREE.search(name) or name in told or "HyperParameterTuning" in name, path


@EACH
def test_ids_that_the_model_allows_are_taken(kind: table.Kind, tmp_path: Path) -> None:
    rng = random.Random(kind["name"])
    watches = [{"name": str(number), "kind": kind["name"], "id": "/".join(identity(kind, rng))} for number in range(40)]
    path = tmp_path / "watches.yaml"
    defaults = {"region": "us-east-1", "endpoint": "http://127.0.0.1:9"}
    path.write_text(json.dumps({"defaults": defaults, "watches": watches}))
    run = subprocess.run(
        [table.AWAITD, "check", path], capture_output=True, text=True, timeout=60, env=environment(tmp_path, None)
    )
    assert run.returncode == 0, run.stdout


def identity(kind: table.Kind, rng: random.Random) -> list[str]:
    """The parts of an id that the model allows and the kind accepts."""
    while True:
        parts = [part(kind, one, rng) for one in kind["id"]]
        if not re.fullmatch(NOT_TAKEN.get(kind["name"], r"\b\B"), "/".join(parts)):
            return parts


def part(kind: table.Kind, one: dict, rng: random.Random) -> str:
    """A value that the model's pattern allows for one part of an id."""
    shape = table.operation(kind).input_shape.members[one["member"]]
    pattern = shape.metadata.get("pattern")
    if kind["service"]["name"] == "machinelearning":
        pattern = "[a-zA-Z0-9_.-]{1,64}"
    elif pattern is None:
        pattern = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
    least, most = shape.metadata.get("min", 1), shape.metadata.get("max", 2048)
    while True:
        text = regex_samples.sample(pattern, rng)
        if text.startswith("arn:"):
            # Some patterns allow any type of resource, which is not intended by any service.
            if not any(f":{arn.split(':', 5)[5].split('/')[0]}/" in text for arn in one["arns"]):
                continue
            # The pattern allows any region and partition, but a request does not.
            text = ":".join(["arn", "aws", *text.split(":")[2:3], "us-east-1", "123456789012", *text.split(":")[5:]])
        if max(1, least) <= len(text) <= most:
            return text
