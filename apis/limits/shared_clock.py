"""A clock that all processes share: their own, put right by DynamoDB's where it is wrong."""

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

from apis.limits.policies import SECOND
from portal.dynamo.connection import connection
from portal.threads import cached_once

# Its Date is in whole seconds, and was written up to a moment ago: a clock that differs by no more
# than this is left alone, and is the finer one.
LEFT_ALONE = 2 * SECOND


def _own_clock() -> int:
    return time.time_ns() // 1000


class SharedClock:
    """Returns microseconds since 1970 when called."""

    def __init__(self, clock: Callable[[], int] = _own_clock) -> None:
        self._clock = clock
        self._offset = 0

    def __call__(self) -> int:
        return self._clock() + self._offset

    def observe(self, date: str) -> None:
        """Take note of the Date of an answer that has just come (RFC 9110, 6.6.1)."""
        try:
            told = int(parsedate_to_datetime(date).timestamp()) * SECOND
        except ValueError:
            return
        # Midway in the second that it names.
        difference = told + SECOND // 2 - self()
        if abs(difference) > LEFT_ALONE:
            self._offset += difference


@cached_once
def shared_clock() -> SharedClock:
    """Return the clock of this process, which follows the answers of its DynamoDB client."""
    clock = SharedClock()

    def follow(parsed: dict[str, Any], **_: object) -> None:
        headers = parsed.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        if date := headers.get("date"):
            clock.observe(date)

    connection().client.meta.events.register("after-call.dynamodb", follow)
    return clock
