"""Folds what single batches added to a day into the day's own items, so that reading stays cheap.

Called by the roll-up after some of its batches: what is called much is folded often, and what
nobody calls costs nothing.
"""

from collections.abc import Sequence
from itertools import takewhile

from analytics.items import UsageDay, UsagePart
from analytics.tallies import Rows, Tally, add, from_stored, limited, stored_form
from portal.dynamo import Conflict, page, transaction

# A transaction takes 100 items: the parts that go, and an item a family.
MOST_PARTS = 90
# Fewer are not worth their write.
LEAST_PARTS = 4


def fold(partition: str) -> bool:
    """Add the oldest parts of a partition to their day; return whether that was done.

    The day's items are written over the revision that was read, in the transaction that deletes the
    parts: of two who fold at once the second changes nothing. A Query, a BatchGetItem, and a
    transaction; the Query alone where there are few parts.
    """
    found = page(
        UsagePart, partition, starts_with=UsagePart.PREFIX, limit=MOST_PARTS, consistent=True
    ).items
    if len(found) < LEAST_PARTS:
        return False
    parts = list(takewhile(lambda part: part.date == found[0].date, found))
    try:
        _fold(partition, parts)
    except Conflict:
        return False
    return True


def _fold(partition: str, parts: Sequence[UsagePart]) -> None:
    date, added = parts[0].date, Tally()
    for part in parts:
        add(added, from_stored(part.tally))
    keys = [UsageDay.key(partition, family, date) for family in added]
    stored = {day.family: day for day in UsageDay.fetch_all(keys)}
    with transaction() as writes:
        for family, rows in added.items():
            day = stored.get(family)
            if day is None:
                day = UsageDay.new(partition, family, date)
                day.rows = _stored_rows({}, rows)
                # Under the condition that none was written meanwhile, as it has no revision yet.
                writes.put(day)
            else:
                day.rows = _stored_rows(day.rows, rows)
                writes.replace(day)
        for part in parts:
            writes.remove(part)


def _stored_rows(stored: dict[str, object], rows: Rows) -> dict[str, object]:
    tally = from_stored({"rows": stored})
    add(tally, {"rows": rows})
    return dict(stored_form({"rows": limited(tally["rows"])})["rows"])
