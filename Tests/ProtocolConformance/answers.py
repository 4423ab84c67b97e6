# SPDX-License-Identifier: Apache-2.0
"""Responses of every kind's operation, generated from botocore's models: the files in Tests/RecordedResponses.

    python3 Tests/ProtocolConformance/answers.py [KIND ...]      rewrites those of these kinds, or all

It asks the awaitd named by AWAITD_BINARY for its kinds.
"""

import datetime
import json
import sys
from pathlib import Path
from typing import Any

import botocore
import botocore.parsers
import table
from botocore.model import Shape

RECORDED = table.ROOT / "Tests" / "RecordedResponses"
DEEPEST = 3
START = datetime.datetime(2026, 11, 21, 10, 0, 0, 250_000, tzinfo=datetime.timezone.utc)


def member(shape: Shape, name: str, protocol: str, depth: int) -> Any:
    """A value of a shape; deep structures are left empty to keep the files readable."""
    kind = shape.type_name
    if kind == "structure":
        if shape.is_tagged_union:
            key, inner = min(shape.members.items(), key=lambda item: item[1].type_name in ("structure", "list", "map"))
            return {key: member(inner, key, protocol, depth + 1)}
        if depth >= DEEPEST:
            return {}
        return {
            inner.serialization.get("name", key): member(inner, key, protocol, depth + 1)
            for key, inner in shape.members.items()
            if not (depth + 1 >= DEEPEST and inner.type_name in ("structure", "list", "map"))
        }
    if kind == "list":
        return [member(shape.member, name, protocol, depth + 1)]
    if kind == "map":
        return {"key": member(shape.value, name, protocol, depth + 1)}
    if kind == "timestamp":
        return timestamp(shape, name, protocol)
    if kind == "string":
        return shape.enum[0] if shape.enum else f"a {name}"
    if kind in ("integer", "long"):
        return 7
    if kind in ("float", "double"):
        return 0.5
    assert kind == "boolean", kind
    return True


def timestamp(shape: Shape, name: str, protocol: str) -> Any:
    """Times in the protocol's format: created before started before finished."""
    low = name.lower()
    minutes = 42 if any(word in low for word in ("end", "complet", "modified", "updated")) else 2 if "start" in low else 0
    moment = START + datetime.timedelta(minutes=minutes)
    if shape.serialization.get("timestampFormat", "iso8601" if protocol == "rest-json" else "unixtimestamp") == "iso8601":
        return moment.isoformat().replace("+00:00", "Z")
    return moment.timestamp()


def put(answer: dict[str, Any], path: str, value: Any) -> None:
    """Sets the value at a dotted path, in a list in its first element; None removes it."""
    *parents, last = path.split(".")
    for name in parents:
        member, is_list, _ = name.partition("[")
        answer = answer.setdefault(member, [{}] if is_list else {})
        if is_list:
            answer = answer[0]
    if value is None:
        answer.pop(last, None)
    else:
        answer[last] = value


def can_have(shape: Shape, answer: Any, path: str) -> bool:
    """Whether the answer may have a member at a dotted path too: a union has only one."""
    for name in path.split("."):
        name, is_list, _ = name.partition("[")
        if getattr(shape, "is_tagged_union", False) and name not in answer:
            return False
        shape, answer = shape.members[name], answer.get(name, {})
        if is_list:
            shape, answer = shape.member, answer[0] if answer else {}
    return True


def reason(kind: table.Kind, path: str, text: str) -> Any:
    """A reason in the operation's own form."""
    shape = table.shape_at(table.operation(kind).output_shape, path)
    if shape.type_name == "string":
        return text
    return [text, "And so on."] if shape.member.type_name == "string" else [{"message": text, "severity": "Error"}]


