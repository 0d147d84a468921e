"""Segments of a pack: an operation, schema or tag with the parts it refers to."""

import json
import re
import zlib
from collections import deque
from collections.abc import Sequence
from typing import Any

from openapi.common.references import schema_name
from openapi.common.targets import Missing, Targets
from openapi.common.untrusted import JsonObject
from openapi.model import outline
from openapi.pack.trimming import MOST_CUTS, Cut, is_large, left_out, trimmed
from openapi.schema.kinds import MOST as MOST_KINDS
from openapi.schema.kinds import Kind, kinds

# Half again as fast as the library's own choice, for a twentieth more bytes.
COMPRESSION = 4
# Bytes of JSON in one segment: what it is about; then its references, by schemas and by everything
# else (parameters, examples …). The lower figures hold where a description has very many.
VALUE_BUDGET = 400_000
SCHEMA_BUDGET = (16_000, 192_000)
OTHER_BUDGET = (32_000, 256_000)
ALL_SEGMENTS_BUDGET = 192_000_000
# Of what segments refer to beside schemas, in all. GitHub's have 140 MB.
ALL_OTHERS_BUDGET = 600_000_000
DEEPEST = 8
REFERENCE = re.compile(rb'"\$ref":"((?:[^"\\]|\\.)*)"')


class Part:
    """A value that others refer to, encoded once. `kinds` are those of `openapi.schema.kinds`."""

    __slots__ = ("body", "cuts", "key", "kinds", "onward")

    def __init__(self, ref: str, value: Any, kinds: Sequence[Kind]) -> None:
        self.key = encode(ref)
        self.body, self.cuts = bounded(value, OTHER_BUDGET[1])
        self.cuts += _kinds_cut(kinds)
        self.kinds = encode(kinds) if kinds else b""
        self.onward = _onward(self.body, kinds)

    @property
    def size(self) -> int:
        """Bytes that the part takes in a segment."""
        return len(self.key) + len(self.body) + len(self.kinds)


class Parts:
    """Encoded parts of one description, and the segments joined from them."""

    def __init__(self, document: JsonObject, segments: int) -> None:
        self._targets = Targets(document)
        self._kinds = kinds(outline.schemas(document))
        self._encoded: dict[str, Part | None] = {}
        low, high = SCHEMA_BUDGET
        self._budget = max(low, min(high, ALL_SEGMENTS_BUDGET // max(segments, 1)))
        self._others_left = ALL_OTHERS_BUDGET

    def segment(self, value: object, ref: str = "") -> bytes:
        """Return the compressed segment of a value; `ref` is its reference where it is a schema."""
        body, cuts = bounded(value, VALUE_BUDGET)
        own_kinds = self._kinds.get(ref, [])
        cuts = cuts + _kinds_cut(own_kinds)
        closure = _Closure(self, ref, _onward(body, own_kinds), self._room())
        return closure.segment(body, encode(own_kinds) if own_kinds else b"", cuts)

    def part(self, ref: str) -> Part | None:
        """Return what a reference leads to, None where that is nowhere."""
        if ref not in self._encoded:
            try:
                value = self._targets.find(ref)
            except Missing:
                self._encoded[ref] = None
            else:
                self._encoded[ref] = Part(ref, value, self._kinds.get(ref, []))
        return self._encoded[ref]

    def spend(self, size: int) -> None:
        """Count bytes of other parts than schemas."""
        self._others_left -= size

    def _room(self) -> dict[bool, int]:
        low, high = OTHER_BUDGET
        return {True: self._budget, False: high if self._others_left > 0 else low}


class _Closure:
    """The parts that go into one segment, nearest first until its room is used."""

    def __init__(self, parts: Parts, ref: str, wanted: list[str], room: dict[bool, int]) -> None:
        self._parts = parts
        self._ref = encode(ref)
        self._wanted = [each for each in wanted if each != ref]
        self._seen = {ref, *wanted}
        self._room = room
        self._chosen: list[bytes] = []
        self._kinds: list[bytes] = []
        self._missing: list[str] = []
        self._cuts: list[Cut] = []

    def segment(self, body: bytes, own_kinds: bytes, cuts: list[Cut]) -> bytes:
        if own_kinds:
            self._kinds.append(self._ref + b":" + own_kinds)
        self._choose()
        joined = (b'{"value":%b,"ref":%b,"refs":{%b},"missing":%b,"kinds":{%b},"cuts":%b}') % (
            body,
            self._ref,
            b",".join(self._chosen),
            encode(self._missing),
            b",".join(self._kinds),
            encode((cuts + self._cuts)[:MOST_CUTS]),
        )
        return zlib.compress(joined, COMPRESSION)

    def _choose(self) -> None:
        queue = deque((ref, 1) for ref in self._wanted)
        while queue:
            ref, depth = queue.popleft()
            part = self._parts.part(ref)
            if part is None:
                self._missing.append(ref)
            elif self._take(ref, part) and depth < DEEPEST:
                fresh = [other for other in part.onward if other not in self._seen]
                self._seen.update(fresh)
                queue.extend((other, depth + 1) for other in fresh)

    def _take(self, ref: str, part: Part) -> bool:
        """Take a part if there is room for it. A schema that has none is a link to its own page."""
        is_schema = bool(schema_name(ref))
        size = part.size
        if size > self._room[is_schema]:
            if not is_schema:
                self._cuts.append(left_out(ref))
            return False
        self._cuts += part.cuts
        self._room[is_schema] -= size
        if not is_schema:
            self._parts.spend(size)
        self._chosen.append(part.key + b":" + part.body)
        if part.kinds:
            self._kinds.append(part.key + b":" + part.kinds)
        return True


def encode(value: object) -> bytes:
    """Return JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def bounded(value: Any, budget: int) -> tuple[bytes, list[Cut]]:
    """Return a value as JSON of about `budget` bytes at most, and what was cut off for that."""
    body = encode(value)
    if not is_large(body, budget):
        return body, []
    kept, cuts = trimmed(value, budget)
    return (encode(kept), cuts) if cuts else (body, [])


def _kinds_cut(found: Sequence[Kind]) -> list[Cut]:
    return [Cut("discriminator", "kinds", MOST_KINDS)] if len(found) >= MOST_KINDS else []


def _onward(body: bytes, kinds: Sequence[Kind]) -> list[str]:
    """Return what a part refers to, and the schemas that extend it.

    References are found in its JSON by pattern: a walk takes ten times as long. A `$ref` inside an
    example is found too, which costs bytes and nothing else.
    """
    raws = dict.fromkeys(REFERENCE.findall(body))
    return [*(json.loads(b'"%b"' % raw) for raw in raws), *(below for _, below in kinds)]
