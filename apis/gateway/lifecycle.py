"""What the gateway says of a version's end: on every answer, errors among them.

`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and links to where both are explained and to what
comes after. Nothing is read for it: a version's successor is there as long as it is named.
"""

from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import http_date

from apis.gateway.messages import Fields, without
from apis.items import RETIRED, Api, ApiVersion
from portal import clock
from portal.errors import ApplicationError

DEPRECATION, SUNSET, LINK = "Deprecation", "Sunset", "Link"


class VersionRetired(ApplicationError):
    """The version answers no more."""

    status = 410


def require_served(api: Api, version: ApiVersion) -> None:
    """Raise `VersionRetired` of a retired version, naming the one that callers move on to.

    After its sunset date a version is served until it is retired: the date is a hint (RFC 8594, 3).
    """
    if version.status != RETIRED:
        return
    successor = api.successor_of(version)
    known = {"version": version.version, "api": api.name, "successor": successor}
    raise VersionRetired("version_retired_on" if successor else "version_retired", params=known)


def lifecycle_fields(
    api: Api, version: ApiVersion, *, operation_is_deprecated: bool = False
) -> Fields:
    """Return the fields that every answer of this version carries: none of an active one.

    They stand already while the day of deprecation is ahead (RFC 9745, 2.1). Of an operation that
    the description itself calls deprecated (`OperationEntry.deprecated`), only that is said.
    """
    if not version.has_deprecation:
        return _fields_of_operation(api, version) if operation_is_deprecated else []
    fields: Fields = [(DEPRECATION, _date(version.deprecated_from or version.created_at))]
    # What a person typed: as it may stand between "<" and ">".
    about = iri_to_uri(version.deprecation_url) or _page("version", api.slug, version.version)
    links = [(about, "deprecation")]
    if (last_day := version.last_day) is not None:
        fields.append((SUNSET, http_date(clock.epoch(last_day))))
        links.append((about, "sunset"))
    if successor := api.successor_of(version):
        links.append((_page("reference", api.slug, successor), "successor-version"))
    return [*fields, (LINK, ", ".join(f'<{url}>; rel="{relation}"' for url, relation in links))]


def with_lifecycle(fields: Fields, own: Fields) -> Fields:
    """Return an answer's fields with those of `lifecycle_fields` in place of the upstream's.

    Its `Link` fields stay, as they are, beside ours (RFC 8288, 3: each may come several times).
    """
    return [*without(fields, DEPRECATION, SUNSET), *own] if own else fields


def _fields_of_operation(api: Api, version: ApiVersion) -> Fields:
    """Return what is said of a deprecated operation: that it is, since this description is out."""
    about = _page("reference", api.slug, version.version)
    return [(DEPRECATION, _date(version.created_at)), (LINK, f'<{about}>; rel="deprecation"')]


def _date(moment: datetime) -> str:
    """Return a Date of structured fields (RFC 9651, 3.3.7)."""
    return f"@{clock.epoch(moment)}"


def _page(name: str, *of: str) -> str:
    """Return the absolute address of a page of the portal."""
    return urljoin(settings.PORTAL_URL, reverse(name, args=of))
