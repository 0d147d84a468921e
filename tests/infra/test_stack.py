"""A stack is created, left alone, changed, and put right after a failure."""

import boto3
import pytest

from infra.stack import DeploymentError, deploy_stack, outputs

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
def deploy(unique, tmp_path):
    """Deploy a template under a name of the test's own; return outputs and what was reported."""

    def deploy(text, **parameters):
        template = tmp_path / "template.yaml"
        template.write_text(text)
        said = []
        found = deploy_stack(
            boto3.client("cloudformation"),
            name=unique,
            template=template,
            parameters=parameters,
            report=said.append,
        )
        return found, said

    return deploy


def visibility(name):
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
    return answer["Attributes"]["VisibilityTimeout"]


def test_the_first_time_each_resource_is_reported_and_outputs_are_returned(deploy, unique):
    found, said = deploy(ONE_QUEUE.format(name=unique))
    assert found == {"Name": unique}
    assert said == [f"{unique}: AWS::SQS::Queue Queue created"]
    assert outputs(boto3.client("cloudformation"), unique) == found


def test_a_stack_that_is_as_it_should_be_is_left_alone(deploy, unique):
    deploy(ONE_QUEUE.format(name=unique))
    assert deploy(ONE_QUEUE.format(name=unique)) == ({"Name": unique}, [])


def test_a_changed_parameter_changes_the_resource_in_place(deploy, unique):
    deploy(ONE_QUEUE.format(name=unique))
    _, said = deploy(ONE_QUEUE.format(name=unique), Seconds="45")
    assert visibility(unique) == "45"
    assert f"{unique}: AWS::SQS::Queue Queue updated" in said


def test_a_failure_gives_the_reason_and_the_next_try_starts_afresh(deploy, unique):
    with pytest.raises(DeploymentError, match="Policy: "):
        deploy(FAILING)
    found, said = deploy(ONE_QUEUE.format(name=unique))
    assert found == {"Name": unique}
    assert f"{unique}: removing what a failed creation left" in said


def test_a_template_that_is_refused_says_why(deploy, unique):
    with pytest.raises(DeploymentError, match=unique):
        deploy("Resources: {Thing: {Type: AWS::No::Such}}")


def test_outputs_of_a_stack_that_is_not_there(unique):
    with pytest.raises(DeploymentError, match="no such stack"):
        outputs(boto3.client("cloudformation"), unique)
