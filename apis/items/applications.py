"""Applications, which call APIs, and their keys."""

import secrets
from datetime import UTC, datetime, timedelta

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
from portal.accounts.items import HashedSecret, digest
from portal.accounts.models import User
from portal.dynamo import ApisTable, Item, PlainItem

APPLICATIONS = "APPLICATIONS"
APPLICATION_KEYS = "KEYS"
# How long an ended key is kept as history, and a request that made one as an answer to its copy.
HISTORY_DAYS, REQUEST_HOURS = 90, 24

# What a key is doing, as people are told.
VALID, REPLACED, DORMANT, ENDED, REVOKED = "valid", "replaced", "dormant", "ended", "revoked"
KEY_STATES = (VALID, REPLACED, DORMANT, ENDED, REVOKED)

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
    # Which keys stand: each digest, with when it ends in seconds since 1970 or None. They are
    # counted here and not in the index, which lags; the revision lets one of two changes through.
    key_ends = JSONAttribute(attr_name="keyEnds", default=dict)

    @staticmethod
    def key(app_id: str) -> tuple[str, str]:
        return f"APP#{app_id}", Application.SK

    @classmethod
    def new(
        cls, *, name: str, owner: str, created_by: str, description: str = "", app_id: str = ""
    ) -> "Application":
        """Return an application that is not written yet, under this id or a random one."""
        app_id = app_id or secrets.token_hex(8)
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

    @property
    def standing_keys(self) -> list[str]:
        """The digests of its keys that have not ended by now."""
        now = clock.epoch()
        return [digest for digest, end in self.key_ends.items() if end is None or end > now]

    def keep_key(self, key: "ApplicationKey") -> None:
        """Count a key, or note when it ends now."""
        self.drop_key(key.digest)
        self.key_ends[key.digest] = key.ends_at

    def drop_key(self, digest: str) -> None:
        """No longer count a key, nor those that have ended."""
        kept = [each for each in self.standing_keys if each != digest]
        self.key_ends = {each: self.key_ends[each] for each in kept}

    def can_be_used_by(self, user: Reader) -> bool:
        """Tell whether this person may see it, change it and make keys for it.

        Beside that the role must allow applications; the pages and the services ask for it.
        """
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
    # For how many days it was made, None for no end: what takes its place is made for as many.
    made_for_days = NumberAttribute(attr_name="madeForDays", null=True)
    # Seconds since 1970; None where it does not end by itself.
    ends_at = NumberAttribute(attr_name="endsAt", null=True)
    revoked_at = UTCDateTimeAttribute(attr_name="revokedAt", null=True)
    # The digest of the key that took its place, while both hold and after.
    successor = UnicodeAttribute(null=True)
    # The digests of the older keys that held beside it when it took their place.
    predecessors = ListAttribute[str](default=list)
    # The hour of the last call, about; None before the first.
    last_used_at = UTCDateTimeAttribute(attr_name="lastUsedAt", null=True)
    # When somebody brought it back after it was dormant.
    woken_at = UTCDateTimeAttribute(attr_name="wokenAt", null=True)
    # The table's time to live: seconds since 1970.
    forget_at = NumberAttribute(attr_name="expiresAt", null=True)

    @property
    def days(self) -> int | None:
        return int(self.made_for_days) if self.made_for_days else None

    @staticmethod
    def index_prefix(app_id: str) -> str:
        return f"{app_id}#"

    def set_place(self) -> None:
        self.gsi1_pk = APPLICATION_KEYS
        self.gsi1_sk = f"{self.index_prefix(self.app_id)}{clock.stamp(self.created_at)}"

    def end_at(self, end: int) -> None:
        """Let it end at a moment, in seconds since 1970; as history it stays for 90 days more."""
        self.ends_at = end
        self.forget_at = end + HISTORY_DAYS * 86_400

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

    @property
    def ends_on(self) -> datetime | None:
        return None if self.ends_at is None else datetime.fromtimestamp(self.ends_at, UTC)

    @property
    def ended_on(self) -> datetime | None:
        """When it stopped to hold; None while it holds."""
        return self.revoked_at or (self.ends_on if self.has_ended else None)

    def state(self, dormant_after_days: int) -> str:
        """Return what it is doing, one of `KEY_STATES`."""
        if self.revoked_at is not None:
            return REVOKED
        if self.has_ended:
            return ENDED
        if self.is_dormant(dormant_after_days):
            return DORMANT
        return REPLACED if self.successor else VALID


class KeyRequest(PlainItem):
    """A request that made a key: `APP#{id} / REQUEST#{hash of what names the request}`.

    A copy of the request, sent because the answer was lost, finds here what was done already.
    """

    Meta = ApisTable
    PREFIX = "REQUEST#"

    # The key that was made, and the hash of what was asked for.
    key_digest = UnicodeAttribute(attr_name="keyDigest")
    asked = UnicodeAttribute()
    # The table's time to live: seconds since 1970.
    forget_at = NumberAttribute(attr_name="expiresAt")

    @staticmethod
    def key(app_id: str, user_id: str, name: str) -> tuple[str, str]:
        """Return the key of a person's request; `name` is what they named it, a secret or not."""
        return f"APP#{app_id}", f"{KeyRequest.PREFIX}{digest(f'{user_id}#{name}')}"

    @property
    def is_forgotten(self) -> bool:
        # DynamoDB deletes expired items up to two days late.
        return bool(self.forget_at <= clock.epoch())
