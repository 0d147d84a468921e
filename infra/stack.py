"""Create or update one CloudFormation stack, alike on AWS and on the local emulator."""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import yaml
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import (
        ParameterTypeDef,
        StackEventTypeDef,
        StackTypeDef,
    )

CAPABILITIES: Sequence[Literal["CAPABILITY_AUTO_EXPAND", "CAPABILITY_NAMED_IAM"]] = (
    "CAPABILITY_AUTO_EXPAND",
    "CAPABILITY_NAMED_IAM",
)
TEMPLATES = Path(__file__).parent

# A stack in one of these states takes no update; nothing but retained resources is left of it.
UNUSABLE = {"ROLLBACK_COMPLETE", "CREATE_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS"}

# An operation is asked about often at first (the emulator takes a fraction of a second), then
# at the pace that suits AWS's request limits.
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 4.0

Report = Callable[[str], None]


class DeploymentError(Exception):
    """A stack did not get where it should; the message holds AWS's reasons, one to a line."""


def deploy_stack(
    cloudformation: "CloudFormationClient",
    *,
    name: str,
    template: Path,
    parameters: Mapping[str, str],
    report: Report,
) -> dict[str, str]:
    """Bring stack `name` to what `template` and `parameters` say and return its outputs.

    A parameter that is not named here keeps the value it has on an existing stack, whoever set it;
    the template's default is for new stacks, and for parameters that are new in the template.

    Reports one line for each resource as it changes; a stack that is so already is left alone.
    Raise DeploymentError when CloudFormation refuses or rolls back.
    """
    stack = _settled(cloudformation, name, report)
    if stack and stack["StackStatus"] in UNUSABLE:
        report(f"{name}: removing what a failed creation left")
        _delete(cloudformation, name, report)
        stack = None
    token = uuid.uuid4().hex
    try:
        if _submit(cloudformation, name, template, parameters, token, stack):
            _follow(cloudformation, name, token, report)
    except ClientError as error:
        raise DeploymentError(f"{name}: {_message(error)}") from error
    return outputs(cloudformation, name)


def outputs(cloudformation: "CloudFormationClient", name: str) -> dict[str, str]:
    """Return the outputs of stack `name`; DeploymentError when there is no such stack."""
    stack = _describe(cloudformation, name)
    if stack is None:
        raise DeploymentError(f"{name}: there is no such stack")
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def parameters(cloudformation: "CloudFormationClient", name: str) -> dict[str, str]:
    """Return the parameters stack `name` was last deployed with; none where there is no stack."""
    stack = _describe(cloudformation, name)
    return _values(stack) if stack else {}


