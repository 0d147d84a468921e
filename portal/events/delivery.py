"""From the queue to the subscribers, each of which may fail without holding up another."""

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from portal.aws.clients import client
from portal.events.items import Event
from portal.request_context import RequestContext, use_context

logger = logging.getLogger(__name__)

Subscriber = Callable[[Event], None]
_subscribers: dict[str, list[str]] = defaultdict(list)


class UnreadableMessage(Exception):
    """A queue message that tells no event; it ends in the dead-letter queue, where people look."""


def subscribe(subscriber: str, *kinds: str) -> None:
    """Call a `Subscriber`, given as a dotted path, with every event of these kinds.

    Called in `AppConfig.ready`; the function is imported with the first such event, since most
    processes never see one. A second call for the same changes nothing.
    """
    for kind in kinds:
        if subscriber not in _subscribers[kind]:
            _subscribers[kind].append(subscriber)


def deliver(body: str) -> None:
    """Hand the event of a queue message to its subscribers. Raises to have it delivered again.

    A subscriber that fails gets a message of its own, `{"subscriber": …, "event": …}`, so that the
    others are not called again with it; where that one fails too, the queue delivers it again, and
    after five times gives it to the dead-letter queue. An event of a kind that nobody subscribed
    to is done.
    """
    message = _parsed(body)
    if "subscriber" in message:
        _call(_known(message["subscriber"]), _event(message.get("event")))
        return
    event = _event(message)
    for subscriber in _subscribers.get(event.kind, ()):
        try:
            _call(subscriber, event)
        except Exception:
            logger.exception("%s failed with event %s; it is tried again", subscriber, event.kind)
            _queue_for(subscriber, event)


def _call(subscriber: str, event: Event) -> None:
    function: Subscriber = import_string(subscriber)
    with use_context(RequestContext(background=True, event_depth=int(event.depth) + 1)):
        function(event)


def _queue_for(subscriber: str, event: Event) -> None:
    client("sqs").send_message(
        QueueUrl=settings.EVENTS_QUEUE_URL,
        MessageBody=json.dumps({"subscriber": subscriber, "event": event.message}),
    )


def _known(subscriber: object) -> str:
    """Return a subscriber that a message names, if it is one: a name alone makes nothing run."""
    for known in _subscribers.values():
        if subscriber in known:
            return str(subscriber)
    raise UnreadableMessage(f"There is no subscriber {str(subscriber)[:200]!r} (any more)")


def _parsed(body: str) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise UnreadableMessage("The message is no JSON object")
    return message


def _event(message: object) -> Event:
    if not isinstance(message, Mapping):
        raise UnreadableMessage("The message holds no event")
    try:
        return Event.from_message(message)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableMessage(f"The message tells no event: {error!r}"[:200]) from error
