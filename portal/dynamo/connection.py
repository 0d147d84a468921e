"""The process's one DynamoDB client."""

from functools import lru_cache

from django.conf import settings
from pynamodb.connection import Connection

# A request has 29 s at API Gateway; that a table is away must be known long before.
CONNECT_TIMEOUT_SECONDS = 1
READ_TIMEOUT_SECONDS = 4
RETRIES = 2


@lru_cache(maxsize=1)
def connection() -> Connection:
    """Return the connection every item class shares.

    PynamoDB would make one per item class, and with each a client of its own: about 30 ms a class
    at a cold start, and a connection pool that the other classes cannot use.
    """
    return Connection(
        region=settings.AWS_REGION,
        connect_timeout_seconds=CONNECT_TIMEOUT_SECONDS,
        read_timeout_seconds=READ_TIMEOUT_SECONDS,
        max_retry_attempts=RETRIES,
        max_pool_connections=25,
    )
