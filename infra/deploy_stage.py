"""`make deploy STAGE=dev`: the infrastructure, then the portal by Zappa.

    python -m infra.deploy_stage STAGE

Goes to the account and region of the AWS settings in the environment, or to the local emulator
that AWS_ENDPOINT_URL names. A second run changes only what differs. The steps, each of which may
be repeated:

1. CloudFormation: tables, buckets, queues, topic (data.yaml); role, log group (function.yaml).
2. Static files to S3 under hashed names.
3. The package, built for the stage's Lambda runtime.
4. The first time, `zappa deploy`: the function and its API Gateway, which gives the URL.
5. CloudFormation: the user pool, whose sign-in leads back to that URL (identity.yaml).
6. `zappa update`: the code, and the configuration with all names and addresses.
7. CloudFormation: queues, its log and a schedule call the function (queue-trigger.yaml).

To undo it: `zappa undeploy STAGE --settings_file build/STAGE/zappa_settings.json` removes the
function and its API Gateway; the stacks `portal-STAGE-…` go with `aws cloudformation
delete-stack`, and leave tables, buckets and user pool standing unless the stage is dev.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from infra.commands import CommandError
from infra.environment import (
    COGNITO_CALLBACK,
    Outputs,
    cognito_environment,
    data_environment,
    secret_ids,
)
from infra.management import manage
from infra.package import BUILD
from infra.stack import TEMPLATES, DeploymentError, deploy_stack, parameters
from infra.stage import PreflightError, Stage, preflight
from infra.zappa_function import Function, function_url

# AWS advises that a message stays hidden for six times as long as the function may run.
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
VISIBILITY_FACTOR = 6
FIRST_ANSWER_SECONDS = 60


def deploy(stage: Stage) -> str:
    """Bring a stage to what the working copy says and return the portal's URL.

    Raise DeploymentError or CommandError; what was done so far stays, and a next run goes on.
    """
    gateway = function_url(stage)
    url = stage.url or gateway
    step("Tables, buckets, queues and role")
    data = _stack(stage, "data", _data_parameters(stage, url))
    role = _stack(stage, "function", _function_parameters(stage, data))
    function = Function(stage, BUILD / stage.name, role)
    step("Static files to S3")
    manifest = publish_static_files(stage, function.folder, data_environment(data))
    step(f"Package for {stage.runtime}")
    package = function.build(manifest)
    step(f"  {package.bytes_zipped / 2**20:.1f} MB, {package.bytes_unzipped / 2**20:.1f} unzipped")
    if gateway is None:
        step("Function and API Gateway, for the first time")
        function.create(package)
    if url is None:
        url = function_url(stage)
        assert url is not None
        # Only now is the origin known that may upload.
        _stack(stage, "data", _data_parameters(stage, url))
    step("User pool")
    identity = _stack(stage, "identity", _identity_parameters(stage, url))
    step("Function's code and configuration")
    removed = function.update(package, function_environment(stage, url, data, identity, role))
    if removed:
        step(f"  no longer set: {', '.join(removed)}")
    _stack(
        stage,
        "queue-trigger",
        {
            "FunctionName": stage.function_name,
            "QueueArn": data["QueueArn"],
            "LongQueueArn": data["LongQueueArn"],
            "EventsQueueArn": data["EventsQueueArn"],
            "UsageQueueArn": data["UsageQueueArn"],
            "LogGroup": role["LogGroup"],
        },
    )
    return url


def function_environment(
    stage: Stage, url: str, data: Outputs, identity: Outputs, role: Outputs
) -> dict[str, str]:
    """Return the function's environment variables; of secrets, only where they are kept."""
    return {
        "STAGE": stage.name,
        "PORTAL_URL": url,
        "ALLOWED_HOSTS": urlsplit(url).hostname or "",
        "STATIC_FILES": "published",
        "LOG_FORMAT": "json",
        # Named, since the emulator's functions inherit its own.
        "LOG_LEVEL": "INFO",
        "USAGE_LOG_GROUP": role["LogGroup"],
        **data_environment(data),
        **cognito_environment(identity, stage.emulator_url),
        "SECRET_IDS": json.dumps(secret_ids(data, identity)),
        **stage.chosen,
    }


