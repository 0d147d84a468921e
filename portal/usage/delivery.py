"""From the queue of usage objects to what adds them up."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.utils.module_loading import import_string

from portal.aws import queues
from portal.aws.queues import UnreadableMessage
from portal.request_context import RequestContext, use_context
from portal.usage import storing

logger = logging.getLogger(__name__)

# Gets the keys of objects, each of which counts once however often it comes.
Consumer = Callable[[Sequence[str]], None]
_consumers: list[str] = []


def consume(consumer: str) -> None:
    """Hand every object to a `Consumer`, given as a dotted path.

    Called in `AppConfig.ready`; imported with the first message. A second call for the same changes
    nothing.
    """
    if consumer not in _consumers:
        _consumers.append(consumer)


def deliver(body: str) -> None:
    """Hand on the objects that a queue message names. Raises to have it delivered again."""
    _hand_on(keys_in(body))


def deliver_all(messages: Mapping[str, str]) -> list[str]:
    """Hand on the objects of many messages, by id, together; return the ids of those that failed.

    Where they fail together each is tried by itself, so that one holds up no other.
    """
    read: dict[str, list[str]] = {}
    for name, body in messages.items():
        try:
            read[name] = keys_in(body)
        except Exception:
            logger.exception("Queue message %s goes back into the queue", name)
    failed = [name for name in messages if name not in read]
    try:
        _hand_on([key for keys in read.values() for key in keys])
    except Exception:
        logger.warning("Usage objects failed together and are tried one by one", exc_info=True)
        failed += [name for name, keys in read.items() if not _succeeds(name, keys)]
    return failed


def keys_in(body: str) -> list[str]:
    """Return the keys of the objects that a message of S3's names, or raise `UnreadableMessage`.

    None of the message that S3 sends when its notifications are set up.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    """
    message = queues.parse(body)
    if message.get("Event") == "s3:TestEvent":
        return []
    records = message.get("Records")
    if not isinstance(records, list) or not records:
        raise UnreadableMessage("The message names no object")
    return [_key_in(record) for record in records]


def _key_in(record: Any) -> str:
    try:
        bucket, key = record["s3"]["bucket"]["name"], record["s3"]["object"]["key"]
    except (KeyError, TypeError) as error:
        raise UnreadableMessage("The message names no object") from error
    if bucket != settings.CONTENT_BUCKET or not isinstance(key, str):
        raise UnreadableMessage("The message names an object of another bucket")
    key = unquote_plus(key)
    storing.digest_of(key)
    return key


def _hand_on(keys: list[str]) -> None:
    if not keys:
        return
    with use_context(RequestContext(background=True)):
        for consumer in _consumers:
            function: Consumer = import_string(consumer)
            function(keys)


def _succeeds(name: str, keys: list[str]) -> bool:
    try:
        _hand_on(keys)
    except Exception:
        logger.exception("Queue message %s goes back into the queue", name)
        return False
    return True
