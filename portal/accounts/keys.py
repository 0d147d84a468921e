"""Personal keys: what scripts present in `X-API-Key` instead of a person signing in."""

from collections.abc import Callable
from datetime import timedelta

from portal import clock
from portal.accounts import audit, key_format
from portal.accounts.items import KeyRing, PersonalKey, Profile
from portal.dynamo import Page, Transaction, page, retry_on_conflict, transaction, write_batch
from portal.errors import Invalid, Missing, NotAllowed, fault

MAX_KEYS = 20
# Those that are over stand for up to two days, beside as many new ones.
MOST_STANDING = 2 * MAX_KEYS
# Two changes of one person's keys at once are a rare thing, four are a script gone wild.
ATTEMPTS = 4
MAX_LABEL_CHARS = 80
DAYS = (30, 90, 365)


def create(*, owner: Profile, label: str, days: int | None = None) -> tuple[PersonalKey, str]:
    """Return a new key and its secret, which is stored nowhere and cannot be shown again.

    It ends after `days`, or never, and at each call allows what its owner's role allows then. The
    pages offer keys to developers and up; `manage.py create_key` makes one for anybody. Raises
    `NotAllowed` for a disabled owner, `Invalid` for a label that is empty, too long or not one line
    and where the owner has 20 keys, `Conflict` where too many change the owner's keys at once.
    """
    if owner.disabled:
        raise NotAllowed("key_owner_disabled")
    require_label(label)
    secret = key_format.new_secret(key_format.PERSONAL)
    now = clock.now()
    pk, sk = PersonalKey.key(secret)
    key = PersonalKey(
        pk,
        sk,
        gsi1_pk=PersonalKey.index_partition(owner.user_id),
        gsi1_sk=clock.stamp(now),
        user_id=owner.user_id,
        label=label,
        hint=key_format.hint_of(secret),
        created_at=now,
        expires_at=clock.epoch(now + timedelta(days=days)) if days else None,
    )

    def add(ring: KeyRing, writes: Transaction) -> None:
        ring.drop_expired()
        if len(ring.ends) >= MAX_KEYS:
            raise Invalid("too_many_keys", params={"limit": MAX_KEYS})
        ring.add(key)
        writes.create(key)
        audit.record(
            audit.KEY_CREATED,
            actor=owner,
            details={"label": label, "hint": key.hint},
            within=writes,
        )

    _change(owner, add)
    return key, secret


def require_label(label: str) -> None:
    """Raise `Invalid` for a label that is empty, too long or not one line."""
    if not 0 < len(label) <= MAX_LABEL_CHARS or not label.isprintable():
        words = fault("key_label_invalid", "/label", limit=MAX_LABEL_CHARS)
        raise Invalid("key_label_invalid", params=words.params, faults=[words])


def revoke(*, owner: Profile, digest: str) -> PersonalKey:
    """End a key at once. Raises `Missing` where the owner has no such key."""
    key = key_of(owner, digest)

    def take(ring: KeyRing, writes: Transaction) -> None:
        if key.digest not in ring.ends:
            raise Missing("key_not_found")
        ring.drop(key)
        writes.remove(key)
        audit.record(
            audit.KEY_REVOKED,
            actor=owner,
            details={"label": key.label, "hint": key.hint},
            within=writes,
        )

    _change(owner, take)
    return key


def forget_all(owner: Profile) -> None:
    """Delete the keys of a person who is gone: they let nobody in and only take up room."""
    ring = _ring_of(owner)
    write_batch(forget=[PersonalKey(*PersonalKey.key_of(digest)) for digest in ring.ends])
    KeyRing.forget(ring.pk, ring.sk)


def keys_of(owner: Profile) -> Page[PersonalKey]:
    """Return a person's keys that still hold, newest first, in one page; it may lag a moment.

    One Query.
    """
    return page(
        PersonalKey,
        PersonalKey.index_partition(owner.user_id),
        index=True,
        where=PersonalKey.expires_at.does_not_exist() | (PersonalKey.expires_at > clock.epoch()),
        limit=MOST_STANDING,
        newest_first=True,
    )


def key_of(owner: Profile, digest: str) -> PersonalKey:
    """Return one key of a person that still holds, or raise `Missing`. One GetItem."""
    key = PersonalKey.find(*PersonalKey.key_of(digest))
    if key is None or key.has_expired or key.user_id != owner.user_id:
        raise Missing("key_not_found")
    return key


def owner_of(secret: str) -> Profile | None:
    """Return whom a key stands for; None where it is made up, over, or its owner disabled.

    No read for a string that is no key, else two GetItems.
    """
    if key_format.kind_of(secret) != key_format.PERSONAL:
        return None
    key = PersonalKey.find(*PersonalKey.key(secret))
    if key is None or key.has_expired:
        return None
    owner = Profile.find(*Profile.key(key.user_id))
    return None if owner is None or owner.disabled else owner


def _ring_of(owner: Profile) -> KeyRing:
    pk, sk = KeyRing.key(owner.user_id)
    ring = KeyRing.find(pk, sk)
    # Keys may be older than the first ring.
    return ring or KeyRing(pk, sk, ends={key.digest: key.expires_at for key in keys_of(owner)})


def _change(owner: Profile, change: Callable[[KeyRing, Transaction], None]) -> None:
    """Change a person's keys and their ring together, again where another change got in between."""

    def act() -> None:
        ring = _ring_of(owner)
        with transaction() as writes:
            change(ring, writes)
            writes.replace(ring)

    retry_on_conflict(act, attempts=ATTEMPTS)
