"""What one service tells the others, within the process.

A service publishes a fact after it is stored; whoever needs it subscribes in its `AppConfig.ready`.
So `apis` never imports `docs`, yet a new version gets its reference pages.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

EventT = TypeVar("EventT")

_subscribers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event: type[EventT], subscriber: Callable[[EventT], None]) -> None:
    """Call `subscriber` with every later event of this class; a second time changes nothing."""
    if subscriber not in _subscribers[event]:
        _subscribers[event].append(subscriber)


def publish(event: object) -> None:
    """Hand the event to its subscribers, one after the other.

    The fact is stored already, so a subscriber must be able to catch up by itself; what it raises
    goes to the caller.
    """
    for subscriber in _subscribers[type(event)]:
        subscriber(event)
