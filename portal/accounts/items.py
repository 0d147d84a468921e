"""What the Auth service keeps in the Users table."""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any, ClassVar

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
from portal.accounts.groups import MAX_TEAMS, Access
from portal.dynamo import Item, PlainItem, UsersTable

USERS = "USERS"
TEAMS = "TEAMS"


def digest(secret: str) -> str:
    """Return what is stored in place of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Profile(Item):
    """A person: `USER#{id} / PROFILE`. In the index under `USERS`, by e-mail address."""

    Meta = UsersTable
    SK = "PROFILE"

    user_id = UnicodeAttribute(attr_name="userId")
    email = UnicodeAttribute(default="")
    # False where the provider itself says that nobody answered from this address.
    email_verified = BooleanAttribute(attr_name="emailVerified", default=True)
    name = UnicodeAttribute(default="")
    issuer = UnicodeAttribute(default="")
    # With the issuer, the key of this person's Identity.
    subject = UnicodeAttribute(default="")
    # The role in force; `claim` and `override_role` set it.
    role = UnicodeAttribute(default=roles.VIEWER)
    claimed_role = UnicodeAttribute(attr_name="claimedRole", default=roles.VIEWER)
    role_override = UnicodeAttribute(attr_name="roleOverride", default="")
    permissions = ListAttribute[str](default=list)
    # All teams of this person, by name: those that the groups give, and those given here.
    teams = ListAttribute[str](default=list)
    # None where no team lists the person yet as one of its members: all `teams` come from groups.
    claimed_teams = ListAttribute[str](attr_name="claimedTeams", null=True)
    given_teams = ListAttribute[str](attr_name="givenTeams", default=list)
    # When the token was made that role and teams were last read from: an older one says nothing.
    claims_at = NumberAttribute(attr_name="claimsAt", default=0)
    disabled = BooleanAttribute(default=False)
    # Part of every session's hash: a new salt ends all sessions of this person at once.
    session_salt = UnicodeAttribute(attr_name="sessionSalt", default_for_new=secrets.token_hex)
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    last_login = UTCDateTimeAttribute(attr_name="lastLogin", null=True)

    @staticmethod
    def key(user_id: str) -> tuple[str, str]:
        return f"USER#{user_id}", Profile.SK

    @classmethod
    def new(cls, *, issuer: str, subject: str, email: str = "", name: str = "") -> "Profile":
        """Return a profile that is not written yet, under an id of its own."""
        user_id = secrets.token_hex(8)
        pk, sk = cls.key(user_id)
        profile = cls(
            pk, sk, gsi1_pk=USERS, user_id=user_id, name=name, issuer=issuer, subject=subject
        )
        profile.set_email(email)
        return profile

    def set_email(self, email: str, *, verified: bool = True) -> None:
        """Take over an address, and with it the place in the index."""
        self.email = email
        self.email_verified = verified
        self.gsi1_sk = f"{email.lower()}#{self.user_id}"

    @property
    def ref(self) -> str:
        """How other items name this person."""
        return self.pk

    def claim(self, access: Access, *, issued_at: int) -> None:
        """Take what the identity provider says; a role that an admin has set still wins."""
        self.claimed_role = access.role
        self.claimed_teams = self.teams_claimed_by(access)
        self.claims_at = issued_at
        self._settle_role()
        self._settle_teams()

    def teams_claimed_by(self, access: Access) -> list[str]:
        """Return the teams that the groups give; with those given here, at most 200."""
        return list(access.teams[: MAX_TEAMS - len(self.given_teams)])

    @property
    def group_teams(self) -> list[str]:
        """The teams that the groups give, whether their lists of members say so yet or not."""
        return self.teams if self.claimed_teams is None else self.claimed_teams

    def give_team(self, name: str) -> None:
        """Make the person a member by hand, whatever the groups say."""
        self.claimed_teams = self.group_teams
        self.given_teams = sorted({*self.given_teams, name})
        self._settle_teams()

    def take_team(self, name: str, *, from_groups: bool = False) -> None:
        """Undo `give_team`; `from_groups` forgets what the groups gave too, until they next do."""
        self.claimed_teams = [
            team for team in self.group_teams if not (from_groups and team == name)
        ]
        self.given_teams = [team for team in self.given_teams if team != name]
        self._settle_teams()

    @property
    def has_known_role(self) -> bool:
        """Tell whether anybody ever said which role this person has, or they had one in use."""
        return bool(self.claims_at or self.role_override or self.last_login)

    def override_role(self, role: str) -> None:
        """Set a role that wins over the identity provider's until it is cleared with ""."""
        self.role_override = role
        self._settle_role()

    def set_disabled(self, disabled: bool) -> None:
        """Refuse the person from now on, or no longer; sessions from before do not come back."""
        if disabled and not self.disabled:
            self.renew_salt()
        self.disabled = disabled

    def renew_salt(self) -> None:
        """End all sessions at once: none that is stored fits the new salt."""
        self.session_salt = secrets.token_hex()

    def _settle_role(self) -> None:
        self.role = self.role_override or self.claimed_role
        self.permissions = roles.permissions_of(self.role)

    def _settle_teams(self) -> None:
        self.teams = sorted({*self.group_teams, *self.given_teams})

    def is_at_least(self, role: str) -> bool:
        return roles.at_least(self.role, role)


