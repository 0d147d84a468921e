"""Deleting a version, or an API with all of them.

Descriptions stay in S3: other versions may have the same.
"""

from apis import catalogue, events
from apis.items import Api, ApiVersion, Tombstone
from apis.items.plans import Plans
from apis.services.editing import NoSuchStep, report_conflicts, write_api
from apis.services.subscriptions.ending import end_all_of_api
from apis.visibility import require_editor
from portal.accounts.models import User
from portal.dynamo import each_page, transaction

# A transaction takes 100 writes. A version goes with a record and an outbox entry of its own, or
# with the API, its catalogue entries (46 at most), its plans, its tombstone, a record and an outbox
# entry.
BATCH = 32
# Subscriptions that end before the answer; each takes a transaction.
ENDED_AT_ONCE = 25


def delete_version(*, user: User, api: Api, version: ApiVersion) -> None:
    """Delete one version. Raises `NoSuchStep` for the current one."""
    require_editor(api, user)
    if not api.can_be_deleted(version):
        raise current_stays()
    before = api.copy()
    api.version_count -= 1
    with report_conflicts(), transaction() as writes:
        write_api(writes, before, api, is_release=False)
        writes.remove(version)
        events.record(events.VERSION_DELETED, user, version, within=writes)


def current_stays() -> NoSuchStep:
    """Return the refusal to delete the current version."""
    return NoSuchStep("current_stays")


def delete_api(*, user: User, api: Api) -> None:
    """Delete an API and all its versions, the current one last and together with the API.

    All at once where a transaction has room. Of more versions the others go before, page by page,
    each recorded; stopped half-way, deleting it again goes on from there. Where anybody but its
    owners may have seen the API, a tombstone keeps its id for them. Its first subscriptions end at
    once, further ones when the event is delivered. Raises `ChangedMeanwhile` where somebody changed
    it, added a version or subscribed.
    """
    require_editor(api, user)
    left = _remove_all_but_one_page(user, api)
    plans = Plans.find(*Plans.key(api.slug))
    with report_conflicts(), transaction() as writes:
        writes.remove(api)
        if plans:
            writes.remove(plans)
        if api.was_published:
            writes.put(Tombstone.of(api))
        for version in left:
            writes.remove(version)
        catalogue.write_changes(writes, api, None)
        events.record(events.API_DELETED, user, api, within=writes, owner=api.owner)
    end_all_of_api(by=user.profile, slug=api.slug, team=api.owner, at_most=ENDED_AT_ONCE)


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
