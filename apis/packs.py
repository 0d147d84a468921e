"""Packs of descriptions in S3: stored with a registration, read by whoever shows or serves one.

A page costs one ranged read, the first page of a process two. Indexes and segments never change, so
the process keeps those it read last.
"""

import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from apis.apps import REBUILD_PACK
from apis.byte_cache import ByteCache
from apis.items import Api, ApiVersion
from apis.stored_packs import StoredPack
from openapi.pack.format import BUILDER_VERSION
from openapi.pack.reader import Index, NotAPack, Segment, index_size, parse_segment
from portal import clock
from portal.aws import objects
from portal.dynamo import AlreadyExists, NotFound, Unavailable, each_page, write_batch
from portal.jobs.services import enqueue

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/octet-stream"
# Most indexes are shorter, GitHub's too; a longer one takes a second read.
FIRST_READ_BYTES = 256 * 1024
INDEX_CACHE_BYTES = 32 * 1024 * 1024
SEGMENT_CACHE_BYTES = 8 * 1024 * 1024
# A compressed segment takes up to this many times its size in memory (4 to 32 were measured).
UNPACKED = 32
BATCH = 100

indexes: ByteCache[Index] = ByteCache(INDEX_CACHE_BYTES)
segments: ByteCache[Segment] = ByteCache(SEGMENT_CACHE_BYTES)


@dataclass(frozen=True)
class OpenPack:
    """A version's pack, ready to be read from."""

    version: ApiVersion
    key: str
    index: Index

    def segment(self, extent: tuple[int, int]) -> Segment:
        """Return the segment at (start, length). At most one S3 request where the pack is there."""
        try:
            return _segment(self.key, extent)
        except NotFound:
            rebuild(version=self.version)
            return _segment(self.key, extent)


def pack_key(digest: str, address: str = "") -> str:
    """Return the object that holds the pack that today's builder makes of the description with this
    SHA-256, read from this address: by that its relative URLs are absolute."""
    name = sha256(f"{digest} {address}".encode()).hexdigest() if address else digest
    return f"reference/{name}-{BUILDER_VERSION}"


def key_of(version: ApiVersion) -> str:
    """Return the object that holds the pack that today's builder makes of a version."""
    return pack_key(version.description.sha256, version.origin.address)


def store(version: ApiVersion, openapi3: dict[str, Any]) -> StoredPack:
    """Build the pack of a version's description, put it into S3, and return where it stands.

    The item is the caller's to write. Takes about a second for 13 MB of description. Doing it
    twice, at once too, stores the same bytes.
    """
    # Imported late: most processes only read packs.
    from openapi.pack.builder import build

    pack = build(openapi3)
    key = key_of(version)
    objects.put_once(key, pack, content_type=CONTENT_TYPE)
    return StoredPack.of(
        version,
        key=key,
        size=len(pack),
        sha256=sha256(pack).hexdigest(),
        index_bytes=index_size(pack),
    )


def open_pack(*, version: ApiVersion) -> OpenPack:
    """Return the pack of a version.

    Nothing is read where the process has the index, else one S3 request or two. Where today's
    builder has not built it yet, the pack of an earlier one is served and a job builds the new
    one; where there is none at all, it is built now.
    """
    key = key_of(version)
    try:
        return OpenPack(version, key, _index(key))
    except NotFound:
        return _earlier(version) or OpenPack(version, key, _index(rebuild(version=version)))


def current_index(api: Api) -> Index:
    """Return the index of an API's current version. Raises `NotFound` where that is gone.

    Nothing is read where the process has it, else one S3 request or two; a GetItem more where
    today's builder has not built it yet.
    """
    try:
        return _index(pack_key(api.current_digest, api.current_address))
    except NotFound:
        version = ApiVersion.fetch(*ApiVersion.key(api.slug, api.current_version))
        return open_pack(version=version).index


def rebuild(*, version: ApiVersion) -> str:
    """Build the pack of a version anew from its stored description; return its key."""
    # Reading a description loads validators that readers of packs do without.
    from openapi.read.description import Limits
    from openapi.read.reading import read

    data = objects.read(version.description.key)
    # It was taken at this size, whatever the limit is today.
    found = read(data, limits=Limits(bytes=len(data)), address=version.origin.address)
    stored = store(version, found.openapi3)
    stored.put()
    return str(stored.content.key)


def repair(*, version: ApiVersion) -> None:
    """Have the pack of a version built where it is missing. One HeadObject where it is there."""
    if objects.size_of(key_of(version)) is None:
        logger.warning("The pack of %s %s was missing", version.slug, version.version)
        _have_rebuilt(version)


def forget(*, slug: str, version: str, before: str) -> None:
    """Forget where a version's pack stands, if noted before this moment; the pack stays, since
    other versions may have the same description."""
    stored = StoredPack.find(*StoredPack.key(slug, version))
    if stored and stored.last_updated < before:
        StoredPack.forget(stored.pk, stored.sk)


def forget_all(*, slug: str, before: str) -> None:
    """Forget the packs of an API that is gone. A Query for each 100 of them."""
    partition = StoredPack.key(slug, "")[0]
    for found in each_page(
        StoredPack, partition, starts_with=StoredPack.PREFIX, limit=BATCH, consistent=True
    ):
        write_batch(forget=[stored for stored in found if stored.last_updated < before])


def _earlier(version: ApiVersion) -> OpenPack | None:
    """Return the pack that an earlier builder made, if it can be read, and have it built anew."""
    try:
        stored = StoredPack.fetch(*StoredPack.key(version.slug, version.version))
        if stored.content.key == key_of(version):
            return None
        opened = OpenPack(version, stored.content.key, _index(stored.content.key))
    except (NotFound, NotAPack):
        return None
    try:
        _have_rebuilt(version)
    except (BotoCoreError, ClientError, Unavailable):
        # The earlier pack is at hand, and the next reader asks again.
        logger.warning("The rebuilding of a pack could not be queued", exc_info=True)
    return opened


def _have_rebuilt(version: ApiVersion) -> None:
    """Queue the rebuilding of a version's pack, once a day at most."""
    name = key_of(version).removeprefix("reference/")
    try:
        enqueue(
            kind=REBUILD_PACK,
            owner="",
            payload={"api": version.slug, "version": version.version},
            job_id=f"{REBUILD_PACK}-{name}-{clock.now():%Y%m%d}",
        )
    except AlreadyExists:
        logger.info("The rebuilding of a pack is queued already")


def _index(key: str) -> Index:
    def read() -> tuple[Index, int]:
        raw = objects.read(key, last=FIRST_READ_BYTES - 1)
        size = index_size(raw)
        if len(raw) < size:
            raw += objects.read(key, first=len(raw), last=size - 1)
        index = Index.parse(raw[:size])
        return index, index.weight

    return indexes.get(key, read)


def _segment(key: str, extent: tuple[int, int]) -> Segment:
    start, length = extent

    def read() -> tuple[Segment, int]:
        raw = objects.read(key, first=start, last=start + length - 1)
        return parse_segment(raw), length * UNPACKED

    return segments.get((key, start), read)
