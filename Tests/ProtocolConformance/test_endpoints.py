# SPDX-License-Identifier: Apache-2.0
"""awaitd's endpoints against botocore's endpoint rule sets: every region of every partition, with every flag."""

import contextlib
import itertools
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.client
import botocore.exceptions
import botocore.loaders
import botocore.session
import pytest
from botocore.endpoint_provider import EndpointProvider

ROOT = Path(__file__).resolve().parents[2]
HARNESS = Path(os.environ.get("AWAITD_ENDPOINT_HARNESS", ROOT / ".build" / "debug" / "endpoint-harness"))
SERVICES = [
    "machinelearning", "bedrock", "bedrock-agent", "bedrock-agent-runtime", "bedrock-runtime", "bedrock-agentcore",
    "bedrock-agentcore-control", "bedrock-data-automation-runtime", "sagemaker", "sts", "sso", "sso-oidc",
    "batch", "ecs", "glue", "stepfunctions", "athena", "emr", "emr-serverless", "emr-containers",
    "redshift-data", "databrew", "codebuild", "cleanroomsml", "entityresolution", "textract", "transcribe", "comprehend",
    "translate", "polly", "rekognition", "personalize", "forecast", "kendra", "omics", "healthlake",
]  # fmt: skip
# Regions that botocore's data does not have yet, and names that only look like regions.
UNKNOWN = ["us-south-9", "eu-isoe-south-2", "us-gov-north-1", "cn-east-1", "eusc-de-west-2", "eusc-fr-west-1", "xx-new-1"]
UNKNOWN += ["us-iso-east", "cn-north-x", "us-gov-east-1-b"]
LOADER = botocore.loaders.Loader()

pytestmark = pytest.mark.skipif(not os.access(HARNESS, os.X_OK), reason="endpoint-harness is not built")


def regions() -> list[str]:
    partitions = LOADER.load_data("partitions")["partitions"]
    return [region for partition in partitions for region in partition["regions"]] + UNKNOWN


