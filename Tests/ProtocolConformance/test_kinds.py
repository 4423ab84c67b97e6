# SPDX-License-Identifier: Apache-2.0
"""The table of kinds agrees with botocore's models: nothing is missing and nothing is made up."""

import json
import os
import random
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import botocore.exceptions
import botocore.loaders
import documented
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
    # Its pattern knows no end, but a resource's name has one.
    "training-plan": r"(?!arn:).{65,}",
    "sagemaker-hub": r"(?!arn:).{64,}",
    "sagemaker-hub-content": r"(?!arn:)[^/]{64,}/.*",
    "agentcore-browser": r"aws\..*",
    "agentcore-code-interpreter": r"aws\..*",
}
# Members that a model does not require, but without which a request says nothing or means something else.
NEEDED = {
    "sagemaker-app": {"SpaceName"},
    "sagemaker-user-profile-app": {"UserProfileName"},
    "sagemaker-image-version": {"Version"},
}
# Ids for which a model has no pattern.
PATTERNS = {
    "marketplace-model-endpoint": "arn:aws:sagemaker:us-east-1:123456789012:endpoint/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
    "global-inference-gateway": "[a-zA-Z0-9](-?[a-zA-Z0-9]){0,31}",
    "sagemaker-image-version": "[1-9][0-9]{0,3}",
}


def test_there_are_at_least_110_kinds() -> None:
    assert len({kind["name"] for kind in KINDS}) == len(KINDS) >= 110


@EACH
def test_the_service_is_botocores(kind: table.Kind) -> None:
    service, model = kind["service"], table.service(kind["service"]["name"])
    # A service may prefer another protocol and speak JSON all the same.
    assert service["protocol"] in table.protocols(model)
    if service["protocol"] == "json":
        assert service["json_version"] == model.metadata["jsonVersion"]
    assert service.get("target_prefix") == model.metadata.get("targetPrefix")
    host_prefix = (table.operation(kind).endpoint or {}).get("hostPrefix", "")
    assert service["endpoint_prefix"] == host_prefix + model.endpoint_prefix
    assert service["signing_name"] == model.signing_name
    assert service["environment_suffix"] == model.service_id.upper().replace(" ", "_")


@EACH
def test_the_regions_are_those_of_the_endpoint_data(kind: table.Kind) -> None:
    endpoints, partitions = (botocore.loaders.Loader().load_data(name) for name in ("endpoints", "partitions"))
    service = kind["service"]
    # Agents and runtimes are in Bedrock's regions; the data lists none for them.
    is_as_bedrock = service["name"] in ("bedrock-agent", "bedrock-agent-runtime", "bedrock-runtime")
    prefix = "bedrock" if is_as_bedrock else table.service(service["name"]).endpoint_prefix
    # Newer regions are in no list of endpoints, and names such as aws-global are no regions.
    known = {region for partition in partitions["partitions"] for region in partition["regions"] if "global" not in region}
    listed = {
        region for partition in endpoints["partitions"]
        for region in partition["services"].get(prefix, {}).get("endpoints", {}) if region in known
    } or known
    missing, gone = listed - set(service["regions"]), set(service["regions"]) - listed
    assert (missing, gone) == (set(), set())


@EACH
def test_the_request_is_the_operations(kind: table.Kind) -> None:
    model = table.operation(kind)
    assert kind["request"]["method"] == model.http["method"]
    assert kind["request"]["path"] == model.http["requestUri"]
    parts = [part["member"] for part in kind["id"]]
    names = {wire_name(name, member): member for name, member in model.input_shape.members.items()}
    required = {wire_name(name, model.input_shape.members[name]) for name in model.input_shape.required_members}
    needed = NEEDED.get(kind["name"]) or documented.NEEDED.get(kind["name"], ())
    assert sorted(parts) == sorted({*required, *needed})
    in_path = re.findall(r"\{(\w+)\}", kind["request"]["path"])
    assert in_path == parts or not in_path
    for part in kind["id"]:
        types = {"string": "string", "list": "list", "number": "integer"}
        assert names[part["member"]].type_name == types[part["shape"]], part
    for name, value in kind["request"]["fixed"].items():
        assert name in names and name not in parts, name
        assert value in getattr(names[name], "enum", ()) or names[name].type_name != "string", name
    verbose = kind["request"].get("verbose_member")
    assert verbose is None or model.input_shape.members[verbose].type_name == "boolean"


def wire_name(name: str, member: Shape) -> str:
    """A member's name in a request or a response."""
    return member.serialization.get("name", name)


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
    assert mapped == listed


