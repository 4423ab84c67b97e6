# SPDX-License-Identifier: Apache-2.0
"""The pages of lists that awaitd asks for and reads, against botocore's serializer, signer and parser."""

import datetime
import json
import os
import random
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import answers
import botocore.parsers
import botocore.serialize
import botocore.validate
import harness
import oracle
import pytest
import table
import test_kinds
from botocore.model import OperationModel

pytestmark = pytest.mark.skipif(not os.access(table.AWAITD, os.X_OK), reason="awaitd is not built")

ACCESS, SECRET, TIME = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "2026-11-30T12:00:00Z"
ENDPOINT = "http://127.0.0.1:9000/base"
AFTER = datetime.datetime(2026, 11, 30, 10, 0, 0, tzinfo=datetime.timezone.utc)
# A token has characters that a query, and a string of JSON, must escape.
TOKEN = 'a+b/c==&"ä"\\ %2F'
# Kinds whose lists say of what they show only what awaitd has no use for: no id.
WITHOUT_IDS = {"rekognition-project-version"}
# Kinds whose lists say nothing of the status.
WITHOUT_STATUS = {
    "imported-model", "marketplace-model-endpoint", "data-automation-project", "inference-router", "ecs-task",
    "codebuild-build", "codebuild-build-batch", "athena-query",
}  # fmt: skip
# Names of parents that no id reveals.
PARENTS = {"jobQueue": "queue", "stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m"}

LISTED = [kind for kind in (table.kinds() if os.access(table.AWAITD, os.X_OK) else []) if kind.get("listing")]


