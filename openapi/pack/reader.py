"""Read a pack by ranges: the index once, then one segment for a page."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from openapi.common.entries import Entries
from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, text
from openapi.model.addresses import External, external_docs
from openapi.model.operations import Operation, Shared
from openapi.model.operations import operation as operation_of
from openapi.model.outline import as_sent
from openapi.model.security import schemes
from openapi.model.servers import servers
from openapi.model.tags import LONGEST_DESCRIPTION, LONGEST_NAME
from openapi.pack.columns import Column
from openapi.pack.format import HEADER, MAGIC
from openapi.pack.trimming import Cut

# Characters of a path or name where many are listed.
LONGEST_IN_LIST = 160


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
        return self.short_key if self.kind == "webhook" else self.summary or self.short_key

    @property
    def short_key(self) -> str:
        """Its path or name, as long as lists have room for."""
        return line(self.key, LONGEST_IN_LIST)

    @property
    def verb(self) -> str:
        """Its method as it is sent."""
        return as_sent(self.method)


@dataclass(frozen=True, slots=True)
class TagEntry:
    """One section. `name` is as in the description, `title` what people read.

    `group` is the heading it stands under, `summary` how its description begins.
    """

    position: int
    slug: str
    name: str
    title: str
    group: str
    summary: str
    positions: list[int]


@dataclass(frozen=True, slots=True)
class TagDetails:
    """What is said of a tag on its own page."""

    description: str
    external: External


@dataclass(frozen=True, slots=True)
class Segment:
    """One operation, schema or tag; `ref` is the schema's reference, "" for others.

    `cuts` say what was too large to be here.
    """

    value: Any
    references: References
    ref: str = ""
    cuts: list[Cut] = field(default_factory=list)

    @property
    def schema(self) -> JsonObject:
        """The schema of this segment as others name it, so that its kinds are known."""
        return {"$ref": self.ref}


@dataclass
class Index:
    """The list of contents of a pack; `size` is its length in the pack, header included."""

    size: int
    data: JsonObject = field(repr=False)
    # Bytes of JSON.
    unpacked: int = 0

    @classmethod
    def parse(cls, raw: bytes) -> "Index":
        """Return the index of a pack; `raw` is its beginning, the whole index at least."""
        length = index_size(raw)
        if len(raw) < length:
            raise NotAPack("the index is cut short")
        body = zlib.decompress(raw[HEADER:length])
        return cls(length, json.loads(body), len(body))

    @property
    def weight(self) -> int:
        """About the bytes of memory held: twice those of its JSON were measured."""
        return self.unpacked * 2

    @cached_property
    def operations(self) -> Entries[OperationEntry]:
        return self.entries(range(self.data["operations"]["count"]))

    def entries(self, positions: Sequence[int]) -> Entries[OperationEntry]:
        """Return the operations at these positions."""
        return Entries(self._operation_at, positions)

    def _operation_at(self, at: int) -> OperationEntry:
        columns = self._operation_columns
        return OperationEntry(
            position=at,
            slug=columns["slug"][at],
            kind="webhook" if self.data["operations"]["webhook"][at] == "1" else "operation",
            method=columns["method"][at],
            key=columns["key"][at],
            summary=columns["summary"][at],
            deprecated=self.data["operations"]["deprecated"][at] == "1",
        )

    @property
    def cuts(self) -> list[Cut]:
        """What the description has more of than is listed here."""
        return [Cut(*cut) for cut in self.data["cuts"]]

    def total(self, where: str) -> int | None:
        """Return how many entries of this kind ("operations", "tags", "servers",
        "securitySchemes") the description has, None where all are listed here."""
        found = (cut.total for cut in self.cuts if (cut.where, cut.things) == (where, "entries"))
        return next(found, None)

    def count(self, kind: str) -> int:
        """Return how many operations ("operation") or webhooks ("webhook") are listed."""
        marks: str = self.data["operations"]["webhook"]
        return marks.count("1" if kind == "webhook" else "0")

    @cached_property
    def tags(self) -> Entries[TagEntry]:
        return Entries(self._tag_at, range(self.data["tags"]["count"]))

    @property
    def memberships(self) -> int:
        """How many operations the tags list together: one of two tags counts twice."""
        return len(self.data["tags"]["positions"])

    def _tag_at(self, at: int) -> TagEntry:
        columns, first = self._tag_columns, self.data["tags"]["first"]
        return TagEntry(
            position=at,
            slug=columns["slug"][at],
            name=columns["name"][at],
            title=columns["title"][at],
            group=columns["group"][at],
            summary=columns["summary"][at],
            positions=self.data["tags"]["positions"][first[at] : first[at + 1]],
        )

    @cached_property
    def schema_slugs(self) -> dict[str, str]:
        """URL names of component schemas, by their names in the description."""
        columns = self._schema_columns
        return dict(zip(columns["name"], columns["slug"], strict=True))

    @property
    def schemas_by_name(self) -> list[tuple[str, str]]:
        """Names of component schemas with their URL names, in alphabetical order."""
        columns = self._schema_columns
        pairs = zip(columns["name"], columns["slug"], strict=True)
        return sorted(pairs, key=lambda pair: pair[0].lower())

    @cached_property
    def _operation_columns(self) -> dict[str, Column]:
        return self._columns("operations", "slug", "method", "key", "id", "summary")

    @cached_property
    def _tag_columns(self) -> dict[str, Column]:
        return self._columns("tags", "slug", "name", "title", "group", "summary")

    @cached_property
    def _schema_columns(self) -> dict[str, Column]:
        return self._columns("schemas", "name", "slug")

    def _columns(self, of: str, *names: str) -> dict[str, Column]:
        stored = self.data[of]
        return {name: Column(stored[name], stored["count"]) for name in names}

    @cached_property
    def shared(self) -> Shared:
        """What the description says once for all its operations."""
        data = self.data
        return Shared(servers(data["servers"]), schemes(data["schemes"]), data["security"])

    def open_operation(self, entry: OperationEntry, segment: Segment) -> Operation:
        """Return the operation or webhook that this segment holds."""
        further = schemes(segment.value.get("schemes"))
        shared = replace(self.shared, schemes=self.shared.schemes | further)
        return operation_of(
            segment.value,
            segment.references,
            method=entry.method,
            path=entry.key,
            shared=shared if further else self.shared,
            is_sent_by_api=entry.kind == "webhook",
        )

    def search(self, words: Sequence[str]) -> Entries[OperationEntry]:
        """Return the operations whose method, path, name or summary hold all these words, which
        are in lower case."""
        columns = (self._operation_columns[name] for name in ("method", "key", "summary", "id"))
        rows = enumerate(zip(*columns, strict=True))
        texts = ((at, " ".join(row).lower()) for at, row in rows)
        return self.entries([at for at, row in texts if all(word in row for word in words)])

    def operation(self, slug: str) -> OperationEntry | None:
        return self._operation("slug", slug)

    @property
    def operation_ids(self) -> Sequence[str]:
        """The operationId of each operation, "" where it has none."""
        return self._operation_columns["id"]

    def operation_by_id(self, operation_id: str) -> OperationEntry | None:
        return self._operation("id", operation_id)

    def operation_by_path(self, method: str, path: str) -> OperationEntry | None:
        """Return the operation with this method, as in the description, at this path or webhook."""
        columns = self._operation_columns
        rows = enumerate(zip(columns["method"], columns["key"], strict=True))
        at = next((at for at, row in rows if row == (method, path)), None)
        return None if at is None else self.operations[at]

    def _operation(self, column: str, value: str) -> OperationEntry | None:
        at = self._operation_columns[column].find(value)
        return None if at is None else self.operations[at]

    def tag(self, slug: str) -> TagEntry | None:
        at = self._tag_columns["slug"].find(slug)
        return None if at is None else self.tags[at]

    def tag_by_name(self, name: str) -> TagEntry | None:
        """Return the tag that the description gives this name, on one line."""
        at = self._tag_columns["name"].find(line(name, LONGEST_NAME))
        return None if at is None else self.tags[at]

    def tag_of(self, entry: OperationEntry) -> TagEntry:
        """Return the first tag the operation stands under; every operation has one."""
        at: int = self.data["operations"]["tag"][entry.position]
        return self.tags[at]

    def schema_name(self, slug: str) -> str | None:
        at = self._schema_columns["slug"].find(slug)
        return None if at is None else self._schema_columns["name"][at]

    def operation_range(self, slug: str) -> tuple[int, int]:
        """Return where an operation's segment is in the pack: its start and length in bytes."""
        return self._range(self._operation_columns["slug"].index(slug))

    def schema_range(self, slug: str) -> tuple[int, int]:
        """Return where the segment of the schema with this URL name is."""
        at = self._schema_columns["slug"].index(slug)
        return self._range(self.data["operations"]["count"] + at)

    def tag_range(self, tag: TagEntry) -> tuple[int, int]:
        """Return where a tag's segment is."""
        before: int = self.data["operations"]["count"] + self.data["schemas"]["count"]
        return self._range(before + tag.position)

    def _range(self, segment: int) -> tuple[int, int]:
        starts = self.data["starts"]
        return self.size + starts[segment], starts[segment + 1] - starts[segment]


def tag_details(segment: Segment) -> TagDetails:
    """Return what is said of the tag that this segment holds."""
    description = text(segment.value.get("description"), LONGEST_DESCRIPTION)
    return TagDetails(description, external_docs(segment.value.get("external")))


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
    cuts = [Cut(*cut) for cut in data["cuts"]]
    references = References(found, frozenset(data["missing"]), data["kinds"], bool(cuts))
    return Segment(data["value"], references, ref, cuts)
