"""The package for AWS, and the portal deployed by `make deploy` into a local AWS of its own.

Of its own, since the deployed function reads the job queue and would take other tests' jobs.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from devstack.accounts import PORTAL_ACCOUNTS, create_accounts
from devstack.emulator import aws_environment, throwaway_emulator
from infra.package import ROOT
from infra.stack import outputs


@dataclass(frozen=True)
class Deployment:
    """The deployed portal: where it answers, what it runs from, and its AWS."""

    url: str
    package: Path
    session: boto3.Session
    aws_url: str
    output: str

    def client(self, service: str) -> Any:
        return self.session.client(service, endpoint_url=self.aws_url)

    def invoke(self, event: Any) -> tuple[Any, bool]:
        """Call the function past API Gateway; return its answer and whether it was an error."""
        answer = self.client("lambda").invoke(
            FunctionName="portal-dev", Payload=json.dumps(event).encode()
        )
        return json.load(answer["Payload"]), "FunctionError" in answer

    def logs(self) -> str:
        logs = self.client("logs")
        group = "/portal/portal-dev"
        streams = logs.describe_log_streams(logGroupName=group)["logStreams"]
        return "\n".join(
            event["message"]
            for stream in streams
            for event in logs.get_log_events(
                logGroupName=group, logStreamName=stream["logStreamName"]
            )["events"]
        )


@pytest.fixture(scope="session")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("deployment")
    with throwaway_emulator("aws", folder=folder) as emulator:
        chosen = {"CATEGORIES": "identity", "GATEWAY_ALLOWED_NETWORKS": "127.0.0.0/8"}
        output = deploy("dev", emulator.url, folder, PORTAL_URL="", **chosen)
        session = boto3.Session("test", "test", region_name="us-east-1")
        _create_accounts(session, emulator.url)
        url = output.strip().rsplit(" ", 1)[-1].rstrip("/")
        package = folder / "dev" / "portal.zip"
        yield Deployment(url, package, session, emulator.url, output)


def deploy(stage: str, aws_url: str, folder: Path, **variables: str) -> str:
    """Run what `make deploy` runs, with these variables set, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "infra.deploy_stage", stage],
        cwd=ROOT,
        env=aws_environment(aws_url, os.environ) | {"BUILD_FOLDER": str(folder), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _create_accounts(session: boto3.Session, aws_url: str) -> None:
    cloudformation = session.client("cloudformation", endpoint_url=aws_url)
    pool_id = outputs(cloudformation, "portal-dev-identity")["UserPoolId"]
    pool = session.client("cognito-idp", endpoint_url=aws_url)
    create_accounts(pool, pool_id, PORTAL_ACCOUNTS)
