"""Make and open the reference of a version."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings

from apis.items import ApiVersion
from docs import packs
from docs.items import Content, Reference, pack_key
from portal import clock
from portal.aws import objects
from openapi.pack.builder import build
from openapi.pack.reader import Index, Segment, index_size
from portal.dynamo import NotFound, page, transaction

CONTENT_TYPE = "application/octet-stream"
# A transaction takes 100.
BATCH = 100


@dataclass(frozen=True)
class OpenReference:
    """A reference ready to be read from."""

    version: ApiVersion
    key: str
    index: Index

    def segment(self, extent: tuple[int, int]) -> Segment:
        try:
            return packs.read_segment(self.key, extent)
        except NotFound:
            rebuild_reference(version=self.version)
            return packs.read_segment(self.key, extent)


def open_reference(*, version: ApiVersion) -> OpenReference:
    """Return the reference of a version, built now where there is none of today's builder.

    Nothing is read where the process has the index; else one GetItem and one S3 request.
    """
    key = pack_key(version.description.sha256)
    try:
        index = packs.read_index(key, lambda: _index_bytes(version, key))
    except NotFound:
        # The item may outlive its object: a bucket restored from an older day.
        reference = rebuild_reference(version=version)
        index = packs.read_index(key, lambda: int(reference.content.index_bytes))
    return OpenReference(version, key, index)


def _index_bytes(version: ApiVersion, key: str) -> int:
    reference = Reference.fetch(*Reference.key(version.slug, version.version), consistent=False)
    if reference.content.key != key:
        raise NotFound
    return int(reference.content.index_bytes)


def rebuild_reference(*, version: ApiVersion) -> Reference:
    """Build the reference of a version from its stored description."""
    # Reading a description loads validators that pages of a reference do without.
    from openapi.read import Limits, read

    data = objects.read(version.description.key)
    # It was taken at this size, whatever the limit is today.
    document = read(data, limits=Limits(bytes=len(data))).openapi3
    return build_reference(version=version, openapi3=document)


def build_reference(*, version: ApiVersion, openapi3: dict[str, Any]) -> Reference:
    """Build the pack of a version's description, store it, and note where it stands.

    Takes about a second for 13 MB. Doing it twice, at once too, stores the same bytes.
    """
    pack = build(openapi3)
    key = pack_key(version.description.sha256)
    objects.put_once(key, pack, content_type=CONTENT_TYPE)
    reference = Reference(
        *Reference.key(version.slug, version.version),
        content=Content(
            bucket=settings.CONTENT_BUCKET,
            key=key,
            size=len(pack),
            sha256=sha256(pack).hexdigest(),
            index_bytes=index_size(pack),
        ),
        last_updated=clock.stamp(),
        updated_by=version.created_by,
    )
    reference.put()
    return reference


def forget_reference(*, api: str, version: str) -> None:
    """Forget the reference of a version; its pack stays, other versions may have the same."""
    Reference.forget(*Reference.key(api, version))


def forget_references(*, api: str) -> None:
    """Forget what is left of an API that is gone. A Query for each page of it.

    A version's reference outlives it where its removal was broken off before that was told, or
    where a page built it at that very moment.
    """
    partition = Reference.key(api, "")[0]
    cursor: str | None = None
    while True:
        left = page(
            Reference,
            partition,
            starts_with=Reference.PREFIX,
            limit=BATCH,
            cursor=cursor,
            consistent=True,
        )
        if left.items:
            with transaction() as writes:
                for reference in left:
                    writes.remove(reference)
        cursor = left.next_cursor
        if cursor is None:
            return