class Case:
    """One kind's list: a parent, and a resource within it."""

    def __init__(self, kind: table.Kind) -> None:
        rng = random.Random(kind["name"])
        self.kind, self.listing = kind, kind["listing"]
        self.model = table.service(kind["service"]["name"]).operation_model(self.listing["operation"])
        members, parents = [part["member"] for part in kind["id"]], self.listing["parent"]
        self.parts = test_kinds.identity(kind, rng)
        count = len(parents)
        if len(members) <= count:
            # The parent is in the ARN, or in none.
            inner = re.split("[/:]", self.parts[0].split(":", 5)[-1])[1:]
            self.parent_values = [PARENTS.get(name) or inner[index] for index, name in enumerate(parents)]
            self.own = self.parts[0]
        elif count and members[-count:] == parents:
            self.parent_values, self.own = self.parts[-count:], self.parts[0]
        else:
            self.parent_values, (self.own,) = self.parts[:count], self.parts[count:]
        if kind["id"][-1]["shape"] == "number":
            self.own = str(int(self.own))
            self.parts[-1] = self.own
        self.id = "/".join(self.parts)
        self.parent = "/".join(self.parent_values) or None
        self.status = kind["statuses"][0]["status"]

    def params(self, bounds: dict[str, Any], token: str | None) -> dict[str, Any]:
        """The operation's parameters by their names in the model, as botocore takes them."""
        listing = self.listing
        wire: dict[str, Any] = dict(zip(listing["parent"], self.parent_values)) | listing["fixed"]
        if "page_size" in listing:
            wire[listing["page_size"]["member"]] = int(listing["page_size"]["most"])
        if token is not None:
            wire[listing["token"]["sent"]] = token
        for word, value in bounds.items():
            name = listing["filters"][word]
            match listing["filter_form"]:
                case "members":
                    wire[name] = value
                case "variable":
                    compared = value if word == "status" else value.strftime("%Y-%m-%dT%H:%M:%SZ")
                    wire |= {listing["filter_member"]: name, "EQ" if word == "status" else "GE": compared}
                case "attributes":
                    wire[listing["filter_member"]] = [{"attribute": name, "operator": "EQ", "values": [value]}]
        names = {test_kinds.wire_name(name, shape): name for name, shape in self.model.input_shape.members.items()}
        return {names[name]: value for name, value in wire.items()}

    def input(self, bounds: dict[str, Any], token: str | None = None, answer: str | None = None) -> dict[str, Any]:
        """A line for the harness."""
        page: dict[str, Any] = {"parent": self.parent, "token": token, "answer": answer}
        for word, value in bounds.items():
            key = {"status": "status", "created_after": "createdAfter", "modified_after": "modifiedAfter"}[word]
            # A fraction is cut off.
            page[key] = value if word == "status" else value.isoformat().replace("+00:00", ".999Z")
        return {
            "kind": self.kind["name"], "id": self.id, "region": "us-east-1", "endpoint": ENDPOINT, "page": page,
            "accessKey": ACCESS, "secretKey": SECRET, "timestamp": TIME,
        }  # fmt: skip

    def bounds(self) -> list[dict[str, Any]]:
        """What may narrow the list at once: everything, or one thing at a time."""
        values = {"status": self.status, "created_after": AFTER, "modified_after": AFTER}
        known = {word: values[word] for word in self.listing["filters"] if word in values}
        if self.listing["filter_form"] == "variable":
            return [{}, *({word: value} for word, value in known.items())]
        return [{}, known] if known else [{}]

    def arn(self) -> str:
        """An ARN of the resource."""
        if self.own.startswith("arn:"):
            return self.own
        patterns = [pattern.replace("REGION:ACCOUNT", "us-east-1:123456789012", 1) for pattern in self.kind["arns"]]
        if not patterns:
            return "arn:aws:some:us-east-1:123456789012:thing/1"
        head, resource = patterns[0][: patterns[0].rindex(":123456789012:") + 14], patterns[0].split(":123456789012:")[1]
        pieces = re.split("([/:])", resource)
        places = [index for index, piece in enumerate(pieces) if re.fullmatch("[A-Z]+", piece)]
        values = [part.split("/")[-1] for part in self.parts]
        values = ["x"] * (len(places) - len(values)) + values
        for index, value in zip(places, values):
            pieces[index] = value
        return head + "".join(pieces)

    def answer(self) -> str:
        """A page with one item, and others that say nothing."""
        listing, protocol = self.listing, self.kind["service"]["protocol"]
        body = answers.member(self.model.output_shape, self.kind["name"], protocol, 0)
        if "token" in listing:
            answers.put(body, listing["token"]["received"], TOKEN)
        shape = table.shape_at(self.model.output_shape, listing["items"]).member
        if shape.type_name == "string":
            answers.put(body, listing["items"], [self.arn() if self.kind["name"] == "ecs-task" else self.own])
            return json.dumps(body)
        item = answers.member(shape, self.kind["name"], protocol, 1)
        paths = listing["item"]
        for word, path in paths.items():
            member = table.shape_at(shape, path)
            if word in ("created", "modified"):
                now = answers.timestamp(member, word, protocol)
                answers.put(item, path, now if member.type_name == "timestamp" else round(answers.START.timestamp() * 1_000))
            elif word == "reason":
                answers.put(item, path, "no reason" if member.type_name == "string" else ["no", "reason"])
        answers.put(item, paths["arn"], self.arn()) if "arn" in paths else None
        if "name" in paths:
            answers.put(item, paths["name"], self.own if "id" not in paths and not self.own.startswith("arn:") else "a name")
        if "id" in paths:
            own = self.own if paths["id"] == paths.get("arn") or not self.own.startswith("arn:") else self.own.split("/")[-1]
            answers.put(item, paths["id"], int(own) if table.shape_at(shape, paths["id"]).type_name == "integer" else own)
        if "status" in paths:
            answers.put(item, paths["status"], self.status)
        answers.put(body, listing["items"], [item, {}])
        return json.dumps(body)

    def understood(self, body: str) -> tuple[list[Any], str | None]:
        """The page as botocore parses it: its items, and its token."""
        parser = botocore.parsers.create_parser(self.kind["service"]["protocol"])
        parsed = parser.parse({"status_code": 200, "headers": {}, "body": body.encode()}, self.model.output_shape)
        token = self.listing.get("token")
        return table.value_at(parsed, self.listing["items"]), token and table.value_at(parsed, token["received"])