class Team(Item):
    """A team: `TEAM#{name} / TEAM`. In the index under `TEAMS`, by name, which is its id.

    One that the groups or an admin named first has no owner; admins manage it then.
    """

    Meta = UsersTable
    SK = "TEAM"

    name = UnicodeAttribute()
    description = UnicodeAttribute(default="")
    # User ids of the members who manage it. They stand here and not with each member, so that of
    # two owners who leave at the same moment the revision lets one through.
    owners = ListAttribute[str](default=list)
    # `USER#{id}`; "" where groups named it first.
    created_by = UnicodeAttribute(attr_name="createdBy", default="")
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)

    @staticmethod
    def key(name: str) -> tuple[str, str]:
        return f"TEAM#{name}", Team.SK

    @staticmethod
    def index_place(name: str) -> str:
        """Return how the place in the index begins, of names that differ only in their case."""
        return f"{name.casefold()[:100]}#"

    @classmethod
    def new(cls, name: str, *, description: str = "", created_by: str = "") -> "Team":
        """Return a team that is not written yet."""
        return cls(
            *cls.key(name),
            gsi1_pk=TEAMS,
            gsi1_sk=f"{cls.index_place(name)}{name}",
            name=name,
            description=description,
            created_by=created_by,
        )

    @property
    def ref(self) -> str:
        """How events and the owners of applications name it."""
        return self.pk

    def is_owned_by(self, person: Profile) -> bool:
        return person.user_id in self.owners and self.name in person.teams

    def can_be_managed_by(self, person: Profile) -> bool:
        return person.is_at_least(roles.ADMIN) or self.is_owned_by(person)

    def can_be_seen_by(self, person: Profile) -> bool:
        return person.is_at_least(roles.ADMIN) or self.name in person.teams

    def set_owner(self, user_id: str, *, owns: bool) -> None:
        others = [each for each in self.owners if each != user_id]
        self.owners = [*others, user_id] if owns else others


class Member(Item):
    """A person in a team: `TEAM#{name} / MEMBER#{user id}`, for one or two reasons.

    `by_groups`: the identity provider's groups give the team; `given`: somebody did so here.
    """

    Meta = UsersTable
    PREFIX = "MEMBER#"

    team = UnicodeAttribute()
    user_id = UnicodeAttribute(attr_name="userId")
    by_groups = BooleanAttribute(attr_name="byGroups", default=False)
    given = BooleanAttribute(default=False)
    # `USER#{id}` of who gave it; "" where only the groups did.
    added_by = UnicodeAttribute(attr_name="addedBy", default="")
    added_at = UTCDateTimeAttribute(attr_name="addedAt", default_for_new=clock.now)

    @staticmethod
    def key(team: str, user_id: str) -> tuple[str, str]:
        return f"TEAM#{team}", f"{Member.PREFIX}{user_id}"

    @classmethod
    def new(cls, team: str, user_id: str) -> "Member":
        """Return a member who is not written yet, and for whom no reason stands yet."""
        return cls(*cls.key(team, user_id), team=team, user_id=user_id)


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

    @classmethod
    def of(cls, profile: Profile) -> "Identity":
        """Return the identity that leads to this profile."""
        pk, sk = cls.key(profile.issuer, profile.subject)
        return cls(pk, sk, issuer=profile.issuer, subject=profile.subject, user_id=profile.user_id)


