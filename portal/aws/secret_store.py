"""Secrets that are read and written while the portal runs, by their names in Secrets Manager.

Those it needs before its settings are read: `portal.aws.secrets`.
"""

import logging
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from portal.aws.clients import client
from portal.aws.errors import NotFound, Unavailable

logger = logging.getLogger(__name__)

# There is none of this name, or it is being deleted.
# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
ABSENT = {"ResourceNotFoundException", "InvalidRequestException"}


def read(name: str) -> str:
    """Return the current value of a secret. Raises `NotFound`, `Unavailable`. One request."""
    answer = _call("get_secret_value", SecretId=name)
    if "SecretString" not in answer:
        # Somebody stored bytes.
        raise NotFound
    return str(answer["SecretString"])


def write(name: str, value: str, *, description: str) -> None:
    """Give a secret a new value, and make it where there is none. One request, or two."""
    try:
        _call("put_secret_value", SecretId=name, SecretString=value)
    except NotFound:
        _call("create_secret", Name=name, SecretString=value, Description=description)


def delete(name: str) -> None:
    """Delete a secret, if there is one, for good: its name is free at once. One request."""
    try:
        _call("delete_secret", SecretId=name, ForceDeleteWithoutRecovery=True)
    except NotFound:
        return


def _call(operation: str, **params: Any) -> Any:
    name = params.get("SecretId") or params.get("Name")
    try:
        return getattr(client("secretsmanager"), operation)(**params)
    except (ClientError, BotoCoreError) as error:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
        if code in ABSENT and operation != "create_secret":
            raise NotFound from None
        # Two who make it at once, a policy that is missing, a key that was disabled: whoever waits
        # for the answer can do nothing about it, and the log says which it was.
        logger.error("Secrets Manager refused %s of %s: %s", operation, name, error)
        raise Unavailable(str(error)) from error
