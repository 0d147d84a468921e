"""Messages in SQS queues: JSON objects, as the portal sends them to itself."""

import json
from collections.abc import Mapping
from typing import Any

from portal.aws.clients import client


class UnreadableMessage(Exception):
    """A queue message that this portal can do nothing with.

    Raised to the queue, which delivers it again and, after five times, gives it to the dead-letter
    queue, where people look.
    """


def send(queue_url: str, message: Mapping[str, Any]) -> None:
    """Put a message into a queue. One SendMessage."""
    client("sqs").send_message(QueueUrl=queue_url, MessageBody=json.dumps(message))


def parse(body: str) -> dict[str, Any]:
    """Return the message in a body, or raise `UnreadableMessage`."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise UnreadableMessage("The message is no JSON object")
    return message