class GroupMapping(Item):
    """What a group of an identity provider gives here, as an admin decided:
    `GROUP_MAPPINGS / {provider}#{hash of the group}`."""

    Meta = UsersTable
    PARTITION: ClassVar = "GROUP_MAPPINGS"

    provider = UnicodeAttribute()
    group = UnicodeAttribute()
    role = UnicodeAttribute(default="")
    teams = ListAttribute[str](default=list)

    @staticmethod
    def key(provider: str, group: str) -> tuple[str, str]:
        return GroupMapping.PARTITION, f"{provider}#{digest(group)}"

    @property
    def ref(self) -> str:
        """How the audit log names it."""
        return f"GROUP#{self.sk}"

    def access_over(self, below: Access) -> Access:
        """Return what the group gives, where `below` is what it would give without this: without
        a role of its own the mapping leaves that as it is."""
        return Access(self.role or below.role, tuple(self.teams))


class HashedSecret(PlainItem):
    """What lets a person in: `{SK}#{hash of a secret} / {SK}`; in the index under the person.

    The secret itself is stored nowhere.
    """

    SK: ClassVar[str]
    # Seconds since 1970; None where it does not end by itself.
    expires_at: Any

    @classmethod
    def key(cls, secret: str) -> tuple[str, str]:
        return cls.key_of(digest(secret))

    @classmethod
    def key_of(cls, digest: str) -> tuple[str, str]:
        return f"{cls.SK}#{digest}", cls.SK

    @classmethod
    def index_partition(cls, user_id: str) -> str:
        return f"USER#{user_id}#{cls.SK}S"

    @property
    def digest(self) -> str:
        """What names it in addresses; it does not let anybody in."""
        return self.pk.removeprefix(f"{self.SK}#")

    @property
    def expires_on(self) -> datetime | None:
        return None if self.expires_at is None else datetime.fromtimestamp(self.expires_at, UTC)

    @property
    def has_expired(self) -> bool:
        # DynamoDB deletes expired items up to two days late.
        return self.expires_at is not None and self.expires_at <= clock.epoch()


class StoredSession(HashedSecret):
    """A browser session: `SESSION#{hash of the cookie} / SESSION`."""

    Meta = UsersTable
    SK = "SESSION"

    data = JSONAttribute()
    user_id = UnicodeAttribute(attr_name="userId", null=True)
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    expires_at = NumberAttribute(attr_name="expiresAt")


class PersonalKey(HashedSecret):
    """A person's key for scripts: `KEY#{hash of the key} / KEY`."""

    Meta = UsersTable
    SK = "KEY"

    user_id = UnicodeAttribute(attr_name="userId")
    label = UnicodeAttribute()
    hint = UnicodeAttribute()
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    expires_at = NumberAttribute(attr_name="expiresAt", null=True)


class KeyRing(Item):
    """Which keys a person has: `USER#{id} / KEYS`.

    Keys are counted here and not in the index, which lags; of two changes at the same moment the
    revision lets one through.
    """

    Meta = UsersTable
    SK = "KEYS"

    # Each key's digest, with when it ends in seconds since 1970 or None.
    ends = JSONAttribute(default=dict)

    @staticmethod
    def key(user_id: str) -> tuple[str, str]:
        return f"USER#{user_id}", KeyRing.SK

    def add(self, key: PersonalKey) -> None:
        self.ends = {**self.ends, key.digest: key.expires_at}

    def drop(self, key: PersonalKey) -> None:
        self.ends = {digest: end for digest, end in self.ends.items() if digest != key.digest}

    def drop_expired(self) -> None:
        now = clock.epoch()
        self.ends = {digest: end for digest, end in self.ends.items() if end is None or end > now}
