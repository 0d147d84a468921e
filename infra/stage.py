"""Which stage is deployed, where to, and under which names; checked before anything is changed."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.discovery import REQUIRED, DiscoveryError, discover
from infra.package import stage_names, stage_settings

if TYPE_CHECKING:
    from boto3 import Session

# Settings a person may make in the shell that deploys; they become the function's own.
CHOICES = (
    "CATEGORIES",
    "COGNITO_ALGORITHMS",
    "COGNITO_API_CLIENT_IDS",
    "COGNITO_GROUPS_ABSENT",
    "COGNITO_GROUPS_CLAIM",
    "COGNITO_GROUP_MAP",
    "COGNITO_NAME",
    "COGNITO_SCOPES",
    "DESCRIPTION_MAX_BYTES",
    "DIRECT_JSON_MAX_BYTES",
    "DIRECT_YAML_MAX_BYTES",
    "GATEWAY_ALLOWED_NETWORKS",
    "GATEWAY_BODY_MAX_BYTES",
    "KEY_DORMANT_DAYS",
    "KEY_MAX_DAYS",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "OUTBOUND_ALLOWED_HOSTS",
    "PORTAL_NAME",
    "REQUEST_MAX_BYTES",
    "TEAM_GROUP_PREFIX",
    "TRANSFER_MAX_BYTES",
    "TRUSTED_PROXIES",
)
CHOICE_PREFIX = "CORPORATE_"
SECRET_SUFFIX = "_SECRET"  # noqa: S105 - the end of a name


class PreflightError(Exception):
    """Something must be set or corrected first; the message says what."""


@dataclass(frozen=True)
class Stage:
    """A stage in one account and region.

    `url` is the portal's own address where it has one (PORTAL_URL), else API Gateway's is used;
    `emulator_url` is the local AWS's address, or None in AWS.
    """

    name: str
    session: "Session"
    account: str
    region: str
    emulator_url: str | None
    url: str | None
    runtime: str
    timeout_seconds: int
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        return f"portal-{self.name}-"

    @property
    def function_name(self) -> str:
        """The name Zappa gives the function and the stack of its API Gateway."""
        return f"portal-{self.name}"

    @property
    def removal(self) -> str:
        """What becomes of the data when a stack is deleted."""
        return "Delete" if self.name == "dev" else "Retain"

    @property
    def sign_in_domain(self) -> str:
        """Name of the hosted sign-in page; one region has each name once, for all accounts."""
        return os.environ.get("SIGN_IN_DOMAIN") or f"portal-{self.name}-{self.account}"

    def client(self, service: str) -> Any:
        return cast(Any, self.session).client(service)

    def gateway_url(self, api_id: str) -> str:
        """Return the address under which API Gateway answers for this stage."""
        if self.emulator_url:
            return f"{self.emulator_url}/_aws/execute-api/{api_id}/{self.name}"
        return f"https://{api_id}.execute-api.{self.region}.amazonaws.com/{self.name}"


def preflight(arguments: list[str]) -> Stage:
    """Return the stage to deploy, with what is chosen. Raise PreflightError with the way out."""
    stage = find_stage(arguments)
    return replace(stage, chosen=with_endpoints(choices(), plain_http=bool(stage.emulator_url)))


def find_stage(arguments: list[str]) -> Stage:
    """Return the stage that a command line names. Raise PreflightError with the way out."""
    name = _stage_name(arguments)
    emulator_url = os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/") or None
    if emulator_url:
        # The emulator takes any; nobody should need an AWS account to try it.
        os.environ.setdefault("AWS_ACCESS_KEY_ID", "test")
        os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "test")
        os.environ.setdefault("AWS_REGION", "us-east-1")
    if region := os.environ.get("AWS_REGION"):
        # The name the AWS SDK for Python and Zappa go by.
        os.environ["AWS_DEFAULT_REGION"] = region
    session = boto3.Session()
    if session.get_credentials() is None:
        raise PreflightError(
            "There are no AWS credentials: sign in with `aws configure sso` or `aws configure`, or"
            " set AWS_PROFILE.\nTo deploy to the local AWS of `make run` instead:"
            f" AWS_ENDPOINT_URL=http://localhost:4566 make deploy STAGE={name}"
        )
    if not session.region_name:
        raise PreflightError("There is no AWS region: set AWS_REGION, for example to eu-west-1.")
    settings = stage_settings(name)
    return Stage(
        name=name,
        session=session,
        account=_account(session, emulator_url),
        region=session.region_name,
        emulator_url=emulator_url,
        url=_portal_url(emulator_url),
        runtime=_runtime(settings["runtime"], emulator_url),
        timeout_seconds=settings["timeout_seconds"],
    )


def with_endpoints(chosen: dict[str, str], *, plain_http: bool) -> dict[str, str]:
    """Return the choices with the corporate provider's endpoints, which its document names.

    Where all that the portal must know is set, nothing is asked: the document may be out of reach.
    `plain_http`: whether the issuer may do without TLS. Raise PreflightError with the way out.
    """
    issuer = chosen.get(f"{CHOICE_PREFIX}ISSUER")
    if not issuer:
        return chosen
    if not chosen.get(f"{CHOICE_PREFIX}CLIENT_ID"):
        raise PreflightError("CORPORATE_ISSUER is set: set CORPORATE_CLIENT_ID too.")
    if not plain_http and not issuer.startswith("https://"):
        raise PreflightError(f"CORPORATE_ISSUER is {issuer!r}: it must begin with https://.")
    named = {name.removeprefix(CHOICE_PREFIX): value for name, value in chosen.items()}
    # An empty CORPORATE_LOGOUT_URL is a choice; of an address that is required it is none.
    explicit = {name for name, value in named.items() if value or name not in REQUIRED}
    if explicit >= REQUIRED:
        return chosen
    try:
        found = discover(issuer, explicit=explicit)
    except DiscoveryError as error:
        names = ", ".join(f"{CHOICE_PREFIX}{name}" for name in sorted(REQUIRED))
        raise PreflightError(
            f"{error}\nOr set the provider's endpoints yourself: {names}."
        ) from error
    return chosen | {f"{CHOICE_PREFIX}{name}": value for name, value in found.items()}


def choices() -> dict[str, str]:
    """Return the choices made in the shell, but no secret: those stand in Secrets Manager."""
    return {
        variable: value
        for variable, value in os.environ.items()
        if variable in CHOICES
        or (variable.startswith(CHOICE_PREFIX) and not variable.endswith(SECRET_SUFFIX))
    }


def _stage_name(arguments: list[str]) -> str:
    stages = stage_names()
    if len(arguments) != 1 or arguments[0] not in stages:
        given = f"`{' '.join(arguments)}` is no stage" if arguments else "No stage is named"
        raise PreflightError(f"{given}: make deploy STAGE={'|'.join(stages)}")
    return arguments[0]


def _account(session: "Session", emulator_url: str | None) -> str:
    try:
        return str(session.client("sts").get_caller_identity()["Account"])
    except (BotoCoreError, ClientError) as error:
        where = f"The local AWS at {emulator_url}" if emulator_url else "AWS"
        way_out = (
            "Is it running? `make run` starts one."
            if emulator_url
            else "Have the credentials run out? See `aws sts get-caller-identity`."
        )
        raise PreflightError(f"{where} cannot be used: {error}\n{way_out}") from error


def _portal_url(emulator_url: str | None) -> str | None:
    url = os.environ.get("PORTAL_URL", "").rstrip("/")
    if not url:
        return None
    parts = urlsplit(url)
    schemes = ("https", "http") if emulator_url else ("https",)
    if not parts.hostname or parts.scheme not in schemes:
        raise PreflightError(
            f"PORTAL_URL is {url!r}: give the portal's own address, beginning with https://,"
            " or leave it out to use API Gateway's."
        )
    return url


def _runtime(configured: str, emulator_url: str | None) -> str:
    """Return the Lambda runtime to build for: the emulator runs functions with our own Python."""
    return "python{}.{}".format(*sys.version_info) if emulator_url else configured
