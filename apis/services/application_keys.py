"""Keys of applications: made, rotated with an overlap, revoked, woken, and ended for good.

Each change of which keys an application has is written in one transaction with the application
itself, over the revision that was read: of two changes at the same moment one starts again, and
finds what the other one did.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings

from apis import events
from apis.items.applications import (
    APPLICATION_KEYS,
    HISTORY_DAYS,
    REQUEST_HOURS,
    Application,
    ApplicationKey,
    KeyRequest,
)
from apis.services.editing import report_conflicts
from apis.services.key_making import Made, accepted, new_key
from apis.visibility import require_application_user
from portal import clock
from portal.accounts.items import digest as digest_of
from portal.accounts.key_format import LIVE
from portal.accounts.models import User
from portal.dynamo import (
    Conflict,
    NotFound,
    Page,
    Transaction,
    fetch_of_kinds,
    page,
    retry_on_conflict,
    transaction,
)
from portal.errors import AlreadyThere, Invalid, Missing, fault

T = TypeVar("T")
MAX_KEYS = 20
# For how long an old key goes on beside the one that takes its place; 0 ends it at once.
OVERLAP_HOURS = (0, 1, 24, 168)
# How many old keys may go on at a time, where one rotation follows the other.
MAX_OLDER = 2
ATTEMPTS = 4
MAX_REQUEST_NAME = 255


def create_key(
    *,
    user: User,
    application: Application,
    label: str,
    kind: str = LIVE,
    days: int | None = None,
    scopes: Sequence[str] = (),
    request_name: str = "",
) -> Made:
    """Return a new key and its secret, which is stored nowhere and cannot be shown again.

    It ends after `days`, or never; an administrator's cap shortens that, which
    `key_making.shortened` words. It may call the APIs of `scopes`, or all that the application
    subscribes to. `request_name` is how the caller names this request: asked again within a day,
    the key that was made comes back, without its secret. Raises `Invalid`, also where 20 keys
    stand; `ChangedMeanwhile` where too many change the keys at once. Two GetItems and one
    BatchGetItem at most, and one transaction.
    """
    scopes = accepted(user, label=label, kind=kind, days=days, scopes=scopes)
    asked = digest_of(json.dumps(["create", label, kind, days, scopes]))

    def create(current: Application, writes: Transaction) -> Made:
        if len(current.standing_keys) >= MAX_KEYS:
            raise Invalid("too_many_application_keys", params={"limit": MAX_KEYS})
        made = new_key(user, current, label=label, kind=kind, days=days, scopes=scopes)
        _add(made[0], current, writes)
        _record(events.APPLICATION_KEY_CREATED, user, current, made[0], writes)
        return made

    return _make_once(user, application, create, request_name, asked)


def rotate_key(
    *,
    user: User,
    application: Application,
    digest: str,
    overlap_hours: int,
    request_name: str = "",
) -> Made:
    """Return a key that takes the place of another, and its secret; both as `create_key` does.

    It has the same label, kind, scopes and count of days. The old one goes on for the overlap (one
    of `OVERLAP_HOURS`), never beyond its own end. Raises `AlreadyThere` for a key that was replaced
    already or does not hold, and where two older ones still go on; `Invalid` where 20 keys stand.
    """
    if overlap_hours not in OVERLAP_HOURS:
        allowed = ", ".join(map(str, OVERLAP_HOURS))
        raise Invalid("invalid", faults=[fault("one_of", "/overlap_hours", allowed=allowed)])
    asked = digest_of(json.dumps(["rotate", digest, overlap_hours]))

    def rotate(current: Application, writes: Transaction) -> Made:
        old = key_of(current, digest)
        _require_rotatable(old)
        older = [key for key in _fetch(old.predecessors) if key.holds]
        _end_old(old, overlap_hours)
        older += [old] if old.holds else []
        if len(older) > MAX_OLDER:
            raise AlreadyThere("too_many_older_keys", params={"limit": MAX_OLDER})
        current.keep_key(old)
        if len(current.standing_keys) >= MAX_KEYS:
            raise Invalid("too_many_application_keys", params={"limit": MAX_KEYS})
        new, secret = new_key(
            user, current, label=old.label, kind=old.kind, days=old.days, scopes=old.scopes
        )
        new.predecessors = [key.digest for key in older]
        _replace(old, new, writes)
        _add(new, current, writes)
        _record(
            events.APPLICATION_KEY_ROTATED,
            user,
            current,
            new,
            writes,
            replaced=old.hint,
            overlap_hours=overlap_hours,
        )
        return new, secret

    return _make_once(user, application, rotate, request_name, asked)


def revoke_key(*, user: User, application: Application, digest: str) -> ApplicationKey:
    """End a key for good; gateways that keep what they read refuse it 30 s later at most.

    An older key that it took the place of goes on to its own end. Raises `Missing`, and
    `AlreadyThere` where it has ended.
    """

    def revoke(current: Application, writes: Transaction) -> ApplicationKey:
        key = key_of(current, digest)
        if not key.holds:
            raise AlreadyThere("application_key_over")
        _revoke(key, clock.now(), writes)
        current.drop_key(key.digest)
        _record(events.APPLICATION_KEY_REVOKED, user, current, key, writes)
        return key

    return _change(user, application, revoke)


def wake_key(*, user: User, application: Application, digest: str) -> ApplicationKey:
    """Let a dormant key be accepted again. Raises `AlreadyThere` for one that is not dormant."""

    def wake(current: Application, writes: Transaction) -> ApplicationKey:
        key = key_of(current, digest)
        if not key.holds or not is_dormant(key):
            raise AlreadyThere("application_key_not_dormant")
        key.woken_at = clock.now()
        writes.update(key, ApplicationKey.woken_at.set(key.woken_at))
        _record(events.APPLICATION_KEY_WOKEN, user, current, key, writes)
        return key

    return _change(user, application, wake)


def end_all(application: Application, *, within: Transaction) -> None:
    """End every key that stands, in the transaction that deletes the application."""
    now = clock.now()
    for digest in application.standing_keys:
        _revoke(ApplicationKey(*ApplicationKey.key_of(digest)), now, within)


def keys_of(application: Application) -> list[ApplicationKey]:
    """Return the keys that stand, newest first, as they are now. One BatchGetItem, or nothing."""
    found = [key for key in _fetch(application.standing_keys) if key.holds]
    return sorted(found, key=lambda key: key.created_at, reverse=True)


def ended_keys_of(
    application: Application, *, limit: int = MAX_KEYS, cursor: str | None = None
) -> Page[ApplicationKey]:
    """Return a page of the keys that ended in the last 90 days, the last made first. One Query."""
    return page(
        ApplicationKey,
        APPLICATION_KEYS,
        starts_with=ApplicationKey.index_prefix(application.app_id),
        index=True,
        where=ApplicationKey.revoked_at.exists() | (ApplicationKey.ends_at <= clock.epoch()),
        limit=limit,
        # Those that stand are read and left out.
        read_ahead=2,
        cursor=cursor,
        newest_first=True,
    )


def key_of(application: Application, digest: str) -> ApplicationKey:
    """Return a key of an application, in whatever state, or raise `Missing`. One GetItem."""
    found = key_with_digest(digest)
    if found is None or found.app_id != application.app_id:
        raise Missing("application_key_not_found")
    return found


def key_with_digest(digest: str) -> ApplicationKey | None:
    """Return the key of this digest, in whatever state. One GetItem."""
    return ApplicationKey.find(*ApplicationKey.key_of(digest))


def note_use(*, digest: str, at: datetime) -> None:
    """Note that a key was used, once for each hour; nothing where the key is gone.

    One UpdateItem.
    """
    key = ApplicationKey(*ApplicationKey.key_of(digest))
    before = ApplicationKey.last_used_at < at - timedelta(hours=1)
    try:
        key.update(
            ApplicationKey.last_used_at.set(at),
            condition=ApplicationKey.last_used_at.does_not_exist() | before,
        )
    except (Conflict, NotFound):
        # It is noted for this hour already, or there is nothing to note it on.
        return


def is_dormant(key: ApplicationKey) -> bool:
    """Tell whether a key went unused for longer than the administrators allow."""
    return key.is_dormant(settings.KEY_DORMANT_DAYS)


def state_of(key: ApplicationKey) -> str:
    """Return what a key is doing, one of `apis.items.applications.KEY_STATES`."""
    return key.state(settings.KEY_DORMANT_DAYS)


def _require_rotatable(key: ApplicationKey) -> None:
    """Raise `AlreadyThere` for a key that must not come back to life, or has a successor."""
    if key.successor and key.revoked_at is None:
        raise AlreadyThere("application_key_replaced", successor=key.successor)
    if not key.holds:
        raise AlreadyThere("application_key_over")
    if is_dormant(key):
        raise AlreadyThere("application_key_dormant", params={"days": settings.KEY_DORMANT_DAYS})


def _end_old(key: ApplicationKey, overlap_hours: int) -> None:
    end = clock.epoch() + overlap_hours * 3600
    key.end_at(end if key.ends_at is None else min(end, int(key.ends_at)))


def _replace(old: ApplicationKey, new: ApplicationKey, writes: Transaction) -> None:
    old.successor = new.digest
    writes.update(
        old,
        ApplicationKey.successor.set(old.successor),
        ApplicationKey.ends_at.set(old.ends_at),
        ApplicationKey.forget_at.set(old.forget_at),
    )


def _add(key: ApplicationKey, application: Application, writes: Transaction) -> None:
    application.keep_key(key)
    writes.create(key)


def _revoke(key: ApplicationKey, at: datetime, writes: Transaction) -> None:
    key.revoked_at = at
    key.forget_at = clock.epoch(at + timedelta(days=HISTORY_DAYS))
    writes.update(
        key,
        ApplicationKey.revoked_at.set(key.revoked_at),
        ApplicationKey.forget_at.set(key.forget_at),
    )


def _fetch(digests: Iterable[str]) -> list[ApplicationKey]:
    wanted = [(ApplicationKey, ApplicationKey.key_of(digest)) for digest in digests]
    found = fetch_of_kinds(*wanted) if wanted else []
    return [key for key in found if isinstance(key, ApplicationKey)]


def _record(
    kind: str,
    user: User,
    application: Application,
    key: ApplicationKey,
    writes: Transaction,
    **details: object,
) -> None:
    shown = {"label": key.label, "hint": key.hint}
    events.record(kind, user, application, within=writes, **shown, **details)


def _make_once(
    user: User,
    application: Application,
    make: Callable[[Application, Transaction], Made],
    request_name: str,
    asked: str,
) -> Made:
    """Make a key, unless a request of this name made it already."""
    if not request_name:
        return _change(user, application, make)
    place = KeyRequest.key(application.app_id, user.profile.user_id, request_name)

    def make_and_note(current: Application, writes: Transaction) -> Made:
        made = make(current, writes)
        until = clock.epoch() + REQUEST_HOURS * 3600
        request = KeyRequest(*place, key_digest=made[0].digest, asked=asked, forget_at=until)
        # Whoever wrote another one meanwhile wrote the application, too.
        writes.put(request)
        return made

    def made_before() -> Made | None:
        request = KeyRequest.find(*place)
        if request is None or request.is_forgotten:
            return None
        if request.asked != asked:
            raise Invalid("request_name_used")
        return key_of(application, request.key_digest), ""

    return _change(user, application, make_and_note, done_before=made_before)


def _change(
    user: User,
    application: Application,
    change: Callable[[Application, Transaction], T],
    *,
    done_before: Callable[[], T | None] = lambda: None,
) -> T:
    """Change an application's keys, again where another change got in between."""

    def act() -> T:
        current = Application.load(
            application.pk, application.sk, or_raise=Missing("application_not_found")
        )
        require_application_user(current, user)
        done = done_before()
        if done is not None:
            return done
        with transaction() as writes:
            result = change(current, writes)
            writes.replace(current)
        return result

    with report_conflicts():
        return retry_on_conflict(act, attempts=ATTEMPTS)
