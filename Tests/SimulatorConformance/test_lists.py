# SPDX-License-Identifier: Apache-2.0
"""The list operations through boto3's paginators: pages, filters, tokens, and items as botocore's models have them."""

import datetime
import json
import time

import botocore.exceptions
import pytest
from test_members import check, reachable

from simulator import JOB, KINDS, LISTS, Simulator, resource, send, step

EACH = pytest.mark.parametrize("kind", LISTS)
ML = [kind for kind in LISTS if LISTS[kind][0] == "machinelearning"]


def pattern(kind, word="job"):
    return f"{JOB[:-12]}{word}#########" if kind == "evaluation-job" else f"{word}-#####"


def numbered(kind, number, word="job"):
    id = pattern(kind, word)
    return id.replace("#" * id.count("#"), str(number).zfill(id.count("#")))


def series(kind, count, word="job", status="x", **more):
    return {"kind": kind, "id": pattern(kind, word), "count": count, "status": status, **more}


def error(simulator, kind, client=None, **members):
    service, method, *_ = LISTS[kind]
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        getattr(client or simulator.client(service), method)(**members)
    answer = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Message"]


@EACH
def test_pages_are_read_by_the_paginator(start, kind):
    simulator = start({"resources": [series(kind, 250, over="1h")]})
    pages = simulator.list(kind, size=100)
    assert [len(page) for page in pages] == [100, 100, 50]
    ids = [id for page in pages for id in page]
    expected = [numbered(kind, number) for number in range(1, 251)]
    assert ids == (expected if kind in ML else expected[::-1])
    counts = simulator.counts
    assert counts["signature_errors"] == counts["protocol_errors"] == 0
    operation = simulator.lists[0]["operation"]
    assert counts["by_operation"] == {operation: 3} and counts["pages"] == {operation: {"1": 1, "2": 1, "3": 1}}
    limit = LISTS[kind][3]
    size = "100" if kind == "evaluation-job" else 100
    assert [
        (call["page"], call["items"], call["last"], call["members"], call["status"], call["error"], call["listing"])
        for call in simulator.lists
    ] == [(n, 100 if n < 3 else 50, n == 3, {limit: size}, 200, None, 1) for n in (1, 2, 3)]


@EACH
def test_usual_page_is_awss(start, kind):
    simulator = start({"resources": [series(kind, 250)]})
    assert len(simulator.list(kind)[0]) == (10 if kind == "training-job" else 100)


def test_largest_page_of_bedrock_has_1000(start):
    simulator = start({"resources": [series("evaluation-job", 1500)]})
    assert [len(page) for page in simulator.list("evaluation-job", size=1000)] == [1000, 500]


@EACH
def test_twenty_thousand_others_are_listed_in_time(start, kind):
    simulator = start(
        {"resources": [series(kind, 20_000, over="30d", status="COMPLETED"), resource(kind, step(-60, "INPROGRESS"))]}
    )
    service, method, items, limit, identity = LISTS[kind]
    client = simulator.client(service)
    newest = {"SortOrder": "dsc"} if kind in ML else {}
    token = {}
    ids = []
    began = time.monotonic()
    for _ in range(5):
        page = getattr(client, method)(**{limit: 100}, **newest, **token)
        ids += [item[identity] for item in page[items]]
        token = {name: page[name] for name in ("NextToken", "nextToken") if name in page}
    # Generous: a page that looked at all of them for each item would take minutes.
    assert time.monotonic() - began < 10
    assert ids == [KINDS[kind][3]] + [numbered(kind, number) for number in range(20_000, 19_501, -1)]
    assert simulator.get(kind, id=numbered(kind, 12_345), client=client)


# The responses against the models