# Words that mean something else for one kind than for all others.
SENSE = {
    # Its sessions can be used while they run.
    "training-session": {"Running": "completed"},
    # Paid time that is over is no failure.
    "training-plan": {"Expired": "deleted"},
    "reserved-capacity": {"Expired": "deleted"},
    # A schedule that is in force, not one that waits.
    "monitoring-schedule": {"Scheduled": "completed"},
}


@EACH
def test_states_follow_the_one_rule(kind: table.Kind) -> None:
    """The rule that `awaitd kinds --verbose` states, by the words in a status."""
    rule = [
        (r"partial|with_?(error|errors|failures|warning)$|degraded", {"completed"}),
        (r"fail|unsuccessful|expired|error|outofservice|incompatible|timed_?out|timeout|fault|interrupted|blocked|rejected", {"failed"}),
        (r"stopping|cancel_requested|stop_requested|^cancell?ing|cancel_(pending|submitted|in_progress)|^stop (pending|in_progress)",
         {"stopping"}),
        (r"stopped$|^cancell?ed|^cancel_completed|^aborted|^superseded|^deprecated|dissociated", {"stopped"}),
        (r"delet", {"deleted"}),
        (r"notprepared|not_prepared|^not_started|^pending|_pending_|^(create|start)[ _]pending|^provisioning|^queued|^waiting$|"
         r"^runnable|^picked|^submitted|^validating|^scheduled|^starting|"
         r"^initializing|^draft", {"pending"}),
        (r"^created$|^none$", {"pending", "completed"}),
        (r"in_?progress|creating|updating|versioning|preparing|building|testing|preprocessing|executing|rollingback|"
         r"inmaintenance|importing|generating|synchronizing|^running|in progress|training$|"
         r"evaluating|submitting|bootstrapping", {"in-progress"}),
        (r"complete|success|succeeded|active|ready|inservice|prepared|available|registered|exists|^updated|^started|^trained|"
         r"^done|^generated|^approved|^finished|^processed", {"completed"}),
    ]
    for one in kind["statuses"]:
        sense = SENSE.get(kind["name"]) or documented.SENSE.get(kind["name"], {})
        if one["status"] in sense:
            assert one["state"] == sense[one["status"]], one
            assert one["is_warning"] == (one["status"] in documented.WARNINGS.get(kind["name"], ())), one
            continue
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
    if kind["service"]["name"] == "batch":
        # Its times are milliseconds.
        types |= dict.fromkeys(("created", "started", "finished"), {"long"})
    if kind["name"] != "imported-model":
        assert table.shape_at(output, answer["status"]).type_name == "string"
    paths = [(word, answer.get(word)) for word in types] + [("reason", path) for path in answer["reasons"]]
    for word, path in paths:
        if path is None:
            continue
        shape = table.shape_at(output, path)
        assert shape is not None and shape.type_name in types[word], (word, path)
    for path in answer["opened"]:
        shape = table.shape_at(output, path)
        assert shape is not None and shape.type_name in ("structure", "map"), path
    for path in answer["details"]:
        assert table.shape_at(output, path) is not None, path
    for path in answer["omitted"]:
        assert table.shape_at(output, path, through_lists=True) is not None, path
    # A detail goes by its name, or by its path if another has the same name.
    named = {name for path in table.detail_paths(kind) for name in (path, path.split(".")[-1])}
    conditions = {*kind["caveats"], *kind["failed_if"]}
    for member in conditions:
        assert member in answer["reasons"] or member in named, member
    if not answer["keeps_others"]:
        # Nothing else becomes a detail, so what the message has must be named.
        kept = {path.split(".")[-1] for path in answer["details"]} | {*answer["reasons"]}
        assert kept >= {*answer["highlights"], *answer["causes"], *conditions}
    # A model does not list a map's members, such as an evaluation's metrics.
    shown = [output] + [table.shape_at(output, path) for path in answer["opened"]]
    if answer["keeps_others"] and all(shape.type_name == "structure" for shape in shown):
        for member in answer["highlights"] + answer["causes"]:
            assert any(member in shape.members for shape in shown), member
        for member in conditions - set(answer["reasons"]):
            assert any(table.shape_at(shape, member) is not None for shape in shown), member
    for path in answer["reasons"] + answer["details"]:
        assert table.shape_at(output, path) is not None, path


