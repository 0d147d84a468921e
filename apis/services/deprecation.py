"""What an owner announces of a version's end, and what of it is accepted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from typing import Any

from apis.items import DRAFT, Api, ApiVersion
from apis.items.names import VERSION_LENGTH, VERSION_NAME
from apis.services.details import URL_LENGTH, is_web_address
from openapi.common.lines import one_line
from portal import clock
from portal.errors import Fault, Invalid, fault

REASON_LENGTH = 500
# Dates outside cannot be meant, and some clients cannot read them.
FIRST_YEAR, LAST_YEAR = 2000, 2199
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, kw_only=True)
class Deprecation:
    """From when on a version is deprecated (None: it is not), when it stops to answer, by which
    version of the same API callers move on, why, and where that is explained."""

    deprecated_from: datetime | None = None
    sunset_at: datetime | None = None
    successor: str = ""
    deprecation_reason: str = ""
    deprecation_url: str = ""


DEPRECATION_FIELDS = tuple(each.name for each in fields(Deprecation))


def deprecation_of(version: ApiVersion) -> Deprecation:
    return Deprecation(**{name: getattr(version, name) for name in DEPRECATION_FIELDS})


def start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def end_of(day: date) -> datetime:
    """Return the last second of a day in UTC: a version announced to end that day answers on it."""
    return datetime.combine(day, END_OF_DAY, UTC)


def announced(api: Api, version: ApiVersion, changes: Mapping[str, Any]) -> Deprecation:
    """Return what is announced of a version with these changes, or raise `Invalid` naming every
    field that is wrong.

    Without a date it is deprecated from now on. One GetItem where another successor is named.
    """
    known = deprecation_of(version)
    wanted = replace(known, **changes)
    wanted = replace(
        wanted,
        deprecated_from=wanted.deprecated_from or known.deprecated_from or clock.now(),
        successor=wanted.successor.strip(),
        deprecation_reason=one_line(wanted.deprecation_reason),
        deprecation_url=wanted.deprecation_url.strip(),
    )
    faults = [*_faults_of_dates(known, wanted), *_faults_of_words(wanted)]
    if wanted.successor not in ("", known.successor) and not _follows(api, version, wanted):
        faults.append(fault("no_successor", "/successor"))
    if faults:
        raise Invalid("invalid", faults=faults)
    return wanted


def _faults_of_dates(known: Deprecation, wanted: Deprecation) -> Iterable[Fault]:
    for name in ("deprecated_from", "sunset_at"):
        moment = getattr(wanted, name)
        if moment is not None and not FIRST_YEAR <= moment.astimezone(UTC).year <= LAST_YEAR:
            yield fault("date_out_of_range", f"/{name}", first=FIRST_YEAR, last=LAST_YEAR)
    if wanted.sunset_at is None:
        return
    if wanted.sunset_at != known.sunset_at and wanted.sunset_at < clock.now():
        # It would say that the version stopped already, while it answers.
        yield fault("sunset_past", "/sunset_at")
    elif wanted.deprecated_from is not None and wanted.sunset_at < wanted.deprecated_from:
        # RFC 9745, 4: the sunset must not come before the deprecation.
        yield fault("sunset_before_deprecation", "/sunset_at")


def _faults_of_words(wanted: Deprecation) -> Iterable[Fault]:
    for name, limit in (("deprecation_reason", REASON_LENGTH), ("deprecation_url", URL_LENGTH)):
        if len(getattr(wanted, name)) > limit:
            yield fault("max_characters", f"/{name}", limit=limit)
    if wanted.deprecation_url and not is_web_address(wanted.deprecation_url):
        yield fault("not_a_web_address", "/deprecation_url")


def _follows(api: Api, version: ApiVersion, wanted: Deprecation) -> bool:
    """Tell whether the named version is there for callers to move on to."""
    name = wanted.successor
    if name == version.version or len(name) > VERSION_LENGTH or not VERSION_NAME.fullmatch(name):
        return False
    found = ApiVersion.find(*ApiVersion.key(api.slug, name))
    return found is not None and found.status != DRAFT
