"""Where a version stands in its life, what is announced of its end, and which one is current."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from apis import events
from apis.items import ACTIVE, DEPRECATED, DRAFT, RETIRED, Api, ApiVersion
from apis.items.notices import day
from apis.services.deprecation import DEPRECATION_FIELDS, Deprecation, announced, deprecation_of
from apis.services.describing import WarningsNotAccepted
from apis.services.details import accepted_notes
from apis.services.editing import NoSuchStep, edit_api, report_conflicts, write_api
from apis.visibility import require_editor
from portal import clock
from portal.accounts.models import User
from portal.dynamo import Transaction, transaction
from portal.errors import ApplicationError, fault


class RetiresEarly(ApplicationError):
    """A version's callers were told that it answers for longer."""

    status = 409


def edit_version(
    *,
    user: User,
    api: Api,
    version: ApiVersion,
    status: str | None = None,
    notes: str | None = None,
    accept_warnings: bool = False,
    as_current: bool = False,
    before_sunset: bool = False,
    **deprecation: Any,
) -> ApiVersion:
    """Let a version take its next status, change what is said about it or announced of its end
    (fields of `Deprecation`), or all of it.

    A version that is deprecated from a day ahead stays active until then; back to active, nothing
    is announced any more. All is stored over the revision that was read, or nothing; the API's own
    status is that of its current version, which `as_current` makes this one with its step. Where
    none of it is another, nothing is written or recorded. Raises `NotAllowed`, `NoSuchStep`,
    `Invalid`, `ChangedMeanwhile`, `WarningsNotAccepted` for a draft with warnings that is
    published without `accept_warnings`, and `RetiresEarly` for a version that is retired before
    the day that was announced without `before_sunset`.
    """
    require_editor(api, user)
    before, known = version.status, deprecation_of(version)
    was = _stage(version)
    notes = version.notes if notes is None else accepted_notes(notes)
    if status is not None and status != before:
        _require_step(version, status, accept_warnings, before_sunset)
    wanted = _announcement(api, version, status, deprecation)
    takes_notes = notes != version.notes
    version.notes = notes
    version.status = _status_with(version, status, wanted)
    for name in DEPRECATION_FIELDS:
        setattr(version, name, getattr(wanted, name))
    version.follow_dates()
    if version.status == before and wanted == known and not takes_notes:
        return version
    with report_conflicts(), transaction() as writes:
        writes.replace(version)
        if takes_notes:
            events.record(events.VERSION_EDITED, user, version, within=writes)
        if _stage(version) != was:
            kind = events.VERSION_STATUS[_stage(version)]
            events.record(kind, user, version, within=writes, **_details(wanted))
        elif wanted != known:
            kind = events.VERSION_DEPRECATION_CHANGED
            events.record(kind, user, version, within=writes, **_details(wanted))
        if wanted.successor not in ("", known.successor):
            key = ApiVersion.key(api.slug, wanted.successor)
            writes.require(ApiVersion, *key, ApiVersion.pk.exists())
        if version.status != before:
            _take_along(writes, user, api, version, as_current=as_current)
    return version


def _require_step(
    version: ApiVersion, status: str, accept_warnings: bool, before_sunset: bool
) -> None:
    if status not in version.allowed_next_statuses:
        allowed = " or ".join(version.allowed_next_statuses)
        raise NoSuchStep(
            "no_such_step",
            params={"status": version.status, "allowed": allowed, "wanted": status},
        )
    if version.status == DRAFT and version.warning_count and not accept_warnings:
        raise WarningsNotAccepted(version.faults)
    if status == RETIRED and version.ends_early_if_retired_now and not before_sunset:
        until = day(version.sunset_at) if version.sunset_at else ""
        code = "sunset_ahead" if until else "deprecation_ahead"
        raise RetiresEarly(code, params={"until": until}, faults=[fault(code, "/before_sunset")])


def _announcement(
    api: Api, version: ApiVersion, status: str | None, changes: dict[str, Any]
) -> Deprecation:
    """Return what is announced of the version once it has the status that was asked for."""
    known = deprecation_of(version)
    if _is_withdrawn(version, status, changes):
        return Deprecation()
    if status == DEPRECATED and version.status != DEPRECATED:
        if version.status != RETIRED:
            changes = {"deprecated_from": clock.now(), **changes}
        return announced(api, version, changes)
    if replace(known, **changes) == known:
        return known
    if not version.has_deprecation:
        raise NoSuchStep("not_deprecated")
    return announced(api, version, changes)


def _is_withdrawn(version: ApiVersion, status: str | None, changes: dict[str, Any]) -> bool:
    """Tell whether a deprecation, or its announcement, is taken back."""
    if version.status == DEPRECATED and status == ACTIVE:
        return True
    has_no_date = "deprecated_from" in changes and changes["deprecated_from"] is None
    return version.status in (ACTIVE, DEPRECATED) and status in (None, ACTIVE) and has_no_date


def _status_with(version: ApiVersion, status: str | None, wanted: Deprecation) -> str:
    if status is not None:
        return status
    is_back = version.status == DEPRECATED and wanted.deprecated_from is None
    return ACTIVE if is_back and version.deprecated_from is not None else version.status


def _stage(version: ApiVersion) -> str:
    """Return the step that was taken last: one announced for a day ahead was taken."""
    return DEPRECATED if version.is_announced else version.status


def _details(wanted: Deprecation) -> dict[str, Any]:
    """Return what an event holds of an announcement: moments as text, and what is not empty."""
    values = {name: getattr(wanted, name) for name in DEPRECATION_FIELDS}
    return {
        name: clock.stamp(value) if isinstance(value, datetime) else value
        for name, value in values.items()
        if value
    }


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