@EACH
def test_a_reason_of_failure_is_a_caveat(kind: table.Kind) -> None:
    """Its member's name says that it is one; a message about any status says nothing against a good one."""
    told = set(kind["answer"]["reasons"]) & set(kind["caveats"])
    failures = {path for path in kind["answer"]["reasons"] if re.search("(?i)fail|error|cause$", "".join(path.split(".")[-2:]))}
    assert failures <= told
    neutral = {
        "evaluation", "ml-model", "batch-prediction", "data-source", "model-invocation-job", "edge-packaging-job", "flow",
        "marketplace-model-endpoint",
    }
    assert kind["name"] not in neutral or not told


@EACH
def test_what_is_sent_besides_the_id_is_the_operations(kind: table.Kind) -> None:
    members = table.operation(kind).input_shape.members
    for name, value in kind["request"]["fixed"].items():
        shape = next(shape for key, shape in members.items() if shape.serialization.get("name", key) == name)
        words = getattr(shape, "enum", [])
        assert not words or value in words, (name, value)


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
    told = [*answer["reasons"], *([answer["name"]] if "name" in answer else [])]
    left_out = [*answer["omitted"], *TOLD.get(kind["name"], ()), *told]
    if not answer["keeps_others"]:
        # Only what it names is told, with all that is in it.
        assert not answer["omitted"]
        named = [re.sub(r"\[\d*\]", "", path) for path in [*answer["details"], *answer["highlights"], *answer["causes"]]]
        for path, _, shape in members(table.operation(kind).output_shape):
            assert not (shape.metadata.get("sensitive") and is_under(path, named)), path
        return
    free = set()
    for path, name, shape in members(table.operation(kind).output_shape):
        if FREE.search(name) and shape.type_name in ("structure", "map", "list"):
            free.add(path)
        if shape.metadata.get("sensitive"):
            assert is_under(path, left_out) or is_under(path, free), path


