"""The reference pack: one immutable byte string from which any page takes two small reads.

Layout::

    8 bytes   magic, `REFPACK1`
    4 bytes   length of the compressed index, unsigned, big-endian
    index     zlib-compressed JSON, see `_index`
    segments  zlib-compressed JSON, one after another

The index is all that overviews, tag pages and navigation need. It gives every operation and
component schema the range of its segment, counted from the end of the index. A segment is
`{"value": …, "ref": reference, "refs": {reference: value}, "missing": [reference], "kinds":
{reference: [[value, reference]]}}`: one operation or schema, the schema's own reference, the parts
it refers to (nearest first, until the budget is spent), the references that lead nowhere in the
description, and the schemas that extend a schema with a discriminator. So a page costs the index
(kept by the process) and one range, and its price does not depend on how large the description is.

A part is encoded once and its bytes are copied into each segment that needs it; copying and
compressing is far cheaper than encoding again. The budget of a segment shrinks where a
description has very many, so that the pack of a 64 MB description stays near that size.
"""

import json
import re
import zlib
from collections import deque
from collections.abc import Iterable
from typing import Any

from openapi.common.pointers import escaped
from openapi.common.references import schema_name
from openapi.common.targets import Missing, Targets
from openapi.common.untrusted import JsonObject, line, mapping, sequence, text
from openapi.model import outline
from openapi.model.slugs import Slugs
from openapi.pack.format import MAGIC
from openapi.schema.kinds import PREFIX, kinds

# Half again as fast as the library's own choice, for a twentieth more bytes.
COMPRESSION = 4
# Bytes of JSON in one segment's references: schemas, and everything else (parameters, examples …).
SCHEMA_BUDGET = (16_000, 96_000)
OTHER_BUDGET = 256_000
ALL_SEGMENTS_BUDGET = 96_000_000
DEEPEST = 8
REFERENCE = re.compile(rb'"\$ref":"((?:[^"\\]|\\.)*)"')


def build(openapi3: JsonObject) -> bytes:
    """Return the pack of a checked description in OpenAPI 3.x shape. Same input, same bytes."""
    found = outline.operations(openapi3)
    schemas = outline.schemas(openapi3)
    parts = _Parts(openapi3, len(found) + len(schemas))
    ranges: list[tuple[int, int]] = []
    segments: list[bytes] = []
    position = 0
    for ref, value in _values(found, schemas):
        segment = parts.segment(value, ref)
        ranges.append((position, len(segment)))
        segments.append(segment)
        position += len(segment)
    index = zlib.compress(_encode(_index(openapi3, found, schemas, ranges)), 9)
    return b"".join([MAGIC, len(index).to_bytes(4, "big"), index, *segments])


def _values(found: list[outline.Outlined], schemas: JsonObject) -> Iterable[tuple[str, Any]]:
    """Yield the value of each segment, and the reference of those that are schemas."""
    for outlined in found:
        yield "", {"operation": outlined.operation, "path": outlined.path_level}
    for name, schema in schemas.items():
        yield PREFIX + escaped(name), schema


def _index(
    document: JsonObject,
    found: list[outline.Outlined],
    schemas: JsonObject,
    ranges: list[tuple[int, int]],
) -> JsonObject:
    """Return the index. Its lists go by column, since repeated names would be most of the bytes."""
    slugs = Slugs()
    components = mapping(document.get("components"))
    return {
        "info": _bounded(mapping(document.get("info"))),
        "external": _bounded(mapping(document.get("externalDocs"))),
        "servers": [_bounded(mapping(entry)) for entry in sequence(document.get("servers"))[:50]],
        "security": _bounded(document.get("security")),
        "schemes": _bounded(mapping(components.get("securitySchemes"))),
        "tags": [
            [tag.slug, tag.name, tag.description, tag.group, _bounded(tag.external), tag.operations]
            for tag in outline.tags(document, found)
        ],
        "operations": {
            "slug": [o.slug for o in found],
            "kind": [o.kind for o in found],
            "method": [o.method for o in found],
            "key": [o.key for o in found],
            "id": [line(o.operation.get("operationId"), 400) for o in found],
            "summary": [o.summary for o in found],
            "deprecated": [int(o.deprecated) for o in found],
            "range": ranges[: len(found)],
        },
        "schemas": {
            "name": list(schemas),
            "slug": [slugs.take_name(name) for name in schemas],
            "range": ranges[len(found) :],
        },
    }


