"""What a schema says of one property, also where it stands in an alternative."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import mapping, names
from openapi.schema.flatten import Flat, flatten

MOST_SCHEMAS = 100


def property_schema(schema: object, name: str, references: References) -> Any:
    """Return the schema of a property; `True` where there is none."""
    found = list(_with_options(schema, references))
    for flat in found:
        properties = mapping(flat.keywords.get("properties"))
        if name in properties:
            return properties[name]
    extras = (flat.keywords.get("additionalProperties") for flat in found)
    return next((extra for extra in extras if isinstance(extra, dict)), True)


def item_schema(schema: object, position: int, references: References) -> Any:
    """Return the schema of an item of a list; `True` where there is none."""
    for flat in _with_options(schema, references):
        first = flat.keywords.get("prefixItems")
        if isinstance(first, list) and position < len(first):
            return first[position]
        if "items" in flat.keywords:
            return flat.keywords["items"]
    return True


def property_names(schema: object, references: References) -> list[str]:
    """Return the properties that a schema and its alternatives name."""
    found = _with_options(schema, references)
    return list(
        dict.fromkeys(name for flat in found for name in mapping(flat.keywords.get("properties")))
    )


def required_names(schema: object, references: References) -> frozenset[str]:
    return frozenset(names(flatten(schema, references).keywords.get("required")))


def _with_options(schema: object, references: References) -> Iterator[Flat]:
    """Yield a schema and its alternatives, nearest first, at most 100."""
    queue: deque[object] = deque([schema])
    seen: set[str] = set()
    for _ in range(MOST_SCHEMAS):
        if not queue:
            return
        flat = flatten(queue.popleft(), references)
        if flat.ref and flat.ref in seen:
            continue
        seen.add(flat.ref)
        yield flat
        for _, options in flat.unions:
            queue.extend(options[:MOST_SCHEMAS])
