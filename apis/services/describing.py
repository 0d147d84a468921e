"""Reading and checking a description, what a version keeps of it, and storing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from apis import packs
from apis.excerpts import excerpts
from apis.items import (
    WARNINGS_KEPT,
    ApiVersion,
    Origin,
    StoredDescription,
)
from apis.services.details import NAME_LENGTH, URL_LENGTH
from apis.stored_packs import StoredPack
from portal.aws import objects
from portal.errors import ApplicationError, Fault, Invalid

if TYPE_CHECKING:
    from openapi.read import Description, DescriptionError, Finding

# What a version's item keeps of its description: an item has room for 400 KB.
BASE_URLS_KEPT = 10
FINDING_LENGTH = 500

Report = Callable[[str, int], None]


class DescriptionRefused(Invalid):
    """A description that cannot be used; `faults` are places in the description itself."""

    def __init__(self, error: DescriptionError, data: bytes) -> None:
        self.status = error.status
        super().__init__("description_refused", faults=faults_of(error.findings, data))


class WarningsNotAccepted(ApplicationError):
    """A description with warnings that is not published before somebody has seen them."""

    status = 409

    def __init__(self, warnings: list[Fault]) -> None:
        super().__init__("warnings_not_accepted", faults=warnings)


@dataclass(frozen=True)
class Checked:
    """A description that can be used, the bytes it was read from, and where they come from."""

    description: Description
    data: bytes
    origin: Origin

    @property
    def warnings(self) -> list[Fault]:
        return faults_of(self.description.warnings, self.data)

    @property
    def base_urls(self) -> list[str]:
        return [url[:URL_LENGTH] for url in self.description.server_urls[:BASE_URLS_KEPT]]


def no_progress(stage: str, percent: int) -> None:
    """Report to nobody."""


def checked(data: bytes, origin: Origin, report: Report = no_progress) -> Checked:
    """Return the description in these bytes, or refuse it with every place that is wrong."""
    # Imported late: the parser is of use to few of the processes that know this module.
    from openapi.read import DescriptionError, Limits, read

    report("checking_description", 15)
    try:
        limits = Limits(bytes=settings.DESCRIPTION_MAX_BYTES)
        return Checked(read(data, limits=limits, address=origin.address), data, origin)
    except DescriptionError as error:
        raise DescriptionRefused(error, data) from None


def faults_of(findings: Iterable[Finding], data: bytes) -> list[Fault]:
    """Return findings as faults, each with the lines around its place in the description."""
    found = list(findings)
    shown = excerpts(data, [(each.line, each.column) for each in found])
    return [
        Fault(
            each.code,
            each.pointer,
            each.line,
            each.column,
            _shortened(each.params),
            excerpt=excerpt,
        )
        for each, excerpt in zip(found, shown, strict=True)
    ]


def describe(version: ApiVersion, found: Checked) -> None:
    """Let a version say what its description says."""
    description = found.description
    version.name = description.title[:NAME_LENGTH]
    version.base_urls = found.base_urls
    version.base_url = next(iter(found.base_urls), "")
    version.description = StoredDescription(
        bucket=settings.CONTENT_BUCKET,
        key=f"descriptions/{description.sha256}",
        bytes=description.size,
        sha256=description.sha256,
        format=description.format,
        dialect=description.dialect,
    )
    version.source_url = found.origin.source_url
    version.served_from = found.origin.served_from
    version.operation_count = description.operation_count
    version.warnings = [
        {**each.as_stored(), "pointer": each.pointer[:FINDING_LENGTH]}
        for each in faults_of(description.warnings[:WARNINGS_KEPT], found.data)
    ]
    version.warning_count = len(description.warnings)


def store(version: ApiVersion, found: Checked, report: Report) -> StoredPack:
    """Put the description and its pack into S3; return where the pack stands, to be written."""
    report("storing_description", 55)
    objects.put_once(version.description.key, found.data, content_type=version.content_type)
    report("building_reference", 75)
    return packs.store(version, found.description.openapi3)


def _shortened(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return a finding's parameters as an item has room for them."""
    return {
        name: value[:FINDING_LENGTH] if isinstance(value, str) else value
        for name, value in params.items()
    }
