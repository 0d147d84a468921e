"""What infra/ deploys: the tables, the buckets, the queue and the user pool the portal needs."""

import json
import os
from datetime import timedelta
from fnmatch import fnmatchcase

import boto3
import pytest
from cfnlint.decode import cfn_yaml

from devstack.accounts import PORTAL_ACCOUNTS
from infra.deploy_stage import VISIBILITY_FACTOR
from infra.package import stage_names, stage_settings
from infra.stack import TEMPLATES, outputs
from portal.jobs.items import ATTEMPTS_TAKE

TABLES = ["users", "apis", "docs", "analytics", "tests"]


@pytest.fixture(scope="module")
def data():
    return outputs(boto3.client("cloudformation"), "portal-dev-data")


@pytest.fixture(scope="module")
def identity():
    return outputs(boto3.client("cloudformation"), "portal-dev-identity")


@pytest.mark.parametrize("name", TABLES)
def test_each_table_has_the_common_keys_one_index_and_a_stream(name):
    table = boto3.client("dynamodb").describe_table(TableName=f"portal-dev-{name}")["Table"]
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["PK", "SK"]
    (index,) = table["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "GSI1"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["GSI1PK", "GSI1SK"]
    assert index["Projection"] == {"ProjectionType": "ALL"}
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"


def test_there_is_no_table_beside_those_of_the_template():
    names = boto3.client("dynamodb").list_tables()["TableNames"]
    assert sorted(names) == sorted(f"portal-dev-{name}" for name in TABLES)


def test_content_is_private_versioned_and_encrypted(data):
    s3, bucket = boto3.client("s3"), data["ContentBucket"]
    block = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert all(block.values())
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"


def test_the_template_asks_for_what_the_local_aws_leaves_out():
    """Its CloudFormation drops expiry, recovery, encryption and lifecycle, so read them there."""
    resources = cfn_yaml.load(str(TEMPLATES / "data.yaml"))["Resources"]
    table = resources["Fn::ForEach::Tables"][2]["Table${Table}"]["Properties"]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expiresAt", "Enabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["SSESpecification"] == {"SSEEnabled": True}
    content = resources["ContentBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert [(rule["Prefix"], rule["ExpirationInDays"]) for rule in content[:1]] == [
        ("uploads/", 15)
    ]


def test_everybody_reads_static_files_and_nothing_else(data):
    s3, bucket = boto3.client("s3"), data["StaticBucket"]
    statements = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    allowed = [each for each in statements if each["Effect"] == "Allow"]
    assert [(each["Action"], each["Resource"]) for each in allowed] == [
        ("s3:GetObject", f"arn:aws:s3:::{bucket}/static/*")
    ]


@pytest.mark.parametrize("output", ["ContentBucket", "StaticBucket"])
def test_buckets_refuse_plain_http(data, output):
    policy = boto3.client("s3").get_bucket_policy(Bucket=data[output])["Policy"]
    denied = [each for each in json.loads(policy)["Statement"] if each["Effect"] == "Deny"]
    assert [each["Condition"] for each in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_a_job_that_keeps_failing_goes_to_the_dead_letter_queue(data):
    answer = boto3.client("sqs").get_queue_attributes(
        QueueUrl=data["QueueUrl"], AttributeNames=["RedrivePolicy"]
    )
    redrive = json.loads(answer["Attributes"]["RedrivePolicy"])
    assert redrive["deadLetterTargetArn"].endswith(":portal-dev-jobs-dead")
    assert int(redrive["maxReceiveCount"]) == 5


def test_a_job_is_given_up_when_its_queue_makes_no_further_try():
    queue = cfn_yaml.load(str(TEMPLATES / "data.yaml"))["Resources"]["JobQueue"]["Properties"]
    tries = queue["RedrivePolicy"]["maxReceiveCount"]
    for stage in stage_names():
        seconds = stage_settings(stage)["timeout_seconds"] * VISIBILITY_FACTOR
        assert timedelta(seconds=tries * seconds) == ATTEMPTS_TAKE


def test_the_app_client_takes_nothing_but_the_code_flow(identity):
    client = boto3.client("cognito-idp").describe_user_pool_client(
        UserPoolId=identity["UserPoolId"], ClientId=identity["ClientId"]
    )["UserPoolClient"]
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["ClientSecret"] == os.environ["COGNITO_CLIENT_SECRET"]


def test_strangers_cannot_make_themselves_an_account(identity):
    pool = boto3.client("cognito-idp").describe_user_pool(UserPoolId=identity["UserPoolId"])
    assert pool["UserPool"]["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True


@pytest.mark.parametrize("account", PORTAL_ACCOUNTS, ids=lambda account: account.groups[0])
def test_each_demo_account_is_in_its_groups(identity, account):
    groups = boto3.client("cognito-idp").admin_list_groups_for_user(
        UserPoolId=identity["UserPoolId"], Username=account.email
    )["Groups"]
    assert sorted(group["GroupName"] for group in groups) == sorted(account.groups)


def test_secrets_are_long_and_differ():
    names = ("SECRET_KEY", "COGNITO_CLIENT_SECRET", "CORPORATE_CLIENT_SECRET")
    values = [os.environ[name] for name in names]
    assert len(set(values)) == 3
    assert len(os.environ["SECRET_KEY"]) == 64


def fits(key, likes):
    return any(fnmatchcase(key, like) for like in likes)


def holds(condition, keys):
    """Tell whether a policy's condition holds for a request with these leading keys, as IAM does.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    """
    name = "dynamodb:LeadingKeys"
    tests = {
        "ForAnyValue:StringLike": lambda likes: any(fits(key, likes) for key in keys),
        "ForAllValues:StringLike": lambda likes: all(fits(key, likes) for key in keys),
        "Null": lambda absent: (absent == "true") is not bool(keys),
    }
    return all(tests[operator](wanted[name]) for operator, wanted in condition.items())


@pytest.mark.parametrize(
    ("action", "keys", "denied"),
    [
        ("dynamodb:DeleteItem", ["AUDIT#2026-01"], True),
        ("dynamodb:DeleteItem", ["EVENT#2026-01"], True),
        ("dynamodb:DeleteItem", ["KEY#1"], False),
        # A published event leaves the outbox.
        ("dynamodb:DeleteItem", ["OUTBOX"], False),
        # As a transaction may be asked about that revokes a key and records it.
        ("dynamodb:DeleteItem", ["KEY#1", "EVENT#2026-01"], False),
        ("dynamodb:DeleteItem", [], False),
        ("dynamodb:UpdateItem", ["EVENT#2026-01"], True),
        ("dynamodb:UpdateItem", ["JOB#1"], False),
        # As a transaction may be asked about that updates something and records it.
        ("dynamodb:UpdateItem", ["USER#1", "EVENT#2026-01"], False),
        ("dynamodb:BatchWriteItem", ["AUDIT#2026-01", "JOB#1"], True),
        ("dynamodb:BatchWriteItem", ["SESSION#1"], False),
    ],
)
def test_no_record_is_changed_or_deleted_and_no_change_with_a_record_is_denied(
    action, keys, denied
):
    role = cfn_yaml.load(str(TEMPLATES / "function.yaml"))["Resources"]["Role"]
    statements = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    conditions = [
        each["Condition"]
        for each in statements
        if each["Effect"] == "Deny" and action in each["Action"]
    ]
    assert any(holds(condition, keys) for condition in conditions) is denied


def secrets_allowed(action):
    """Return which secrets' names the function may do this with; no statement has a condition."""
    role = cfn_yaml.load(str(TEMPLATES / "function.yaml"))["Resources"]["Role"]
    statements = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    for each in statements:
        actions = [each["Action"]] if isinstance(each["Action"], str) else each["Action"]
        if f"secretsmanager:{action}" in actions:
            resources = each["Resource"]
            for arn in resources if isinstance(resources, list) else [resources]:
                yield arn["Fn::Sub"].partition(":secret:${Prefix}")[2]


@pytest.mark.parametrize("action", ["CreateSecret", "PutSecretValue", "DeleteSecret"])
def test_only_credentials_of_upstreams_are_written(action):
    assert list(secrets_allowed(action)) == ["gateway/*"]


def test_the_portals_own_secrets_are_read_each_by_its_name():
    own = [name.partition("-??????")[0] for name in secrets_allowed("GetSecretValue")]
    assert "gateway/*" in own
    assert not any("*" in name for name in own if name != "gateway/*")
    made = [
        resource["Properties"]["Name"]["Fn::Sub"].removeprefix("${Prefix}")
        for template in ("data", "identity")
        for resource in cfn_yaml.load(str(TEMPLATES / f"{template}.yaml"))["Resources"].values()
        # A loop of the template is a list.
        if isinstance(resource, dict) and resource["Type"] == "AWS::SecretsManager::Secret"
    ]
    assert sorted(made) == sorted(set(own) - {"gateway/*"})
