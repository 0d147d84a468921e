"""The index of a pack: all that lists, headings and ways through a reference need.

It is bounded in bytes, since every page reads it: what a description has more of than the index
holds is counted in `cuts`, so that a page can say so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import Any

from openapi.common.pointers import escaped
from openapi.common.targets import Missing, Targets
from openapi.common.untrusted import JsonObject, line, mapping, sequence, text
from openapi.model import outline
from openapi.model.outline import Outlined
from openapi.model.slugs import Slugs
from openapi.model.tags import UNTAGGED, Tag, tags
from openapi.pack.columns import packed
from openapi.pack.trimming import LONGEST_NAME, Cut, trimmed
from openapi.schema.kinds import PREFIX

# Real ones come to a tenth of these: GitHub's 1,493 operations take 0.4 MB of index.
MOST_OPERATIONS = 50_000
OPERATION_BYTES = 8_000_000
MOST_SCHEMAS = 50_000
SCHEMA_BYTES = 2_000_000
TAG_BYTES = 2_500_000
MOST_SERVERS = 50
MOST_SCHEMES = 60
# Bytes of JSON of `info`, and of each smaller part.
INFO_BUDGET = 120_000
PART_BUDGET = 48_000
LONGEST_SUMMARY = 600
LONGEST_DIALECT = 300
LONGEST_SCHEMA_NAME = 300
# The slug of operations whose tags have no room; no tag's has two dashes.
OTHERS = "other--operations"
# An index entry's fixed part, in bytes of JSON.
ENTRY_BYTES = 60


@dataclass
class Contents:
    """What a description holds, as far as its pack has room for it, and what was left out."""

    document: JsonObject
    operations: list[Outlined] = field(default_factory=list)
    schemas: dict[str, Any] = field(default_factory=dict)
    tags: list[Tag] = field(default_factory=list)
    schemes: JsonObject = field(default_factory=dict)
    cuts: list[Cut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._list_operations()
        self._list_schemas()
        self._list_tags()
        self.all_schemes = dict(_security_schemes(self.document))
        first = dict(islice(self.all_schemes.items(), MOST_SCHEMES))
        self.schemes = self._part("securitySchemes", first, PART_BUDGET)
        self._count("securitySchemes", len(self.schemes), len(self.all_schemes))

    def values(self) -> Iterator[tuple[str, Any]]:
        """Yield what each segment is about: operations, then schemas, then tags.

        Each comes after its reference, "" for what is no schema.
        """
        for outlined in self.operations:
            yield (
                "",
                {
                    "operation": outlined.operation,
                    "path": outlined.path_level,
                    "schemes": self._further_schemes(outlined.operation),
                },
            )
        for name, schema in self.schemas.items():
            yield PREFIX + escaped(name[:LONGEST_NAME]), schema
        for tag in self.tags:
            yield "", {"description": tag.description, "external": tag.external}

    def index(self, starts: list[int]) -> JsonObject:
        """Return the index. `starts` are where segments begin, and where the last one ends."""
        document = self.document
        servers = sequence(document.get("servers"))
        self._count("servers", min(len(servers), MOST_SERVERS), len(servers))
        return {
            "info": self._part("info", mapping(document.get("info")), INFO_BUDGET),
            "external": self._part("externalDocs", mapping(document.get("externalDocs"))),
            "dialect": line(document.get("jsonSchemaDialect"), LONGEST_DIALECT),
            "servers": self._part("servers", servers[:MOST_SERVERS]),
            "security": self._part("security", document.get("security")),
            "schemes": self.schemes,
            "operations": self._operation_columns(),
            "tags": self._tag_columns(),
            "schemas": self._schema_columns(),
            "starts": starts,
            "cuts": self.cuts,
        }

    def _operation_columns(self) -> JsonObject:
        found = self.operations
        tag_of: dict[int, int] = {}
        for at, tag in enumerate(self.tags):
            for position in tag.operations:
                tag_of.setdefault(position, at)
        return {
            "count": len(found),
            "slug": packed(o.slug for o in found),
            "method": packed(o.method for o in found),
            "key": packed(o.key for o in found),
            "id": packed(_id(o) for o in found),
            "summary": packed(o.summary for o in found),
            # A character each.
            "webhook": "".join("1" if o.kind == "webhook" else "0" for o in found),
            "deprecated": "".join("1" if o.deprecated else "0" for o in found),
            "tag": [tag_of[at] for at in range(len(found))],
        }

    def _tag_columns(self) -> JsonObject:
        return {
            "count": len(self.tags),
            "slug": packed(tag.slug for tag in self.tags),
            "name": packed(tag.name for tag in self.tags),
            "title": packed(tag.title for tag in self.tags),
            "group": packed(tag.group for tag in self.tags),
            "summary": packed(tag.description[:LONGEST_SUMMARY] for tag in self.tags),
            "first": [0, *accumulate(len(tag.operations) for tag in self.tags)],
            "positions": [position for tag in self.tags for position in tag.operations],
        }

    def _schema_columns(self) -> JsonObject:
        slugs = Slugs()
        return {
            "count": len(self.schemas),
            "name": packed(text(name, LONGEST_SCHEMA_NAME) for name in self.schemas),
            "slug": packed(slugs.take_name(name) for name in self.schemas),
        }

    def _list_operations(self) -> None:
        left = OPERATION_BYTES
        for outlined in islice(outline.operations(self.document), MOST_OPERATIONS):
            texts = (outlined.slug, outlined.key, _id(outlined), outlined.summary)
            left -= sum(map(len, texts)) + ENTRY_BYTES
            if left < 0:
                break
            self.operations.append(outlined)
        self._count("operations", len(self.operations), outline.count(self.document))

    def _list_schemas(self) -> None:
        left = SCHEMA_BYTES
        given = outline.schemas(self.document)
        for name, schema in islice(given.items(), MOST_SCHEMAS):
            left -= 2 * min(len(name), LONGEST_SCHEMA_NAME) + ENTRY_BYTES
            if left < 0:
                break
            self.schemas[name] = schema
        self._count("schemas", len(self.schemas), len(given))

    def _list_tags(self) -> None:
        """Keep the tags there is room for; operations of the others come under the last one."""
        found = tags(self.document, self.operations)
        left = TAG_BYTES
        for tag in found:
            texts = (tag.slug, tag.name, tag.title, tag.group, tag.description[:LONGEST_SUMMARY])
            left -= sum(map(len, texts)) + ENTRY_BYTES
            if left < 0:
                break
            self.tags.append(tag)
        if len(self.tags) < len(found):
            self._count("tags", len(self.tags), len(found))
            listed = {position for tag in self.tags for position in tag.operations}
            others = {at for tag in found for at in tag.operations if at not in listed}
            self.tags.append(Tag(OTHERS, UNTAGGED, UNTAGGED, operations=sorted(others)))

    def _further_schemes(self, operation: JsonObject) -> JsonObject:
        """Return the security schemes an operation asks for that are not in the index."""
        required = operation.get("security", self.document.get("security"))
        names = (name for entry in sequence(required) for name in mapping(entry))
        return {
            name: self.all_schemes[name]
            for name in islice(names, MOST_SCHEMES)
            if name in self.all_schemes and name not in self.schemes
        }

    def _part(self, name: str, value: Any, budget: int = PART_BUDGET) -> Any:
        kept, cuts = trimmed(value, budget)
        self.cuts += [cut._replace(where=cut.where or name) for cut in cuts]
        return kept

    def _count(self, where: str, kept: int, total: int) -> None:
        if kept < total:
            self.cuts.append(Cut(where, "entries", kept, total))


def _id(outlined: Outlined) -> str:
    return line(outlined.operation.get("operationId"), 400)


def _security_schemes(document: JsonObject) -> Iterator[tuple[str, Any]]:
    targets = Targets(document)
    components = mapping(document.get("components"))
    for name, scheme in mapping(components.get("securitySchemes")).items():
        yield name, _followed(scheme, targets)


def _followed(scheme: Any, targets: Targets) -> Any:
    """Return a security scheme with its reference followed; what stands beside that wins."""
    ref = mapping(scheme).get("$ref")
    if not isinstance(ref, str):
        return scheme
    try:
        return mapping(targets.find(ref)) | {k: v for k, v in scheme.items() if k != "$ref"}
    except Missing:
        return scheme
