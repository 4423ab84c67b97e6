# SPDX-License-Identifier: Apache-2.0
"""`awaitd check`, `kinds`, `--version`, `--help`: what they print, and where."""

import os
import re
import subprocess

import pytest
from awaitd import BINARY, environment, run
from simulator import resource, step


def test_a_good_file_is_0_and_says_how_many(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text("watches: [{kind: evaluation, id: a, region: us-east-1}]\n")
    result = awaitd("check", "w.yaml")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "w.yaml: OK, 1 watch\nabout 12 calls an hour at rest\n"


JOBS = "".join(f"  - {{kind: training-job, id: j-{n}}}\n" for n in range(1000))


@pytest.mark.parametrize(
    "text, said",
    [
        ("watches: []\n", "0 watches\n"),
        ("watches: [{kind: training-job, match: '*'}]\n", "1 matcher\nabout 12 calls an hour at rest\n"),
        (
            "watches: [{kind: training-job, match: [a*, b*]}, {kind: training-job, match: c}, {kind: ml-model, id: a}]\n",
            "1 watch and 2 matchers\nabout 24 calls an hour at rest\n",
        ),
        ("watches:\n" + JOBS, "1000 watches\nabout 63 calls an hour at rest; 7,200 (limits.rate) without listings\n"),
        (
            "limits: {rate: unlimited, listings: never}\nwatches:\n" + JOBS,
            "1000 watches\nabout 12,000 calls an hour at rest; 63 with listings\n",
        ),
        (
            "limits: {rate: 30/m}\nwatches: [{kind: ml-model, id: a, poll: {initial: 1s, max: 1s}}]\n",
            "1 watch\nabout 1,800 calls (limits.rate) an hour at rest\n",
        ),
    ],
)
def test_it_says_how_many_calls_the_list_costs(awaitd, tmp_path, text, said):
    (tmp_path / "w.yaml").write_text("defaults: {region: us-east-1}\n" + text)
    result = awaitd("check", "w.yaml")
    assert (result.returncode, result.stdout) == (0, "w.yaml: OK, " + said)
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_what_is_wrong_with_a_matcher_is_said(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text(
        "watches:\n  - {kind: ingestion-job, match: 'a*', region: us-east-1}\n"
        "  - {kind: training-job, match: [b, b], id: x, region: us-east-1}\n"
        "  - {kind: imported-model, match: c, region: us-east-1}\n  - {kind: training-job, id: d, within: e, region: us-east-1}\n"
    )
    for arguments, stream in ((["check", "w.yaml"], "stdout"), (["run", "--config", "w.yaml", "--log", "text"], "stderr")):
        result = awaitd(*arguments)
        assert result.returncode == 78
        text = getattr(result, stream)
        for line, column, words in (
            (2, 34, "ingestion-job is listed only within its knowledgeBaseId/dataSourceId"),
            (3, 37, "the pattern 'b' is given twice"), (3, 45, "'id' has no meaning beside 'match'"),
            (4, 35, "'match' cannot be used with imported-model: ListImportedModels does not show the status"),
            (5, 33, "'within' has no meaning without 'match'"),
        ):
            assert f"w.yaml:{line}:{column}: error: {words}\n" in text, text
        assert "help: say in which one: `within: KBKBKBKBKB/DSDSDSDSDS`\n" in text


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


GOOD = "watches: [{kind: evaluation, id: a, region: us-east-1, on: {failed: page.service}}]\n"


def check_in_shell(folder, script):
    """Runs a script of bash, in which `check` is `awaitd check`."""
    script = script.replace("check", f"'{BINARY}' check --config etc/watches.yaml")
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=30, check=False
    )


@pytest.mark.parametrize(
    "script, name",
    [
        ("check - <list", "<stdin>"), ("cat list | check -", "<stdin>"), ("(cat list; sleep 0.3) | check -", "<stdin>"),
        ("check <(cat list)", r"/dev/fd/\d+"), ("check <(sleep 0.3; cat list)", r"/dev/fd/\d+"),
        ("mkfifo pipe; (sleep 0.3; cat list >pipe) & check pipe", "pipe"), ("cat list | check /dev/stdin", "/dev/stdin"),
    ],
)
def test_a_list_may_come_through_a_pipe(tmp_path, script, name):
    (tmp_path / "list").write_text(GOOD)
    (tmp_path / "etc").mkdir()
    # Its units are those that are allowed where the list will be.
    (tmp_path / "etc" / "units.allow").write_text("page.service\n")
    result = check_in_shell(tmp_path, script)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert re.fullmatch(f"{name}: OK, 1 watch\nabout 12 calls an hour at rest\n", result.stdout)
    (tmp_path / "list").write_text("# a list\nwatch: []\n")
    (tmp_path / "pipe").unlink(missing_ok=True)
    result = check_in_shell(tmp_path, script)
    assert result.returncode == 78 and re.match(rf"{name}:2:1: error: unknown key 'watch'", result.stdout), result.stdout


@pytest.mark.parametrize(
    "script, words",
    [
        ("yes '#' | check -", "<stdin>: error: the file has more than 8388608 bytes, and at most 8 MiB"),
        ("check /dev/zero", "/dev/zero: error: the file has more than 8388608 bytes"),
        ("check - </dev/null", "<stdin>:1:1: error: there is nothing in this file"),
        ("check - <&-", "<stdin>:"), ("check ./-", "./-: error: the file cannot be read: No such file"),
    ],
)
def test_what_is_wrong_with_a_pipe_is_said(tmp_path, script, words):
    result = check_in_shell(tmp_path, script)
    assert result.returncode == 78 and result.stdout.startswith(words), result.stdout


def test_a_fifo_in_a_folder_holds_nobody_up(awaitd, tmp_path):
    (tmp_path / "watches.yaml").write_text("watches: []\n")
    (tmp_path / "watches.d").mkdir()
    os.mkfifo(tmp_path / "watches.d" / "a.yaml")
    result = awaitd("check", "watches.yaml", timeout=10)
    assert result.returncode == 78 and "watches.d/a.yaml: error: the file is a FIFO, not a file" in result.stdout


def test_a_drop_in_cannot_say_what_applies_to_all(awaitd, tmp_path):
    (tmp_path / "watches.yaml").write_text("defaults: {region: us-east-1}\n")
    team = tmp_path / "watches.d" / "team.yaml"
    team.parent.mkdir()
    team.write_text("watches: [{kind: evaluation, id: a}]\nlimits: {rate: unlimited}\n")
    said = "error: 'limits' is allowed in the main file only\nlimits: {rate: unlimited}\n^\n"
    for path in ("watches.yaml", "watches.d", "watches.d/team.yaml", "."):
        result = awaitd("check", path)
        assert result.returncode == 78 and f"watches.d/team.yaml:2:1: {said}" in result.stdout, result.stdout
        assert re.search(r"^help: move 'limits' with all beneath it to \S*watches\.yaml: since 0\.2", result.stdout, re.M)
    # The same where there is no main file, and from within the folder.
    (tmp_path / "watches.yaml").unlink()
    for folder, path in ((tmp_path, "watches.d/team.yaml"), (team.parent, "team.yaml")):
        result = run(folder, "check", path, AWS_REGION="us-east-1")
        assert result.returncode == 78 and f"{path}:2:1: {said}" in result.stdout, result.stdout
    team.write_text("watches: [{kind: evaluation, id: a}]\n")
    assert run(team.parent, "check", "team.yaml", AWS_REGION="us-east-1").returncode == 0


def test_a_missing_file_is_an_error_that_says_what_to_do(awaitd):
    result = awaitd("check", "missing.yaml")
    assert result.returncode == 78 and "missing.yaml" in result.stdout


def test_a_region_that_may_be_new_is_a_warning(awaitd, tmp_path):
    """Of `check` and of `wait`, whose standard output stays as it is."""
    (tmp_path / "w.yaml").write_text("watches: [{kind: evaluation, id: a, region: us-est-1}]\n")
    result = awaitd("check", "w.yaml")
    assert result.returncode == 0, result.stdout
    assert "w.yaml:1:45: warning: us-est-1 is none of the regions that awaitd knows\n" in result.stdout
    assert "help: did you mean 'us-east-1'?\n" in result.stdout
    told = awaitd("wait", "evaluation:a", "--region", "us-est-1", "--timeout", "1s", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert told.stderr.startswith(
        "awaitd wait: warning: us-est-1 is none of the regions that awaitd knows; did you mean 'us-east-1'?\n"
    )
    assert told.returncode == 124


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
    begins = {re.match(r"  (?:\S+(?: \S+)?)? +", line).end() for line in lines if line.startswith("  ")}
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


def test_online_reads_each_watch_once_and_lists_what_matchers_find(awaitd, tmp_path, start):
    jobs = [resource("training-job", step(0, "InProgress"), id=f"nightly-{number:02}") for number in range(12)]
    simulator = start({"resources": [resource("evaluation", step(0, "COMPLETED")), resource("ml-model"), *jobs]})
    (tmp_path / "w.yaml").write_text(
        "defaults: {region: us-east-1}\nwatches:\n  - {name: a, kind: evaluation, id: ev-1}\n  - {name: b, kind: ml-model, id: ml-1}\n"
        "  - {name: n, kind: training-job, match: 'nightly-*'}\n  - {name: none, kind: training-job, match: 'weekly-*'}\n"
    )
    result = awaitd("check", "--online", "w.yaml", endpoint=simulator.url)
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[2] == "2 of 2 watches read: 1 pending, 1 completed"
    assert lines[3].startswith("n: 12 jobs match now: nightly-") and lines[3].endswith(", and 2 more")
    assert lines[3].count("nightly-") == 10 and lines[4:] == ["none: 0 jobs match now"]
    reads = [entry for entry in simulator.counts["operations"].items()] if "operations" in simulator.counts else []
    assert all(count <= 2 for _, count in reads if isinstance(count, int))


def test_online_names_the_missing_permission(awaitd, tmp_path, start):
    simulator = start({"resources": [resource("evaluation"), resource("ml-model")]})
    simulator.fault("denied", operation="GetEvaluation")
    simulator.fault("denied", operation="ListTrainingJobs")
    (tmp_path / "w.yaml").write_text(
        "defaults: {region: us-east-1}\nwatches:\n  - {name: a, kind: evaluation, id: ev-1}\n  - {name: b, kind: ml-model, id: ml-1}\n"
        "  - {name: c, kind: ml-model, id: ml-none}\n  - {name: n, kind: training-job, match: '*'}\n"
    )
    result = awaitd("check", "--online", "w.yaml", endpoint=simulator.url)
    assert result.returncode == 77, result.stdout
    first, denied, missing, listed = result.stdout.splitlines()[2:]
    assert first == "1 of 3 watches read: 1 pending"
    assert denied.startswith("a: AccessDenied")
    allowed = "allow machinelearning:GetEvaluation on arn:aws:machinelearning:us-east-1:*:datasource/* to the default credentials"
    assert denied.endswith(allowed)
    assert missing.startswith("c: ResourceNotFound") and "allow sagemaker:ListTrainingJobs to the default credentials" in listed
    (tmp_path / "w.yaml").write_text("watches: [{kind: ml-model, id: ml-none, region: us-east-1}]\n")
    assert awaitd("check", "--online", "w.yaml", endpoint=simulator.url).returncode == 1
    (tmp_path / "w.yaml").write_text("watches: [{kind: ml-modell, id: ml-none, region: us-east-1}]\n")
    assert awaitd("check", "--online", "w.yaml", endpoint=simulator.url).returncode == 78


def test_online_gives_up_a_lane_that_does_not_answer(awaitd, tmp_path):
    watches = "".join(f"  - {{kind: ml-model, id: ml-{number}, region: us-east-1}}\n" for number in range(9))
    (tmp_path / "w.yaml").write_text("watches:\n" + watches)
    result = awaitd("check", "--online", "w.yaml", endpoint="http://127.0.0.1:1")
    assert result.returncode == 1 and "6 watches not read: " in result.stdout, result.stdout
    result = awaitd("check", "--online", "w.yaml", AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
    assert result.returncode == 77 and "8 watches not read: " in result.stdout, result.stdout
