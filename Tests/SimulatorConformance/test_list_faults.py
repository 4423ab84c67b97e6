# SPDX-License-Identifier: Apache-2.0
"""What goes wrong with lists, as boto3 sees it."""

import json

import botocore.exceptions
import pytest
from test_lists import EACH, ML, error, numbered, series

from simulator import LISTS, resource, step

STATUS = {"evaluation-job": "status", "training-job": "TrainingJobStatus"}


@pytest.fixture
def five(start):
    """A simulator with five of each kind that began an hour ago, all under way."""

    def starting(*faults):
        life = [series(kind, 5, status="InProgress", over="1h") for kind in LISTS]
        return start({"resources": life, "faults": list(faults)})

    return starting


def flat(pages):
    return sorted(id for page in pages for id in page)


def all_of(kind, *without):
    return [numbered(kind, number) for number in range(1, 6) if number not in without]


def statuses(simulator, kind):
    simulator.list(kind)
    return {item[STATUS.get(kind, "Status")] for page in simulator.pages for item in page[LISTS[kind][2]]}


@EACH
def test_list_lags(five, kind):
    simulator = five({"fault": "list-lag", "seconds": 60, "kind": kind})
    assert flat(simulator.list(kind)) == all_of(kind)
    # What has begun, and what has ended, within a minute is not in the list, but can be read.
    simulator.put(
        resource(kind, step(-30, "InProgress"), id=numbered(kind, 6)),
        resource(kind, step(-90, "InProgress"), step(-30, "Stopping"), id=numbered(kind, 1)),
    )
    assert flat(simulator.list(kind)) == all_of(kind) and statuses(simulator, kind) == {"InProgress"}
    assert simulator.get(kind, id=numbered(kind, 1))[STATUS.get(kind, "Status")] == "Stopping"
    assert simulator.get(kind, id=numbered(kind, 6))
    simulator.control("DELETE", "faults")
    assert len(flat(simulator.list(kind))) == 6 and statuses(simulator, kind) == {"InProgress", "Stopping"}


@EACH
def test_list_lacks_items(five, kind):
    simulator = five(*({"fault": "missing-item", "kind": kind, "id": numbered(kind, number)} for number in (2, 4)))
    assert flat(simulator.list(kind, size=2)) == all_of(kind, 2, 4)
    assert simulator.get(kind, id=numbered(kind, 2))
    simulator.fault("missing-item", kind=kind)
    assert flat(simulator.list(kind)) == []


@EACH
def test_token_repeats(five, kind):
    simulator = five({"fault": "repeated-token", "operation": operation(kind)})
    with pytest.raises(botocore.exceptions.PaginationError, match="same next token"):
        simulator.list(kind, size=2)
    assert [call["page"] for call in simulator.lists] == [1, 2] and not any(call["last"] for call in simulator.lists)


@EACH
@pytest.mark.parametrize("fault, end", [("empty-token", ""), ("null-token", None)])
def test_last_page_has_a_token_that_is_none(five, kind, fault, end):
    simulator = five({"fault": fault})
    name = "nextToken" if kind == "evaluation-job" else "NextToken"
    assert flat(simulator.list(kind, size=3)) == all_of(kind)
    bodies = [json.loads(body) for body in simulator.bodies]
    assert len(bodies) == 2 and bodies[0][name] and bodies[1][name] == end
    assert simulator.counts["faults"] == {fault: 1}


@EACH
def test_empty_pages_are_not_the_end(five, kind):
    simulator = five({"fault": "empty-page"}, {"fault": "empty-page", "page": 3})
    assert [len(page) for page in simulator.list(kind, size=3)] == [0, 3, 0, 2]
    assert flat(simulator.list(kind)) == all_of(kind)


def operation(kind):
    return "".join(word.capitalize() for word in LISTS[kind][1].split("_")).replace("MlM", "MLM")


@EACH
def test_denied_list_is_the_only_one(five, kind):
    simulator = five({"fault": "denied", "operation": operation(kind)})
    code, status, message = error(simulator, kind)
    assert (code, status) == ("AccessDeniedException", 403 if kind == "evaluation-job" else 400)
    assert f":{operation(kind)} on resource: *" in message
    assert simulator.get(kind, id=numbered(kind, 1))
    assert [len(flat(simulator.list(other))) for other in LISTS if other != kind] == [5] * 5


