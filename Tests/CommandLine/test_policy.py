# SPDX-License-Identifier: Apache-2.0
"""`awaitd iam-policy`: one document, or one for each account; always JSON on standard output."""

import json

JOB = "arn:aws:bedrock:us-east-1:{}:evaluation-job/{}"
HEAD = "defaults: {region: us-east-1}\n"


def write(tmp_path, *watches, kinds=""):
    lines = "".join(f"  - {line}\n" for line in watches)
    (tmp_path / "w.yaml").write_text(HEAD + kinds + ("watches:\n" + lines if watches else "watches: []\n"))


def test_one_account_is_one_document(awaitd, tmp_path):
    write(tmp_path, f"arn: {JOB.format('123456789012', 'abcdefghijkl')}", "{kind: model-invocation-job, id: mnopqrstuvwx}")
    result = awaitd("iam-policy", "--config", "w.yaml")
    assert result.returncode == 0 and result.stderr == ""
    assert result.stdout == """{
  "Statement" : [
    {
      "Action" : "bedrock:GetEvaluationJob",
      "Effect" : "Allow",
      "Resource" : [
        "arn:aws:bedrock:us-east-1:123456789012:evaluation-job/abcdefghijkl"
      ],
      "Sid" : "BedrockGetEvaluationJob"
    },
    {
      "Action" : "bedrock:GetModelInvocationJob",
      "Effect" : "Allow",
      "Resource" : [
        "arn:aws:bedrock:us-east-1:*:model-invocation-job/mnopqrstuvwx"
      ],
      "Sid" : "BedrockGetModelInvocationJob"
    }
  ],
  "Version" : "2012-10-17"
}
"""
    assert awaitd("iam-policy", "--config", "w.yaml").stdout == result.stdout, "the same each time"


def test_several_accounts_are_one_object(awaitd, tmp_path):
    write(
        tmp_path,
        f"arn: {JOB.format('123456789012', 'abcdefghijkl')}",
        f"{{arn: '{JOB.format('210987654321', 'mnopqrstuvwx')}', profile: other}}",
        "{kind: evaluation, id: ev-1}",
        "{kind: evaluation, id: ev-2, profile: other, region: eu-west-1}",
        "{kind: evaluation, id: ev-3, profile: third}",
    )
    policies = json.loads(awaitd("iam-policy", "--config", "w.yaml").stdout)
    assert set(policies) == {"123456789012", "210987654321", "unknown"}
    # A watch without an account goes with those that have the same credentials.
    assert [len(policies[account]["Statement"]) for account in sorted(policies)] == [2, 2, 1]
    assert policies["210987654321"]["Statement"][1]["Resource"] == ["arn:aws:machinelearning:eu-west-1:*:datasource/*"]
    alone = awaitd("iam-policy", "--config", "w.yaml", "--account", "210987654321")
    assert json.loads(alone.stdout) == policies["210987654321"]
    missing = awaitd("iam-policy", "--config", "w.yaml", "--account", "111111111111")
    assert missing.returncode == 1 and missing.stdout == ""
    assert "it watches in 123456789012, 210987654321, unknown" in missing.stderr


def test_partitions_are_those_of_the_regions(awaitd, tmp_path):
    write(
        tmp_path,
        "{kind: training-job, id: a, region: cn-north-1}",
        "{kind: training-job, id: b, region: us-gov-west-1}",
    )
    (statement,) = json.loads(awaitd("iam-policy", "--config", "w.yaml").stdout)["Statement"]
    assert statement["Resource"] == [
        "arn:aws-cn:sagemaker:cn-north-1:*:training-job/a", "arn:aws-us-gov:sagemaker:us-gov-west-1:*:training-job/b",
    ]