def variants(kind):
    """Resources that together should have every member of a list's items."""
    if kind == "evaluation-job":
        # The model has lists of at most five items, too few of them for all shapes.
        for shape in ["human", "rag", "rag-precomputed"]:
            yield resource(kind, step(-60, "InProgress"), step(-5, "Failed"), id=f"{JOB[:-12]}{len(shape):012}", shape=shape)
        yield resource(kind, members={"jobName": "a-name", "outputDataConfig": {"s3Uri": "s3://not/in/lists"}})
    elif kind == "training-job":
        for status in ["InProgress", "Completed", "Failed", "Stopping", "Stopped", "Deleting"]:
            yield resource(kind, step(-60, "InProgress"), step(-5, status), id=f"train-{status}")
        warm = {"Status": "Reused", "ResourceRetainedBillableTimeInSeconds": 60, "ReusedByJob": "train-2"}
        plan = "arn:aws:sagemaker:us-east-1:123456789012:training-plan/example"
        yield resource(
            kind, members={"WarmPoolStatus": warm, "TrainingPlanArn": plan, "FailureReason": "not in lists"}
        )
    else:
        for shape in {"batch-prediction": ["plain"], "data-source": ["s3", "redshift", "rds"]}.get(
            kind, ["binary", "regression", "multiclass"]
        ):
            for status in ["PENDING", "INPROGRESS", "COMPLETED", "FAILED", "DELETED"]:
                more = {"endpoint": [step(-9, "UPDATING"), step(-5, "READY")]} if kind == "ml-model" else {}
                timeline = [step(-9, "PENDING"), step(-5, status)]
                yield resource(kind, *timeline, id=f"{shape}-{status}", shape=shape, **more)
        hidden = {"LogUri": "https://not.in/lists", "Recipe": "no", "Schema": "no", "DataSourceSchema": "no"}
        yield resource(kind, id="hidden", members={**hidden, "Name": "a name"})


@EACH
def test_items_are_the_model(start, kind):
    simulator = start({"resources": list(variants(kind))})
    service, method, items, *_ = LISTS[kind]
    client = simulator.client(service)
    model = client.meta.service_model
    output = model.operation_model(client.meta.method_to_api_mapping[method]).output_shape
    found = set()
    simulator.list(kind, client=client, size=2)
    for body in simulator.bodies:
        check(json.loads(body), output, model.metadata["protocol"], found)
    assert found == reachable(output)
    names = {item.get("Name") or item.get("jobName") for page in simulator.pages for item in page[items]}
    assert kind == "training-job" or {"a name", "a-name"} & names
    assert simulator.counts["protocol_errors"] == simulator.counts["signature_errors"] == 0


@EACH
def test_item_says_what_the_resource_says(start, kind):
    """As the documentation has it: of Amazon ML all, of the others what a summary has."""
    simulator = start({"resources": [resource(kind, step(-60, "PENDING"), step(-5, "COMPLETED"))]})
    simulator.list(kind)
    item = simulator.pages[0][LISTS[kind][2]][0]
    answer = simulator.get(kind)
    del answer["ResponseMetadata"]
    if kind in ML:
        answer.pop("LogUri")
        assert {**answer, **({"Algorithm": "sgd"} if kind == "ml-model" else {})} == item
    else:
        common = item.keys() & answer.keys()
        assert {name: item[name] for name in common} == {name: answer[name] for name in common}
        assert len(common) > 5 and item.keys() - common == {
            "training-job": set(),
            "evaluation-job": {
                "evaluationTaskTypes", "modelIdentifiers", "evaluatorModelIdentifiers",
                "customMetricsEvaluatorModelIdentifiers", "inferenceConfigSummary",
            },
        }[kind]  # fmt: skip


# Tokens


@EACH
def test_token_belongs_to_its_request(start, kind):
    simulator = start({"resources": [series(kind, 30)]})
    service, method, items, limit, _ = LISTS[kind]
    client = simulator.client(service)
    name = "nextToken" if kind == "evaluation-job" else "NextToken"
    token = {name: getattr(client, method)(**{limit: 10})[name]}
    expected = "InvalidInputException" if kind in ML else "ValidationException"
    others = {
        "evaluation-job": {"creationTimeAfter": datetime.datetime(2020, 1, 1)},
        "training-job": {"CreationTimeAfter": datetime.datetime(2020, 1, 1)},
    }.get(kind, {"SortOrder": "asc"})
    for members in [{limit: 11, **token}, token, {limit: 10, **others, **token}, {limit: 10, name: "unknown"}]:
        code, status, message = error(simulator, kind, client, **members)
        assert (code, status) == (expected, 400) and "token" in message
    assert len(getattr(client, method)(**{limit: 10}, **token)[items]) == 10
    assert [call["error"] for call in simulator.lists] == [None, *[expected] * 4, None]


