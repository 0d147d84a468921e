"""The process's DynamoDB client: one, and a second one where jobs are carried out."""

from functools import lru_cache

from django.conf import settings
from pynamodb.connection import Connection

from portal import aws


def connection() -> Connection:
    """Return the connection every item class shares; it waits as `portal.aws` says.

    PynamoDB would make one per item class, and with each a client of its own: about 30 ms a class
    at a cold start, and a connection pool that the other classes cannot use.
    """
    return _connection(aws.patience())


@lru_cache
def _connection(patience: aws.Patience) -> Connection:
    made = Connection(
        region=settings.AWS_REGION,
        connect_timeout_seconds=aws.CONNECT_TIMEOUT_SECONDS,
        read_timeout_seconds=patience.read_seconds,
        max_retry_attempts=patience.attempts - 1,
        max_pool_connections=25,
    )
    aws.bear_silence(made.client.meta.events)
    return made
