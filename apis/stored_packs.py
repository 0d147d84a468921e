"""Where packs of descriptions stand, as the Docs table keeps it."""

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute

from apis.items import ApiVersion
from portal import clock
from portal.dynamo import DocsTable, PlainItem


class PackContent(MapAttribute[str, object]):
    """Where a pack stands. `index_bytes` is the length of its index; sizes in bytes."""

    bucket = UnicodeAttribute()
    key = UnicodeAttribute()
    size = NumberAttribute()
    sha256 = UnicodeAttribute()
    index_bytes = NumberAttribute(attr_name="indexBytes")


class StoredPack(PlainItem):
    """Where the pack of a version stands: `DOC#{slug} / VERSION#{version}`, in the Docs table.

    Derived from the description, so it is written whole.
    """

    Meta = DocsTable
    PREFIX = "VERSION#"

    content = PackContent()
    last_updated = UnicodeAttribute(attr_name="lastUpdated")
    updated_by = UnicodeAttribute(attr_name="updatedBy")

    @classmethod
    def key(cls, slug: str, version: str) -> tuple[str, str]:
        return f"DOC#{slug}", f"{cls.PREFIX}{version}"

    @classmethod
    def of(cls, version: ApiVersion, **content: object) -> "StoredPack":
        """Return the item for a version's pack, not written yet."""
        return cls(
            *cls.key(version.slug, version.version),
            content=PackContent(bucket=version.description.bucket, **content),
            last_updated=clock.stamp(),
            updated_by=version.created_by,
        )
