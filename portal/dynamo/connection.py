"""The process's DynamoDB client: one, and a second one where jobs are carried out."""

from django.conf import settings
from pynamodb.connection import Connection

from portal.aws import clients
from portal.threads import cached_once


def connection() -> Connection:
    """Return the connection every item class shares; it waits as `portal.aws.clients` says.

    PynamoDB would make one per item class, and with each a client of its own: about 30 ms a class
    at a cold start, and a connection pool that the other classes cannot use.
    """
    return _connection(clients.retry_policy())


@cached_once
def _connection(retry_policy: clients.RetryPolicy) -> Connection:
    made = Connection(
        region=settings.AWS_REGION,
        connect_timeout_seconds=clients.CONNECT_TIMEOUT_SECONDS,
        read_timeout_seconds=retry_policy.read_seconds,
        max_retry_attempts=retry_policy.attempts - 1,
        max_pool_connections=25,
    )
    clients.limit_retries(made.client.meta.events)
    return made
