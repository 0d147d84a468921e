"""One schema as one set of keywords: references followed, `allOf` merged.

Follows JSON Schema 2020-12 and the dialect of OpenAPI 3.0. Where parts of an `allOf` say
different things, the strictest is shown where there is one, else the outer one; properties that
several parts describe are shown as the merge of those parts.
"""

from dataclasses import dataclass, field
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, mapping, names, sequence
from openapi.schema.strictest import numeric_bounds, stricter

MOST_PARTS = 100
UNIONS = ("oneOf", "anyOf")
DESCRIPTIVE = {
    "description",
    "title",
    "nullable",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
}


@dataclass(slots=True)
class Flat:
    """`keywords` holds all but `$ref`, `allOf` and unions.

    `ref` and `name` are those of the component that the schema is, if it is one.
    `state` is "found", "missing" or "left out" (see `openapi.common.references.Target`).
    `followed` are all references that went into it. `always` is set for boolean schemas.
    """

    keywords: JsonObject = field(default_factory=dict)
    unions: list[tuple[str, list[Any]]] = field(default_factory=list)
    ref: str = ""
    name: str = ""
    state: str = "found"
    followed: frozenset[str] = frozenset()
    always: bool | None = None
    # What inline parts say otherwise than the part before them (`openapi.schema.further`).
    further: list[Any] = field(default_factory=list)


def flatten(schema: object, references: References, inside: frozenset[str] = frozenset()) -> Flat:
    """Return a schema as one set of keywords.

    `inside` are the references that led here: their unions are not merged in again, so that a
    child which extends a parent does not list itself among the parent's kinds.
    """
    return _Merge(references, inside).run(schema)


class _Merge:
    def __init__(self, references: References, inside: frozenset[str]) -> None:
        self._refs = references
        self._inside = inside
        self._followed: set[str] = set()
        self._parts = 0
        self._flat = Flat()

    def run(self, schema: object) -> Flat:
        flat = self._flat
        if isinstance(schema, bool):
            flat.always = schema
            return flat
        target = self._refs.follow(schema)
        flat.ref, flat.state, flat.name = target.ref, target.state, target.name
        self._add(schema, with_unions=True)
        if not flat.ref:
            self._adopt_only_part(mapping(schema))
        self._add_kinds()
        if isinstance(target.value, bool):
            flat.always = target.value
        flat.followed = frozenset(self._followed)
        return flat

    def _adopt_only_part(self, schema: JsonObject) -> None:
        """Take an only part for the schema itself: 3.0 describes the use of an A in this way,
        `{allOf: [{$ref: A}], description: …}`."""
        parts = sequence(schema.get("allOf"))
        if len(parts) == 1 and set(schema) - {"allOf"} <= DESCRIPTIVE:
            target = self._refs.follow(parts[0])
            self._flat.ref, self._flat.name = target.ref, target.name
            self._flat.state = target.state

    def _add_kinds(self) -> None:
        """Add the schemas that extend this one, where its discriminator chooses among them.

        Only for the schema itself: what extends it by `allOf` is one of its kinds.
        """
        ref = self._flat.ref
        refs = dict.fromkeys(target for _, target in self._refs.kinds.get(ref, ()))
        if refs and ref not in self._inside:
            self._flat.unions.append(("oneOf", [{"$ref": each} for each in refs]))

    def _add(self, schema: object, *, with_unions: bool) -> None:
        if not isinstance(schema, dict) or self._parts >= MOST_PARTS:
            return
        self._parts += 1
        self._merge_own(schema, with_unions)
        for part in sequence(schema.get("allOf")):
            self._add(part, with_unions=with_unions)
        ref = schema.get("$ref")
        if isinstance(ref, str) and ref not in self._followed:
            self._followed.add(ref)
            self._add(self._refs.found.get(ref), with_unions=ref not in self._inside)

    def _merge_own(self, schema: JsonObject, with_unions: bool) -> None:
        keywords = self._flat.keywords
        self._refs.meter.used += len(schema)
        for keyword, value in numeric_bounds(schema).items():
            if keyword in ("$ref", "allOf"):
                continue
            if keyword in UNIONS:
                if with_unions and isinstance(value, list) and value:
                    self._flat.unions.append((keyword, value))
            elif keyword == "properties":
                self._refs.meter.used += len(mapping(value))
                known = keywords.get("properties")
                # Most schemas have them in one part only, which may be a million long.
                keywords["properties"] = _both(known, mapping(value)) if known else mapping(value)
            elif keyword == "required":
                keywords["required"] = names(keywords.get("required")) + names(value)
            elif keyword in keywords:
                # Where nothing satisfies both, the outer one is shown.
                strictest = stricter(keyword, keywords[keyword], value)
                keywords[keyword] = keywords[keyword] if strictest == [] else strictest
            else:
                keywords[keyword] = value


def _both(properties: JsonObject, more: JsonObject) -> JsonObject:
    merged = dict(properties)
    for name, schema in more.items():
        if name in merged and merged[name] != schema:
            merged[name] = {"allOf": [merged[name], schema]}
        else:
            merged.setdefault(name, schema)
    return merged