CASES = {kind["name"]: Case(kind) for kind in LISTED}
REQUESTS = [
    (name, bounds, token)
    for name, case in CASES.items()
    for bounds in case.bounds()
    for token in ([None, TOKEN] if "token" in case.listing else [None])
]


@pytest.fixture(scope="module")
def requests() -> list[dict[str, Any]]:
    return harness.sign([CASES[name].input(bounds, token) for name, bounds, token in REQUESTS])


@pytest.fixture(scope="module")
def pages() -> dict[str, dict[str, Any]]:
    results = harness.sign([case.input({}, answer=case.answer()) for case in CASES.values()])
    return dict(zip(CASES, results))


def serialized(model: OperationModel, protocol: str, params: dict[str, Any]) -> dict[str, Any]:
    """The request as botocore makes it."""
    report = botocore.validate.ParamValidator().validate(params, model.input_shape)
    assert not report.has_errors(), report.generate_report()
    return botocore.serialize.create_serializer(protocol).serialize_to_request(params, model)


@pytest.mark.parametrize("number", range(len(REQUESTS)), ids=lambda number: f"{REQUESTS[number][0]}-{number}")
def test_the_request_is_botocores(number: int, requests: list[dict[str, Any]]) -> None:
    (name, bounds, token), request = REQUESTS[number], requests[number]
    assert "failure" not in request, request
    case = CASES[name]
    expected = serialized(case.model, case.kind["service"]["protocol"], case.params(bounds, token))
    url, headers = urlsplit(request["url"]), dict(request["headers"])
    assert (request["method"], url.path) == (expected["method"], "/base" + expected["url_path"])
    query = {key: str(value) for key, value in (expected["query_string"] or {}).items()}
    assert dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query))) == query
    # A body without members says as much as none.
    assert json.loads(request["body"] or "{}") == json.loads(expected["body"] or b"{}")
    assert headers.get("X-Amz-Target") == expected["headers"].get("X-Amz-Target")
    signed = oracle.sign(
        request, access_key=ACCESS, secret_key=SECRET, token=None, region="us-east-1",
        service=case.kind["service"]["signing_name"], time=TIME,
    )  # fmt: skip
    assert request["canonicalRequest"] == signed.canonical_request
    assert headers["Authorization"] == signed.authorization


@pytest.mark.parametrize("name", CASES)
def test_a_page_is_read_as_botocore_reads_it(name: str, pages: dict[str, dict[str, Any]]) -> None:
    case, page = CASES[name], pages[name]
    assert "unreadable" not in page and "failure" not in page, page
    (raw, *_), token = case.understood(case.answer())
    item, *others = page["items"]
    assert page.get("nextToken") == token
    assert item["ids"] == [] if name in WITHOUT_IDS else case.id in item["ids"]
    paths = case.listing["item"]
    assert ("status" in item) == (name not in WITHOUT_STATUS | WITHOUT_IDS)
    for word in ("status", "reason", "created", "modified"):
        value = table.value_at(raw, paths.get(word)) if name not in WITHOUT_IDS or word != "status" else None
        if isinstance(value, list):
            value = "; ".join(value)
        elif isinstance(value, int):
            value = datetime.datetime.fromtimestamp(value / 1_000, datetime.timezone.utc)
        if isinstance(value, datetime.datetime):
            utc = value.astimezone(datetime.timezone.utc)
            value = utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        assert item.get(word) == value, word
    # What says nothing has no id, so nothing is said of its status.
    assert all(one["ids"] == [] and "status" not in one for one in others)


@pytest.mark.parametrize("name", CASES)
def test_an_id_belongs_to_the_parent_whose_list_shows_it(name: str, pages: dict[str, dict[str, Any]]) -> None:
    case = CASES[name]
    item = pages[name]["items"][0]
    expected = None if set(case.listing["parent"]) & set(PARENTS) else case.parent
    for identity, parent in zip(item["ids"], item["parents"]):
        # An ARN that is taken for an id has none, unless the parent is in it.
        if identity == case.id:
            assert parent == expected