def _bounded(value: object, depth: int = 6) -> Any:
    """Return a copy whose strings, lists and depth are bounded: the index must stay small."""
    if isinstance(value, str):
        return text(value, 40_000)
    if depth == 0:
        return None
    if isinstance(value, dict):
        return {
            line(key, 200): _bounded(item, depth - 1)
            for key, item in list(value.items())[:200]
            if not key.startswith("x-")
        }
    if isinstance(value, list):
        return [_bounded(item, depth - 1) for item in value[:200]]
    return value


def _encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


class _Parts:
    """Encoded parts of one description, and the segments joined from them."""

    def __init__(self, document: JsonObject, segments: int) -> None:
        self._targets = Targets(document)
        self._kinds = kinds(outline.schemas(document))
        self._encoded: dict[str, tuple[bytes, bytes, list[str]] | None] = {}
        low, high = SCHEMA_BUDGET
        self._budget = max(low, min(high, ALL_SEGMENTS_BUDGET // max(segments, 1)))

    def segment(self, value: object, ref: str) -> bytes:
        body = _encode(value)
        chosen, missing = self._closure(self._onward(ref, body), {ref})
        encoded = [key + b":" + part for key, part in chosen.values()]
        kinds = {each: self._kinds[each] for each in [ref, *chosen] if each in self._kinds}
        joined = b'{"value":%b,"ref":%b,"refs":{%b},"missing":%b,"kinds":%b}' % (
            body,
            _encode(ref),
            b",".join(encoded),
            _encode(missing),
            _encode(kinds),
        )
        return zlib.compress(joined, COMPRESSION)

    def _closure(
        self, wanted: list[str], seen: set[str]
    ) -> tuple[dict[str, tuple[bytes, bytes]], list[str]]:
        """Return references with their encoded selves and values, nearest first, and those that
        lead nowhere."""
        left = {True: self._budget, False: OTHER_BUDGET}
        chosen: dict[str, tuple[bytes, bytes]] = {}
        missing: list[str] = []
        queue = deque((ref, 1) for ref in wanted if ref not in seen)
        seen.update(wanted)
        while queue:
            ref, depth = queue.popleft()
            part = self._part(ref)
            if part is None:
                missing.append(ref)
                continue
            key, body, onward = part
            is_schema = bool(schema_name(ref))
            if len(body) > left[is_schema]:
                continue
            left[is_schema] -= len(body)
            chosen[ref] = (key, body)
            if depth < DEEPEST:
                fresh = [other for other in onward if other not in seen]
                seen.update(fresh)
                queue.extend((other, depth + 1) for other in fresh)
        return chosen, missing

    def _onward(self, ref: str, body: bytes) -> list[str]:
        """Return what a part refers to, and the schemas that extend it."""
        return [*_references(body), *(below for _, below in self._kinds.get(ref, ()))]

    def _part(self, ref: str) -> tuple[bytes, bytes, list[str]] | None:
        if ref not in self._encoded:
            try:
                body = _encode(self._targets.find(ref))
            except Missing:
                self._encoded[ref] = None
            else:
                self._encoded[ref] = (_encode(ref), body, self._onward(ref, body))
        return self._encoded[ref]


def _references(body: bytes) -> list[str]:
    """Return the references in encoded JSON, each once, by pattern: a walk takes ten times as long.

    A `$ref` inside an example is found too, which costs bytes and nothing else.
    """
    raws = dict.fromkeys(REFERENCE.findall(body))
    return [json.loads(b'"%b"' % raw) for raw in raws]
