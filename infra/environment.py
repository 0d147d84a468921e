"""The stacks' outputs as environment variables of the portal's processes.

Addresses and names go into the environment as they are. Secrets stay in Secrets Manager:
`secret_ids` names them, and whoever starts a process reads them there (`read_secrets`).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

Outputs = Mapping[str, str]

# Where providers send people back to; they know these addresses letter by letter.
COGNITO_CALLBACK = "/account/oidc/cognito/callback/"
CORPORATE_CALLBACK = "/account/oidc/corporate/callback/"


def data_environment(data: Outputs) -> dict[str, str]:
    """Return the names of tables, buckets, queues and topic, from the outputs of data.yaml."""
    return {
        "TABLE_PREFIX": data["Prefix"],
        "CONTENT_BUCKET": data["ContentBucket"],
        "STATIC_BUCKET": data["StaticBucket"],
        "QUEUE_URL": data["QueueUrl"],
        "LONG_QUEUE_URL": data["LongQueueUrl"],
        "EVENTS_QUEUE_URL": data["EventsQueueUrl"],
        "EVENTS_TOPIC_ARN": data["EventsTopicArn"],
        "USAGE_QUEUE_URL": data["UsageQueueUrl"],
    }


def cognito_environment(identity: Outputs, emulator_url: str | None = None) -> dict[str, str]:
    """Return where the user pool's endpoints are, from the outputs of identity.yaml.

    AWS serves sign-in at the pool's domain and its keys at the issuer; the emulator serves both
    at its own address, while the issuer keeps AWS's name.
    """
    hosted = emulator_url or identity["HostedUrl"]
    keys = f"{emulator_url}/{identity['UserPoolId']}" if emulator_url else identity["Issuer"]
    return oidc_environment(
        "COGNITO",
        issuer=identity["Issuer"],
        client_id=identity["ClientId"],
        endpoints=cognito_endpoints(hosted, keys),
    )


def cognito_endpoints(hosted: str, keys: str) -> dict[str, str]:
    """Return where a user pool signs in and out, by the names the portal's settings use.

    https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
    """
    return {
        "AUTHORIZATION_URL": f"{hosted}/oauth2/authorize",
        "TOKEN_URL": f"{hosted}/oauth2/token",
        "USERINFO_URL": f"{hosted}/oauth2/userInfo",
        "LOGOUT_URL": f"{hosted}/logout",
        "JWKS_URL": f"{keys}/.well-known/jwks.json",
        "GROUPS_CLAIM": "cognito:groups",
    }


def oidc_environment(
    provider: str, *, issuer: str, client_id: str, endpoints: Mapping[str, str]
) -> dict[str, str]:
    """Return the variables of one OpenID Connect provider, each beginning with its name."""
    facts = {"ISSUER": issuer, "CLIENT_ID": client_id, **endpoints}
    return {f"{provider}_{name}": value for name, value in facts.items()}


def secret_ids(data: Outputs, identity: Outputs) -> dict[str, str]:
    """Return which secret holds the value of which variable."""
    return {
        "SECRET_KEY": data["SecretKeyArn"],
        "COGNITO_CLIENT_SECRET": identity["ClientSecretArn"],
        "CORPORATE_CLIENT_SECRET": identity["CorporateClientSecretArn"],
    }


def read_secrets(
    secretsmanager: "SecretsManagerClient", ids: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """Yield each variable with the value its secret holds now."""
    for variable, secret_id in ids.items():
        yield variable, secretsmanager.get_secret_value(SecretId=secret_id)["SecretString"]
