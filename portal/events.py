"""What one service tells the others, within the process.

A service publishes a fact after it is stored; whoever needs it subscribes in its `AppConfig.ready`.
So `apis` never imports `docs`, yet a new version gets its reference pages. Both ends are named by
their paths and imported when the first such event comes: most processes never see one.
"""

import logging
from collections import defaultdict

from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

_subscribers: dict[str, list[str]] = defaultdict(list)


def subscribe(event: str, subscriber: str) -> None:
    """Call a function with every later event of a class, both given as dotted paths.

    A second time changes nothing.
    """
    if subscriber not in _subscribers[event]:
        _subscribers[event].append(subscriber)


def publish(event: object) -> None:
    """Hand the event to its subscribers, one after the other.

    The fact is stored already, so a subscriber's failure is logged and does not reach the
    publisher: it must be able to catch up by itself.
    """
    kind = type(event)
    for subscriber in _subscribers[f"{kind.__module__}.{kind.__qualname__}"]:
        try:
            import_string(subscriber)(event)
        except Exception:
            logger.exception("%s did not take in a %s", subscriber, kind.__name__)