@EACH
def test_whatever_may_be_given_to_a_program_is_known(kind: table.Kind) -> None:
    """A member with the name of one that is left out is left out too, or was reviewed and may be reported."""
    if not kind["answer"]["keeps_others"]:
        return
    told = {
        "EnvironmentConfig", "SharedEnvironmentConfig", "EnvironmentParameterRanges", "HyperParameterRanges",
        "TunedHyperParameters", "hyperParameters", "hostingEnvironments",
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
    inputs = table.operation(kind).input_shape.members
    shape = next(shape for name, shape in inputs.items() if wire_name(name, shape) == one["member"])
    shape = shape.member if shape.type_name == "list" else shape
    pattern = documented.IDS.get(f"{kind['name']}.{one['member']}") or documented.IDS.get(kind["name"])
    # Python's patterns know no classes of Unicode's.
    pattern = pattern or re.sub(r"\\p\{L\}\\p\{Z\}\\p\{N\}", "a-zA-Z0-9", shape.metadata.get("pattern") or "") or None
    if kind["service"]["name"] == "machinelearning":
        pattern = "[a-zA-Z0-9_.-]{1,64}"
    elif shape.enum if shape.type_name == "string" else ():
        return rng.choice(shape.enum)
    elif pattern is None:
        pattern = PATTERNS[kind["name"]]
    is_text = shape.type_name == "string"
    least, most = (shape.metadata.get("min", 1), shape.metadata.get("max", 2048)) if is_text else (1, 2048)
    while True:
        text = regex_samples.sample(pattern, rng)
        if text.startswith("arn:"):
            # Some patterns allow any type of resource, which is not intended by any service.
            types = {re.split("[/:]", arn.split(":", 5)[5])[0] for arn in one["arns"]}
            if not any(re.search(f":{re.escape(kind_of)}[/:]", text) for kind_of in types):
                continue
            # The pattern allows any region and partition, but a request does not.
            text = ":".join(["arn", "aws", *text.split(":")[2:3], "us-east-1", "123456789012", *text.split(":")[5:]])
        if max(1, least) <= len(text) <= most:
            return text


LISTED = [kind for kind in KINDS if kind.get("listing")]


@pytest.mark.parametrize("kind", LISTED, ids=lambda kind: kind["name"])
def test_the_listing_is_the_operations(kind: table.Kind) -> None:
    listing, name = kind["listing"], kind["service"]["name"]
    model = table.service(name).operation_model(listing["operation"])
    assert (listing["method"], listing["path"]) == (model.http["method"], model.http["requestUri"])
    inputs = {wire_name(name, member): member for name, member in model.input_shape.members.items()}
    by_member = listing["filter_form"] == "members"
    sent = [*listing["parent"], *listing["fixed"], *(listing["filters"].values() if by_member else [listing["filter_member"]])]
    needed = {wire_name(name, model.input_shape.members[name]) for name in model.input_shape.required_members}
    assert needed <= {*listing["parent"], *listing["fixed"]}
    in_path = re.findall(r"\{(\w+)\}", listing["path"])
    assert in_path == listing["parent"][: len(in_path)]
    pages = paginators(name).get(listing["operation"])
    if pages:
        token = listing["token"]
        keys = {wire_name(name, member): name for name, member in model.input_shape.members.items()}
        assert (keys[token["sent"]], token["received"]) == (pages["input_token"], pages["output_token"])
        assert listing["items"] == pages["result_key"]
        assert "page_size" not in listing or keys[listing["page_size"]["member"]] == pages["limit_key"]
    if "token" in listing:
        sent.append(listing["token"]["sent"])
        assert listing["token"]["received"] in wire_names(model.output_shape)
    else:
        assert not {"NextToken", "nextToken"} & set(inputs)
    if "page_size" in listing:
        sent.append(listing["page_size"]["member"])
        most = documented.PAGES.get(listing["operation"]) or inputs[listing["page_size"]["member"]].metadata["max"]
        assert int(listing["page_size"]["most"]) == most
    else:
        assert all("max" not in inputs[name].metadata for name in ("MaxResults", "maxResults", "Limit") if name in inputs)
    assert set(sent) <= set(inputs), set(sent) - set(inputs)
    others = {inputs[name].serialization.get("location") for name in sent if f"{{{name}}}" not in listing["path"]}
    assert listing["sends_query"] == ("querystring" in others and listing["method"] == "POST")
    assert len(others) <= 1
    items = table.shape_at(model.output_shape, listing["items"])
    assert items.type_name == "list"
    for word, path in listing["item"].items():
        shape = table.shape_at(items.member, path)
        times = {"long"} if name == "batch" else {"timestamp"}
        types = {"created": times, "modified": times, "reason": {"string", "list"}, "id": {"string", "integer"}}
        assert shape is not None and shape.type_name in types.get(word, {"string"}), (word, path)
    for word, member in listing["filters"].items() if by_member else ():
        assert inputs[member].type_name == ("timestamp" if word.endswith("_after") else "string"), member
    if listing["filter_form"] == "variable":
        assert set(listing["filters"].values()) <= set(inputs[listing["filter_member"]].enum)
        assert all(inputs[comparison].type_name == "string" for comparison in ("EQ", "GE"))
    elif listing["filter_form"] == "attributes":
        one = inputs[listing["filter_member"]].member
        assert listing["filters"].keys() == {"status"} and listing["filters"]["status"] in one.members["attribute"].enum
        assert "EQ" in one.members["operator"].enum and one.members["values"].member.type_name == "string"
        assert set(one.required_members) <= {"attribute", "operator", "values"}
    # A status means what it means in the operation that reads a single resource.
    if "status" in listing["item"]:
        status = table.shape_at(items.member, listing["item"]["status"])
        assert set(status.enum) - documented.NO_STATUSES.get(kind["name"], set()) <= {one["status"] for one in kind["statuses"]}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.get("batch")], ids=lambda kind: kind["name"])
def test_the_batch_read_is_the_operations(kind: table.Kind) -> None:
    batch = kind["batch"]
    model = table.service(kind["service"]["name"]).operation_model(batch["operation"])
    assert (model.http["method"], model.http["requestUri"]) == ("POST", kind["request"]["path"])
    inputs = {wire_name(name, member): member for name, member in model.input_shape.members.items()}
    named = inputs[batch["member"]]
    assert (named.type_name, named.member.type_name) == ("list", "string")
    assert int(batch["most"]) == (documented.BATCHES.get(batch["operation"]) or named.metadata["max"])
    sent = {batch["member"], *(part["member"] for part in kind["id"][:-1])}
    assert {wire_name(name, inputs[name]) for name in model.input_shape.required_members} <= sent <= set(inputs)
    # What it shows of a resource is what the kind's own operation shows.
    found = table.shape_at(model.output_shape, batch["list"])
    single = table.shape_at(table.operation(kind).output_shape, batch["place"])
    assert (found.type_name, found.member.name) == ("list", single.name)
    assert table.shape_at(single, batch["id"]).type_name == "string"


def paginators(service: str) -> dict[str, dict[str, str]]:
    """How botocore pages through a service's operations."""
    try:
        return botocore.loaders.Loader().load_service_model(service, "paginators-1")["pagination"]
    except botocore.exceptions.UnknownServiceError:
        return {}


def wire_names(shape: Shape) -> set[str]:
    return {wire_name(name, member) for name, member in shape.members.items()}