@pytest.mark.parametrize(
    "kind, member, value, refused, taken",
    [
        ("evaluation", "FilterVariable", "LastUpdatedAt", {"FilterVariable": "LastUpdatedAt", "GE": "0"}, {"Limit": 5}),
        (
            "evaluation",
            "FilterVariable",
            "LastUpdatedAt",
            {"FilterVariable": "LastUpdatedAt", "GE": "0"},
            {"FilterVariable": "Status", "EQ": "InProgress"},
        ),
        ("evaluation-job", "statusEquals", None, {"statusEquals": "InProgress"}, {"nameContains": "simulated"}),
        ("evaluation-job", None, None, {"creationTimeAfter": 0}, {"maxResults": 5}),
        ("training-job", "LastModifiedTimeAfter", None, {"LastModifiedTimeAfter": 0}, {"CreationTimeAfter": 0}),
    ],
)
def test_filter_is_refused(five, kind, member, value, refused, taken):
    more = {name: what for name, what in [("member", member), ("value", value)] if what}
    simulator = five({"fault": "refused-filter", **more})
    code, status, message = error(simulator, kind, **refused)
    assert (code, status) == ("InvalidInputException" if kind in ML else "ValidationException", 400)
    assert "filter" in message and "token" not in message
    assert flat(simulator.list(kind, **taken)) == all_of(kind)
    call = simulator.lists[0]
    assert set(call["members"]) == set(refused) and (call["error"], call["items"]) == (code, 0)
    assert simulator.counts["protocol_errors"] == 0


@EACH
def test_one_page_is_broken(five, kind):
    simulator = five()
    service, method, items, limit, _ = LISTS[kind]
    name = "nextToken" if kind == "evaluation-job" else "NextToken"
    client = simulator.client(service)
    for fault in ["internal-error", "throttle", "not-json", "missing-list", "null-list"]:
        simulator.fault(fault, kind=kind, page=2)
        first = getattr(client, method)(**{limit: 2})
        second = {limit: 2, name: first[name]}
        if fault in ("internal-error", "throttle"):
            code = error(simulator, kind, client, **second)[0]
            assert code in ("InternalServerException", "InternalFailure", "ThrottlingException")
        else:
            getattr(client, method)(**second)
            body = simulator.bodies[-1]
            assert body.startswith(b"Status") if fault == "not-json" else json.loads(body).get(items) is None
        assert len(first[items]) == 2 and simulator.counts["faults"][fault] == 1
        assert [(call["page"], call["status"] == 200) for call in simulator.lists[-2:]] == [
            (1, True),
            (2, fault not in ("internal-error", "throttle")),
        ]
        assert simulator.get(kind, id=numbered(kind, 1), client=client)
        simulator.control("DELETE", "faults")


SPOILED = {
    "missing-id": lambda item, kind: LISTS[kind][4] not in item,
    "missing-status": lambda item, kind: STATUS.get(kind, "Status") not in item,
    "null-status": lambda item, kind: item[STATUS.get(kind, "Status")] is None,
    "numeric-status": lambda item, kind: item[STATUS.get(kind, "Status")] == 3,
    "missing-creation": lambda item, kind: not {"CreatedAt", "creationTime", "CreationTime"} & item.keys(),
}


@EACH
def test_one_item_is_spoiled(five, kind):
    simulator = five()
    service, method, items, *_ = LISTS[kind]
    client = simulator.client(service)
    for fault, is_spoiled in SPOILED.items():
        simulator.fault(fault, operation=operation(kind), id=numbered(kind, 3))
        getattr(client, method)()
        found = json.loads(simulator.bodies[-1])[items]
        assert [is_spoiled(item, kind) for item in found] == [False, False, True, False, False], fault
        # Reading it is another operation.
        simulator.get(kind, id=numbered(kind, 3), client=client)
        assert simulator.counts["faults"][fault] == 1
        simulator.control("DELETE", "faults")


def test_faults_of_lists_apply_together(five):
    simulator = five(
        {"fault": "list-lag", "seconds": 600},
        {"fault": "missing-item", "id": numbered("training-job", 2)},
        {"fault": "empty-page"},
        {"fault": "empty-token"},
    )
    # The last one began 12 minutes before the start.
    assert flat(simulator.list("training-job", size=2)) == all_of("training-job", 2)
    assert simulator.counts["faults"] == {"list-lag": 3, "missing-item": 3, "empty-page": 1, "empty-token": 1}


def test_fault_of_a_list_is_counted_out(five):
    simulator = five({"fault": "denied", "operation": "ListTrainingJobs", "count": 2})
    assert [error(simulator, "training-job")[0] for _ in range(2)] == ["AccessDeniedException"] * 2
    assert flat(simulator.list("training-job")) == all_of("training-job")


@pytest.mark.parametrize(
    "body, message",
    [
        ({"fault": "denied", "operation": "ListJobs"}, "faults.operation: 'ListJobs' is not one of GetEvaluation, Desc"),
        ({"fault": "denied", "operation": "GetEvaluation", "page": 2}, "faults.page: Only lists have pages."),
        ({"fault": "denied", "page": 0}, "faults.page: Expected a whole number from 1"),
        ({"fault": "list-lag", "seconds": "5"}, "faults.seconds: Expected a number"),
    ],
)
def test_mistakes_in_faults_of_lists_are_said(five, body, message):
    code, text = five().refused("POST", "faults", body)
    assert code == 400 and message in text
