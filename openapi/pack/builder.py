"""The reference pack: one immutable byte string from which any page takes two small reads.

Layout::

    8 bytes   magic, `REFPACK2`
    4 bytes   length of the compressed index, unsigned, big-endian
    index     zlib-compressed JSON, see `openapi.pack.contents`
    segments  zlib-compressed JSON, one after another

The index is all that overviews and navigation need. It says where the segments of operations,
component schemas and tags begin, in this order, counted from the end of the index. A segment is
`{"value": …, "ref": reference, "refs": {reference: value}, "missing": [reference], "kinds":
{reference: [[value, reference]]}, "cuts": [cut]}`: one of those, a schema's own reference, the
parts it refers to (nearest first, until the budget is spent), the references that lead nowhere in
the description, the schemas that extend a schema with a discriminator, and what was too large to
be there (`openapi.pack.trimming`). So a page costs the index (kept by the process) and one range,
and its price does not depend on how large the description is.

A part is encoded once and its bytes are copied into each segment that needs it; copying and
compressing is far cheaper than encoding again. The budget of a segment shrinks where a
description has very many, so that the pack of a 64 MB description stays near that size.
"""

import zlib
from itertools import accumulate

from openapi.common.untrusted import JsonObject
from openapi.pack.contents import Contents
from openapi.pack.format import MAGIC
from openapi.pack.parts import Parts, encode


def build(openapi3: JsonObject) -> bytes:
    """Return the pack of a checked description in OpenAPI 3.x shape. Same input, same bytes."""
    contents = Contents(openapi3)
    parts = Parts(openapi3, len(contents.operations) + len(contents.schemas))
    segments = [parts.segment(value, ref) for ref, value in contents.values()]
    starts = [0, *accumulate(map(len, segments))]
    index = zlib.compress(encode(contents.index(starts)), 9)
    return b"".join([MAGIC, len(index).to_bytes(4, "big"), index, *segments])