def publish_static_files(stage: Stage, folder: Path, names: Mapping[str, str]) -> Path:
    """Put the static files into their bucket; return the manifest of their hashed names."""
    manifests = folder / "static"
    printed = manage(
        stage,
        *("collectstatic", "--noinput"),
        variables={**names, "STATIC_FILES": "publishing", "STATIC_ROOT": str(manifests)},
    )
    step(f"  {printed.strip().splitlines()[-1]}")
    return manifests / "staticfiles.json"


def _stack(stage: Stage, name: str, wanted: Mapping[str, str]) -> dict[str, str]:
    return deploy_stack(
        stage.client("cloudformation"),
        name=f"{stage.prefix}{name}",
        template=TEMPLATES / f"{name}.yaml",
        parameters=wanted,
        report=lambda line: step(f"  {line}"),
    )


def _data_parameters(stage: Stage, url: str | None) -> dict[str, str]:
    wanted = {
        "Prefix": stage.prefix,
        "Removal": stage.removal,
        "StaticReadable": "no",
        "JobSeconds": str(stage.timeout_seconds * VISIBILITY_FACTOR),
    }
    if url:
        parts = urlsplit(url)
        now = _deployed(stage, "data")
        wanted["PortalOrigins"] = _with(
            now.get("PortalOrigins"), f"{parts.scheme}://{parts.netloc}"
        )
    return wanted


def _function_parameters(stage: Stage, data: Outputs) -> dict[str, str]:
    return {
        "Prefix": stage.prefix,
        "FunctionName": stage.function_name,
        "ContentBucket": data["ContentBucket"],
        "StaticBucket": data["StaticBucket"],
        "QueueArn": data["QueueArn"],
        "LongQueueArn": data["LongQueueArn"],
        "EventsQueueArn": data["EventsQueueArn"],
        "EventsTopicArn": data["EventsTopicArn"],
        "UsageQueueArn": data["UsageQueueArn"],
    }


def _identity_parameters(stage: Stage, url: str) -> dict[str, str]:
    now = _deployed(stage, "identity")
    return {
        "Prefix": stage.prefix,
        "Removal": stage.removal,
        # One that is there stays: a pool has one domain, and people know its address.
        "DomainPrefix": now.get("DomainPrefix") or stage.sign_in_domain,
        "CallbackUrls": _with(now.get("CallbackUrls"), f"{url}{COGNITO_CALLBACK}"),
        "LogoutUrls": _with(now.get("LogoutUrls"), f"{url}/"),
    }


def _deployed(stage: Stage, stack: str) -> dict[str, str]:
    """Return the parameters a stack was last deployed with; none where there is no stack."""
    return parameters(stage.client("cloudformation"), f"{stage.prefix}{stack}")


def _with(listed: str | None, value: str) -> str:
    """Return a list parameter with this value in it.

    What is there stays: on the emulator the portal of `make run` signs in at the same pool.
    """
    return ",".join(dict.fromkeys([*filter(None, (listed or "").split(",")), value]))


def step(line: str) -> None:
    print(line, flush=True)


def main(arguments: list[str]) -> int:
    try:
        url = deploy(preflight(arguments))
    except (PreflightError, DeploymentError, CommandError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    if _answers(url):
        step(f"\nThe portal answers at {url}/")
    else:
        step(
            f"\nThe portal is deployed, but {url}/ does not answer yet: look at the function's log."
        )
    return 0


def _answers(url: str) -> bool:
    """Return whether the portal answers; asking also spares the first visitor the cold start."""
    try:
        with urlopen(f"{url}/healthz", timeout=FIRST_ANSWER_SECONDS) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
