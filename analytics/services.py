"""How much an API or an application is used, and by whom.

`calls` are those that reached the upstream, `errors` of them those that failed there, `refused`
those that the gateway did not let through. Days are those of UTC; the last one is today.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from analytics.items import UsageDay, UsagePart, api_partition, app_partition
from analytics.tallies import (
    CALLERS,
    HOURS,
    OPERATIONS,
    OTHERS,
    Counts,
    Rows,
    add,
    from_stored,
    parts_of,
    total_of,
)
from apis.items import Api
from portal import clock
from portal.dynamo import NotFound, each_page, page

MOST_DAYS = 92
# Pages of 1 MB that are read of what is not folded yet; folding keeps it at a fraction of one.
MOST_PAGES = 4
PARTS_A_PAGE = 1_000


@dataclass(frozen=True)
class Usage:
    """What was counted from `begins` to `ends`, both included, each as a date.

    `days` has every day, `hours` those hours ("2026-11-28T09") that have calls; the others are
    sorted by what was asked most. `others` stands for what was too much to be kept apart.
    """

    begins: date
    ends: date
    total: Counts
    days: dict[date, Counts]
    hours: dict[str, Counts] = field(default_factory=dict)
    versions: dict[str, Counts] = field(default_factory=dict)
    operations: dict[tuple[str, str], Counts] = field(default_factory=dict)
    apis: dict[str, Counts] = field(default_factory=dict)


@dataclass(frozen=True)
class Caller:
    """An application that calls, how much, and on which day last. Without an id: all those that
    were too many to be kept apart."""

    app_id: str
    counts: Counts
    last_day: date


def usage_of_api(slug: str, *, days: int) -> Usage:
    """Return the usage of an API in the last so many days. Raises `NotFound`.

    A GetItem, and what `usage_of` costs.
    """
    return usage_of(_api(slug), days=days)


def usage_of(api: Api, *, days: int, with_operations: bool = True) -> Usage:
    """Return the usage of an API. Three Queries, two without its operations and versions; one more
    for each megabyte that was not folded yet, up to four."""
    families = (HOURS, OPERATIONS) if with_operations else (HOURS,)
    read = _read(api_partition(api.slug, api.created_at), days, families)
    operations: Rows = {}
    versions: Rows = {}
    for day in read.values():
        add({"rows": operations}, {"rows": day.get(OPERATIONS, {})})
    for key, counts in operations.items():
        versions.setdefault(parts_of(key)[0], Counts()).add(counts)
    return _usage(
        read,
        hours=_by_hour(read),
        versions=_sorted(versions),
        operations={_pair(key): counts for key, counts in _sorted(operations).items()},
    )


def usage_of_application(app_id: str, *, days: int) -> Usage:
    """Return what an application called in the last so many days. Two Queries."""
    read = _read(app_partition(app_id), days, (HOURS,))
    apis: Rows = {}
    for day in read.values():
        for key, counts in day.get(HOURS, {}).items():
            apis.setdefault(parts_of(key)[-1], Counts()).add(counts)
    return _usage(read, hours=_by_hour(read), apis=_sorted(apis))


def callers_of(slug: str, version: str = "", *, days: int = 30) -> list[Caller]:
    """Return the applications that called a version ("": any), who asked most first.

    Raises `NotFound` where there is no such API. A GetItem and two Queries.
    """
    return callers(_api(slug), version, days=days)


def callers(api: Api, version: str = "", *, days: int = 30) -> list[Caller]:
    """Return the applications that called a version of this API ("": any). Two Queries."""
    read = _read(api_partition(api.slug, api.created_at), days, (CALLERS,))
    found: Rows = {}
    last: dict[str, date] = {}
    for day, tally in sorted(read.items()):
        for key, counts in tally.get(CALLERS, {}).items():
            app_id, called = _pair(key)
            if version and called not in (version, OTHERS):
                continue
            found.setdefault(app_id, Counts()).add(counts)
            last[app_id] = day
    return [
        Caller("" if app_id == OTHERS else app_id, counts, last[app_id])
        for app_id, counts in _sorted(found).items()
    ]


def _api(slug: str) -> Api:
    return Api.load(*Api.key(slug), or_raise=NotFound())


def _read(partition: str, days: int, families: tuple[str, ...]) -> dict[date, dict[str, Rows]]:
    """Return the tallies of the last so many days, every day from the first to today."""
    today = clock.now().date()
    read: dict[date, dict[str, Rows]] = {
        today - timedelta(days=ago): {} for ago in reversed(range(days))
    }
    for family in families:
        prefix = UsageDay.prefix_of(family)
        stored = page(UsageDay, partition, starts_with=prefix, limit=days, newest_first=True)
        for item in stored:
            _add_to(read, item.date, {family: item.rows})
    for part in _parts(partition):
        chosen = {family: rows for family, rows in part.tally.items() if family in families}
        _add_to(read, part.date, chosen)
    return read


def _parts(partition: str) -> Iterator[UsagePart]:
    pages = each_page(
        UsagePart, partition, starts_with=UsagePart.PREFIX, limit=PARTS_A_PAGE, newest_first=True
    )
    for found in islice(pages, MOST_PAGES):
        yield from found


def _add_to(read: dict[date, dict[str, Rows]], day: str, stored: dict[str, object]) -> None:
    into = read.get(date.fromisoformat(day))
    if into is not None:
        add(into, from_stored(stored))


def _usage(read: dict[date, dict[str, Rows]], **found: Any) -> Usage:
    days = {day: total_of(tally.get(HOURS, {}).values()) for day, tally in read.items()}
    return Usage(min(days), max(days), total_of(days.values()), days, **found)


def _by_hour(read: dict[date, dict[str, Rows]]) -> Rows:
    hours: Rows = {}
    for day, tally in read.items():
        for key, counts in sorted(tally.get(HOURS, {}).items()):
            hours.setdefault(f"{day}T{parts_of(key)[0]}", Counts()).add(counts)
    return hours


def _sorted(rows: Rows) -> Rows:
    return dict(sorted(rows.items(), key=lambda row: (-row[1].asked, row[0])))


def _pair(key: str) -> tuple[str, str]:
    first, _, second = key.partition("\t")
    return first, second or (OTHERS if first == OTHERS else "")
