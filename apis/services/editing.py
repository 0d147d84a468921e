"""Changing an API: what people say about it, and which of its versions is the current one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from apis import listing
from apis.items import KEPT_FROM_BEING_CURRENT, Api, ApiVersion
from apis.services import trail
from apis.services.facts import FACTS, Facts, accepted
from apis.visibility import require_editor
from portal.accounts.models import User
from portal.dynamo import Conflict, Transaction, transaction
from portal.errors import ApplicationError, ChangedMeanwhile, Fault, Invalid

STALE = "Somebody else changed this meanwhile. Load it again, then repeat your change."


class NoSuchStep(ApplicationError):
    status = 409
    title = "This does not follow"


def facts_of(api: Api) -> Facts:
    return Facts(**{name: getattr(api, name) for name in FACTS})


def edit_api(*, user: User, api: Api, current: ApiVersion | None = None, **changes: Any) -> Api:
    """Change some of an API's facts (the fields of `Facts`), the version that is current, or both.

    All of it is stored over the revision that was read, or nothing. Where none of it is another,
    nothing is written or recorded. Raises `NotAllowed`, `Invalid` with the fields that are wrong,
    `NoSuchStep` for a version that cannot be current, `ChangedMeanwhile`.
    """
    require_editor(api, user)
    known = facts_of(api)
    # What stands already is not judged anew where only the version is another.
    facts = accepted(replace(known, **changes), user, owned_before=api.owner) if changes else known
    if not facts.name:
        raise Invalid("An API has a name.", faults=[Fault("required", "/name")])
    if current is not None and api.is_current(current):
        current = None
    if current is not None and not api.can_make_current(current):
        raise NoSuchStep(KEPT_FROM_BEING_CURRENT[current.status])
    if facts == known and current is None:
        return api
    before = api.copy()
    for name in FACTS:
        setattr(api, name, getattr(facts, name))
    if current is not None:
        api.point_at(current)
    with stale_is_told(), transaction() as writes:
        write_api(writes, before, api)
        if current is not None:
            # The version is written too, so that it cannot vanish or change at the same moment.
            writes.replace(current)
            trail.record(trail.VERSION_MADE_CURRENT, user, current, within=writes)
        if facts != known:
            trail.record(trail.API_EDITED, user, api, within=writes, **_changes(known, facts))
    return api


def _changes(before: Facts, after: Facts) -> dict[str, Any]:
    """What an edit is told by in the audit log: the facts it changed, and of those that say who
    sees or runs the API also what they were and are."""
    changed = [name for name in FACTS if getattr(before, name) != getattr(after, name)]
    details: dict[str, Any] = {"changed": changed}
    for name in ("visibility", "readers", "owner"):
        if name in changed:
            details |= {f"{name} before": getattr(before, name), name: getattr(after, name)}
    return details


def write_api(writes: Transaction, before: Api, after: Api) -> None:
    """Add to the transaction an API over the revision that was read, with its catalogue entries."""
    after.touch()
    writes.replace(after)
    listing.write_changes(writes, before, after)


@contextmanager
def stale_is_told() -> Iterator[None]:
    """Tell a person in their terms that they changed something that had changed."""
    try:
        yield
    except Conflict:
        raise ChangedMeanwhile(STALE) from None
