"""Personal keys: what scripts present in `X-API-Key` instead of a person signing in."""

import secrets
import string
import zlib
from datetime import timedelta

from portal import clock
from portal.accounts import audit
from portal.accounts.items import PersonalKey, Profile
from portal.dynamo import NotFound, Page, page, transaction
from portal.errors import Invalid, Missing, NotAllowed

# A prefix of its own and a checksum let secret scanners tell a key from chance, and let us turn
# made-up keys away without a read.
PREFIX = "adp_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_CHARS = 32
CHECKSUM_CHARS = 6
MAX_KEYS = 20
# Keys that are made at the same moment do not count one another, and the index lags: there may be
# more of them than allowed, and one that is not listed could not be revoked.
MOST_LISTED = 100
MAX_LABEL_CHARS = 80
DAYS = (30, 90, 365)


def create(*, owner: Profile, label: str, days: int | None = None) -> tuple[PersonalKey, str]:
    """Return a new key and its secret, which is stored nowhere and cannot be shown again.

    It ends after `days`, or never, and at each call allows what its owner's role allows then. The
    pages offer keys to developers and up; `manage.py create_key` makes one for anybody. Raises
    `NotAllowed` for a disabled owner, `Invalid` for a label that is empty, too long or not one line
    and where the owner has 20 keys.
    """
    if owner.disabled:
        raise NotAllowed("This account is disabled.")
    if not 0 < len(label) <= MAX_LABEL_CHARS or not label.isprintable():
        # It is typed again to revoke the key.
        raise Invalid(f"Give the key a name of one line, of at most {MAX_LABEL_CHARS} characters.")
    if len(keys_of(owner)) >= MAX_KEYS:
        raise Invalid(f"You have {MAX_KEYS} keys already. Revoke one that is no longer used.")
    secret = _new_secret()
    now = clock.now()
    pk, sk = PersonalKey.key(secret)
    key = PersonalKey(
        pk,
        sk,
        gsi1_pk=PersonalKey.index_partition(owner.user_id),
        gsi1_sk=clock.stamp(now),
        user_id=owner.user_id,
        label=label,
        hint=f"{secret[:8]}…{secret[-4:]}",
        created_at=now,
        expires_at=clock.epoch(now + timedelta(days=days)) if days else None,
    )
    with transaction() as writes:
        writes.create(key)
        audit.record(
            audit.KEY_CREATED,
            actor=owner,
            details={"label": label, "hint": key.hint},
            within=writes,
        )
    return key, secret


def revoke(*, owner: Profile, digest: str) -> PersonalKey:
    """End a key at once. Raises `Missing` where the owner has no such key."""
    key = key_of(owner, digest)
    with transaction() as writes:
        writes.remove(key)
        audit.record(
            audit.KEY_REVOKED,
            actor=owner,
            details={"label": key.label, "hint": key.hint},
            within=writes,
        )
    return key


def keys_of(owner: Profile) -> Page[PersonalKey]:
    """Return a person's keys, newest first, in one page. One Query."""
    return page(
        PersonalKey,
        PersonalKey.index_partition(owner.user_id),
        index=True,
        limit=MOST_LISTED,
        newest_first=True,
    )


def key_of(owner: Profile, digest: str) -> PersonalKey:
    """Return one key of a person, or raise `Missing`. One GetItem."""
    try:
        key = PersonalKey.fetch(*PersonalKey.key_of(digest))
    except NotFound:
        key = None
    if key is None or key.user_id != owner.user_id:
        raise Missing("This key is revoked already.")
    return key


def owner_of(secret: str) -> Profile | None:
    """Return whom a key stands for; None where it is made up, over, or its owner disabled.

    No read for a string that is no key, else two GetItems.
    """
    if not is_well_formed(secret):
        return None
    try:
        key = PersonalKey.fetch(*PersonalKey.key(secret))
        if key.has_expired:
            return None
        owner = Profile.fetch(*Profile.key(key.user_id))
    except NotFound:
        return None
    return None if owner.disabled else owner


def is_well_formed(secret: str) -> bool:
    """Tell whether a string has a key's prefix, length and checksum."""
    body = secret.removeprefix(PREFIX)
    if body == secret or len(body) != RANDOM_CHARS + CHECKSUM_CHARS or not body.isascii():
        return False
    return body[RANDOM_CHARS:] == _checksum(body[:RANDOM_CHARS])


def _new_secret() -> str:
    random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARS))
    return PREFIX + random + _checksum(random)


def _checksum(text: str) -> str:
    """Return the CRC-32 of a text in base 62, six characters."""
    value = zlib.crc32(text.encode())
    digits = ""
    for _ in range(CHECKSUM_CHARS):
        value, digit = divmod(value, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
