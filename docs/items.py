"""What the Docs table holds: which reference pack belongs to an API's version."""

from typing import ClassVar

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute

from openapi.pack.format import BUILDER_VERSION
from portal.dynamo import DocsTable, PlainItem


class Content(MapAttribute[str, object]):
    """Where a pack stands. `index_bytes` is the length of its first read; sizes in bytes."""

    bucket = UnicodeAttribute()
    key = UnicodeAttribute()
    size = NumberAttribute()
    sha256 = UnicodeAttribute()
    index_bytes = NumberAttribute(attr_name="indexBytes")


class Reference(PlainItem):
    """The reference of one version. Derived from its description, so it is written whole."""

    Meta = DocsTable
    PREFIX: ClassVar = "VERSION#"

    content = Content()
    last_updated = UnicodeAttribute(attr_name="lastUpdated")
    updated_by = UnicodeAttribute(attr_name="updatedBy")

    @staticmethod
    def key(api: str, version: str) -> tuple[str, str]:
        return f"DOC#{api}", f"{Reference.PREFIX}{version}"


def pack_key(sha256: str) -> str:
    """The object that holds today's pack of the description with this SHA-256."""
    return f"reference/{sha256}-{BUILDER_VERSION}"
