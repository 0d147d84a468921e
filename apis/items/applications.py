"""Applications, which call APIs, and their keys."""

import secrets
from datetime import datetime, timedelta

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from apis.items.apis import Reader, edits_any
from portal import clock
from portal.accounts.items import HashedSecret
from portal.accounts.models import User
from portal.dynamo import ApisTable, Item

APPLICATIONS = "APPLICATIONS"
APPLICATION_KEYS = "KEYS"

# How an application says who owns it: a team or one person.
TEAM_OWNER, PERSON_OWNER = "TEAM#", "USER#"


def team_owner(team: str) -> str:
    return f"{TEAM_OWNER}{team}"


def owners_of(user: Reader) -> list[str]:
    """Return the owners whose applications this person may use: themselves, and their teams."""
    if not isinstance(user, User):
        return []
    return [user.profile.ref, *map(team_owner, user.teams)]


class Application(Item):
    """What calls APIs: `APP#{id} / APPLICATION`. In the index under `APPLICATIONS`, by owner."""

    Meta = ApisTable
    SK = "APPLICATION"

    app_id = UnicodeAttribute(attr_name="appId")
    name = UnicodeAttribute()
    description = UnicodeAttribute(default="")
    # `TEAM#{team}`, or `USER#{id}` where it belongs to one person.
    owner = UnicodeAttribute()
    # Set by an administrator: none of its keys is accepted.
    suspended = BooleanAttribute(default=False)
    created_by = UnicodeAttribute(attr_name="createdBy")
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    # Which keys it has: each digest, with when it ends in seconds since 1970 or None. They are
    # counted here and not in the index, which lags; the revision lets one of two changes through.
    key_ends = JSONAttribute(attr_name="keyEnds", default=dict)

    @staticmethod
    def key(app_id: str) -> tuple[str, str]:
        return f"APP#{app_id}", Application.SK

    @classmethod
    def new(cls, *, name: str, owner: str, created_by: str, description: str = "") -> "Application":
        """Return an application that is not written yet, under an id of its own."""
        app_id = secrets.token_hex(8)
        application = cls(
            *cls.key(app_id),
            app_id=app_id,
            name=name,
            description=description,
            owner=owner,
            created_by=created_by,
        )
        application.set_place()
        return application

    def set_place(self) -> None:
        """Take the place in the index that owner and name give."""
        self.gsi1_pk = APPLICATIONS
        self.gsi1_sk = f"{self.owner}#{self.name.casefold()}#{self.app_id}"

    @property
    def ref(self) -> str:
        """How other items and events name it."""
        return self.pk

    @property
    def team(self) -> str:
        """The team that owns it; "" where it belongs to one person."""
        return self.owner.removeprefix(TEAM_OWNER) if self.owner.startswith(TEAM_OWNER) else ""

    def can_be_used_by(self, user: Reader) -> bool:
        """Tell whether this person may see it, change it and make keys for it."""
        return edits_any(user) or self.owner in owners_of(user)


class ApplicationKey(HashedSecret):
    """A key of an application: `KEY#{hash of the key} / KEY`. In the index under `KEYS`, by
    application and age.

    It stays after it was revoked or has ended, as history, until `forget_at`.
    """

    Meta = ApisTable
    SK = "KEY"

    app_id = UnicodeAttribute(attr_name="appId")
    # One of `portal.accounts.key_format`: live or sandbox.
    kind = UnicodeAttribute()
    label = UnicodeAttribute()
    hint = UnicodeAttribute()
    # Ids of the APIs that it may call; none: all that the application subscribes to.
    scopes = ListAttribute[str](default=list)
    created_by = UnicodeAttribute(attr_name="createdBy")
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    # Seconds since 1970; None where it does not end by itself.
    ends_at = NumberAttribute(attr_name="endsAt", null=True)
    revoked_at = UTCDateTimeAttribute(attr_name="revokedAt", null=True)
    # The digest of the key that took its place, while both hold and after.
    successor = UnicodeAttribute(null=True)
    predecessor = UnicodeAttribute(null=True)
    # The hour of the last call, about; None before the first.
    last_used_at = UTCDateTimeAttribute(attr_name="lastUsedAt", null=True)
    # When somebody brought it back after it was dormant.
    woken_at = UTCDateTimeAttribute(attr_name="wokenAt", null=True)
    # The table's time to live: seconds since 1970.
    forget_at = NumberAttribute(attr_name="expiresAt", null=True)

    @staticmethod
    def index_prefix(app_id: str) -> str:
        return f"{app_id}#"

    def set_place(self) -> None:
        self.gsi1_pk = APPLICATION_KEYS
        self.gsi1_sk = f"{self.index_prefix(self.app_id)}{clock.stamp(self.created_at)}"

    def is_dormant(self, after_days: int) -> bool:
        """Tell whether nobody used it for so many days; 0: no key is ever dormant."""
        if not after_days:
            return False
        last: datetime = max(filter(None, (self.last_used_at, self.woken_at, self.created_at)))
        return last + timedelta(days=after_days) < clock.now()

    @property
    def has_ended(self) -> bool:
        return self.ends_at is not None and self.ends_at <= clock.epoch()

    @property
    def holds(self) -> bool:
        """Tell whether it is neither revoked nor over; it may be dormant."""
        return self.revoked_at is None and not self.has_ended
