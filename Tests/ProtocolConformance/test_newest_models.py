# SPDX-License-Identifier: Apache-2.0
"""What `newest_models.py` reports about models that differ from the pinned ones in known places."""

import copy
import gzip
import json
import os
from pathlib import Path
from typing import Any

import botocore
import newest_models
import pytest
import table

pytestmark = pytest.mark.skipif(not os.access(table.AWAITD, os.X_OK), reason="awaitd is not built")

DATA = Path(botocore.__file__).parent / "data"
SERVICES = {"bedrock": "2023-04-20", "machinelearning": "2014-12-12"}


def kinds() -> list[table.Kind]:
    return [kind for kind in table.kinds() if kind["name"] in ("evaluation-job", "evaluation")]


def read(path: Path) -> Any:
    return json.loads(gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) if not path.exists() else path.read_text())


@pytest.fixture
def newer(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A data folder with two services, and their models to be changed and written by `write`."""
    models = {name: read(DATA / name / version / "service-2.json") for name, version in SERVICES.items()}
    models["endpoints"], models["partitions"] = (read(DATA / f"{name}.json") for name in ("endpoints", "partitions"))
    return tmp_path, copy.deepcopy(models)


def write(folder: Path, models: dict[str, Any]) -> newest_models.Models:
    for name, model in models.items():
        path = folder / (f"{name}/{SERVICES[name]}/service-2.json" if name in SERVICES else f"{name}.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(model))
    return newest_models.Models(folder)


def test_the_same_models_have_nothing_new(newer: tuple[Path, dict[str, Any]]) -> None:
    assert newest_models.report(kinds(), newest_models.Models(), write(*newer)) == []


def test_each_sort_of_change_is_reported(newer: tuple[Path, dict[str, Any]]) -> None:
    folder, models = newer
    bedrock, learning = models["bedrock"], models["machinelearning"]
    read_job, shapes = bedrock["operations"]["GetEvaluationJob"], bedrock["shapes"]
    shapes["EvaluationJobStatus"]["enum"].append("Paused")
    shapes["EvaluationJobStatus"]["enum"].remove("Stopping")
    read_job["http"]["requestUri"] = "/v2/evaluation-jobs/{jobIdentifier}"
    shapes[read_job["input"]["shape"]]["members"]["owner"] = {"shape": "EvaluationJobIdentifier"}
    shapes[read_job["input"]["shape"]]["required"].append("owner")
    answer = shapes[read_job["output"]["shape"]]["members"]
    shapes["Plain"], shapes["Hidden"] = {"type": "string"}, {"type": "string", "sensitive": True}
    answer |= {"stopReason": {"shape": "Plain"}, "colour": {"shape": "Plain"}, "prompt": {"shape": "Hidden"}}
    del answer["jobType"]
    bedrock["operations"]["GetSomethingNew"] = copy.deepcopy(read_job) | {"name": "GetSomethingNew"}
    learning["metadata"]["protocols"] = ["smithy-rpc-v2-cbor"]
    del learning["operations"]["GetEvaluation"]
    models["partitions"]["partitions"][0]["regions"]["xx-new-1"] = {"description": "New"}
    models["endpoints"]["partitions"][0]["services"]["machinelearning"]["endpoints"]["xx-new-1"] = {}
    assert newest_models.report(kinds(), newest_models.Models(), write(folder, models)) == [
        "new region xx-new-1",
        "bedrock: new operation GetSomethingNew, which reads a status",
        "machinelearning: speaks smithy-rpc-v2-cbor now, and no longer json, which awaitd speaks",
        "machinelearning: is in xx-new-1 now",
        "evaluation: GetEvaluation is gone",
        "evaluation-job: GetEvaluationJob is GET /v2/evaluation-jobs/{jobIdentifier} now",
        "evaluation-job: GetEvaluationJob needs owner now",
        "evaluation-job: new member prompt (string, sensitive)",
        "evaluation-job: new member stopReason (string)",
        "evaluation-job: new status Paused",
        "evaluation-job: the member jobType is gone",
        "evaluation-job: the status Stopping is gone",
    ]