def _submit(
    cloudformation: "CloudFormationClient",
    name: str,
    template: Path,
    parameters: Mapping[str, str],
    token: str,
    stack: "StackTypeDef | None",
) -> bool:
    """Ask for the change; False when the stack is as it should be."""
    operation = cloudformation.update_stack if stack else cloudformation.create_stack
    body = template.read_text(encoding="utf-8")
    wanted: list[ParameterTypeDef] = [
        {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
    ]
    if stack:
        kept = _unnamed(body, stack, parameters)
        wanted += [{"ParameterKey": key, "UsePreviousValue": True} for key in kept]
    try:
        operation(
            StackName=name,
            TemplateBody=body,
            Parameters=wanted,
            Capabilities=CAPABILITIES,
            ClientRequestToken=token,
        )
    except ClientError as error:
        if "No updates are to be performed" in _message(error):
            return False
        raise
    return True


def _unnamed(template: str, stack: "StackTypeDef", named: Mapping[str, str]) -> list[str]:
    """Return the parameters that both stack and template have and `named` does not.

    CloudFormation gives one that an update leaves out the template's default, and refuses
    `UsePreviousValue` for one that the stack or the template lacks.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html
    """
    return sorted((_declared(template) & _values(stack).keys()) - named.keys())


def _declared(template: str) -> set[str]:
    """Return the names of a template's parameters."""
    # As nodes: CloudFormation's tags (`!Ref`) mean nothing to the YAML library.
    root = yaml.compose(template, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode), "a template is a mapping"
    sections = {key.value: section for key, section in root.value}
    if "Parameters" not in sections:
        return set()
    return {key.value for key, _ in sections["Parameters"].value}


def _values(stack: "StackTypeDef") -> dict[str, str]:
    return {
        parameter["ParameterKey"]: parameter["ParameterValue"]
        for parameter in stack.get("Parameters", [])
    }


def _settled(
    cloudformation: "CloudFormationClient", name: str, report: Report
) -> "StackTypeDef | None":
    """Return the stack once no operation of somebody else is under way on it."""
    is_reported = False
    for _ in _pauses():
        stack = _describe(cloudformation, name)
        if stack is None or not _busy(stack["StackStatus"]):
            return stack
        if not is_reported:
            report(f"{name}: waiting, {stack['StackStatus']}")
            is_reported = True
    raise AssertionError("unreachable: _pauses() does not end")


def _busy(status: str) -> bool:
    return status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS"


def _follow(cloudformation: "CloudFormationClient", name: str, token: str, report: Report) -> None:
    """Report this operation until the stack rests; raise DeploymentError unless it is well."""
    seen: set[str] = set()
    reasons: list[str] = []
    for _ in _pauses():
        stack = _describe(cloudformation, name)
        for event in _events(cloudformation, name, token, seen):
            _report_event(event, name, reasons, report)
        if stack is None:
            raise DeploymentError("\n".join([f"{name}: gone", *reasons]))
        status = stack["StackStatus"]
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return
        if not _busy(status):
            raise DeploymentError("\n".join([f"{name}: {status}", *reasons]))


def _report_event(
    event: "StackEventTypeDef", name: str, reasons: list[str], report: Report
) -> None:
    status = event["ResourceStatus"]
    subject = f"{event['ResourceType']} {event['LogicalResourceId']}"
    reason = event.get("ResourceStatusReason", "")
    if status.endswith("_FAILED"):
        # Resources stopped because another failed say only that, which helps nobody.
        if "cancelled" not in reason:
            reasons.append(f"  {subject}: {reason}")
        report(f"{name}: {subject} {status}: {reason}")
    elif status.endswith("_COMPLETE") and event["LogicalResourceId"] != name:
        report(f"{name}: {subject} {status.split('_')[0].lower()}d")


def _events(
    cloudformation: "CloudFormationClient", name: str, token: str, seen: set[str]
) -> "list[StackEventTypeDef]":
    """Return this operation's events not in `seen`, oldest first, and add them to it."""
    new: list[StackEventTypeDef] = []
    # Newest first, so the first event of another operation ends the look.
    for page in cloudformation.get_paginator("describe_stack_events").paginate(StackName=name):
        for event in page["StackEvents"]:
            if event.get("ClientRequestToken") != token or event["EventId"] in seen:
                break
            new.append(event)
        else:
            continue
        break
    seen.update(event["EventId"] for event in new)
    return new[::-1]


def _delete(cloudformation: "CloudFormationClient", name: str, report: Report) -> None:
    cloudformation.delete_stack(StackName=name)
    left = _settled(cloudformation, name, report)
    if left is not None and left["StackStatus"] != "DELETE_COMPLETE":
        raise DeploymentError(f"{name}: could not be removed ({left['StackStatus']})")


def _describe(cloudformation: "CloudFormationClient", name: str) -> "StackTypeDef | None":
    try:
        return cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in _message(error):
            return None
        raise


def _message(error: ClientError) -> str:
    return error.response["Error"]["Message"]


def _pauses() -> Iterator[None]:
    """Yield at once, then after growing pauses."""
    pause = FIRST_PAUSE
    while True:
        yield
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)
