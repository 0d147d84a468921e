"""The portal's function and its API Gateway, as Zappa makes and changes them."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from botocore.exceptions import ClientError

from infra.environment import Outputs
from infra.package import Package, build_package, run_zappa, stage_settings
from infra.stage import Stage


class Function:
    """One stage's function, built in `folder`; `role` is what function.yaml put out."""

    def __init__(self, stage: Stage, folder: Path, role: Outputs) -> None:
        self.stage = stage
        self.folder = folder
        self.role = role

    def build(self, manifest: Path) -> Package:
        """Build its package; `manifest` names the published static files."""
        return build_package(
            self.folder,
            stage=self.stage.name,
            runtime=self.stage.runtime,
            settings=self._write_settings({}),
            manifest=manifest,
        )

    def create(self, package: Package) -> None:
        """Create function and API Gateway.

        A function without an API Gateway, left by a deployment that was cut off, is removed
        first: Zappa would not go on from there, and nobody can have called it.
        """
        try:
            self.stage.client("lambda").delete_function(FunctionName=self.stage.function_name)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
        self._zappa("deploy", package, {})

    def update(self, package: Package, environment: Mapping[str, str]) -> list[str]:
        """Give it the package's code and these environment variables, which hold no secret.

        Return the variables that it had and has no longer.
        """
        self._zappa("update", package, environment)
        removed = self._drop_variables(environment)
        self._set_log_group()
        return removed

    def _set_log_group(self) -> None:
        """Have it write to the log group of function.yaml, which Zappa cannot name.

        https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
        """
        client = self.stage.client("lambda")
        name, group = self.stage.function_name, self.role["LogGroup"]
        found = client.get_function_configuration(FunctionName=name)
        if found.get("LoggingConfig", {}).get("LogGroup") != group:
            client.update_function_configuration(
                FunctionName=name, LoggingConfig={"LogGroup": group}
            )
            client.get_waiter("function_updated_v2").wait(FunctionName=name)

    def _drop_variables(self, environment: Mapping[str, str]) -> list[str]:
        """Remove the variables that are not in `environment`; Zappa keeps every one it finds."""
        client = self.stage.client("lambda")
        name = self.stage.function_name
        updated = client.get_waiter("function_updated_v2")
        updated.wait(FunctionName=name)
        found = client.get_function_configuration(FunctionName=name)
        surplus = found.get("Environment", {}).get("Variables", {}).keys() - environment.keys()
        if surplus:
            client.update_function_configuration(
                FunctionName=name, Environment={"Variables": dict(environment)}
            )
            updated.wait(FunctionName=name)
        return sorted(surplus)

    def _zappa(self, command: str, package: Package, environment: Mapping[str, str]) -> None:
        settings = self._write_settings(environment)
        run_zappa(
            [
                command,
                self.stage.name,
                "--settings_file",
                str(settings),
                "--zip",
                str(package.path),
            ],
            folder=self.folder,
            environment=os.environ,
        )

    def _write_settings(self, environment: Mapping[str, str]) -> Path:
        """Write what Zappa reads: zappa_settings.json and what only the stacks know."""
        settings = stage_settings(self.stage.name) | {
            "runtime": self.stage.runtime,
            "aws_region": self.stage.region,
            "role_arn": self.role["RoleArn"],
            "s3_bucket": self.role["DeployBucket"],
            "aws_environment_variables": dict(environment),
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "zappa_settings.json"
        content = json.dumps({self.stage.name: settings}, indent=2)
        path.write_text(content + "\n", encoding="utf-8")
        return path


def function_url(stage: Stage) -> str | None:
    """Return where API Gateway answers, without a slash at its end; None before it is created."""
    try:
        found = stage.client("cloudformation").describe_stack_resource(
            StackName=stage.function_name, LogicalResourceId="Api"
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise
    return stage.gateway_url(found["StackResourceDetail"]["PhysicalResourceId"])
