"""Read a pack by ranges: the index once, then one segment for a page."""

import json
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject
from openapi.model.operations import Operation, Shared
from openapi.model.operations import operation as operation_of
from openapi.model.security import schemes
from openapi.model.servers import servers
from openapi.pack.format import HEADER, MAGIC


class NotAPack(ValueError):
    """The bytes are not a pack of this version."""


@dataclass(frozen=True, slots=True)
class OperationEntry:
    """One line of the list of operations. `kind` is "operation" or "webhook"."""

    position: int
    slug: str
    kind: str
    method: str
    key: str
    summary: str
    deprecated: bool

    @property
    def title(self) -> str:
        """Its summary; webhooks often share one, so they go by their names."""
        return self.key if self.kind == "webhook" else self.summary or self.key


@dataclass(frozen=True, slots=True)
class TagEntry:
    slug: str
    name: str
    description: str
    group: str
    external: JsonObject
    positions: list[int]


@dataclass(frozen=True, slots=True)
class Segment:
    """One operation or schema; `ref` is the schema's reference, "" for an operation."""

    value: Any
    references: References
    ref: str = ""

    @property
    def schema(self) -> JsonObject:
        """The schema of this segment as others name it, so that its kinds are known."""
        return {"$ref": self.ref}


@dataclass
class Index:
    """The list of contents of a pack; `size` is its length in the pack, header included."""

    size: int
    data: JsonObject = field(repr=False)

    @classmethod
    def parse(cls, raw: bytes) -> "Index":
        """Return the index of a pack; `raw` is its beginning, the whole index at least."""
        length = index_size(raw)
        if len(raw) < length:
            raise NotAPack("the index is cut short")
        return cls(length, json.loads(zlib.decompress(raw[HEADER:length])))

    @property
    def weight(self) -> int:
        """About the bytes of memory held: 22 to 32 times the compressed index were measured."""
        return self.size * 32

    @cached_property
    def operations(self) -> list[OperationEntry]:
        columns = self.data["operations"]
        names = ("slug", "kind", "method", "key", "summary", "deprecated")
        rows = zip(*(columns[name] for name in names), strict=True)
        return [
            OperationEntry(at, slug, kind, method, key, summary, bool(deprecated))
            for at, (slug, kind, method, key, summary, deprecated) in enumerate(rows)
        ]

    def count(self, kind: str) -> int:
        """Return how many operations ("operation") or webhooks ("webhook") there are."""
        kinds: list[str] = self.data["operations"]["kind"]
        return kinds.count(kind)

    @cached_property
    def tags(self) -> list[TagEntry]:
        return [TagEntry(*row) for row in self.data["tags"]]

    @cached_property
    def schema_slugs(self) -> dict[str, str]:
        """URL names of component schemas, by their names in the description."""
        columns = self.data["schemas"]
        return dict(zip(columns["name"], columns["slug"], strict=True))

    @cached_property
    def shared(self) -> Shared:
        """What the description says once for all its operations."""
        data = self.data
        return Shared(servers(data["servers"]), schemes(data["schemes"]), data["security"])

    def open_operation(self, entry: OperationEntry, segment: Segment) -> Operation:
        """Return the operation or webhook that this segment holds."""
        return operation_of(
            segment.value,
            segment.references,
            method=entry.method,
            path=entry.key,
            shared=self.shared,
        )

    @cached_property
    def _tag_of(self) -> dict[int, TagEntry]:
        found: dict[int, TagEntry] = {}
        for tag in self.tags:
            for position in tag.positions:
                found.setdefault(position, tag)
        return found

    @cached_property
    def _position(self) -> dict[str, int]:
        return {slug: at for at, slug in enumerate(self.data["operations"]["slug"])}

    @cached_property
    def _by_id(self) -> dict[str, int]:
        ids = enumerate(self.data["operations"]["id"])
        return {operation_id: at for at, operation_id in ids if operation_id}

    @cached_property
    def _schema_position(self) -> dict[str, int]:
        return {slug: at for at, slug in enumerate(self.data["schemas"]["slug"])}

    def operation(self, slug: str) -> OperationEntry | None:
        at = self._position.get(slug)
        return None if at is None else self.operations[at]

    def operation_by_id(self, operation_id: str) -> OperationEntry | None:
        at = self._by_id.get(operation_id)
        return None if at is None else self.operations[at]

    def tag(self, slug: str) -> TagEntry | None:
        return next((tag for tag in self.tags if tag.slug == slug), None)

    def tag_of(self, entry: OperationEntry) -> TagEntry:
        """Return the first tag the operation stands under; every operation has one."""
        return self._tag_of[entry.position]

    def schema_name(self, slug: str) -> str | None:
        at = self._schema_position.get(slug)
        return None if at is None else self.data["schemas"]["name"][at]

    def operation_range(self, slug: str) -> tuple[int, int]:
        start, length = self.data["operations"]["range"][self._position[slug]]
        return self.size + start, length

    def schema_range(self, slug: str) -> tuple[int, int]:
        start, length = self.data["schemas"]["range"][self._schema_position[slug]]
        return self.size + start, length


def index_size(raw: bytes) -> int:
    """Return how many bytes the header and index of this pack take."""
    if raw[: len(MAGIC)] != MAGIC or len(raw) < HEADER:
        raise NotAPack("not a reference pack")
    return HEADER + int.from_bytes(raw[len(MAGIC) : HEADER], "big")


def parse_segment(raw: bytes) -> Segment:
    data = json.loads(zlib.decompress(raw))
    ref, found = data["ref"], data["refs"]
    if ref:
        found[ref] = data["value"]
    references = References(found, frozenset(data["missing"]), data["kinds"])
    return Segment(data["value"], references, ref)
