# SPDX-License-Identifier: Apache-2.0
"""The responses against botocore's models: no member that AWS doesn't have, and none missing over all statuses."""

import datetime
import json
import re

import pytest

from simulator import KINDS, resource, step

ML_STATUSES = ["PENDING", "INPROGRESS", "COMPLETED", "FAILED", "DELETED"]
ENDPOINT = [step(-9, "UPDATING"), step(-5, "READY")]

TRAINING_JOB = {
    "FailureReason", "TrainingStartTime", "TrainingEndTime", "LastModifiedTime", "SecondaryStatusTransitions",
    "FinalMetricDataList", "TrainingTimeInSeconds", "BillableTimeInSeconds",
}  # fmt: skip

# A document instead of a bucket is the only alternative that the simulator never gives.
BYTE_CONTENT = {
    "ragConfigs": [
        {
            "knowledgeBaseConfig": {
                "retrieveAndGenerateConfig": {
                    "type": "EXTERNAL_SOURCES",
                    "externalSourcesConfiguration": {
                        "modelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
                        "sources": [
                            {
                                "sourceType": "BYTE_CONTENT",
                                "byteContent": {"identifier": "a", "contentType": "text/plain", "data": "YQ=="},
                            }
                        ],
                    },
                }
            }
        }
    ]
}


def variants(kind):
    """Resources of a kind that together should have every member."""
    if kind == "evaluation-job":
        shapes = ["automated", "human", "rag", "rag-retrieve", "rag-external", "rag-precomputed"]
        for shape in [*shapes, "rag-precomputed-retrieve"]:
            yield resource(kind, step(-60, "InProgress"), step(-5, "Failed"), shape=shape)
        yield resource(kind, step(-60, "InProgress"), members={"inferenceConfig": BYTE_CONTENT}, shape="rag")
        return
    if kind == "training-job":
        for status in ["InProgress", "Completed", "Failed", "Stopping", "Stopped", "Deleting"]:
            yield resource(kind, step(-60, "InProgress", secondary_status="Starting"), step(-30, "InProgress"), step(-5, status))
        return
    shapes = {
        "evaluation": ["binary", "regression", "multiclass"],
        "ml-model": ["binary", "regression", "multiclass"],
        "batch-prediction": ["plain"],
        "data-source": ["s3", "redshift", "rds"],
    }
    for shape in shapes[kind]:
        for status in ML_STATUSES:
            more = {"endpoint": ENDPOINT} if kind == "ml-model" else {}
            yield resource(kind, step(-9, "PENDING"), step(-5, status), shape=shape, **more)


def reachable(shape, found=None):
    """All (structure, member) pairs reachable from a model's shape."""
    found = set() if found is None else found
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if (shape.name, name) not in found:
                found.add((shape.name, name))
                reachable(member, found)
    elif shape.type_name == "list":
        reachable(shape.member, found)
    elif shape.type_name == "map":
        reachable(shape.value, found)
    return found


def check(value, shape, protocol, found, path="answer"):
    """Checks a raw value against its shape (types, enums, patterns, unions) and records the members found."""
    if getattr(shape, "is_document_type", False):
        return
    kind = shape.type_name
    if kind == "structure":
        assert isinstance(value, dict), path
        unknown = set(value) - set(shape.members)
        assert not unknown, f"{path} has {unknown}"
        assert set(shape.required_members) <= set(value), path
        if getattr(shape, "is_tagged_union", False):
            assert len(value) == 1, f"{path} is a union of one"
        for name, member in value.items():
            found.add((shape.name, name))
            check(member, shape.members[name], protocol, found, f"{path}.{name}")
    elif kind == "list":
        assert isinstance(value, list), path
        assert len(value) >= shape.metadata.get("min", 0), path
        assert len(value) <= shape.metadata.get("max", len(value)), path
        for index, element in enumerate(value):
            check(element, shape.member, protocol, found, f"{path}[{index}]")
    elif kind == "map":
        assert isinstance(value, dict), path
        for name, element in value.items():
            check(element, shape.value, protocol, found, f"{path}.{name}")
    elif kind == "timestamp":
        if protocol == "json":
            assert isinstance(value, (int, float)) and not isinstance(value, bool), path
        else:
            assert datetime.datetime.fromisoformat(value).tzinfo, path
    elif kind in ("integer", "long"):
        assert isinstance(value, int) and not isinstance(value, bool), path
    elif kind in ("float", "double"):
        assert isinstance(value, (int, float)) and not isinstance(value, bool), path
    elif kind == "boolean":
        assert isinstance(value, bool), path
    else:
        assert isinstance(value, str), path
        enum = getattr(shape, "enum", None)
        assert not enum or value in enum, f"{path} is {value}"
        pattern = shape.metadata.get("pattern")
        if pattern:
            assert re.search(f"^(?:{pattern})$", value), f"{path} is {value}"
        assert len(value) <= shape.metadata.get("max", len(value)), path


@pytest.mark.parametrize("kind", KINDS)
def test_answers_are_the_model(simulator, kind):
    service, method, _, _ = KINDS[kind]
    client = simulator.client(service)
    model = client.meta.service_model
    output = model.operation_model(client.meta.method_to_api_mapping[method]).output_shape
    found = set()
    for variant in variants(kind):
        simulator.put(variant)
        for verbose in [False, True] if kind in ("ml-model", "data-source") else [None]:
            simulator.get(kind, client=client, **({} if verbose is None else {"Verbose": verbose}))
            check(json.loads(simulator.bodies[-1]), output, model.metadata["protocol"], found)
    if kind == "training-job":
        # A job has some of the 60 members; those that awaitd and its users read are among them.
        assert found < reachable(output)
        assert {name for shape, name in found if shape == output.name} > set(output.required_members) | TRAINING_JOB
    else:
        assert found == reachable(output)
    assert simulator.counts["protocol_errors"] == simulator.counts["signature_errors"] == 0
