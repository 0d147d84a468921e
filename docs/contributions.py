"""The examples that people added to operations: read, and held against the schema of a version.

A version whose schema refuses an example does not show it to readers: a sample is right or it is
not there. Its owners are shown it, with the reason.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from apis.byte_cache import ByteCache
from apis.items import Api, ApiVersion
from apis.packs import OpenPack, open_pack
from docs.items import Contribution, partition
from docs.reference.contributed import AddedExample
from docs.reference.example_places import Spot, spots
from openapi.common.references import References
from openapi.model.operations import Operation
from openapi.pack.reader import OperationEntry
from openapi.schema import check
from portal.dynamo import Page, page
from portal.errors import Fault, fault

MOST_OF_OPERATION = 20
PER_PAGE = 25
CACHE_BYTES = 4 * 1024 * 1024

kept: ByteCache[tuple[Contribution, ...]] = ByteCache(CACHE_BYTES)


@dataclass(frozen=True)
class Checked:
    """A contribution as one version has it: `problem` is why readers of it are not shown it."""

    contribution: Contribution
    problem: Fault | None = None


@dataclass(frozen=True)
class Listed(Checked):
    """A contribution in a list of those of all operations.

    `slug` is that of its operation, "" where the version has none.
    """

    slug: str = ""


def for_operation(api: Api, entry: OperationEntry) -> tuple[Contribution, ...]:
    """Return what people added to an operation of this very API, in the order they did.

    Nothing is read where nobody ever added anything, nor where the process has it; else one Query.
    """
    if not api.examples_revision:
        return ()

    def read() -> tuple[tuple[Contribution, ...], int]:
        found = of_operation(api, entry)
        return found, 500 + sum(1_000 + sys.getsizeof(each.content) for each in found)

    return kept.get((api.slug, api.examples_revision, entry.kind, entry.method, entry.key), read)


def of_operation(api: Api, entry: OperationEntry) -> tuple[Contribution, ...]:
    """Return what is stored for an operation. One Query."""
    found = page(
        Contribution,
        partition(api.slug),
        starts_with=Contribution.prefix_of(entry.kind, entry.method, entry.key),
        # Beside those of this API there may be some that a deleted one of the same id left.
        limit=2 * MOST_OF_OPERATION,
        consistent=True,
    )
    own = (each for each in found if each.is_of(api) and each.belongs_to(entry))
    return tuple(sorted(own, key=lambda each: each.added_at))


def checked(
    contributions: Sequence[Contribution], operation: Operation, version: str
) -> tuple[Checked, ...]:
    """Return contributions as an operation of this version has them."""
    by_place = {spot.place: spot for spot in spots(operation)}

    def problem_of(each: Contribution) -> Fault | None:
        if each.place.is_code:
            return None
        spot = by_place.get(each.place)
        if spot is None:
            return fault("place_absent", "/place", version=version)
        return problem_of_value(each.value, spot, operation.references, version)

    return tuple(Checked(each, problem_of(each)) for each in contributions)


def listed(
    api: Api, version: ApiVersion, *, limit: int = PER_PAGE, cursor: str | None = None
) -> tuple[Page[Contribution], list[Listed]]:
    """Return a page of what people added to any operation of this very API, each held against this
    version. One Query, and what `hold` costs."""
    found = page(
        Contribution,
        partition(api.slug),
        starts_with=Contribution.PREFIX,
        limit=limit,
        cursor=cursor,
        consistent=True,
    )
    return found, hold([each for each in found if each.is_of(api)], version)


def hold(contributions: Sequence[Contribution], version: ApiVersion) -> list[Listed]:
    """Return contributions to any operations as a version has them. An S3 request for each
    operation that the process has not kept."""
    pack = open_pack(version=version)
    entries = {(each.kind, each.method, each.key): each for each in pack.index.operations}
    return [
        _listed(each, entries.get((each.kind, each.method, each.path)), pack)
        for each in contributions
    ]


def _listed(contribution: Contribution, entry: OperationEntry | None, pack: OpenPack) -> Listed:
    version = pack.version.version
    if entry is None:
        return Listed(contribution, fault("operation_absent", "/operation", version=version))
    segment = pack.segment(pack.index.operation_range(entry.slug))
    operation = pack.index.open_operation(entry, segment)
    [found] = checked([contribution], operation, version)
    return Listed(contribution, found.problem, entry.slug)


def accepted_examples(found: Sequence[Checked]) -> tuple[AddedExample, ...]:
    """Return the examples among them that readers are shown."""
    return tuple(
        AddedExample(each.number, each.place, each.title, each.value, each.replaces)
        for each in (one.contribution for one in found if not one.problem)
        if not each.place.is_code
    )


def problem_of_value(
    value: object, spot: Spot, references: References, version: str
) -> Fault | None:
    """Return why the schema at a place refuses a value; None where it takes it, or says nothing of
    it."""
    if not spot.is_checked(references):
        return None
    # Formats only annotate in JSON Schema, and nobody is refused for one.
    refused = check.refusals(value, spot.schema, references, hides=spot.hides, formats=False)
    if not refused:
        return None
    found = refused[0]
    code = "value_refused_at" if found.pointer else "value_refused"
    params = {"version": version, "reason": found.reason, "pointer": found.pointer}
    return Fault(code, f"/value{found.pointer}", params=params)
