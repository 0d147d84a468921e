"""From objects of usage records to sums, each object counted once.

Objects that come together are added up together. What came of them is written in one transaction
with the note that they are counted, so a batch that comes twice, at once or days later, changes
nothing. Costs for a group of objects, however many calls they hold: a BatchGetItem or two, and a
transaction of one item an object, API and application.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256

from analytics import folding
from analytics.items import CountedObject, UsagePart, api_partition, app_partition
from analytics.records import Record, read_record
from analytics.tallies import (
    CALLERS,
    HOURS,
    OPERATIONS,
    Counts,
    Tally,
    key_of,
    limited,
    pieces,
    stored_form,
)
from apis.items import SLUG, SLUG_LENGTH, Api
from portal import clock
from portal.aws.errors import NotFound
from portal.dynamo import AlreadyExists, retry_on_conflict, transaction
from portal.usage import storing

logger = logging.getLogger(__name__)

# A transaction takes 100 items and 4 MB.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
OBJECTS_TOGETHER = 25
SUBJECTS_TOGETHER = 40
PIECE_BYTES = 150_000
# One batch in so many folds the parts that it leaves behind.
FOLDS_EVERY = 8
READ_TOGETHER = 100

# What is counted for, such as "API#pets", and the date.
Subject = tuple[str, str]


@dataclass
class Batch:
    """The records of objects that are counted together."""

    digests: list[str] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    subjects: set[Subject] = field(default_factory=set)

    @property
    def name(self) -> str:
        return sha256(" ".join(sorted(self.digests)).encode()).hexdigest()[:32]

    def has_room_for(self, other: "Batch") -> bool:
        return (
            len(self.digests) + len(other.digests) <= OBJECTS_TOGETHER
            and len(self.subjects | other.subjects) <= SUBJECTS_TOGETHER
        )

    def add(self, other: "Batch") -> None:
        self.digests += other.digests
        self.records += other.records
        self.subjects |= other.subjects


def roll_up(keys: Sequence[str]) -> None:
    """Count the objects under these keys that are not counted yet.

    An object that is no longer there is left out, and the log says so.
    """
    unknown = _not_counted(dict.fromkeys(keys))
    together = Batch()
    for key in unknown:
        batch = _read(key)
        if batch is None:
            continue
        if not together.has_room_for(batch):
            _count(together)
            together = Batch()
        together.add(batch)
    _count(together)


def _not_counted(keys: Iterable[str]) -> list[str]:
    wanted = {CountedObject.key(storing.digest_of(key)): key for key in keys}
    places = list(wanted)
    for start in range(0, len(places), READ_TOGETHER):
        for found in CountedObject.fetch_all(places[start : start + READ_TOGETHER]):
            wanted.pop((found.pk, found.sk))
    return list(wanted.values())


def _read(key: str) -> Batch | None:
    try:
        lines = storing.records_in(key)
    except NotFound:
        logger.warning("The usage records %s are gone and were not counted", key)
        return None
    found = [read_record(line) for line in lines]
    records = [record for record in found if record is not None]
    if len(records) < len(lines):
        ignored = len(lines) - len(records)
        logger.warning("%s of %s lines of %s are no usage records", ignored, len(lines), key)
    subjects = {subject for record in records for subject in _subjects_of(record)}
    return Batch([storing.digest_of(key)], records, subjects)


def _subjects_of(record: Record) -> Iterator[Subject]:
    yield f"API#{record.api}", record.date
    if record.app_id:
        yield f"APP#{record.app_id}", record.date


def _count(batch: Batch) -> None:
    """Write the sums of a batch. Raises `AlreadyExists` where one of several objects was counted
    meanwhile: the caller tries each by itself.

    An object that concerns more APIs and applications than a transaction holds is written in
    several, by what they concern: its records alone decide which, so the same object is always
    divided alike. The first is written last, and then all of it is counted.
    """
    if not batch.digests:
        return
    tallies = _tallies_of(batch)
    divided = -(-len(batch.subjects) // SUBJECTS_TOGETHER) or 1
    for number in reversed(range(divided)):
        items = [
            part
            for (subject, date), (partition, tally) in sorted(tallies.items())
            if _number_of(subject, divided) == number
            for part in _parts(batch, partition, date, tally)
        ]
        try:
            retry_on_conflict(partial(_write, batch, number, items))
        except AlreadyExists:
            if len(batch.digests) > 1:
                raise
    if int(batch.name[:2], 16) % FOLDS_EVERY == 0:
        for partition in sorted({partition for partition, _ in tallies.values()}):
            folding.fold(partition)


def _write(batch: Batch, number: int, parts: Sequence[UsagePart]) -> None:
    with transaction() as writes:
        for digest in batch.digests:
            writes.create(CountedObject.of(digest, number))
        for part in parts:
            writes.put(part)


def _parts(batch: Batch, partition: str, date: str, tally: Tally) -> Iterator[UsagePart]:
    bounded = {family: limited(rows) for family, rows in tally.items()}
    for number, piece in enumerate(pieces(bounded, PIECE_BYTES)):
        yield UsagePart.of(partition, date, batch.name, number, stored_form(piece))


def _number_of(subject: str, divided: int) -> int:
    return int(sha256(subject.encode()).hexdigest()[:8], 16) % divided


def _tallies_of(batch: Batch) -> dict[Subject, tuple[str, Tally]]:
    """Return the sums for each subject and where they stand.

    What was called before its API was made was called of another one, which had the id before it;
    of an API that is gone nothing is kept. One BatchGetItem for each 100 APIs.
    """
    made = _when_made({record.api for record in batch.records})
    tallies: dict[Subject, tuple[str, Tally]] = {}
    for record in batch.records:
        if record.app_id:
            found = tallies.setdefault(
                (f"APP#{record.app_id}", record.date), (app_partition(record.app_id), {})
            )
            _add(found[1], HOURS, key_of(record.hour, record.api), record)
        at = made.get(record.api)
        if at is None or record.at < clock.stamp(at):
            continue
        found = tallies.setdefault(
            (f"API#{record.api}", record.date), (api_partition(record.api, at), {})
        )
        _add(found[1], HOURS, record.hour, record)
        if record.app_id:
            # Else version and path are whatever anybody wrote into an address.
            _add(found[1], CALLERS, key_of(record.app_id, record.version), record)
            _add(found[1], OPERATIONS, key_of(record.version, record.operation), record)
    return tallies


def _add(tally: Tally, family: str, key: str, record: Record) -> None:
    tally.setdefault(family, {}).setdefault(key, Counts()).count(record)


def _when_made(slugs: Iterable[str]) -> dict[str, datetime]:
    wanted = [slug for slug in slugs if len(slug) <= SLUG_LENGTH and SLUG.fullmatch(slug)]
    found: list[Api] = []
    for start in range(0, len(wanted), READ_TOGETHER):
        found += Api.fetch_all(Api.key(slug) for slug in wanted[start : start + READ_TOGETHER])
    return {api.slug: api.created_at for api in found}
