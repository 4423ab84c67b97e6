# SPDX-License-Identifier: Apache-2.0
"""Jobs read with roles that moto issues: every request is signed, checked and allowed by a policy."""

import json
import pathlib

import botocore.exceptions
import pytest

ACCOUNT = "123456789012"
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
POLL = "poll: {initial: 200ms, max: 500ms}"


def policy(*actions):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]})


class Account:
    """A user who may only assume roles, and roles with the permissions that a test gives."""

    def __init__(self, moto):
        self.moto = moto
        self.iam = moto.client("iam")
        self.keys = self.user("watcher", "sts:AssumeRole")

    def user(self, name, *actions):
        self.iam.create_user(UserName=name)
        self.iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy(*actions))
        return self.iam.create_access_key(UserName=name)["AccessKey"]

    def role(self, name, *actions):
        role = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]
        self.iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(*actions))
        return role["Arn"]

    def training_job(self, name="churn"):
        self.moto.client("sagemaker").create_training_job(
            TrainingJobName=name,
            AlgorithmSpecification={"TrainingImage": "image", "TrainingInputMode": "File"},
            RoleArn=f"arn:aws:iam::{ACCOUNT}:role/SageMaker",
            OutputDataConfig={"S3OutputPath": "s3://example/out"},
            ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
            StoppingCondition={"MaxRuntimeInSeconds": 60},
        )

    def customization_job(self, name="tune"):
        s3 = self.moto.client("s3")
        s3.create_bucket(Bucket="example")
        s3.put_object(Bucket="example", Key="train.jsonl", Body=b"{}")
        self.moto.client("bedrock").create_model_customization_job(
            jobName=name,
            customModelName="tuned",
            roleArn=f"arn:aws:iam::{ACCOUNT}:role/Bedrock",
            baseModelIdentifier="arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1",
            trainingDataConfig={"s3Uri": "s3://example/train.jsonl"},
            outputDataConfig={"s3Uri": "s3://example/out"},
            hyperParameters={"epochCount": "1"},
        )

    def files(self, directory, config):
        folder = pathlib.Path(directory) / ".aws"
        folder.mkdir(exist_ok=True)
        (folder / "config").write_text(config)
        (folder / "credentials").write_text(
            f"[keys]\naws_access_key_id = {self.keys['AccessKeyId']}\naws_secret_access_key = {self.keys['SecretAccessKey']}\n"
        )


NO_KEYS = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None, "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture
def account(moto):
    return Account(moto)


def watch(kind, id, settings):
    return f"watches: [{{name: job, kind: {kind}, id: '{id}', region: us-east-1, {POLL}, {settings}}}]\n"


def completed(started):
    started.wait_for(lambda d: "completed" in d.life("job"), 30)
    assert not started.told("visibility-lost")


def test_the_check_takes_what_boto3_signs_and_nothing_else(moto, account):
    account.customization_job()
    keys = account.user("reader", "bedrock:GetModelCustomizationJob")
    moto.check_signatures()
    assert moto.client("bedrock", keys).get_model_customization_job(jobIdentifier="tune")["jobName"] == "tune"
    assert moto.checked("accepted") == {"bedrock:GetModelCustomizationJob"} and not moto.checked("refused")
    with pytest.raises(botocore.exceptions.ClientError, match="SignatureDoesNotMatch"):
        moto.client("bedrock", {**keys, "SecretAccessKey": "another"}).get_model_customization_job(jobIdentifier="tune")
    assert moto.checked("refused") == {"bedrock:GetModelCustomizationJob"}


def test_keys_alone_are_checked(moto, account, awaitd, tmp_path):
    account.training_job()
    account.files(tmp_path, "")
    moto.check_signatures()
    (tmp_path / "w.yaml").write_text(watch("training-job", "churn", "profile: keys"))
    result = awaitd("wait", "job", "--config", "w.yaml", "--timeout", "10s", endpoint=moto.url, **NO_KEYS)
    assert result.returncode == 77, result.stderr
    assert "AccessDenied: User: " in result.stderr


