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


def test_a_password_in_an_address_is_not_shown(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text(
        "defaults: {region: us-east-1, endpoint: 'https://user:hunt,er2@host.example', regoin: x}\n"
        "watches:\n  - kind: evaluation\n    id: a\n    endpoint: http://user:hunt@er2@host.example/x\n"
    )
    result = awaitd("check", "w.yaml")
    assert result.returncode == 78 and "'endpoint' has a user name in it" in result.stdout, result.stdout
    assert "hunt" not in result.stdout and "er2" not in result.stdout
    assert "'https://*************@host.example', regoin: x}" in result.stdout
    assert "    endpoint: http://" + "*" * 13 + "@host.example/x\n" in result.stdout


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


def test_a_relative_home_is_not_regarded(awaitd, tmp_path):
    folder = tmp_path / "rel" / ".config" / "awaitd"
    folder.mkdir(parents=True)
    (folder / "watches.yaml").write_text("watches: []\n")
    assert awaitd("check", HOME=str(tmp_path / "rel")).stdout == f"{folder}/watches.yaml: OK, 0 watches\n"
    assert "rel/" not in awaitd("check", HOME="rel").stdout
    assert "rel/" not in awaitd("check", HOME="/none", XDG_CONFIG_HOME="rel/.config").stdout


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["kinds", "evaluatoin"], "did you mean 'evaluation'?"),
        (["wait", "evaluatoin:a", "--region", "us-east-1"], "did you mean 'evaluation'?"),
        (["wait", "arn:aws:bedrock:us-east-1:123456789012:evaluation-jobs/a"], "did you mean 'evaluation-job/ID'?"),
    ],
)
def test_a_near_miss_gets_a_suggestion(awaitd, arguments, words):
    result = awaitd(*arguments)
    assert result.returncode in (1, 64) and words in result.stderr
    assert result.stderr.startswith(f"awaitd {arguments[0]}: ")


def test_no_column_of_a_table_is_shifted(awaitd):
    lines = awaitd("kinds", "--verbose", "evaluation").stdout.splitlines()
    begins = {re.match(r"  \S* +", line).end() for line in lines if line.startswith("  ")}
    assert begins == {15}


@pytest.mark.parametrize("command", ["run", "check", "status", "history", "reload", "wait", "kinds", "iam-policy"])
def test_no_command_in_a_help_text_is_broken(awaitd, command):
    lines = awaitd(command, "--help").stdout.splitlines()
    assert max(len(line) for line in lines if not line.startswith("USAGE")) <= 80
    for line, following in zip(lines, lines[1:]):
        # A command ends on the line on which it begins, or is marked as continued.
        assert not re.match(r"  (aws|awaitd) ", line) or line.endswith("\\") or re.match(r" |$", following), line


@pytest.mark.parametrize("command, place", [("history", "/var/lib/awaitd"), ("status", "/run/awaitd"), ("reload", "/run/awaitd")])
def test_help_says_all_places_that_are_looked_in(awaitd, command, place):
    assert re.search(rf"; if there\s+is\s+no\s+\w+,\s+{place}", awaitd(command, "--help").stdout)


@pytest.mark.parametrize("arguments", [["nonsense"], ["check", "--nonsense"], ["run", "--log", "paper"], ["run", "extra"]])
def test_wrong_usage_is_64(awaitd, arguments):
    assert awaitd(*arguments).returncode == 64
