"""infra/'s templates deployed to the local AWS, and what they say as environment variables."""

import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3

from devstack.accounts import EMPLOYEES, PORTAL_ACCOUNTS, create_accounts
from devstack.emulator import REGION, aws_environment
from infra.environment import (
    COGNITO_CALLBACK,
    CORPORATE_CALLBACK,
    Outputs,
    cognito_endpoints,
    cognito_environment,
    data_environment,
    oidc_environment,
    read_secrets,
    secret_ids,
)
from infra.stack import TEMPLATES, Report, deploy_stack
from infra.stage import CHOICE_PREFIX

if TYPE_CHECKING:
    from boto3 import Session

PREFIX = "portal-dev-"
CORPORATE_SECRET = "CORPORATE_CLIENT_SECRET"  # noqa: S105 - the name of a variable
CORPORATE_TEMPLATE = Path(__file__).with_name("corporate-idp.yaml")

# Long enough for the longest job here, short enough that a job whose worker died is soon retried.
JOB_SECONDS = 60


@dataclass(frozen=True)
class Addresses:
    """Where the local AWS, the corporate provider and the portal answer (http://localhost:…)."""

    aws: str
    corporate: str
    portal: str


def deploy_local(
    addresses: Addresses, report: Report, provider: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Deploy all stacks, create the accounts, and return the portal's environment variables.

    `provider`: the CORPORATE_… variables of an identity provider of one's own, secret included;
    without it the local one is used. Its secret is not written into the local AWS.
    """
    aws = _session()
    corporate = provider or _deploy_corporate(aws, addresses, report)
    data, identity = _deploy_portal(aws, addresses, report)
    secrets = aws.client("secretsmanager", endpoint_url=addresses.aws)
    ids = secret_ids(data, identity)
    corporate_secret = ids.pop(CORPORATE_SECRET)
    if not provider:
        secrets.put_secret_value(
            SecretId=corporate_secret, SecretString=corporate[CORPORATE_SECRET]
        )
    return _settings(addresses, data, identity, corporate) | dict(read_secrets(secrets, ids))


def placeholder_environment() -> dict[str, str]:
    """Return variables with which settings load, for checks that reach no AWS at all."""
    addresses = Addresses(*(f"http://{name}.invalid" for name in ("aws", "corporate", "portal")))
    names: defaultdict[str, str] = defaultdict(lambda: "none")
    secrets = dict.fromkeys(secret_ids(names, names), "none-" * 10)
    return _settings(addresses, names, names, _corporate_environment(addresses, names)) | secrets


def _settings(
    addresses: Addresses, data: Outputs, identity: Outputs, corporate: Mapping[str, str]
) -> dict[str, str]:
    return {
        "STAGE": "dev",
        "PORTAL_URL": addresses.portal,
        **data_environment(data),
        **cognito_environment(identity, addresses.aws),
        **corporate,
    }


def _corporate_environment(addresses: Addresses, corporate: Outputs) -> dict[str, str]:
    variables = oidc_environment(
        "CORPORATE",
        issuer=corporate["Issuer"],
        client_id=corporate["ClientId"],
        endpoints=cognito_endpoints(
            addresses.corporate, f"{addresses.corporate}/{corporate['UserPoolId']}"
        ),
    )
    return variables | {
        "CORPORATE_NAME": "Example Corporation",
        CORPORATE_SECRET: corporate["ClientSecret"],
    }


def portal_process_environment(
    addresses: Addresses, stack: Mapping[str, str], base: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the whole environment of a process of the portal (web, worker, a command).

    What the shell says of a corporate provider counts only as part of `stack`: half of it, mixed
    with the local provider's, would be neither's.
    """
    shell = os.environ if base is None else base
    kept = {name: value for name, value in shell.items() if not name.startswith(CHOICE_PREFIX)}
    return aws_environment(addresses.aws, kept) | dict(stack) | {"PYTHONUNBUFFERED": "1"}


def _deploy_portal(
    aws: "Session", addresses: Addresses, report: Report
) -> tuple[dict[str, str], dict[str, str]]:
    cloudformation = aws.client("cloudformation", endpoint_url=addresses.aws)
    data = deploy_stack(
        cloudformation,
        name=f"{PREFIX}data",
        template=TEMPLATES / "data.yaml",
        parameters={
            "Prefix": PREFIX,
            "Removal": "Delete",
            "PortalOrigins": addresses.portal,
            "JobSeconds": str(JOB_SECONDS),
        },
        report=report,
    )
    identity = deploy_stack(
        cloudformation,
        name=f"{PREFIX}identity",
        template=TEMPLATES / "identity.yaml",
        parameters={
            "Prefix": PREFIX,
            "Removal": "Delete",
            "DomainPrefix": PREFIX.rstrip("-"),
            "CallbackUrls": addresses.portal + COGNITO_CALLBACK,
            "LogoutUrls": addresses.portal + "/",
        },
        report=report,
    )
    pool = aws.client("cognito-idp", endpoint_url=addresses.aws)
    for account in create_accounts(pool, identity["UserPoolId"], PORTAL_ACCOUNTS):
        report(f"user pool: account {account.email} created")
    return data, identity


def _deploy_corporate(aws: "Session", addresses: Addresses, report: Report) -> dict[str, str]:
    corporate = deploy_stack(
        aws.client("cloudformation", endpoint_url=addresses.corporate),
        name="corporate-idp",
        template=CORPORATE_TEMPLATE,
        parameters={
            "CallbackUrls": addresses.portal + CORPORATE_CALLBACK,
            "LogoutUrls": addresses.portal + "/",
        },
        report=report,
    )
    pool = aws.client("cognito-idp", endpoint_url=addresses.corporate)
    for account in create_accounts(pool, corporate["UserPoolId"], EMPLOYEES):
        report(f"corporate provider: employee {account.email} created")
    return _corporate_environment(addresses, corporate)


def _session() -> "Session":
    """Return a session that knows nothing but the emulator's own credentials."""
    return boto3.Session(
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106
        region_name=REGION,
    )
