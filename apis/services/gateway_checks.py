"""What of an owner's gateway settings is accepted, and what is wrong with the rest."""

import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings as portal_settings

from apis.items import VERSION_LENGTH, VERSION_NAME, Api, ApiVersion
from apis.items.gateway_rules import (
    FIELD_NAME,
    REQUEST,
    RESPONSE,
    faults_of_rules,
    rules_of,
)
from apis.items.gateway_settings import MAX_TIMEOUT_SECONDS, MAX_UPSTREAMS
from apis.items.reserved_fields import FRAMING, OF_CALLERS
from apis.services.details import URL_LENGTH
from portal.errors import Fault, Invalid, fault
from portal.outbound.addresses import Allowed, endpoints
from portal.outbound.base_urls import BaseUrl, parse_base_url

SECRET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
PREFIX_LENGTH = 50
_PREFIX = re.compile(rf"(?:[!-~][ -~]{{0,{PREFIX_LENGTH - 1}}})?")
# A credential may stand where callers have theirs, which were taken out before.
RESERVED_FOR_CREDENTIALS = (FRAMING | OF_CALLERS) - {"authorization", "x-api-key"}
MAX_CORS_ENTRIES = 50
# Browsers keep what a preflight says for a day at most
# (https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Access-Control-Max-Age).
MAX_CORS_SECONDS = 86_400
CORS_DEFAULTS: dict[str, Any] = {
    "origins": [],
    "methods": [],
    "headers": [],
    "exposed": [],
    "max_age": 600,
    "credentials": False,
}
ANY = "*"
_ORIGIN = re.compile(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
_METHOD = re.compile(r"[A-Z][A-Z-]{0,19}")
# For all hosts of a save together: its sender waits, and each call is checked anyway.
LOOKUP_SECONDS = 4.0


def accepted(api: Api, values: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings as they are stored, or raise `Invalid` naming every field that is wrong.

    Upstreams that are as they were `known` are not judged anew.
    """
    upstreams = {
        name: url.strip() for name, url in dict(values["upstreams"]).items() if url.strip()
    }
    cors = None if values["cors"] is None else _plain_cors(values["cors"])
    stored = {**values, "upstreams": upstreams, "cors": cors}
    for name in ("request_rules", "response_rules"):
        stored[name] = [rule.as_dict() for rule in rules_of(values[name])]
    faults = [
        *_upstream_faults(api, upstreams, known["upstreams"]),
        *_timeout_faults(values["timeout_seconds"]),
        *(_cors_faults(cors) if cors is not None else ()),
        *faults_of_rules(rules_of(values["request_rules"]), REQUEST, "/request_rules"),
        *faults_of_rules(rules_of(values["response_rules"]), RESPONSE, "/response_rules"),
        *_credential_faults(values),
    ]
    if faults:
        raise Invalid("gateway_settings_invalid", faults=faults)
    return stored


def _upstream_faults(
    api: Api, upstreams: Mapping[str, str], known: Mapping[str, str]
) -> Iterator[Fault]:
    if len(upstreams) > MAX_UPSTREAMS:
        yield fault("max_upstreams", "/upstreams", limit=MAX_UPSTREAMS)
        return
    changed = {name: url for name, url in upstreams.items() if known.get(name) != url}
    there = _versions_there(api, [name for name in changed if name not in known])
    bases: dict[str, BaseUrl] = {}
    for name, url in changed.items():
        at = f"/upstreams/{name}"
        if name not in known and name not in there:
            yield fault("version_unknown", at, version=name[:VERSION_LENGTH])
        elif len(url) > URL_LENGTH:
            yield fault("max_characters", at, limit=URL_LENGTH)
        else:
            try:
                bases[at] = parse_base_url(url)
            except Invalid as refusal:
                yield fault(refusal.problem.code, at)
    yield from _address_faults(bases)


def _versions_there(api: Api, names: list[str]) -> set[str]:
    """Return those of these names that are versions of the API. One BatchGetItem, or none."""
    keys = [
        ApiVersion.key(api.slug, name)
        for name in names
        if len(name) <= VERSION_LENGTH and VERSION_NAME.fullmatch(name)
    ]
    return {found.version for found in ApiVersion.fetch_all(keys)} if keys else set()


def _address_faults(bases: Mapping[str, BaseUrl]) -> Iterator[Fault]:
    """Yield which hosts have no address that the gateway would connect to, by a look-up alone.

    One that is not known now may be later.
    """
    allowed = Allowed.parse(portal_settings.GATEWAY_ALLOWED_NETWORKS)
    ends_at = time.monotonic() + LOOKUP_SECONDS
    refused: dict[tuple[str, int], bool] = {}
    for at, base in bases.items():
        host = (base.host, base.port)
        if host not in refused:
            left = ends_at - time.monotonic()
            refused[host] = left > 0 and _is_refused(base, allowed, left)
        if refused[host]:
            yield fault("upstream_not_public", at, host=base.host)


def _is_refused(base: BaseUrl, allowed: Allowed, seconds: float) -> bool:
    try:
        endpoints(base.host, base.port, allowed=allowed, seconds=seconds)
    except Invalid:
        return True
    except OSError:
        return False
    return False


def _timeout_faults(seconds: Any) -> Iterator[Fault]:
    is_number = isinstance(seconds, int) and not isinstance(seconds, bool)
    if not is_number or not 1 <= seconds <= MAX_TIMEOUT_SECONDS:
        yield fault("seconds_between", "/timeout_seconds", limit=MAX_TIMEOUT_SECONDS)


def _plain_cors(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a CORS rule in one spelling, without what is said twice."""
    rule = {**CORS_DEFAULTS, **given}
    origins = (each.strip().lower() for each in rule["origins"])
    methods = (each.strip().upper() for each in rule["methods"])
    return {
        "origins": list(dict.fromkeys(filter(None, origins))),
        "methods": list(dict.fromkeys(filter(None, methods))),
        **{
            name: list(dict.fromkeys(filter(None, (each.strip() for each in rule[name]))))
            for name in ("headers", "exposed")
        },
        "max_age": rule["max_age"],
        "credentials": rule["credentials"],
    }


def _cors_faults(rule: Mapping[str, Any]) -> Iterator[Fault]:
    if not rule["origins"]:
        yield fault("required", "/cors/origins")
    checks = (
        ("origins", lambda each: each == ANY or _ORIGIN.fullmatch(each), "origin_rule"),
        ("methods", _METHOD.fullmatch, "method_rule"),
        ("headers", lambda each: each == ANY or FIELD_NAME.fullmatch(each), "field_name_rule"),
        ("exposed", FIELD_NAME.fullmatch, "field_name_rule"),
    )
    for name, is_good, code in checks:
        entries = rule[name]
        if len(entries) > MAX_CORS_ENTRIES:
            yield fault("max_entries", f"/cors/{name}", limit=MAX_CORS_ENTRIES)
            continue
        for position, each in enumerate(entries):
            if len(each) > URL_LENGTH or not is_good(each):
                yield fault(code, f"/cors/{name}/{position}")
    if rule["credentials"] and ANY in rule["origins"]:
        yield fault("any_origin_with_credentials", "/cors/credentials")
    if not 0 <= rule["max_age"] <= MAX_CORS_SECONDS:
        yield fault("cors_seconds_between", "/cors/max_age", limit=MAX_CORS_SECONDS)


def _credential_faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    secret, header = values["credential_secret"], values["credential_header"]
    if secret and not SECRET_NAME.fullmatch(secret):
        yield fault("secret_name_rule", "/credential_secret")
    if secret and not header:
        yield fault("required", "/credential_header")
    if header and (len(header) > 100 or not FIELD_NAME.fullmatch(header)):
        yield fault("field_name_rule", "/credential_header")
    elif header.lower() in RESERVED_FOR_CREDENTIALS:
        yield fault("field_reserved", "/credential_header", name=header)
    if not _PREFIX.fullmatch(values["credential_prefix"]):
        yield fault("credential_prefix_rule", "/credential_prefix", limit=PREFIX_LENGTH)
