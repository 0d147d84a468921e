"""The first call of an API through the gateway, as code that can be pasted."""

from collections.abc import Iterator
from dataclasses import dataclass

from apis.items import ACTIVE, DEPRECATED, RETIRED, Api, ApiVersion
from apis.items.gateway_settings import GatewaySettings
from apis.packs import OpenPack, open_pack
from apis.services.gateway_settings import gateway_address
from openapi.pack.reader import OperationEntry
from openapi.request.errors import NoRequest
from openapi.request.gateway import Gateway
from openapi.request.message import Request
from portal.dynamo import fetch_of_kinds

SHOWN = ("curl", "python", "javascript")
# Operations that are opened to find one that needs no value of the caller's; each is a read.
MOST_OPENED = 4


@dataclass(frozen=True)
class Sample:
    """A call in one language; `name` is one of `openapi.languages.LANGUAGES`."""

    name: str
    label: str
    code: str


@dataclass(frozen=True)
class FirstCall:
    """The call of `operation`, in a few languages; none where no call can be written. It is
    answered where the gateway knows the version's upstream."""

    version: str
    base_url: str
    operation: str
    operation_slug: str
    samples: list[Sample]
    is_answered: bool


def gateway_of(slug: str, version: str, stored: GatewaySettings | None) -> Gateway:
    """Return the gateway as callers of a version see it."""
    added = stored.credential_header if stored and stored.credential_secret else ""
    return Gateway(gateway_address(slug, version), added_field=added)


def answered_version(api: Api, gateway: GatewaySettings | None) -> ApiVersion | None:
    """Return the version to call: the current one where the gateway knows its upstream, else the
    newest of those that it does; None where no call passes. One BatchGetItem at most."""
    if gateway is None or not gateway.enabled:
        return None
    known = [version for version in gateway.upstreams if gateway.upstream_of(version)]
    wanted = [(ApiVersion, ApiVersion.key(api.slug, version)) for version in known]
    found = fetch_of_kinds(*wanted) if wanted else []
    live = [
        version
        for version in found
        if isinstance(version, ApiVersion) and version.status in (ACTIVE, DEPRECATED)
    ]
    return max(
        live, key=lambda version: (api.is_current(version), version.created_at), default=None
    )


def first_call(api: Api, gateway: GatewaySettings | None, *, secret: str = "") -> FirstCall | None:
    """Return the call to begin with, with this key in it; None where nothing is there to call.

    One BatchGetItem or GetItem, and a few ranged reads of the reference's pack.
    """
    answered = answered_version(api, gateway)
    version = answered or ApiVersion.find(*ApiVersion.key(api.slug, api.current_version))
    if version is None or version.status == RETIRED:
        return None
    name = version.version
    pack = open_pack(version=version)
    at = gateway_of(api.slug, name, gateway)
    entry, request = _chosen(pack, at)
    if entry is None:
        return None
    samples = list(_samples(at.with_key(request, secret))) if request else []
    return FirstCall(name, at.url, entry.title, entry.slug, samples, is_answered=bool(answered))


def _chosen(pack: OpenPack, gateway: Gateway) -> tuple[OperationEntry | None, Request | None]:
    """Return the operation to begin with and its request, None where none can be written."""
    # Imported late: only this page of API management makes requests.
    from openapi.request.build import build

    first: tuple[OperationEntry | None, Request | None] = (None, None)
    for entry in _candidates(pack)[:MOST_OPENED]:
        segment = pack.segment(pack.index.operation_range(entry.slug))
        operation = gateway.only_for(pack.index.open_operation(entry, segment))
        try:
            request = build(operation)
        except NoRequest:
            first = first if first[0] else (entry, None)
            continue
        if not any(parameter.required for parameter in operation.parameters):
            return entry, request
        first = first if first[1] else (entry, request)
    return first


def _candidates(pack: OpenPack) -> list[OperationEntry]:
    """Return operations, those first that need the least: reads before changes, lists before what
    must be named, what is not deprecated before what is; in the description's order."""
    found = (each for each in pack.index.operations if each.kind == "operation")
    return sorted(
        found, key=lambda each: (each.verb != "GET", each.deprecated, each.key.count("{"))
    )


def _samples(request: Request) -> Iterator[Sample]:
    from openapi.languages import LANGUAGES

    for name in SHOWN:
        language = LANGUAGES[name]
        try:
            yield Sample(name, language.LABEL, language.write(request))
        except NoRequest:
            continue
