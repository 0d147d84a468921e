"""Which schemas extend a schema that has a discriminator and lists none.

OpenAPI 3.1.1, 4.8.25: a `discriminator` beside neither `oneOf` nor `anyOf` means the schemas that
extend it by `allOf`. They refer to their parent and not the other way round, so whoever reads the
parent alone has to be given them.
"""

from collections import defaultdict
from collections.abc import Iterator

from openapi.common.pointers import escaped
from openapi.common.references import schema_name
from openapi.common.untrusted import JsonObject, line, mapping, sequence
from openapi.schema.flatten import UNIONS

MOST = 1_000
PREFIX = "#/components/schemas/"

# The value of the discriminator, and the reference of the schema that it chooses.
Kind = tuple[str, str]


def kinds(schemas: JsonObject) -> dict[str, list[Kind]]:
    """Return the kinds of each component schema that has some, by its reference; at most 1,000."""
    parents = {
        PREFIX + escaped(name): schema
        for name, schema in schemas.items()
        if isinstance(schema, dict)
        and isinstance(schema.get("discriminator"), dict)
        and not any(schema.get(union) for union in UNIONS)
    }
    if not parents:
        return {}
    extending = _extending(schemas)
    found = {ref: list(_kinds(ref, schema, extending)) for ref, schema in parents.items()}
    return {ref: listed for ref, listed in found.items() if listed}


def _extending(schemas: JsonObject) -> dict[str, list[str]]:
    """Return the references of the schemas that extend one directly, by its reference."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, schema in schemas.items():
        for part in sequence(mapping(schema).get("allOf")):
            parent = mapping(part).get("$ref")
            if isinstance(parent, str):
                found[parent].append(PREFIX + escaped(name))
    return found


def _kinds(parent: str, schema: JsonObject, extending: dict[str, list[str]]) -> Iterator[Kind]:
    values: dict[str, list[str]] = defaultdict(list)
    for value, target in mapping(schema["discriminator"].get("mapping")).items():
        # A target may be a reference, or the name of a component.
        named = line(target, 2_000)
        values[named if named.startswith("#/") else PREFIX + escaped(named)].append(value)
    left = MOST
    for ref in _descendants(parent, extending):
        for value in values[ref] or [schema_name(ref)]:
            if not left:
                return
            left -= 1
            yield value, ref


def _descendants(parent: str, extending: dict[str, list[str]]) -> Iterator[str]:
    """Yield what extends a schema, directly or by another one, nearest first."""
    seen, queue = {parent}, [parent]
    for ref in queue:
        if len(seen) > MOST:
            return
        for below in extending.get(ref, []):
            if below not in seen:
                seen.add(below)
                queue.append(below)
                yield below
