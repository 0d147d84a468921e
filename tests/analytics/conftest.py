"""Usage records, and the way they take from a call to a page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings

from apis.gateway.usage import CALL, UsageRecord, leave
from portal import clock
from portal.aws.clients import client
from portal.jobs.management.commands.work_queue import readers
from portal.usage.buffer import shared_buffer
from tests.apis.conftest import (  # noqa: F401 - fixtures
    admin,
    anonymous,
    developer,
    mate,
    publisher,
    register,
    stranger,
    team,
    visit,
)


def record(api: str, **values: Any) -> UsageRecord:
    """Return the record of a call that went well, with these values in place of usual ones."""
    usual: dict[str, Any] = {
        "at": clock.now(),
        "api": api,
        "version": "1.0.0",
        "operation": "GET /things",
        "app_id": "app1",
        "key_digest": "",
        "status": 200,
        "outcome": CALL,
        "milliseconds": 40,
        "bytes_in": 10,
        "bytes_out": 200,
        "request_id": "",
    }
    return UsageRecord(**usual | values)


@pytest.fixture(autouse=True)
def usage_queue() -> str:
    """The queue of stored records; nothing is in it."""
    shared_buffer().flush()
    client("sqs").purge_queue(QueueUrl=settings.USAGE_QUEUE_URL)
    return settings.USAGE_QUEUE_URL


def announced(queue_url: str) -> list[str]:
    """Take the bodies of the messages that are in the queue."""
    sqs, bodies = client("sqs"), []
    asked = {"QueueUrl": queue_url, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 0}
    while found := sqs.receive_message(**asked).get("Messages"):
        for message in found:
            bodies.append(message["Body"])
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    return bodies


@pytest.fixture
def work() -> Callable[[], None]:
    """Do what the local worker does until the queue of usage is empty."""
    (reader,) = [each for each in readers() if each.queue_url == settings.USAGE_QUEUE_URL]
    asked = {"QueueUrl": settings.USAGE_QUEUE_URL, "MaxNumberOfMessages": 10, "WaitTimeSeconds": 0}

    def work_through() -> None:
        shared_buffer().flush()
        while messages := client("sqs").receive_message(**asked).get("Messages"):
            for message in messages:
                reader.carry_out(message)

    return work_through


@pytest.fixture
def called(work) -> Callable[..., None]:
    """Leave the record of a call, once or several times, and have it counted."""

    def leave_records(api: str, *, times: int = 1, **values: Any) -> None:
        for _ in range(times):
            leave(record(api, **values))
        work()

    return leave_records


@pytest.fixture
def api(publisher, team, unique) -> str:  # noqa: F811
    """The id of an API of the publisher's team."""
    return str(register(publisher, unique, owner=team, visibility="internal")["id"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)
