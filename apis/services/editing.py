"""Changing what people say about an API or a version; descriptions never change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from apis import listing
from apis.items import Api, ApiVersion
from apis.services import trail
from apis.services.facts import FACTS, Facts, accepted, accepted_notes
from apis.visibility import require_editor
from portal.accounts.models import User
from portal.dynamo import Conflict, transaction
from portal.errors import ChangedMeanwhile, Fault, Invalid

STALE = "Somebody else changed this meanwhile. Load it again, then repeat your change."


def facts_of(api: Api) -> Facts:
    return Facts(**{name: getattr(api, name) for name in FACTS})


def edit_api(*, user: User, api: Api, **changes: Any) -> Api:
    """Change some of an API's facts (the fields of `Facts`) over the revision that was read.

    Where none of them is another, nothing is written or recorded. Raises `Invalid` with the fields
    that are wrong, `NotAllowed`, `ChangedMeanwhile`.
    """
    require_editor(api, user)
    known = facts_of(api)
    facts = accepted(replace(known, **changes), user, owned_before=api.owner)
    if not facts.name:
        raise Invalid("An API has a name.", faults=[Fault("required", "/name")])
    if facts == known:
        return api
    before = api.copy()
    for name in FACTS:
        setattr(api, name, getattr(facts, name))
    store_change(trail.API_EDITED, user, before, api)
    return api


def edit_notes(*, user: User, api: Api, version: ApiVersion, notes: str) -> ApiVersion:
    """Change what is said about a version. Raises `Invalid`, `NotAllowed`, `ChangedMeanwhile`."""
    require_editor(api, user)
    if notes == version.notes:
        return version
    version.notes = accepted_notes(notes)
    with stale_is_told(), transaction() as writes:
        writes.replace(version)
        trail.record(trail.VERSION_EDITED, user, version, within=writes)
    return version


def store_change(
    event: str, user: User, before: Api, after: Api, *, version: ApiVersion | None = None
) -> None:
    """Write an API over the revision that was read, with its catalogue entries.

    A version that changed with it is written too, and the audit log told of `event`: all of it or
    nothing, in one transaction. Raises `ChangedMeanwhile`.
    """
    after.touch()
    with stale_is_told(), transaction() as writes:
        writes.replace(after)
        if version:
            writes.replace(version)
        listing.write_changes(writes, before, after)
        trail.record(event, user, version or after, within=writes)


@contextmanager
def stale_is_told() -> Iterator[None]:
    """Tell a person in their terms that they changed something that had changed."""
    try:
        yield
    except Conflict:
        raise ChangedMeanwhile(STALE) from None
