"""Deleting a version, or an API with all of them.

Descriptions stay in S3: other versions may have the same.
"""

from apis import catalogue, events
from apis.items import Api, ApiVersion, Tombstone
from apis.items.gateway_settings import GatewaySettings
from apis.services.editing import NoSuchStep, report_conflicts, write_api
from apis.services.gateway_settings import settings_of
from apis.visibility import require_editor
from portal.accounts.models import User
from portal.dynamo import Transaction, each_page, transaction

# A transaction takes 100 writes. A version goes with a record and an outbox entry of its own, or
# with the API, its catalogue entries (46 at most), its tombstone, the gateway's settings, a record
# and an outbox entry.
BATCH = 32
MAX_FORERUNNERS = 80


def delete_version(*, user: User, api: Api, version: ApiVersion) -> None:
    """Delete one version; those that named it as their successor name none.

    Raises `NoSuchStep` for the current one. A Query, and the transaction.
    """
    require_editor(api, user)
    if not api.can_be_deleted(version):
        raise current_stays()
    forerunners = _forerunners(version)
    before = api.copy()
    api.version_count -= 1
    with report_conflicts(), transaction() as writes:
        write_api(writes, before, api, is_release=False)
        writes.remove(version)
        for each in forerunners:
            writes.update(each, ApiVersion.successor.set(""))
        events.record(events.VERSION_DELETED, user, version, within=writes)


def _forerunners(version: ApiVersion) -> list[ApiVersion]:
    """Return the versions whose callers are told to move on to this one."""
    found = [
        each
        for listed in each_page(
            ApiVersion,
            ApiVersion.key(version.slug, "")[0],
            starts_with=ApiVersion.PREFIX,
            where=ApiVersion.successor == version.version,
            limit=100,
            consistent=True,
        )
        for each in listed
    ]
    if len(found) > MAX_FORERUNNERS:
        raise NoSuchStep("successor_of_many", params={"limit": MAX_FORERUNNERS})
    return found


def current_stays() -> NoSuchStep:
    """Return the refusal to delete the current version."""
    return NoSuchStep("current_stays")


def delete_api(*, user: User, api: Api) -> None:
    """Delete an API and all its versions, the current one last and together with the API.

    All at once where a transaction has room. Of more versions the others go before, page by page,
    each recorded; stopped half-way, deleting it again goes on from there. Where anybody but its
    owners may have seen the API, or a credential stands in its name, a tombstone keeps its id for
    them. Raises `ChangedMeanwhile` where somebody changed it or added a version.
    """
    require_editor(api, user)
    left = _remove_all_but_one_page(user, api)
    settings = settings_of(api.slug)
    with report_conflicts(), transaction() as writes:
        writes.remove(api)
        _remove_settings(writes, api, settings)
        if api.was_published or (settings and settings.credential_secret):
            writes.put(Tombstone.of(api))
        for version in left:
            writes.remove(version)
        catalogue.write_changes(writes, api, None)
        events.record(events.API_DELETED, user, api, within=writes)


def _remove_settings(writes: Transaction, api: Api, settings: GatewaySettings | None) -> None:
    """Delete the gateway's settings with the API: they count for no later one of its id."""
    if settings:
        writes.remove(settings)
    else:
        key = GatewaySettings.key(api.slug)
        writes.require(GatewaySettings, *key, GatewaySettings.pk.does_not_exist())


def _remove_all_but_one_page(user: User, api: Api) -> list[ApiVersion]:
    """Return the versions that are left, the current one among them."""
    partition = ApiVersion.key(api.slug, "")[0]
    current: list[ApiVersion] = []
    others: list[ApiVersion] = []
    for found in each_page(
        ApiVersion, partition, starts_with=ApiVersion.PREFIX, limit=BATCH, consistent=True
    ):
        if others:
            _remove_versions(user, api, others)
        current += [version for version in found if api.is_current(version)]
        others = [version for version in found if not api.is_current(version)]
    return current + others


def _remove_versions(user: User, api: Api, versions: list[ApiVersion]) -> None:
    api.version_count -= len(versions)
    with report_conflicts(), transaction() as writes:
        writes.replace(api)
        for version in versions:
            writes.remove(version)
            events.record(events.VERSION_DELETED, user, version, within=writes)
