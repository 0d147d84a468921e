"""From the queue to the subscribers, each of which may fail without holding up another."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils.module_loading import import_string

from portal.aws import queues
from portal.aws.queues import UnreadableMessage
from portal.events.items import Event
from portal.request_context import RequestContext, use_context

logger = logging.getLogger(__name__)

Subscriber = Callable[[Event], None]
_subscribers: dict[str, list[str]] = defaultdict(list)


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
    message = queues.parse(body)
    if "subscriber" in message:
        subscriber = str(message["subscriber"])
        _require_subscriber(subscriber)
        _call(subscriber, _read_event(message.get("event")))
        return
    event = _read_event(message)
    for subscriber in _subscribers.get(event.kind, ()):
        try:
            _call(subscriber, event)
        except Exception:
            logger.exception("%s failed with event %s; it is tried again", subscriber, event.kind)
            queues.send(
                settings.EVENTS_QUEUE_URL, {"subscriber": subscriber, "event": event.message}
            )


def _call(subscriber: str, event: Event) -> None:
    function: Subscriber = import_string(subscriber)
    with use_context(RequestContext(background=True, event_depth=int(event.depth) + 1)):
        function(event)


def _require_subscriber(name: str) -> None:
    """Raise unless this names a subscriber: a name in a message makes nothing else run."""
    if not any(name in known for known in _subscribers.values()):
        raise UnreadableMessage(f"There is no subscriber {name[:200]!r} (any more)")


def _read_event(message: object) -> Event:
    if not isinstance(message, Mapping):
        raise UnreadableMessage("The message holds no event")
    try:
        return Event.from_message(message)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableMessage(f"The message is no event: {error!r}"[:200]) from error
