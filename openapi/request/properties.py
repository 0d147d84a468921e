"""What a schema says of one property, also where it stands in an alternative."""

from collections.abc import Iterator
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import mapping, names
from openapi.schema.flatten import Flat, flatten

DEEPEST = 6
MOST_OPTIONS = 30


def property_schema(schema: object, name: str, references: References) -> Any:
    """Return the schema of a property; `True` where there is none."""
    for flat in _with_options(schema, references, 0):
        properties = mapping(flat.keywords.get("properties"))
        if name in properties:
            return properties[name]
    extra = flatten(schema, references).keywords.get("additionalProperties", True)
    return extra if isinstance(extra, dict) else True


def item_schema(schema: object, position: int, references: References) -> Any:
    """Return the schema of an item of a list; `True` where there is none."""
    for flat in _with_options(schema, references, 0):
        first = flat.keywords.get("prefixItems")
        if isinstance(first, list) and position < len(first):
            return first[position]
        if "items" in flat.keywords:
            return flat.keywords["items"]
    return True


def property_names(schema: object, references: References) -> list[str]:
    """Return the properties that a schema and its alternatives name."""
    found = _with_options(schema, references, 0)
    return list(
        dict.fromkeys(name for flat in found for name in mapping(flat.keywords.get("properties")))
    )


def required_names(schema: object, references: References) -> list[str]:
    return names(flatten(schema, references).keywords.get("required"))


def _with_options(schema: object, references: References, depth: int) -> Iterator[Flat]:
    flat = flatten(schema, references)
    yield flat
    if depth < DEEPEST:
        for _, options in flat.unions:
            for option in options[:MOST_OPTIONS]:
                yield from _with_options(option, references, depth + 1)
