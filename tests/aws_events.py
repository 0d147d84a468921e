"""What the portal asks of AWS: noted, or answered with something in between."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from portal.dynamo.connection import connection


@contextmanager
def handled(client: Any, event: str, handler: Callable[..., Any]) -> Iterator[None]:
    """Have botocore call `handler` at an event of a client while the block runs."""
    client.meta.events.register(event, handler)
    try:
        yield
    finally:
        client.meta.events.unregister(event, handler)


@contextmanager
def dynamodb_requests() -> Iterator[list[str]]:
    """Give the names of the requests that go to DynamoDB, as they are sent."""
    sent: list[str] = []

    def note(*, model: Any, **_: Any) -> None:
        sent.append(model.name)

    with handled(connection().client, "before-call.dynamodb", note):
        yield sent


@contextmanager
def before_next_transaction(call: Callable[[], Any]) -> Iterator[None]:
    """Call once, right before the first transaction of the block reaches DynamoDB."""
    called = False

    def call_once(**_: Any) -> None:
        nonlocal called
        if not called:
            called = True
            call()

    with handled(connection().client, "before-call.dynamodb.TransactWriteItems", call_once):
        yield
    assert called, "No transaction was sent."
