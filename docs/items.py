"""What people write beside an API's description, in the Docs table: a guide, images, examples.

All of it names the moment its API was registered. What another API of the same id left is none of
this one's, whether or not it was deleted yet.
"""

import json
from hashlib import sha256
from typing import Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from apis.items import Api
from docs.reference.example_places import ExamplePlace, parse_place
from openapi.pack.reader import OperationEntry
from portal import clock
from portal.accounts.models import User
from portal.dynamo import DocsTable, Item

GUIDES = "GUIDES"
EXAMPLES = "EXAMPLES"


def partition(slug: str) -> str:
    return f"DOC#{slug}"


class Written(Item):
    """What somebody wrote about an API; `content` is the text itself."""

    slug = UnicodeAttribute()
    # When the API was registered that this is about.
    api_created_at = UTCDateTimeAttribute(attr_name="apiCreatedAt")
    content = UnicodeAttribute(default="")
    last_updated = UTCDateTimeAttribute(attr_name="lastUpdated")
    updated_by = UnicodeAttribute(attr_name="updatedBy")
    updated_by_email = UnicodeAttribute(attr_name="updatedByEmail")

    def is_of(self, api: Api) -> bool:
        """Return whether this was written about this very API, not a deleted one of its id."""
        return self.slug == api.slug and self.api_created_at == api.created_at

    def sign(self, user: User) -> None:
        """Note who wrote it, and that it was now."""
        self.last_updated = clock.now()
        self.updated_by, self.updated_by_email = user.profile.ref, user.email

    @classmethod
    def about(cls, api: Api, sk: str, **values: Any) -> Self:
        """Return an item about this API, not written yet."""
        return cls(partition(api.slug), sk, slug=api.slug, api_created_at=api.created_at, **values)


class Guide(Written):
    """The guide of an API, as Markdown: `DOC#{slug} / GUIDE`. In the index under `GUIDES`."""

    Meta = DocsTable
    SK = "GUIDE"

    @classmethod
    def key(cls, slug: str) -> tuple[str, str]:
        return partition(slug), cls.SK

    @classmethod
    def new(cls, api: Api) -> Self:
        return cls.about(api, cls.SK, gsi1_pk=GUIDES, gsi1_sk=api.slug)


class GuideImage(Written):
    """An image of a guide: `DOC#{slug} / GUIDE#IMAGE#{name}`. Its bytes are in S3."""

    Meta = DocsTable
    PREFIX = "GUIDE#IMAGE#"

    name = UnicodeAttribute()
    media_type = UnicodeAttribute(attr_name="mediaType")
    sha256 = UnicodeAttribute()
    bytes = NumberAttribute()

    @classmethod
    def key(cls, slug: str, name: str) -> tuple[str, str]:
        return partition(slug), f"{cls.PREFIX}{name}"

    @property
    def object_key(self) -> str:
        """The object that holds the bytes. It is this item's alone, so that it goes with it."""
        registered = f"{self.api_created_at:%Y%m%dT%H%M%S%f}"
        return f"guides/{self.slug}/{registered}/{self.name}/{self.sha256}"


class Contribution(Written):
    """An example or a piece of code that people added to an operation, whichever version has it:
    `DOC#{slug} / EXAMPLE#{operation}#{number}`. In the index under `EXAMPLES`.

    `content` is code, or a value as JSON. `replaces` is the name of the description's own example
    in whose stead it stands, "" where it stands beside them.
    """

    Meta = DocsTable
    PREFIX = "EXAMPLE#"

    kind = UnicodeAttribute()
    method = UnicodeAttribute()
    path = UnicodeAttribute()
    place_text = UnicodeAttribute(attr_name="place")
    language = UnicodeAttribute(default="")
    title = UnicodeAttribute()
    replaces = UnicodeAttribute(default="")
    added_at = UTCDateTimeAttribute(attr_name="createdAt", default_for_new=clock.now)

    @classmethod
    def key(cls, slug: str, number: str) -> tuple[str, str]:
        return partition(slug), f"{cls.PREFIX}{number.replace('-', '#', 1)}"

    @classmethod
    def prefix_of(cls, kind: str, method: str, path: str) -> str:
        """Return how the sort keys of an operation's contributions begin."""
        digest = sha256(f"{kind} {method} {path}".encode(errors="replace")).hexdigest()[:16]
        return f"{cls.PREFIX}{digest}#"

    @property
    def number(self) -> str:
        """Its name in addresses."""
        return self.sk.removeprefix(self.PREFIX).replace("#", "-", 1)

    @property
    def place(self) -> ExamplePlace:
        place = parse_place(self.place_text)
        if place is None:
            raise ValueError(f"{self.place_text!r} is no place of an example")
        return place

    @property
    def value(self) -> Any:
        """The value of an example; of code its text."""
        return self.content if self.place.is_code else json.loads(self.content)

    def belongs_to(self, entry: OperationEntry) -> bool:
        same = (self.kind, self.method, self.path)
        return same == (entry.kind, entry.method, entry.key)
