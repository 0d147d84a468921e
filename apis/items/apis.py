"""An API, its versions, and facts about both."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from pynamodb.attributes import (
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from apis.items.notices import Notice, notice_of, notice_of_version
from apis.items.statuses import (
    ACTIVE,
    DEPRECATED,
    DRAFT,
    KEPT_FROM_BEING_CURRENT,
    NEXT_STATUSES,
    RETIRED,
)
from portal import clock
from portal.accounts.models import User
from portal.dynamo import ApisTable, Item, PlainItem
from portal.errors import Fault

Reader = User | AnonymousUser

PUBLIC, INTERNAL, RESTRICTED = "public", "internal", "restricted"
VISIBILITIES = (PUBLIC, INTERNAL, RESTRICTED)

APIS = "APIS"
VERSIONS = "VERSIONS"
MAX_TAGS = 8
MAX_READERS = 20
WARNINGS_KEPT = 20


def reads_internal(user: Reader) -> bool:
    return bool(user.is_authenticated and user.has_perm("apis.read_internal"))


def edits_any(user: Reader) -> bool:
    return bool(user.is_authenticated and user.has_perm("apis.edit_any"))


def teams_of(user: Reader) -> list[str]:
    return user.teams if isinstance(user, User) else []


class Api(Item):
    """A product in the catalogue: `API#{slug} / META`. In the index under `APIS`, by name.

    `status`, `base_url`, `current_digest` and `current_address` repeat what the current version
    says, so that a list or a check needs no second read.
    """

    Meta = ApisTable
    SK = "META"

    slug = UnicodeAttribute()
    name = UnicodeAttribute()
    summary = UnicodeAttribute(default="")
    owner = UnicodeAttribute()
    created_by = UnicodeAttribute(attr_name="createdBy")
    category = UnicodeAttribute(default="")
    tags = ListAttribute[str](default=list)
    visibility = UnicodeAttribute(default=INTERNAL)
    readers = ListAttribute[str](default=list)
    support_email = UnicodeAttribute(attr_name="supportEmail", default="")
    support_url = UnicodeAttribute(attr_name="supportUrl", default="")
    current_version = UnicodeAttribute(attr_name="currentVersion")
    current_digest = UnicodeAttribute(attr_name="currentDigest")
    current_address = UnicodeAttribute(attr_name="currentAddress", default="")
    status = UnicodeAttribute(default=ACTIVE)
    base_url = UnicodeAttribute(attr_name="baseUrl", default="")
    version_count = NumberAttribute(attr_name="versionCount", default=0)
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    updated_at = UTCDateTimeAttribute(attr_name="updatedAt", default_for_new=clock.now)
    # When a version was added or took another status last; older items have none.
    released_at = UTCDateTimeAttribute(attr_name="releasedAt", null=True)
    # What people wrote beside the description (`docs.items`): none where there is nothing, another
    # one with each write. So a reader's page knows without a read what it has kept already.
    guide_revision = UnicodeAttribute(attr_name="guideRevision", null=True)
    examples_revision = UnicodeAttribute(attr_name="examplesRevision", null=True)

    @staticmethod
    def key(slug: str) -> tuple[str, str]:
        return f"API#{slug}", Api.SK

    def copy(self) -> "Api":
        """Return the same item again, to tell later what became different."""
        return Api.from_raw_data(self.serialize())

    def set_current(self, version: "ApiVersion") -> None:
        """Let this version be the one that the API's callers are shown first."""
        self.current_version = version.version
        self.current_digest = version.description.sha256
        self.current_address = version.origin.address
        self.status = version.status
        self.base_url = version.base_url

    def add_version(self, version: "ApiVersion") -> None:
        """Count a further version; unless it is a draft, it becomes the current one."""
        self.version_count += 1
        if version.status != DRAFT:
            self.set_current(version)

    def touch(self, *, is_release: bool) -> None:
        """Note a change now; only a release moves the API to the top of what is new."""
        released_at = self.listed_at
        self.updated_at = clock.now()
        self.released_at = self.updated_at if is_release else released_at
        self.gsi1_pk, self.gsi1_sk = APIS, f"{self.name.casefold()}#{self.slug}"

    @property
    def listed_at(self) -> datetime:
        """The moment that lists show and order by."""
        return self.released_at or self.updated_at

    @property
    def was_published(self) -> bool:
        """Tell whether anybody but its owners ever saw the API; there is no way back to draft."""
        return self.status != DRAFT

    @property
    def notice(self) -> Notice | None:
        return notice_of("API", self.status)

    def is_current(self, version: "ApiVersion") -> bool:
        """Tell whether this is the version that the API's callers are shown first."""
        return self.current_version == version.version

    def can_make_current(self, version: "ApiVersion") -> bool:
        """Tell whether another version can take that place.

        A draft would hide the whole API, and a retired one answers nobody.
        """
        return not self.is_current(version) and version.status not in KEPT_FROM_BEING_CURRENT

    def leads_on_from(self, version: "ApiVersion") -> bool:
        """Tell whether a version's readers are better off with the current one."""
        return (
            not self.is_current(version)
            and version.has_deprecation
            and self.status in (ACTIVE, DEPRECATED)
        )

    def successor_of(self, version: "ApiVersion") -> str:
        """Return the name of the version that callers of a deprecated or retired one move on to:
        the one that its owner named, else the current one where readers are better off with that.

        "" where there is none.
        """
        if version.successor and version.has_deprecation:
            return version.successor
        return self.current_version if self.leads_on_from(version) else ""

    def can_be_deleted(self, version: "ApiVersion") -> bool:
        """Tell whether a version can be deleted while the API stays."""
        return not self.is_current(version)

    @property
    def restricted_to(self) -> set[str] | None:
        """The teams that may see the API beside admins; None where teams do not matter."""
        if self.status == DRAFT:
            return {self.owner}
        if self.visibility == RESTRICTED:
            return {self.owner, *self.readers}
        return None

    def can_be_seen_by(self, user: Reader) -> bool:
        """Tell whether the API exists for this reader; where it does not, every route is 404."""
        if edits_any(user):
            return True
        if self.restricted_to is not None:
            return bool(self.restricted_to & set(teams_of(user)))
        return self.visibility == PUBLIC or reads_internal(user)

    def shows_drafts_to(self, user: Reader) -> bool:
        """Tell whether this reader sees drafts of the API: its owner team and admins do."""
        return edits_any(user) or self.owner in teams_of(user)

    def can_be_edited_by(self, user: Reader) -> bool:
        """Tell whether this person may change the API: its owner team's publishers, and admins."""
        if edits_any(user):
            return True
        return (
            bool(user.is_authenticated)
            and user.has_perm("apis.edit_own")
            and self.owner in teams_of(user)
        )


