"""Notes on keys when they were used last, from the records of calls."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from analytics.records import Record
from apis.services.application_keys import note_use

# A key's note is good for an hour (`note_use`): a process asks no sooner, for the keys it knows.
HOUR = timedelta(hours=1)
MOST_KEYS = 10_000

_noted: OrderedDict[str, datetime] = OrderedDict()


def note_keys(records: Iterable[Record]) -> None:
    """Note when each key was used last. An UpdateItem for each key and hour at most."""
    last: dict[str, str] = {}
    for record in records:
        if record.key_digest:
            last[record.key_digest] = max(last.get(record.key_digest, ""), record.at)
    for digest, stamp in last.items():
        at = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        if digest in _noted and at <= _noted[digest] + HOUR:
            continue
        note_use(digest=digest, at=at)
        _noted[digest] = at
        _noted.move_to_end(digest)
        if len(_noted) > MOST_KEYS:
            _noted.popitem(last=False)
