"""A stack is created, left alone, changed, and put right after a failure."""

import boto3
import pytest

from infra.stack import DeploymentError, deploy_stack, outputs, parameters

ONE_QUEUE = """
Parameters:
  Seconds: {{Type: Number, Default: 30}}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: {name}
      VisibilityTimeout: !Ref Seconds
Outputs:
  Name: {{Value: !GetAtt Queue.QueueName}}
"""

# A policy for a bucket that is nowhere: CloudFormation starts, fails, and rolls back.
FAILING = """
Resources:
  Policy:
    Type: AWS::SecretsManager::SecretTargetAttachment
    Properties: {SecretId: no-such-secret, TargetType: AWS::RDS::DBInstance, TargetId: none}
"""


@pytest.fixture
def kept() -> list[str]:
    """The parameters whose previous value the last deployment asked for."""
    return []


@pytest.fixture
def deploy(unique, tmp_path, kept):
    """Deploy a template under a name of the test's own; return outputs and what was reported."""

    def note(params, **_):
        kept.extend(
            each["ParameterKey"]
            for each in params.get("Parameters", [])
            if each.get("UsePreviousValue")
        )

    def deploy(text, **parameters):
        kept.clear()
        template = tmp_path / "template.yaml"
        template.write_text(text)
        output = []
        cloudformation = boto3.client("cloudformation")
        cloudformation.meta.events.register("provide-client-params.cloudformation", note)
        found = deploy_stack(
            cloudformation,
            name=unique,
            template=template,
            parameters=parameters,
            report=output.append,
        )
        return found, output

    return deploy


def queue(name):
    """Return the attributes of a queue."""
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


def set_on(name):
    return parameters(boto3.client("cloudformation"), name)


def test_the_first_time_each_resource_is_reported_and_outputs_are_returned(deploy, unique):
    found, output = deploy(ONE_QUEUE.format(name=unique))
    assert found == {"Name": unique}
    assert output == [f"{unique}: AWS::SQS::Queue Queue created"]
    assert outputs(boto3.client("cloudformation"), unique) == found


def test_a_stack_that_is_as_it_should_be_is_left_alone(deploy, unique):
    deploy(ONE_QUEUE.format(name=unique))
    assert deploy(ONE_QUEUE.format(name=unique)) == ({"Name": unique}, [])


def test_a_changed_parameter_changes_the_resource_in_place(deploy, unique):
    deploy(ONE_QUEUE.format(name=unique))
    _, output = deploy(ONE_QUEUE.format(name=unique), Seconds="45")
    assert queue(unique)["VisibilityTimeout"] == "45"
    assert f"{unique}: AWS::SQS::Queue Queue updated" in output


# As somebody set them by hand; the deployment names `Named` only.
HAND_SET = """
Parameters:
  Named: {{Type: Number, Default: 30}}
  Kept: {{Type: Number, Default: 345600}}
  {third}: {{Type: Number, Default: {default}}}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: {name}
      VisibilityTimeout: !Ref Named
      MessageRetentionPeriod: !Ref Kept
      DelaySeconds: !Ref {third}
"""


def test_what_the_deployment_does_not_name_keeps_its_value(deploy, kept, unique):
    def template(third: str, default: int) -> str:
        return HAND_SET.format(name=unique, third=third, default=default)

    deploy(template("Gone", 0), Named="31", Kept="3600", Gone="9")
    deploy(template("Gone", 0), Named="32")
    assert set_on(unique) == {"Named": "32", "Kept": "3600", "Gone": "9"}
    deploy(template("New", 7), Named="32")
    assert set_on(unique) == {"Named": "32", "Kept": "3600", "New": "7"}
    # AWS refuses the previous value of a parameter that stack or template lacks.
    assert kept == ["Kept"]
    attributes = queue(unique)
    assert attributes["MessageRetentionPeriod"] == "3600"
    assert attributes["DelaySeconds"] == "7"


def test_a_failure_gives_the_reason_and_the_next_try_starts_afresh(deploy, unique):
    with pytest.raises(DeploymentError, match="Policy: "):
        deploy(FAILING)
    found, output = deploy(ONE_QUEUE.format(name=unique))
    assert found == {"Name": unique}
    assert f"{unique}: removing what a failed creation left" in output


def test_a_template_that_is_refused_says_why(deploy, unique):
    with pytest.raises(DeploymentError, match=unique):
        deploy("Resources: {Thing: {Type: AWS::No::Such}}")


def test_outputs_of_a_stack_that_is_not_there(unique):
    with pytest.raises(DeploymentError, match="no such stack"):
        outputs(boto3.client("cloudformation"), unique)
