"""What the Auth service keeps in the Users table."""

import hashlib
import secrets
from datetime import datetime

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from portal import clock
from portal.accounts import roles
from portal.dynamo import Item, PlainItem, UsersTable

USERS = "USERS"


def digest(secret: str) -> str:
    """Return what is stored in place of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Profile(Item):
    """A person: `USER#{id} / PROFILE`. In the index under `USERS`, by e-mail address."""

    Meta = UsersTable
    SK = "PROFILE"

    user_id = UnicodeAttribute(attr_name="userId")
    email = UnicodeAttribute()
    name = UnicodeAttribute(default="")
    issuer = UnicodeAttribute(default="")
    role = UnicodeAttribute(default=roles.VIEWER)
    permissions = ListAttribute[str](default=list)
    teams = ListAttribute[str](default=list)
    disabled = BooleanAttribute(default=False)
    # Part of every session's hash: a new salt ends all sessions of this person at once.
    session_salt = UnicodeAttribute(attr_name="sessionSalt", default_for_new=secrets.token_hex)
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    last_login = UTCDateTimeAttribute(attr_name="lastLogin", null=True)

    @staticmethod
    def key(user_id: str) -> tuple[str, str]:
        return f"USER#{user_id}", Profile.SK

    @classmethod
    def new(cls, *, email: str, name: str, issuer: str) -> "Profile":
        """Return a profile that is not written yet, under an id of its own."""
        user_id = secrets.token_hex(8)
        pk, sk = cls.key(user_id)
        return cls(
            pk,
            sk,
            gsi1_pk=USERS,
            gsi1_sk=f"{email.lower()}#{user_id}",
            user_id=user_id,
            email=email,
            name=name,
            issuer=issuer,
        )

    def is_at_least(self, role: str) -> bool:
        return roles.at_least(self.role, role)


class Identity(PlainItem):
    """Who signs in: issuer and subject, `IDENTITY#{hash} / IDENTITY`, pointing at one profile.

    An e-mail address is never the link: two providers may both claim the same one.
    """

    Meta = UsersTable
    SK = "IDENTITY"

    issuer = UnicodeAttribute()
    subject = UnicodeAttribute()
    user_id = UnicodeAttribute(attr_name="userId")

    @staticmethod
    def key(issuer: str, subject: str) -> tuple[str, str]:
        return f"IDENTITY#{digest(f'{issuer}|{subject}')}", Identity.SK


class StoredSession(PlainItem):
    """A browser session: `SESSION#{hash of the cookie} / SESSION`; in the index under its user."""

    Meta = UsersTable
    SK = "SESSION"

    data = JSONAttribute()
    user_id = UnicodeAttribute(attr_name="userId", null=True)
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    expires_at = NumberAttribute(attr_name="expiresAt")

    @staticmethod
    def key(session_key: str) -> tuple[str, str]:
        return f"SESSION#{digest(session_key)}", StoredSession.SK

    @property
    def has_expired(self) -> bool:
        # DynamoDB deletes expired items up to two days late.
        return self.expires_at <= clock.epoch()


class PersonalKey(Item):
    """A person's key for scripts: `KEY#{hash} / KEY`; in the index under its owner."""

    Meta = UsersTable
    SK = "KEY"

    user_id = UnicodeAttribute(attr_name="userId")
    label = UnicodeAttribute()
    hint = UnicodeAttribute()
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    expires_at = NumberAttribute(attr_name="expiresAt", null=True)

    @staticmethod
    def key(secret: str) -> tuple[str, str]:
        return f"KEY#{digest(secret)}", PersonalKey.SK

    @property
    def has_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= clock.epoch()


class AuditEntry(PlainItem):
    """One line of the append-only audit log: `AUDIT#{yyyy-mm} / {time}#{id}`; GSI1 by subject."""

    Meta = UsersTable

    event = UnicodeAttribute()
    actor = UnicodeAttribute(default="")
    actor_email = UnicodeAttribute(attr_name="actorEmail", default="")
    subject = UnicodeAttribute(default="")
    source_ip = UnicodeAttribute(attr_name="sourceIp", default="")
    details = JSONAttribute(default=dict)
    at = UTCDateTimeAttribute()

    @staticmethod
    def partition(month: datetime) -> str:
        return f"AUDIT#{month:%Y-%m}"
