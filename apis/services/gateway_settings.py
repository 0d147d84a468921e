"""What an API's owner decides about the gateway: where calls go, and what becomes of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings as portal_settings

from apis import events
from apis.items import Api
from apis.items.gateway_settings import GatewaySettings
from apis.services.gateway_checks import accepted
from apis.visibility import require_editor
from portal.accounts.models import User
from portal.dynamo import AlreadyExists, Conflict, NotFound, Transaction, transaction
from portal.errors import ChangedMeanwhile, Missing

SETTING_FIELDS = (
    "enabled",
    "upstreams",
    "timeout_seconds",
    "validates",
    "older_limit_fields",
    "cors",
    "request_rules",
    "response_rules",
    "credential_secret",
    "credential_header",
    "credential_prefix",
)
# What an event names of many.
MOST_NAMED = 20


def settings_of(slug: str) -> GatewaySettings | None:
    """Return an API's settings, None where nobody put it behind the gateway. One GetItem."""
    return GatewaySettings.find(*GatewaySettings.key(slug))


def settings_or_404(slug: str) -> GatewaySettings:
    found = settings_of(slug)
    if found is None:
        raise Missing("gateway_not_set_up")
    return found


def gateway_address(slug: str, version: str) -> str:
    """Return where applications call a version of an API."""
    return f"{portal_settings.PORTAL_URL}/gateway/{slug}/{version}"


def open_address(settings: GatewaySettings | None, version: str) -> str:
    """Return where applications call a version, "" where its calls do not pass the gateway."""
    if settings is None or not settings.enabled or not settings.upstream_of(version):
        return ""
    return gateway_address(settings.slug, version)


def values_of(settings: GatewaySettings) -> dict[str, Any]:
    """Return the settings by their names, as `edit_settings` takes them."""
    return {name: getattr(settings, name) for name in SETTING_FIELDS}


def edit_settings(
    *, user: User, api: Api, base: GatewaySettings | None = None, **changes: Any
) -> GatewaySettings:
    """Change settings of an API (those of `SETTING_FIELDS`), or put it behind the gateway.

    All of it is stored over `base`, the revision that was read, or nothing; without one the
    settings are read first. `upstreams` are base URLs by versions' names and take the place of all
    that there are, `cors` is a `CorsRule` as a dict, and rules are `Rule`s as dicts. Where none of
    it is another, nothing is written or recorded. Raises `NotAllowed`, `Invalid` with the fields
    that are wrong, `ChangedMeanwhile`. Hosts of new upstreams are looked up, but not asked.
    """
    require_editor(api, user)
    stored = base or settings_of(api.slug)
    settings = stored or GatewaySettings(*GatewaySettings.key(api.slug))
    known = values_of(settings)
    values = accepted(api, {**known, **changes}, known)
    changed = [name for name in SETTING_FIELDS if values[name] != known[name]]
    if stored and not changed:
        return settings
    for name in changed:
        setattr(settings, name, values[name])
    with writing(api) as writes:
        (writes.replace if stored else writes.create)(settings)
        details = _details(changed, known, values, is_new=stored is None)
        events.record(events.GATEWAY_CHANGED, user, api, within=writes, **details)
    return settings


@contextmanager
def writing(api: Api) -> Iterator[Transaction]:
    """Collect writes that are stored only while the API is the one that was read.

    Raises `ChangedMeanwhile`.
    """
    try:
        with transaction() as writes:
            yield writes
            writes.require(Api, api.pk, api.sk, Api.created_at == api.created_at)
    except (AlreadyExists, Conflict, NotFound):
        raise ChangedMeanwhile("changed_meanwhile") from None


def _details(
    changed: list[str], before: dict[str, Any], after: dict[str, Any], *, is_new: bool
) -> dict[str, Any]:
    """Return an event's details: names of fields and versions, and whether calls pass."""
    known, wanted = before["upstreams"], after["upstreams"]
    versions = sorted(
        name for name in known.keys() | wanted.keys() if known.get(name) != wanted.get(name)
    )
    return {
        "changed": changed,
        **({"versions": versions[:MOST_NAMED]} if versions else {}),
        **({"enabled": after["enabled"]} if is_new or "enabled" in changed else {}),
    }