def answer(kind: table.Kind, status: dict[str, Any]) -> dict[str, Any]:
    """The operation's response for a resource with this status."""
    operation, paths = table.operation(kind), kind["answer"]
    body = member(operation.output_shape, kind["name"], kind["service"]["protocol"], 0)
    if table.shape_at(operation.output_shape, paths["status"]) is not None:
        put(body, paths["status"], status["status"])
    is_told = status["state"] == "failed" or status["is_warning"]
    for path in paths["reasons"]:
        if not can_have(operation.output_shape, body, path):
            continue
        text = f"The {kind['name']} is {status['status']}." if path == paths["reason"] else "There is more to it."
        put(body, path, reason(kind, path, text) if is_told else None)
    shown = {*paths["highlights"], *paths["causes"], *kind["caveats"], *kind["failed_if"]}
    for path in paths["details"]:
        # What a message has is there, however deep it is.
        name = path.split(".")[-1]
        if name in shown and table.value_at(body, path) is None and can_have(operation.output_shape, body, path):
            shape = table.shape_at(operation.output_shape, path)
            put(body, path, member(shape, name, kind["service"]["protocol"], DEEPEST - 1))
    # A good end is one without a caveat, and one that nothing makes a failure of.
    for name, condition in ({name: tests[0] for name, tests in kind["failed_if"].items()} | kind["caveats"]).items():
        if not is_told and name not in paths["reasons"]:
            path = next((path for path in table.detail_paths(kind) if path.split(".")[-1] == name), name)
            put(body, path, harmless(condition, table.shape_at(operation.output_shape, path)))
    for word, minutes in (("created", 0), ("started", 2), ("finished", 42)):
        if paths.get(word) and table.shape_at(operation.output_shape, paths[word]).type_name == "long":
            put(body, paths[word], round((START + datetime.timedelta(minutes=minutes)).timestamp() * 1_000))
    for word in ("started", "finished"):
        if paths.get(word) and status["state"] == "in-progress" and word == "finished":
            put(body, paths[word], None)
    return body


def harmless(condition: str, shape: Shape) -> Any:
    """A value of which a caveat's condition does not hold; None if there must be none."""
    comparison, _, operand = condition.partition(" ")
    if comparison in (">", "!="):
        return int(operand) if operand.isdigit() else operand
    if comparison == "==":
        return next((word for word in getattr(shape, "enum", ()) if word != operand), f"not {operand}")
    return None


def understood(kind: table.Kind, body: dict[str, Any]) -> dict[str, Any]:
    """What botocore reads from a response, at the members that the kind names."""
    parser = botocore.parsers.create_parser(kind["service"]["protocol"])
    response = {"status_code": 200, "headers": {}, "body": json.dumps(body).encode()}
    parsed = parser.parse(response, table.operation(kind).output_shape)
    paths = kind["answer"]
    told = {"status": table.value_at(parsed, paths["status"]) or paths.get("status_when_absent")}
    words = [word for path in paths["reasons"] for word in table.values_at(parsed, path)]
    if words:
        told["reason"] = "; ".join(word if isinstance(word, str) else word["message"] for word in words)
    for word in ("created", "started", "finished"):
        moment = table.value_at(parsed, paths.get(word))
        if isinstance(moment, int):
            moment = datetime.datetime.fromtimestamp(moment / 1_000, datetime.timezone.utc)
        if moment is not None:
            utc = moment.astimezone(datetime.timezone.utc)
            told[word] = utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return told


def recorded(kind: table.Kind) -> dict[str, Any]:
    """One response for the first status of each of the kind's states, and how botocore reads it."""
    answers = []
    seen = set()
    for status in kind["statuses"]:
        state = (status["state"], status["is_warning"])
        if state in seen:
            continue
        seen.add(state)
        body = answer(kind, status)
        answers.append({
            "state": status["state"], "isWarning": status["is_warning"], "body": body, "read": understood(kind, body),
        })
    return {"kind": kind["name"], "botocore": botocore.__version__, "answers": answers}


def text(record: dict[str, Any]) -> str:
    """A file's text."""
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def path(kind: table.Kind) -> Path:
    """A kind's file."""
    return RECORDED / f"{kind['name']}.json"


if __name__ == "__main__":
    wanted = sys.argv[1:]
    RECORDED.mkdir(exist_ok=True)
    for old in RECORDED.glob("*.json") if not wanted else ():
        old.unlink()
    for one in table.kinds():
        if not wanted or one["name"] in wanted:
            path(one).write_text(text(recorded(one)))
