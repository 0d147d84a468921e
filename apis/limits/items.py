"""The one item that a subject's calls are counted on."""

from collections.abc import Mapping
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from apis.limits.policies import DAY, MONTH, Window
from portal.dynamo import ApisTable, PlainItem


class Counter(PlainItem):
    """The calls of a subject, such as a subscription: `LIMIT#{subject} / COUNTER`.

    `busy_until` is when the rate's bucket will be full again, in microseconds since 1970: the
    "theoretical arrival time" of the generic cell rate algorithm (ITU-T I.371). With it a token
    bucket is one number that only grows, so a late clock cannot rewind it, and many containers
    take from it by a conditional ADD, none of which needs to have read what another wrote.
    """

    Meta = ApisTable
    SK = "COUNTER"

    busy_until = NumberAttribute(attr_name="busyUntil", null=True)
    day = UnicodeAttribute(null=True)
    day_used = NumberAttribute(attr_name="dayUsed", null=True)
    month = UnicodeAttribute(null=True)
    month_used = NumberAttribute(attr_name="monthUsed", null=True)
    expires_at = NumberAttribute(attr_name="expiresAt", null=True)

    @classmethod
    def of(cls, subject: str) -> "Counter":
        """Return the counter of a subject as it is before the first call."""
        return cls(*cls.key(subject))

    @staticmethod
    def key(subject: str) -> tuple[str, str]:
        return f"LIMIT#{subject}", Counter.SK

    # Every call of the gateway asks these several times: past PynamoDB's descriptors.

    def named(self, window: Window) -> str:
        """Return the name of the day or month that was counted last, "" before the first call."""
        return self.attribute_values.get(window.name) or ""

    def used(self, window: Window) -> int:
        """Return the calls counted in that day or month."""
        return self.attribute_values.get(window.count_name) or 0

    def copy(self) -> "Counter":
        """Return a counter that holds the same; a write changes what it holds."""
        copied = Counter(self.pk, self.sk)
        copied.attribute_values |= self.attribute_values
        return copied

    def take_over(self, stored: Mapping[str, Any] | None) -> None:
        """Hold what stands in the table, as a failed condition gave it; None: nothing does."""
        if stored:
            self.deserialize(dict(stored))


# The attributes of the windows, for expressions.
NAMES = {DAY: Counter.day, MONTH: Counter.month}
COUNTS = {DAY: Counter.day_used, MONTH: Counter.month_used}
