# SPDX-License-Identifier: Apache-2.0
"""`awaitd check`, `kinds`, `--version`, `--help`: what they print, and where."""

import re

import pytest


def test_a_good_file_is_0_and_says_how_many(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text("watches: [{kind: evaluation, id: a, region: us-east-1}]\n")
    result = awaitd("check", "w.yaml")
    assert (result.returncode, result.stdout, result.stderr) == (0, "w.yaml: OK, 1 watch\n", "")


def test_all_that_is_wrong_is_said_at_once_on_standard_output(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text(
        "defaults: {regoin: us-east-1}\nwatches:\n  - {kind: evaluatoin, id: a}\n  - {kind: data-source, id: 'a b', region: us-east-1}\n"
    )
    result = awaitd("check", "w.yaml")
    assert result.returncode == 78
    assert result.stderr == ""
    found = re.findall(r"^w\.yaml:(\d+):(\d+): error: ", result.stdout, re.M)
    assert {line for line, _ in found} >= {"1", "3", "4"}
    assert "region" in result.stdout and "evaluation" in result.stdout
    assert re.search(r"^ *\^$", result.stdout, re.M)
    assert "\x1b" not in result.stdout


def test_a_directory_is_checked_whole(awaitd, tmp_path):
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "a.yaml").write_text("watches: []\n")
    (folder / "b.yaml").write_text("watches: [\n")
    result = awaitd("check", "lists")
    assert result.returncode == 78 and "b.yaml:" in result.stdout


def test_a_missing_file_is_an_error_that_says_what_to_do(awaitd):
    result = awaitd("check", "missing.yaml")
    assert result.returncode == 78 and "missing.yaml" in result.stdout


def test_the_region_may_come_from_the_environment(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text("watches: [{kind: evaluation, id: a}]\n")
    assert awaitd("check", "w.yaml").returncode == 78
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        assert awaitd("check", "w.yaml", **{name: "us-east-1"}).returncode == 0
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\nregion = eu-west-1\n")
    assert awaitd("check", "w.yaml").returncode == 0


def test_kinds_are_listed_within_80_columns(awaitd):
    result = awaitd("kinds")
    assert result.returncode == 0
    for word in (
        "evaluation", "ml-model", "ml-model-endpoint", "batch-prediction", "data-source", "evaluation-job",
        "machinelearning:GetEvaluation", "bedrock:GetEvaluationJob", "INPROGRESS=in-progress", "ingestion-job",
        "knowledgeBaseId/dataSourceId/ingestionJobId", "PartiallyCompleted=completed(warning)",
    ):
        assert word in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_the_version_is_said(awaitd):
    result = awaitd("--version")
    assert result.returncode == 0 and re.fullmatch(r"awaitd \d+\.\d+\.\d+\n", result.stdout)


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["check", "--help"], ["wait", "--help"], ["help", "wait"]])
def test_help_teaches(awaitd, arguments):
    result = awaitd(*arguments)
    assert result.returncode == 0
    assert "awaitd" in result.stdout and "USAGE" in result.stdout


@pytest.mark.parametrize(
    "arguments, example",
    [
        (["--help"], "  awaitd wait evaluation:ev-2014-09-12-15-14-04-924 --region us-east-1"),
        (["run", "--help"], "As JSON for a pipe:      awaitd run --config watches.yaml --log json"),
        (["wait", "--help"], "  awaitd wait --timeout 6h churn-nightly && ./deploy"),
    ],
)
def test_examples_can_be_copied_from_80_columns(awaitd, arguments, example):
    assert example in awaitd(*arguments).stdout.splitlines()


@pytest.mark.parametrize("arguments", [["nonsense"], ["check", "--nonsense"], ["run", "--log", "paper"], ["run", "extra"]])
def test_wrong_usage_is_64(awaitd, arguments):
    assert awaitd(*arguments).returncode == 64