@EACH
def test_new_and_removed_items_between_pages_disturb_none(start, kind):
    simulator = start({"resources": [series(kind, 30, over=300)]})
    service, method, items, limit, identity = LISTS[kind]
    client = simulator.client(service)
    name = "nextToken" if kind == "evaluation-job" else "NextToken"
    ids, token = [], {}
    for number in range(3):
        page = getattr(client, method)(**{limit: 10}, **token)
        ids += [item[identity] for item in page[items]]
        token = {name: page[name]} if name in page else {}
        simulator.put(resource(kind, id=numbered(kind, number, "new")))
    assert len(set(ids)) == len(ids) and {numbered(kind, number) for number in range(1, 31)} <= set(ids)


# Filters, by what boto3 makes of them


@pytest.fixture(scope="module")
def jobs(tmp_path_factory):
    """Of each kind: an old one that is completed, one that ran, one that runs, and one that begins in an hour."""
    resources = []
    for kind in LISTS:
        words = ("PENDING", "INPROGRESS", "COMPLETED") if kind in ML else ("InProgress", "InProgress", "Completed")
        for word, times in [("old", (-7200, -7000)), ("ran", (-600, -60)), ("run", (-300, None)), ("aft", (3600, None))]:
            steps = [step(times[0], words[0]), *([step(times[1], words[2])] if times[1] else [])]
            more = {} if kind == "training-job" else {"name": f"name-of-{word}"}
            resources.append(resource(kind, *steps, id=numbered(kind, 1, word), **more))
    simulator = Simulator(tmp_path_factory.mktemp("jobs"), {"resources": resources})
    yield simulator
    assert simulator.stop() == 0


def ago(seconds):
    return datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "filters, words",
    [
        (lambda: {}, "old ran run"),
        (lambda: {"SortOrder": "dsc"}, "run ran old"),
        (lambda: {"FilterVariable": "Status", "EQ": "COMPLETED"}, "old ran"),
        (lambda: {"FilterVariable": "Status", "NE": "COMPLETED"}, "run"),
        (lambda: {"FilterVariable": "LastUpdatedAt", "GE": ago(90).isoformat()}, "ran"),
        (lambda: {"FilterVariable": "LastUpdatedAt", "GE": str(ago(400).timestamp())}, "run ran"),
        (lambda: {"FilterVariable": "CreatedAt", "LT": f"{ago(400):%Y-%m-%dT%H:%M:%SZ}", "SortOrder": "dsc"}, "ran old"),
        (lambda: {"FilterVariable": "Name", "Prefix": "name-of-r", "SortOrder": "asc"}, "ran run"),
        (lambda: {"FilterVariable": "IAMUser", "EQ": "nobody"}, ""),
    ],
)
@pytest.mark.parametrize("kind", ML)
def test_filters_of_amazon_ml(jobs, kind, filters, words):
    found = [id for page in jobs.list(kind, size=1, **filters()) for id in page]
    assert found == [numbered(kind, 1, word) for word in words.split()]


@pytest.mark.parametrize(
    "filters, words",
    [
        (lambda: {}, "run ran old"),
        (lambda: {"sortOrder": "Ascending", "sortBy": "CreationTime"}, "old ran run"),
        (lambda: {"statusEquals": "InProgress"}, "run"),
        (lambda: {"creationTimeAfter": ago(400)}, "run"),
        (lambda: {"creationTimeAfter": ago(1000), "statusEquals": "Completed"}, "ran"),
        (lambda: {"creationTimeBefore": ago(400)}, "ran old"),
        (lambda: {"nameContains": "name-of-r"}, "run ran"),
        (lambda: {"applicationTypeEquals": "RagEvaluation"}, ""),
    ],
)
def test_filters_of_bedrock_are_signed_in_the_query(jobs, filters, words):
    kind = "evaluation-job"
    found = [id for page in jobs.list(kind, size=1, **filters()) for id in page]
    assert found == [numbered(kind, 1, word) for word in words.split()]
    assert jobs.counts["signature_errors"] == 0
    assert set(jobs.lists[-1]["members"]) == {"maxResults", *filters()}