def test_a_role_is_allowed_to_read_and_somebody_to_assume_it(awaitd, tmp_path):
    write(
        tmp_path,
        f"{{arn: '{JOB.format('123456789012', 'abcdefghijkl')}', profile: hub}}",
        "{kind: training-job, id: a, profile: hub, role_arn: 'arn:aws:iam::210987654321:role/reader'}",
        "{kind: training-job, id: b, role_arn: 'arn:aws:iam::210987654321:role/reader'}",
    )
    policies = json.loads(awaitd("iam-policy", "--config", "w.yaml").stdout)
    assume = ["sts:AssumeRole", ["arn:aws:iam::210987654321:role/reader"]]
    found = {
        account: [[one["Action"], one["Resource"]] for one in policy["Statement"]] for account, policy in policies.items()
    }
    jobs = [f"arn:aws:sagemaker:us-east-1:*:training-job/{name}" for name in "ab"]
    assert found == {
        "123456789012": [["bedrock:GetEvaluationJob", [JOB.format("123456789012", "abcdefghijkl")]], assume],
        "210987654321": [["sagemaker:DescribeTrainingJob", jobs]],
        "unknown": [assume],
    }


def test_a_kind_of_ones_own_is_allowed_on_everything(awaitd, tmp_path):
    kinds = (
        "kinds:\n  - {name: run, service: workflows-omics, signing_name: omics, protocol: rest-json, operation: GetRun,"
        " path: '/run/{id}', status: status, statuses: {COMPLETED: completed}}\n"
    )
    write(tmp_path, "{kind: run, id: '7'}", kinds=kinds)
    (statement,) = json.loads(awaitd("iam-policy", "--config", "w.yaml").stdout)["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("omics:GetRun", ["*"])


def statements(awaitd, *options):
    result = awaitd("iam-policy", "--config", "w.yaml", *options)
    assert result.returncode == 0, result.stderr
    policy = json.loads(result.stdout)
    read = lambda one: {statement["Action"]: statement["Resource"] for statement in one["Statement"]}
    return read(policy) if "Statement" in policy else {account: read(one) for account, one in policy.items()}


def test_from_ten_watches_on_a_list_is_allowed(awaitd, tmp_path):
    jobs = [f"{{kind: training-job, id: j{number}}}" for number in range(10)]
    write(tmp_path, *jobs[:9], "{kind: training-job, id: j9, region: eu-west-1}")
    assert set(statements(awaitd)) == {"sagemaker:DescribeTrainingJob"}, "nine and one, each list by itself"
    write(tmp_path, *jobs)
    found = statements(awaitd)
    assert set(found) == {"sagemaker:DescribeTrainingJob", "sagemaker:ListTrainingJobs"}
    assert found["sagemaker:ListTrainingJobs"] == ["*"] and len(found["sagemaker:DescribeTrainingJob"]) == 10
    write(tmp_path, *jobs, kinds="limits: {listings: never}\n")
    assert set(statements(awaitd)) == {"sagemaker:DescribeTrainingJob"}


def test_a_list_that_shows_no_status_is_not_allowed(awaitd, tmp_path):
    write(tmp_path, *(f"{{kind: athena-query, id: 1234567{n}-1234-4234-8234-123456789012}}" for n in range(10)))
    assert set(statements(awaitd)) == {"athena:GetQueryExecution"}


def test_lists_of_a_parent_are_allowed_on_it(awaitd, tmp_path):
    jobs = [f"{{kind: ingestion-job, id: KBKBKBKBKB/DSDSDSDSD{n % 2}/JOBJOBJOB{n}}}" for n in range(10)]
    write(tmp_path, *jobs)
    base = ["arn:aws:bedrock:us-east-1:*:knowledge-base/KBKBKBKBKB"]
    assert statements(awaitd) == {"bedrock:GetIngestionJob": base}, "five of each data source"
    write(tmp_path, *(job.replace("DSDSDSDSD1", "DSDSDSDSD0") for job in jobs))
    assert statements(awaitd) == {"bedrock:GetIngestionJob": base, "bedrock:ListIngestionJobs": base}
    assert statements(awaitd, "--any-id")["bedrock:ListIngestionJobs"] == ["arn:aws:bedrock:us-east-1:*:knowledge-base/*"]


def test_a_matcher_is_allowed_to_list_and_to_read_what_it_finds(awaitd, tmp_path):
    matchers = [
        "{kind: training-job, match: [Churn-*, 'a b*'], profile: p}", "{kind: transform-job, match: [Churn-*, tone-?]}",
        "{kind: ingestion-job, match: '*', within: KBKBKBKBKB/DSDSDSDSDS}", "{kind: evaluation-job, match: nightly-*}",
        "{kind: agent-alias, match: '*', within: AGAGAGAGAG}",
    ]
    write(tmp_path, *matchers, kinds="limits: {listings: never}\n")
    sagemaker, bedrock = "arn:aws:sagemaker:us-east-1:*:", "arn:aws:bedrock:us-east-1:*:"
    assert statements(awaitd) == {
        # A pattern with a blank in it may mean something else there.
        "sagemaker:DescribeTrainingJob": [sagemaker + "training-job/*"],
        "sagemaker:ListTrainingJobs": ["*"],
        "sagemaker:DescribeTransformJob": [sagemaker + f"transform-job/{name}" for name in ("Churn-*", "churn-*", "tone-?")],
        "sagemaker:ListTransformJobs": ["*"],
        "bedrock:GetIngestionJob": [bedrock + "knowledge-base/KBKBKBKBKB"],
        "bedrock:ListIngestionJobs": [bedrock + "knowledge-base/KBKBKBKBKB"],
        # The ARN has an id, and not the name.
        "bedrock:GetEvaluationJob": [bedrock + "evaluation-job/*"],
        "bedrock:ListEvaluationJobs": ["*"],
        "bedrock:GetAgentAlias": [bedrock + "agent-alias/AGAGAGAGAG/*"],
        "bedrock:ListAgentAliases": ["*"],
    }
    every = statements(awaitd, "--any-id")
    assert every["sagemaker:DescribeTransformJob"] == [sagemaker + "transform-job/*"]
    assert every["bedrock:GetAgentAlias"] == [bedrock + "agent-alias/*/*"]


def test_a_matcher_belongs_to_the_account_of_its_credentials(awaitd, tmp_path):
    write(
        tmp_path,
        f"arn: {JOB.format('123456789012', 'abcdefghijkl')}",
        f"{{arn: '{JOB.format('210987654321', 'mnopqrstuvwx')}', profile: other}}",
        "{kind: training-job, match: '*', profile: other}",
        "{kind: training-job, match: a, role_arn: 'arn:aws:iam::333333333333:role/reader'}",
    )
    found = statements(awaitd)
    assert {account: sorted(policy) for account, policy in found.items()} == {
        "123456789012": ["bedrock:GetEvaluationJob", "sts:AssumeRole"],
        "210987654321": ["bedrock:GetEvaluationJob", "sagemaker:DescribeTrainingJob", "sagemaker:ListTrainingJobs"],
        "333333333333": ["sagemaker:DescribeTrainingJob", "sagemaker:ListTrainingJobs"],
    }


def test_an_empty_list_needs_nothing(awaitd, tmp_path):
    write(tmp_path)
    result = awaitd("iam-policy", "--config", "w.yaml")
    assert result.returncode == 0 and json.loads(result.stdout)["Statement"] == []
    assert "needs nothing" in result.stderr


def test_a_long_policy_says_how_to_shorten_it(awaitd, tmp_path):
    write(tmp_path, *(f"{{kind: training-job, id: job-{number}}}" for number in range(200)))
    result = awaitd("iam-policy", "--config", "w.yaml")
    assert len(json.loads(result.stdout)["Statement"][0]["Resource"]) == 200
    assert "AWS takes at most 6144; --any-id makes it short" in result.stderr
    short = awaitd("iam-policy", "--config", "w.yaml", "--any-id")
    assert short.stderr == ""
    assert json.loads(short.stdout)["Statement"][0]["Resource"] == ["arn:aws:sagemaker:us-east-1:*:training-job/*"]


def test_a_wrong_file_is_78(awaitd, tmp_path):
    (tmp_path / "w.yaml").write_text("watches: [1]\n")
    result = awaitd("iam-policy", "--config", "w.yaml")
    assert result.returncode == 78 and result.stdout == "" and "w.yaml:1:11: error" in result.stderr
