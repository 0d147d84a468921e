"""The process's AWS clients, and how long they wait.

The SDK waits 60 s for an answer, as some services need. DynamoDB and S3 answer in milliseconds, and
AWS's advice is to ask again rather than to wait: one that said nothing for 2 s
(https://docs.aws.amazon.com/whitepapers/latest/s3-optimizing-performance-best-practices/timeouts-and-retries-for-latency-sensitive-applications.html),
with a growing and random pause before each further attempt
(https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).

Somebody waits for a request's answer, so a service may time out twice in a request: 2 s, a
pause of up to 1 s, 2 s. It is not asked a third time, for any purpose, and the 503 comes within
about 5 s. What a service refuses for the moment (throttling, 5xx) or a connection that breaks is
known at once and costs no time: that is tried again as often as before, except a write that
may have been carried out.
Nobody waits for a job, and what it writes is larger: it may take its time.
"""

from http.client import INTERNAL_SERVER_ERROR
from typing import Any, NamedTuple

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ParamValidationError,
    ReadTimeoutError,
)
from django.conf import settings

from portal.request_context import current
from portal.threads import cached_once

CONNECT_TIMEOUT_SECONDS = 1
TIMEOUTS_ALLOWED = 2
# Their condition would not hold the second time if the first was carried out after all. (A
# transaction has a token by which DynamoDB knows it again.)
NEVER_TWICE = {"PutItem", "UpdateItem", "DeleteItem"}
# Whatever else breaks may do so after the request was sent.
NEVER_SENT = (ConnectTimeoutError, EndpointConnectionError)
# What the services call "try again later".
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
BUSY = {
    "InternalError",
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestTimeout",
    "ServiceUnavailable",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TransactionInProgressException",
}


class RetryPolicy(NamedTuple):
    """How long one attempt waits for an answer, and how many attempts there are."""

    read_seconds: float
    attempts: int


REQUEST_POLICY = RetryPolicy(read_seconds=2, attempts=3)
BACKGROUND_POLICY = RetryPolicy(read_seconds=10, attempts=4)


class NotAskedAgain(BotoCoreError):
    fmt = "{service} timed out before, so it is not asked again in this request"


class MayBeDone(BotoCoreError):
    """A write that DynamoDB says it may have carried out although it answered 500.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
    """

    fmt = "{service} failed with a write that it may have carried out"


def retry_policy() -> RetryPolicy:
    """Return how long to wait in the current context."""
    return BACKGROUND_POLICY if current().background else REQUEST_POLICY


def client(service: str) -> Any:
    """Return the boto3 client of a service. Safe for use by several threads."""
    return _client(service, retry_policy())


def limit_retries(events: Any) -> None:
    """Let a client (its `meta.events`) ask no service again that timed out too often.

    Nor send a write again that may have been carried out.
    """
    events.register("before-call", _refuse_further_attempts)
    # First: a retry that is not made must not be taken from the client's allowance of retries.
    events.register_first("needs-retry", _end_attempts)


def _refuse_further_attempts(*, model: Any, **_: Any) -> None:
    service = model.service_model.service_name
    if not current().background and current().timeouts[service] >= TIMEOUTS_ALLOWED:
        raise NotAskedAgain(service=service)


def _end_attempts(
    *, operation: Any, response: Any, caught_exception: Exception | None, **_: Any
) -> None:
    """Raise where no further attempt may be made; without this botocore would make one."""
    service = operation.service_model.service_name
    if isinstance(caught_exception, ReadTimeoutError | ConnectTimeoutError):
        context = current()
        context.timeouts[service] += 1
        if not context.background and context.timeouts[service] >= TIMEOUTS_ALLOWED:
            raise caught_exception
    if operation.name in NEVER_TWICE:
        if caught_exception and not isinstance(caught_exception, NEVER_SENT):
            raise caught_exception
        if response and response[0].status_code == INTERNAL_SERVER_ERROR:
            raise MayBeDone(service=service)


@cached_once
def _client(service: str, retry_policy: RetryPolicy) -> Any:
    # One at a time: boto3's session is not made for threads. Imported late: boto3 costs a cold
    # start 100 ms that a page without S3 or SQS need not pay.
    import boto3
    from botocore.config import Config

    make: Any = boto3.client
    made = make(
        service,
        region_name=settings.AWS_REGION,
        config=Config(
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            read_timeout=retry_policy.read_seconds,
            retries={"total_max_attempts": retry_policy.attempts, "mode": "standard"},
            max_pool_connections=25,
            s3={
                "addressing_style": "path" if settings.AWS_LOCAL else "virtual",
                # One form of address in every region: the content security policy names it.
                "us_east_1_regional_endpoint": "regional",
            },
            signature_version="s3v4" if service == "s3" else None,
        ),
    )
    limit_retries(made.meta.events)
    return made


def is_unavailable(error: object) -> bool:
    """Whether a service did not answer, or answered that it cannot do so for now.

    Where there is no status (PynamoDB leaves it out), the code says it: of a bare 502 or 503
    by what stands before a service, botocore makes the status the code.
    """
    if isinstance(error, ClientError):
        code: str = error.response["Error"]["Code"]
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        status = status or (int(code) if code.isdecimal() else 0)
        return bool(status >= INTERNAL_SERVER_ERROR or code in BUSY)
    return isinstance(error, BotoCoreError) and not isinstance(error, ParamValidationError)