def ask(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = "".join(json.dumps(one) + "\n" for one in questions)
    # A clean environment, so that a config file in the user's home has no effect.
    run = subprocess.run(
        [str(HARNESS)], input=lines, capture_output=True, text=True, timeout=120, check=True, env={}
    )
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(questions), "the harness answers every line"
    return answers


def rows() -> Iterator[tuple[str, str, bool, bool]]:
    yield from itertools.product(SERVICES, regions(), (False, True), (False, True))


def expected(providers: dict[str, EndpointProvider], row: tuple[str, str, bool, bool]) -> str:
    service, region, fips, dual_stack = row
    parameters = {"Region": region, "UseFIPS": fips, "UseDualStack": dual_stack}
    if service == "sts":
        parameters["UseGlobalEndpoint"] = False
    try:
        return str(providers[service].resolve_endpoint(**parameters).url)
    except botocore.exceptions.EndpointProviderError as error:
        return f"error: {error}"


def test_addresses_are_botocores() -> None:
    partitions = LOADER.load_data("partitions")
    session = botocore.session.Session()
    models = {name: session.get_service_model(name) for name in SERVICES}
    providers = {
        name: EndpointProvider(LOADER.load_service_model(name, "endpoint-rule-set-1"), partitions) for name in SERVICES
    }
    table = list(rows())
    answers = ask(
        [
            {
                "prefix": models[service].endpoint_prefix,
                "identifier": models[service].service_id.hyphenize().replace("-", "_").upper(),
                "region": region,
                "environment": {
                    "AWS_USE_FIPS_ENDPOINT": str(fips).lower(), "AWS_USE_DUALSTACK_ENDPOINT": str(dual_stack).lower(),
                },
            }
            for service, region, fips, dual_stack in table
        ]
    )  # fmt: skip
    differences = []
    for row, answer in zip(table, answers, strict=True):
        wanted = expected(providers, row)
        got = answer.get("url") or "error: " + answer["failure"]
        # Only that there is an error counts; the wording differs.
        if got != wanted and not (got.startswith("error:") and wanted.startswith("error:")):
            differences.append((row, wanted, got))
    print(f"{len(table)} addresses")
    assert len(table) >= 2000
    assert not differences


def test_configured_addresses_are_botocores(tmp_path: Path) -> None:
    """The precedence of variables and profile, as in botocore's own provider."""
    config = tmp_path / "config"
    config.write_text(
        "[default]\nservices = s\nendpoint_url = https://profile.example\n"
        "[profile bare]\nendpoint_url = https://bare.example\n[profile none]\nregion = x\n"
        "[profile off]\nignore_configured_endpoint_urls = true\nendpoint_url = https://bare.example\n"
        "[services s]\nbedrock =\n  endpoint_url = https://service.example\n"
    )
    variables = {
        "AWS_ENDPOINT_URL": "https://global.example",
        "AWS_ENDPOINT_URL_BEDROCK": "https://variable.example",
        "AWS_ENDPOINT_URL_BEDROCK_AGENT": "https://agent.example",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    }
    cases = []
    for count in range(len(variables) + 1):
        for names in itertools.combinations(variables, count):
            for profile in ("default", "bare", "none", "off"):
                chosen = {name: variables[name] for name in names}
                cases.append(chosen | {"AWS_PROFILE": profile, "AWS_CONFIG_FILE": str(config)})
    services = ["bedrock", "bedrock-agent"]
    questions = [
        {"prefix": name, "identifier": name.replace("-", "_").upper(), "region": "us-east-1", "environment": case}
        for case in cases
        for name in services
    ]
    answers = ask(questions)
    for question, answer in zip(questions, answers, strict=True):
        with environment(question["environment"]):
            assert answer.get("url") == client(question["prefix"], "us-east-1").meta.endpoint_url, question


@contextlib.contextmanager
def environment(variables: dict[str, str]) -> Iterator[None]:
    """Only the given AWS variables are set."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(name, value)
        yield


LOADER = botocore.loaders.Loader()


def client(service: str, region: str) -> botocore.client.BaseClient:
    session = botocore.session.Session()
    # What it has read once need not be read for each client.
    session.register_component("data_loader", LOADER)
    return session.create_client(service, region, aws_access_key_id="a", aws_secret_access_key="b", verify=False)


# The contents of the config file and the credentials file.
SHARED_FILES = {
    "both, one thing each": (
        "[default]\nregion = eu-west-1\n[profile p]\nuse_fips_endpoint = true\n",
        "[default]\nendpoint_url = https://credentials.example\n[p]\nregion = eu-west-2\nca_bundle = /p.pem\n",
    ),
    "both, the same things": (
        "[default]\nregion = eu-west-1\nendpoint_url = https://config.example\nca_bundle = /config.pem\n",
        "[default]\nregion = eu-west-2\nendpoint_url = https://credentials.example\nca_bundle = /credentials.pem\n",
    ),
    "the credentials file alone": ("", "[default]\nregion = eu-west-2\nuse_dualstack_endpoint = true\n[p]\nservices = s\n"),
    "a section that the credentials file names": (
        "[services s]\nbedrock =\n  endpoint_url = https://service.example\n", "[p]\nservices = s\nregion = x\n"
    ),
    "a section in the credentials file": (
        "[profile p]\nregion = eu-west-1\n[services other]\nx = y\n",
        "[services s]\nbedrock =\n  endpoint_url = https://service.example\n",
    ),
    "names in quotes": (
        "[default]\nservices = my svc\n[services \"my svc\"]\nbedrock =\n  endpoint_url = https://service.example\n"
        "[profile 'p']\nservices = single\n[services 'single']\nbedrock =\n  endpoint_url = https://single.example\n",
        "",
    ),
    "[default] first": ("[default]\nregion = one\nca_bundle = /one\n[profile default]\nregion = two\n", ""),
    "[profile default] first": ("[profile default]\nregion = one\nca_bundle = /one\n[default]\nregion = two\n", ""),
    "a name twice": ("[profile p]\nregion = one\n[profile \"p\"]\nregion = two\n", ""),
    "a name twice, the other way round": ("[profile \"p\"]\nregion = one\n[profile p]\nregion = two\n", ""),
}


@pytest.mark.parametrize("files", SHARED_FILES.values(), ids=SHARED_FILES.keys())
@pytest.mark.parametrize(
    "variables",
    [{}, {"AWS_PROFILE": "p"}, {"AWS_DEFAULT_PROFILE": "p"}, {"AWS_PROFILE": "nobody", "AWS_DEFAULT_PROFILE": "p"}],
    ids=["default", "by AWS_PROFILE", "by AWS_DEFAULT_PROFILE", "by both"],
)
def test_shared_files_count_as_in_botocore(files: tuple[str, str], variables: dict[str, str], tmp_path: Path) -> None:
    places = {"AWS_CONFIG_FILE": tmp_path / "config", "AWS_SHARED_CREDENTIALS_FILE": tmp_path / "credentials"}
    for path, text in zip(places.values(), files, strict=True):
        path.write_text(text)
    variables |= {name: str(path) for name, path in places.items()}
    (answer,) = ask([{"prefix": "bedrock", "identifier": "BEDROCK", "region": "us-east-1", "environment": variables}])
    with environment(variables):
        session = botocore.session.Session()
        try:
            expected = [session.get_config_variable("region"), session.get_config_variable("ca_bundle")]
            expected.append(client("bedrock", "us-east-1").meta.endpoint_url)
        except botocore.exceptions.ProfileNotFound:
            # A missing profile is reported where its keys are needed.
            return
        except botocore.exceptions.InvalidConfigError:
            assert "failure" in answer
            return
    assert [answer.get("region"), answer.get("certificates"), answer.get("url")] == expected
