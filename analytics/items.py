"""Sums of usage in the Analytics table."""

from datetime import datetime, timedelta

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from portal import clock
from portal.dynamo import AnalyticsTable, Item, PlainItem

# How long sums are kept, and that an object was counted: longer than its records themselves
# (`UsageDays` in infra/data.yaml), so that whoever has them announced again counts nothing twice.
KEPT = timedelta(days=800)


def api_partition(slug: str, made: datetime) -> str:
    """Return where the usage of an API is; one that took the id of another has a place of its
    own."""
    return f"API#{slug}#{clock.stamp(made)}"


def app_partition(app_id: str) -> str:
    return f"APP#{app_id}"


def _kept_until(date: str) -> int:
    day = datetime.fromisoformat(f"{date}T00:00:00+00:00")
    return clock.epoch(day + KEPT)


class CountedObject(PlainItem):
    """Says that an object of usage records is counted: `OBJECT#{digest} / COUNTED#{part}`.

    Created in the transaction that stores its sums: a second delivery cannot create it again.
    """

    Meta = AnalyticsTable
    PREFIX = "COUNTED#"

    forget_at = NumberAttribute(attr_name="expiresAt")

    @staticmethod
    def key(digest: str, part: int = 0) -> tuple[str, str]:
        return f"OBJECT#{digest}", f"{CountedObject.PREFIX}{part}"

    @classmethod
    def of(cls, digest: str, part: int = 0) -> "CountedObject":
        return cls(*cls.key(digest, part), forget_at=clock.epoch(clock.now() + KEPT))


class UsagePart(PlainItem):
    """What one batch added to a day: `API#… or APP#… / PART#{date}#{batch}#{number}`.

    Written once and never changed; `analytics.folding` adds parts to the day they belong to.
    """

    Meta = AnalyticsTable
    PREFIX = "PART#"

    date = UnicodeAttribute()
    tally = JSONAttribute()
    forget_at = NumberAttribute(attr_name="expiresAt")

    @classmethod
    def of(
        cls, partition: str, date: str, batch: str, number: int, tally: dict[str, object]
    ) -> "UsagePart":
        sk = f"{cls.PREFIX}{date}#{batch}#{number}"
        return cls(partition, sk, date=date, tally=tally, forget_at=_kept_until(date))


class UsageDay(Item):
    """The sums of a day in one family, without the parts that still stand beside it:
    `API#… or APP#… / DAY#{family}#{date}`."""

    Meta = AnalyticsTable
    PREFIX = "DAY#"

    family = UnicodeAttribute()
    date = UnicodeAttribute()
    rows = JSONAttribute()
    forget_at = NumberAttribute(attr_name="expiresAt")

    @classmethod
    def prefix_of(cls, family: str) -> str:
        return f"{cls.PREFIX}{family}#"

    @classmethod
    def key(cls, partition: str, family: str, date: str) -> tuple[str, str]:
        return partition, f"{cls.prefix_of(family)}{date}"

    @classmethod
    def new(cls, partition: str, family: str, date: str) -> "UsageDay":
        return cls(
            *cls.key(partition, family, date),
            family=family,
            date=date,
            rows={},
            forget_at=_kept_until(date),
        )