@pytest.mark.parametrize(
    "filters, words",
    [
        (lambda: {}, "run ran old"),
        (lambda: {"SortOrder": "Ascending"}, "old ran run"),
        (lambda: {"SortBy": "Name", "SortOrder": "Ascending"}, "old ran run"),
        (lambda: {"SortBy": "Status", "SortOrder": "Descending"}, "run ran old"),
        (lambda: {"CreationTimeAfter": ago(400)}, "run"),
        (lambda: {"CreationTimeBefore": ago(400)}, "ran old"),
        (lambda: {"LastModifiedTimeAfter": ago(400)}, "run ran"),
        (lambda: {"LastModifiedTimeAfter": ago(400), "LastModifiedTimeBefore": ago(90)}, "run"),
        (lambda: {"NameContains": "ra"}, "ran"),
        (lambda: {"StatusEquals": "Completed"}, "ran old"),
        (lambda: {"WarmPoolStatusEquals": "InUse"}, ""),
    ],
)
def test_filters_of_sagemaker(jobs, filters, words):
    kind = "training-job"
    found = [id for page in jobs.list(kind, size=1, **filters()) for id in page]
    assert found == [numbered(kind, 1, word) for word in words.split()]


def test_status_of_training_jobs_is_filtered_after_the_page_was_cut(start):
    simulator = start(
        {
            "resources": [
                series("training-job", 1, "old", status="InProgress", over=3600),
                series("training-job", 25, status="Completed"),
            ]
        }
    )
    pages = simulator.list("training-job", size=10, StatusEquals="InProgress")
    assert pages == [[], [], [numbered("training-job", 1, "old")]]


def test_queries_are_signed_however_they_are_written(start):
    simulator = start({"resources": [series("evaluation-job", 3)]})
    for query in [
        "?maxResults=2",
        "?sortOrder=Ascending&maxResults=2",
        "?maxResults=2&creationTimeAfter=2020-01-01T00%3A00%3A00Z",
        "?maxResults=2&creationTimeAfter=2020-01-01T01%3A00%3A00%2B01%3A00&sortBy=CreationTime",
    ]:
        status, body = send(simulator, "evaluation-job", path="/evaluation-jobs" + query)
        assert status == 200 and len(body["jobSummaries"]) == 2, query
    assert simulator.counts["signature_errors"] == 0
    # A query that was not signed is noticed.
    assert send_other(simulator)[0] == 403 and simulator.counts["signature_errors"] == 1


def send_other(simulator):
    client = simulator.client("bedrock")

    def change(request, **_):
        request.url = request.url.replace("maxResults=2", "maxResults=3")

    client.meta.events.register("before-send.*.*", change)
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        client.list_evaluation_jobs(maxResults=2)
    return caught.value.response["ResponseMetadata"]["HTTPStatusCode"], caught.value


# Series


def test_series_are_numbered_named_and_begin_one_after_another(start):
    life = [step(0, "InProgress"), step(60, "Completed")]
    simulator = start(
        {
            "resources": [
                {
                    "kind": "evaluation-job",
                    "id": pattern("evaluation-job"),
                    "name": "job-####",
                    "count": 1000,
                    "every": 0.5,
                    "timeline": [step(at["at"] - 120, at["status"]) for at in life],
                }
            ]
        }
    )
    simulator.list("evaluation-job", size=1000)
    items = simulator.pages[0]["jobSummaries"]
    # Those that begin up to 120 s after the start are there, and the first of them have ended.
    assert 235 < len(items) < 260 and items[-1]["jobName"] == "job-0001" and items[0]["status"] == "InProgress"
    assert items[-1]["status"] == "Completed"
    assert items[0]["creationTime"] - items[1]["creationTime"] == datetime.timedelta(seconds=0.5)
    assert simulator.get("evaluation-job", id=numbered("evaluation-job", 7))["jobName"] == "job-0007"


def test_series_are_put_and_one_of_them_is_replaced_and_removed(start):
    simulator = start()
    assert simulator.put(series("training-job", 500, status="InProgress"), resource("training-job")) == {"added": 501}
    simulator.put(resource("training-job", step(0, "Failed"), id=numbered("training-job", 7)))
    assert simulator.get("training-job", id=numbered("training-job", 7))["TrainingJobStatus"] == "Failed"
    assert len(sum(simulator.list("training-job", size=100), [])) == 501
    assert simulator.control("DELETE", f"resources/training-job/{numbered('training-job', 8)}") == {"removed": 1}
    assert len(sum(simulator.list("training-job", size=100), [])) == 500
