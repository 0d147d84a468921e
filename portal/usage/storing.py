"""A batch of usage records as an S3 object, named by what is in it.

The same batch, delivered again, is the same object.
"""

import gzip
import json
import re
import zlib
from collections.abc import Sequence
from hashlib import sha256

from portal.aws import objects
from portal.aws.queues import UnreadableMessage

PREFIX = "usage/"
KEY = re.compile(rf"{PREFIX}\d{{4}}/\d\d/\d\d/([0-9a-f]{{64}})\.jsonl\.gz")
MOST_BYTES = 64 * 1024 * 1024
GZIP = 16 + zlib.MAX_WBITS


def store(records: Sequence[str]) -> str:
    """Store a batch of records, each a JSON object in one line; return the object's key.

    Its folder is the day of the first record. One HEAD, and one PUT where it does not stand yet.
    """
    content = "".join(f"{record}\n" for record in records).encode()
    day = str(json.loads(records[0])["at"])[:10].replace("-", "/")
    key = f"{PREFIX}{day}/{sha256(content).hexdigest()}.jsonl.gz"
    # No time in it: the same content is the same object to the byte.
    objects.put_once(key, gzip.compress(content, mtime=0), content_type="application/gzip")
    return key


def digest_of(key: str) -> str:
    """Return the digest that an object's key names, or raise `UnreadableMessage`."""
    found = KEY.fullmatch(key)
    if not found:
        raise UnreadableMessage(f"{key[:200]!r} names no batch of usage records")
    return found[1]


def records_in(key: str) -> list[str]:
    """Return the lines of an object. Raises `NotFound`, and `UnreadableMessage` where it is not
    what its key says. One GET."""
    digest = digest_of(key)
    unpacking = zlib.decompressobj(GZIP)
    try:
        content = unpacking.decompress(objects.read(key), MOST_BYTES)
    except zlib.error as error:
        raise UnreadableMessage(f"{key} is damaged") from error
    if not unpacking.eof or sha256(content).hexdigest() != digest:
        raise UnreadableMessage(f"{key} does not hold what its name says")
    return content.decode(errors="replace").splitlines()