def test_a_watchs_role_reads_a_training_job(moto, account, daemon, tmp_path):
    account.training_job()
    account.files(tmp_path, "")
    role = account.role("Reader", "sagemaker:DescribeTrainingJob")
    moto.check_signatures()
    completed(daemon(watch("training-job", "churn", f"profile: keys, role_arn: '{role}'"), endpoint=moto.url, **NO_KEYS))
    assert moto.checked("accepted") == {"sts:AssumeRole", "sagemaker:DescribeTrainingJob"} and not moto.checked("refused")


def test_a_role_by_a_role_reads_a_training_job(moto, account, daemon, tmp_path):
    account.training_job()
    reader = account.role("Reader", "sagemaker:DescribeTrainingJob")
    bridge = account.role("Bridge", "sts:AssumeRole")
    account.files(
        tmp_path,
        f"[profile reader]\nrole_arn = {reader}\nsource_profile = bridge\nrole_session_name = awaitd-test\n"
        f"[profile bridge]\nrole_arn = {bridge}\nsource_profile = keys\nduration_seconds = 900\n",
    )
    moto.check_signatures()
    completed(daemon(watch("training-job", "churn", "profile: reader"), endpoint=moto.url, **NO_KEYS))
    assert moto.checked("accepted") == {"sts:AssumeRole", "sagemaker:DescribeTrainingJob"} and not moto.checked("refused")


def test_a_model_customization_job_is_watched_to_its_end(moto, account, daemon, tmp_path):
    account.customization_job()
    account.files(tmp_path, "")
    role = account.role("Reader", "bedrock:GetModelCustomizationJob")
    operator = account.user("operator", "bedrock:StopModelCustomizationJob")
    moto.check_signatures()
    started = daemon(
        watch("model-customization-job", "tune", f"profile: keys, role_arn: '{role}'"), endpoint=moto.url, **NO_KEYS
    )
    started.wait_for(lambda d: d.life("job") == ["in-progress"], 30)
    moto.client("bedrock", operator).stop_model_customization_job(jobIdentifier="tune")
    started.wait_for(lambda d: "stopped" in d.life("job"), 30)
    assert not started.told("visibility-lost")
    assert moto.checked("accepted") == {
        "sts:AssumeRole",
        "bedrock:GetModelCustomizationJob",
        "bedrock:StopModelCustomizationJob",
    }
    assert not moto.checked("refused")


def test_a_web_identity_reads_a_training_job(moto, account, daemon, tmp_path):
    account.training_job()
    role = account.role("Pod", "sagemaker:DescribeTrainingJob")
    (tmp_path / "token").write_text("header.payload.signature")
    moto.check_signatures()
    variables = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"), "AWS_ROLE_ARN": role}
    completed(daemon(watch("training-job", "churn", "verbose: false"), endpoint=moto.url, **NO_KEYS, **variables))
    assert moto.checked("unsigned") == {"sts:AssumeRoleWithWebIdentity"}
    assert moto.checked("accepted") == {"sagemaker:DescribeTrainingJob"} and not moto.checked("refused")


def test_a_role_that_may_not_be_assumed_is_told_once(moto, account, daemon, tmp_path):
    account.training_job()
    account.keys = account.user("nobody", "s3:GetObject")
    role = account.role("Reader", "sagemaker:DescribeTrainingJob")
    account.files(tmp_path, "")
    moto.check_signatures()
    started = daemon(watch("training-job", "churn", f"profile: keys, role_arn: '{role}'"), endpoint=moto.url, **NO_KEYS)
    started.wait_for(lambda d: d.told("visibility-lost"), 30)
    (lost,) = started.told("visibility-lost")
    assert lost["AWAITD_VISIBILITY"] == "unauthorized" and f"assuming the role {role}" in lost["MESSAGE"]
