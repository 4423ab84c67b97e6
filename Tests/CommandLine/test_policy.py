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
