"""Secrets from Secrets Manager, put into the environment before the settings are read."""

import json
import os
from functools import lru_cache


class SecretMissingError(Exception):
    """A secret could not be read; the message names the variable, never a value."""


@lru_cache(maxsize=1)
def load_secrets() -> None:
    """Set each variable that `SECRET_IDS` names to its secret's value. One request, made once.

    `SECRET_IDS` is a JSON object of variable to secret ARN or name, at most 20 of them. So neither
    the package nor the function's configuration holds a secret, and a function that starts later
    has the value rotated in the meantime. Raises SecretMissingError.
    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
    """
    ids: dict[str, str] = json.loads(os.environ.get("SECRET_IDS", "{}"))
    if not ids:
        return
    # Imported late: where no secret is to be read, the settings need no AWS client.
    import boto3
    from botocore.config import Config

    config = Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 3})
    client = boto3.client("secretsmanager", config=config)
    answer = client.batch_get_secret_value(SecretIdList=sorted(set(ids.values())))
    found = answer["SecretValues"]
    values = {secret[key]: secret["SecretString"] for secret in found for key in ("ARN", "Name")}
    missing = sorted(variable for variable, name in ids.items() if name not in values)
    if missing:
        codes = sorted({error["ErrorCode"] for error in answer.get("Errors", [])})
        raise SecretMissingError(f"No secret for {', '.join(missing)} ({', '.join(codes)})")
    os.environ.update({variable: values[name] for variable, name in ids.items()})