@dataclass(frozen=True)
class Origin:
    """Where a description comes from: the URL it was read from, and the one that its owner says it
    is served from, which counts before."""

    source_url: str = ""
    served_from: str = ""

    @property
    def address(self) -> str:
        """What relative URLs are resolved against; "" where nothing is known.

        Without the query, which counts for nothing there and may hold a credential.
        """
        return re.split(r"[?#]", self.served_from or self.source_url, maxsplit=1)[0]


NOWHERE = Origin()


class StoredDescription(MapAttribute[str, object]):
    """Where a version's OpenAPI description stands; the object never changes."""

    bucket = UnicodeAttribute()
    key = UnicodeAttribute()
    bytes = NumberAttribute()
    sha256 = UnicodeAttribute()
    format = UnicodeAttribute()
    dialect = UnicodeAttribute()


class ApiVersion(Item):
    """A version: `API#{slug} / VERSION#{version}`. In the index under `VERSIONS`, by age."""

    Meta = ApisTable
    PREFIX = "VERSION#"

    slug = UnicodeAttribute()
    version = UnicodeAttribute()
    name = UnicodeAttribute()
    base_url = UnicodeAttribute(attr_name="baseUrl", default="")
    base_urls = ListAttribute[str](attr_name="baseUrls", default=list)
    description: StoredDescription = StoredDescription(attr_name="openApiSpec")
    source_url = UnicodeAttribute(attr_name="sourceUrl", default="")
    served_from = UnicodeAttribute(attr_name="servedFrom", default="")
    status = UnicodeAttribute(default=ACTIVE)
    created_by = UnicodeAttribute(attr_name="createdBy")
    created_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)
    operation_count = NumberAttribute(attr_name="operationCount", default=0)
    warnings = JSONAttribute(default=list)
    warning_count = NumberAttribute(attr_name="warningCount", default=0)
    notes = UnicodeAttribute(default="")
    # From when on it is deprecated and when it stops to answer, as its owner announced; by which
    # version's name callers move on, why, and where that is explained.
    deprecated_from = UTCDateTimeAttribute(attr_name="deprecatedFrom", null=True)
    sunset_at = UTCDateTimeAttribute(attr_name="sunsetAt", null=True)
    successor = UnicodeAttribute(default="")
    deprecation_reason = UnicodeAttribute(attr_name="deprecationReason", default="")
    deprecation_url = UnicodeAttribute(attr_name="deprecationUrl", default="")
    # The job that registered it: so that a job delivered twice knows its own work.
    job_id = UnicodeAttribute(attr_name="jobId", null=True)

    @staticmethod
    def key(slug: str, version: str) -> tuple[str, str]:
        return f"API#{slug}", f"{ApiVersion.PREFIX}{version}"

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """Return the item that was read; one whose announced day has come is deprecated, and the
        next write stores it so."""
        version = super().from_raw_data(data)
        version.follow_dates()
        return version

    def follow_dates(self) -> None:
        """Take the status that the date of deprecation gives."""
        if self.status in (ACTIVE, DEPRECATED) and self.deprecated_from is not None:
            has_come = self.deprecated_from <= clock.now()
            self.status = DEPRECATED if has_come else ACTIVE

    @property
    def has_deprecation(self) -> bool:
        """Tell whether it is deprecated, will be from an announced day on, or was retired since."""
        return self.deprecated_from is not None or self.status in (DEPRECATED, RETIRED)

    @property
    def is_announced(self) -> bool:
        """Tell whether it will be deprecated from a day on that is still ahead."""
        return self.status == ACTIVE and self.deprecated_from is not None

    @property
    def last_day(self) -> datetime | None:
        """When it stops to answer, or did: None where no day is announced, and of a version that
        was retired before its day."""
        if self.status == RETIRED and self.sunset_at is not None and self.sunset_at > clock.now():
            return None
        return self.sunset_at

    @property
    def is_past_sunset(self) -> bool:
        """Tell whether it still answers although it was announced to have stopped."""
        has_come = self.sunset_at is not None and self.sunset_at <= clock.now()
        return has_come and self.status in (ACTIVE, DEPRECATED)

    @property
    def ends_early_if_retired_now(self) -> bool:
        """Tell whether its callers were told that it answers beyond this moment."""
        if self.sunset_at is not None:
            return bool(self.sunset_at > clock.now())
        return self.is_announced

    @property
    def origin(self) -> Origin:
        return Origin(self.source_url, self.served_from)

    @property
    def format_label(self) -> str:
        """The name people know the description's format by: "OpenAPI 3.1", "Swagger 2.0"."""
        dialect = self.description.dialect
        return f"Swagger {dialect}" if dialect.startswith("2") else f"OpenAPI {dialect}"

    @property
    def content_type(self) -> str:
        # RFC 9512 names application/yaml.
        if self.description.format == "json":
            return "application/json"
        return "application/yaml; charset=utf-8"

    @property
    def faults(self) -> list[Fault]:
        """The warnings, in words; older items hold the words themselves."""
        # Imported late: few pages show warnings.
        from openapi.messages import message_of

        return [
            Fault.from_stored({**found, "detail": message_of(found["code"], found["params"])})
            if "code" in found
            else Fault.from_stored({**found, "code": "older", "detail": found["message"]})
            for found in self.warnings
        ]

    @property
    def notice(self) -> Notice | None:
        """What its readers are told above everything else, with the dates; nothing of an active
        one."""
        return notice_of_version(self)

    @property
    def allowed_next_statuses(self) -> tuple[str, ...]:
        if self.is_announced:
            # Neither step need wait for the day.
            return (DEPRECATED, RETIRED)
        return NEXT_STATUSES[self.status]

    def can_be_seen_by(self, user: Reader, api: Api) -> bool:
        """Tell whether the version of this API exists for this reader."""
        if not api.can_be_seen_by(user):
            return False
        return self.status != DRAFT or api.shows_drafts_to(user)


class Tombstone(PlainItem):
    """What a deleted API leaves where anybody had seen it: `API#{slug} / TOMBSTONE`.

    Its id belongs to the team that owned it, so that nobody else's API stands under an address
    that others know.
    """

    Meta = ApisTable
    SK = "TOMBSTONE"

    owner = UnicodeAttribute()
    deleted_at = UTCDateTimeAttribute(attr_name="deletedAt", default_for_new=clock.now)

    @classmethod
    def of(cls, api: Api) -> "Tombstone":
        return cls(api.pk, cls.SK, owner=api.owner)

    @classmethod
    def key(cls, slug: str) -> tuple[str, str]:
        return Api.key(slug)[0], cls.SK

    def can_be_taken_by(self, user: Reader, owner: str) -> bool:
        """Tell whether this person may register an API of the team `owner` under the id."""
        return edits_any(user) or (owner == self.owner and owner in teams_of(user))
