"""What parts of an `allOf` say of a keyword that an earlier part has said something else of.

Every part holds, but one set of keywords has room for one `pattern`, one `if` or one description.
Parts that are components have pages of their own; only the others are looked at here.
"""

from collections.abc import Iterator
from typing import Any

from openapi.common.untrusted import JsonObject, mapping, sequence
from openapi.schema.flatten import Flat

MOST = 50
# Merged by `flatten`, or of the strictest part only.
_MERGED_NAMES = (
    "$ref allOf oneOf anyOf properties required type enum multipleOf uniqueItems minimum maximum"
    " exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems minProperties"
    " maxProperties readOnly writeOnly deprecated nullable"
)
MERGED = frozenset(_MERGED_NAMES.split())
# What means nothing without the others.
TOGETHER = (
    frozenset(("if", "then", "else")),
    frozenset(("contains", "minContains", "maxContains")),
    frozenset(("items", "prefixItems", "additionalItems")),
    frozenset(("contentMediaType", "contentEncoding", "contentSchema")),
)


def further(schema: object, flat: Flat) -> list[Any]:
    """Return for each inline part of `allOf` what it says otherwise than `flat`.

    A part that allows nothing is `False`.
    """
    parts = sequence(mapping(schema).get("allOf"))
    found: list[Any] = [False for part in parts if part is False][:1]
    for part in _inline_parts(schema, 4):
        differing = {
            keyword
            for keyword, value in part.items()
            if keyword not in MERGED and flat.keywords.get(keyword, value) != value
        }
        for group in TOGETHER:
            if differing & group:
                differing |= group & part.keys()
        if differing:
            found.append({key: value for key, value in part.items() if key in differing})
        if len(found) >= MOST:
            break
    return found


def _inline_parts(schema: object, depth: int) -> Iterator[JsonObject]:
    for part in map(mapping, sequence(mapping(schema).get("allOf"))):
        yield part
        if depth:
            yield from _inline_parts(part, depth - 1)
