"""Where a version stands in its life, and which one is current."""

from apis import events
from apis.items import DRAFT, Api, ApiVersion
from apis.services.describing import WarningsNotAccepted
from apis.services.details import accepted_notes
from apis.services.editing import NoSuchStep, edit_api, report_conflicts, write_api
from apis.visibility import require_editor
from portal.accounts.models import User
from portal.dynamo import Transaction, transaction


def edit_version(
    *,
    user: User,
    api: Api,
    version: ApiVersion,
    status: str | None = None,
    notes: str | None = None,
    accept_warnings: bool = False,
    as_current: bool = False,
) -> ApiVersion:
    """Let a version take its next status, change what is said about it, or both.

    All of it is stored over the revision that was read, or nothing; the API's own status is that
    of its current version, which `as_current` makes this one with its step. Where none of it is
    another, nothing is written or recorded. Raises `NotAllowed`, `NoSuchStep`, `Invalid`,
    `ChangedMeanwhile`, and `WarningsNotAccepted` for a draft with warnings that is published
    without `accept_warnings`.
    """
    require_editor(api, user)
    status = version.status if status is None else status
    notes = version.notes if notes is None else accepted_notes(notes)
    takes_step, takes_notes = status != version.status, notes != version.notes
    if takes_step and status not in version.allowed_next_statuses:
        allowed = " or ".join(version.allowed_next_statuses)
        raise NoSuchStep(
            "no_such_step",
            params={"status": version.status, "allowed": allowed, "wanted": status},
        )
    if takes_step and version.status == DRAFT and version.warning_count and not accept_warnings:
        raise WarningsNotAccepted(version.faults)
    if not takes_step and not takes_notes:
        return version
    version.status, version.notes = status, notes
    with report_conflicts(), transaction() as writes:
        writes.replace(version)
        if takes_notes:
            events.record(events.VERSION_EDITED, user, version, within=writes)
        if takes_step:
            events.record(events.VERSION_STATUS[status], user, version, within=writes)
            _take_along(writes, user, api, version, as_current=as_current)
    return version


def make_current(*, user: User, api: Api, version: ApiVersion) -> Api:
    """Let a version be the one that the API's callers are shown first.

    Raises what `edit_api` raises.
    """
    return edit_api(user=user, api=api, current=version)


def _take_along(
    writes: Transaction, user: User, api: Api, version: ApiVersion, *, as_current: bool
) -> None:
    """Let the API follow its current version, of which it repeats the status."""
    becomes_current = as_current and api.can_make_current(version)
    if becomes_current or api.is_current(version):
        before = api.copy()
        api.set_current(version)
        write_api(writes, before, api, is_release=True)
        if becomes_current:
            events.record(events.VERSION_MADE_CURRENT, user, version, within=writes)
    else:
        # As long as this holds, nobody has made the version the current one.
        writes.require(Api, api.pk, api.sk, Api.current_version == api.current_version)
