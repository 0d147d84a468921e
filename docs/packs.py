"""Reference packs in S3: a page costs one ranged read, the first page of a process two.

Indexes and segments never change, so the process keeps those it read last.
"""

from collections.abc import Callable

from docs.byte_cache import ByteCache
from portal.aws import objects
from openapi.pack.reader import Index, Segment, parse_segment

INDEX_CACHE_BYTES = 32 * 1024 * 1024
SEGMENT_CACHE_BYTES = 8 * 1024 * 1024
# A compressed segment takes up to this many times its size in memory (4 to 32 were measured).
UNPACKED = 32

indexes: ByteCache[Index] = ByteCache(INDEX_CACHE_BYTES)
segments: ByteCache[Segment] = ByteCache(SEGMENT_CACHE_BYTES)


def read_index(key: str, size: Callable[[], int]) -> Index:
    """The index of a pack; `size` gives its length in bytes where it must be read.

    At most one S3 request. Raises `NotFound` where the pack is gone.
    """

    def read() -> tuple[Index, int]:
        index = Index.parse(objects.read(key, last=size() - 1))
        return index, index.weight

    return indexes.get(key, read)


def read_segment(key: str, extent: tuple[int, int]) -> Segment:
    """The segment at (start, length) of a pack. At most one S3 request. Raises `NotFound`."""
    start, length = extent

    def read() -> tuple[Segment, int]:
        raw = objects.read(key, first=start, last=start + length - 1)
        return parse_segment(raw), length * UNPACKED

    return segments.get((key, start), read)
