"""Sums of usage records: what is counted, under which keys, and how sums are added.

A tally is a dict of families, each a dict of keys to `Counts`. Adding tallies in any order and any
grouping gives the same.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from typing import Any

from analytics.records import Record
from apis.gateway.usage import ERROR, REFUSED

# Families. Of an API: by hour, by application and version, by version and operation. Of an
# application: by hour and API.
HOURS, CALLERS, OPERATIONS = "hours", "callers", "operations"

# Between the parts of a key, none of which holds it.
SEPARATOR = "\t"
# Stands for all keys that a tally had no room for.
OTHERS = "*"
# An item holds 400 KB.
MOST_BYTES = 300_000

# Latencies are counted in buckets, each a quarter of a power of two wide: so that sums of days give
# percentiles, at most a tenth off.
BUCKETS_A_DOUBLING = 4
LAST_BUCKET = 80

Rows = dict[str, "Counts"]
Tally = dict[str, Rows]


@dataclass(slots=True)
class Counts:
    """Calls that reached the upstream, how many of them failed, and calls that were refused; bytes
    and milliseconds of the former, and how many took how long."""

    calls: int = 0
    errors: int = 0
    refused: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    milliseconds: int = 0
    latencies: dict[str, int] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        """All that came, let through or not."""
        return self.calls + self.refused

    @property
    def error_share(self) -> float:
        return self.errors / self.calls if self.calls else 0.0

    def count(self, record: Record) -> None:
        if record.outcome == REFUSED:
            self.refused += 1
            return
        self.calls += 1
        self.errors += record.outcome == ERROR
        self.bytes_in += record.bytes_in
        self.bytes_out += record.bytes_out
        self.milliseconds += record.milliseconds
        bucket = str(bucket_of(record.milliseconds))
        self.latencies[bucket] = self.latencies.get(bucket, 0) + 1

    def add(self, other: "Counts") -> None:
        self.calls += other.calls
        self.errors += other.errors
        self.refused += other.refused
        self.bytes_in += other.bytes_in
        self.bytes_out += other.bytes_out
        self.milliseconds += other.milliseconds
        for bucket, count in other.latencies.items():
            self.latencies[bucket] = self.latencies.get(bucket, 0) + count

    def percentile(self, share: float) -> int | None:
        """Return the milliseconds that this share of the calls took at most, None without calls."""
        wanted = math.ceil(share * sum(self.latencies.values()))
        reached = 0
        for bucket in sorted(map(int, self.latencies)):
            reached += self.latencies[str(bucket)]
            if reached >= wanted:
                return middle_of(bucket)
        return None

    def as_stored(self) -> list[Any]:
        return list(astuple(self))

    @classmethod
    def from_stored(cls, stored: list[Any]) -> "Counts":
        calls, errors, refused, bytes_in, bytes_out, milliseconds, latencies = stored
        return cls(calls, errors, refused, bytes_in, bytes_out, milliseconds, dict(latencies))


def bucket_of(milliseconds: int) -> int:
    if milliseconds <= 1:
        return 0
    return min(LAST_BUCKET, math.ceil(BUCKETS_A_DOUBLING * math.log2(milliseconds)))


def middle_of(bucket: int) -> int:
    """Return the milliseconds in the middle of a bucket."""
    if not bucket:
        return 1
    return round(2 ** ((bucket - 0.5) / BUCKETS_A_DOUBLING))


def key_of(*parts: str) -> str:
    return SEPARATOR.join(part.replace(SEPARATOR, " ") for part in parts)


def parts_of(key: str) -> list[str]:
    return key.split(SEPARATOR)


def total_of(rows: Iterable[Counts]) -> Counts:
    total = Counts()
    for each in rows:
        total.add(each)
    return total


def add(tally: Tally, other: Mapping[str, Rows]) -> None:
    """Add another tally to this one."""
    for family, rows in other.items():
        into = tally.setdefault(family, {})
        for key, counts in rows.items():
            into.setdefault(key, Counts()).add(counts)


def stored_form(tally: Mapping[str, Rows]) -> dict[str, Any]:
    return {
        family: {key: counts.as_stored() for key, counts in rows.items()}
        for family, rows in tally.items()
        if rows
    }


def from_stored(stored: Mapping[str, Any]) -> Tally:
    return {
        family: {key: Counts.from_stored(counts) for key, counts in rows.items()}
        for family, rows in stored.items()
    }


def limited(rows: Rows, most_bytes: int = MOST_BYTES) -> Rows:
    """Return rows that fit into an item: the busiest by themselves, the rest as `OTHERS`."""
    sizes = {key: _size(key, counts) for key, counts in rows.items()}
    if sum(sizes.values()) <= most_bytes:
        return rows
    kept: Rows = {OTHERS: Counts()}
    room = most_bytes - _size(OTHERS, total_of(rows.values()))
    for key, counts in sorted(rows.items(), key=lambda row: -row[1].asked):
        room -= sizes[key]
        if room < 0 or key == OTHERS:
            kept[OTHERS].add(counts)
        else:
            kept[key] = counts
    return kept


def pieces(tally: Tally, most_bytes: int) -> Iterator[Tally]:
    """Yield tallies of about this size at most that together are this one."""
    piece: Tally = {}
    room = most_bytes
    for family, rows in sorted(tally.items()):
        for key, counts in sorted(rows.items()):
            size = _size(key, counts)
            if piece and size > room:
                yield piece
                piece, room = {}, most_bytes
            piece.setdefault(family, {})[key] = counts
            room -= size
    if piece:
        yield piece


def _size(key: str, counts: Counts) -> int:
    return len(json.dumps(key)) + len(json.dumps(counts.as_stored())) + 4
