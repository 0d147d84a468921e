"""Changing an API: what people say about it, and which of its versions is the current one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from apis import catalogue, events
from apis.items import KEPT_FROM_BEING_CURRENT, Api, ApiVersion
from apis.services.details import DETAIL_FIELDS, ApiDetails, accepted
from apis.visibility import require_editor
from portal.accounts import memberships
from portal.accounts.models import User
from portal.dynamo import Conflict, NotFound, Transaction, transaction
from portal.errors import ApplicationError, ChangedMeanwhile, Invalid, fault


class NoSuchStep(ApplicationError):
    status = 409


def details_of(api: Api) -> ApiDetails:
    return ApiDetails(**{name: getattr(api, name) for name in DETAIL_FIELDS})


def edit_api(*, user: User, api: Api, current: ApiVersion | None = None, **changes: Any) -> Api:
    """Change details of an API (fields of `ApiDetails`), its current version, or both.

    All of it is stored over the revision that was read, or nothing. Where none of it is another,
    nothing is written or recorded. Teams named for the first time are made. Raises `NotAllowed`,
    `Invalid` with the fields that are wrong, `NoSuchStep` for a version that cannot be current,
    `ChangedMeanwhile`.
    """
    require_editor(api, user)
    known = details_of(api)
    # What stands already is not judged anew where only the version is another.
    details = (
        accepted(replace(known, **changes), user, owned_before=api.owner) if changes else known
    )
    if not details.name:
        raise Invalid("name_missing", faults=[fault("required", "/name")])
    if current is not None and api.is_current(current):
        current = None
    if current is not None and not api.can_make_current(current):
        raise NoSuchStep(KEPT_FROM_BEING_CURRENT[current.status])
    if details == known and current is None:
        return api
    if (details.owner, details.readers) != (known.owner, known.readers):
        memberships.make_missing({details.owner, *details.readers}, by=user.profile)
    before = api.copy()
    for name in DETAIL_FIELDS:
        setattr(api, name, getattr(details, name))
    if current is not None:
        api.set_current(current)
    with report_conflicts(), transaction() as writes:
        write_api(writes, before, api, is_release=current is not None)
        if details.owner != known.owner:
            memberships.require_team(writes, details.owner)
        if current is not None:
            # The version is written too, so that it cannot vanish or change at the same moment.
            writes.replace(current)
            events.record(events.VERSION_MADE_CURRENT, user, current, within=writes)
        if details != known:
            events.record(events.API_EDITED, user, api, within=writes, **_changes(known, details))
    return api


def _changes(before: ApiDetails, after: ApiDetails) -> dict[str, Any]:
    """Return the details of an edit's event: which fields it changed, and of those that say who
    sees or runs the API also what they were and are."""
    changed = [name for name in DETAIL_FIELDS if getattr(before, name) != getattr(after, name)]
    details: dict[str, Any] = {"changed": changed}
    for name in ("visibility", "readers", "owner"):
        if name in changed:
            details |= {f"{name} before": getattr(before, name), name: getattr(after, name)}
    return details


def write_api(writes: Transaction, before: Api, after: Api, *, is_release: bool) -> None:
    """Add to the transaction an API over the revision that was read, with those of its catalogue
    entries that become different: none for an edit of what lists do not show."""
    after.touch(is_release=is_release)
    writes.replace(after)
    catalogue.write_changes(writes, before, after)


@contextmanager
def report_conflicts() -> Iterator[None]:
    """Raise `ChangedMeanwhile` where somebody else's write came between reading and writing, or
    deleted what was to be changed."""
    try:
        yield
    except (Conflict, NotFound):
        raise ChangedMeanwhile("changed_meanwhile") from None
