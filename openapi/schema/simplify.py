"""A schema as it reads best: a choice that leaves nothing to choose is no choice.

`anyOf: [A, {type: null}]` is how JSON Schema says "A or null", which many generators write for
every optional value; it reads as A, nullable.
"""

from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import mapping
from openapi.schema.flatten import Flat, flatten
from openapi.schema.further import further


def simplified(
    schema: object, references: References, inside: frozenset[str] = frozenset()
) -> Flat:
    """Return what `flatten` returns, its only option merged in where there is but one.

    `further` is set too.
    """
    meter = references.meter
    if not meter.limit or not (isinstance(schema, dict) and schema.keys() == {"$ref"}):
        return _simplified(schema, references, inside)
    key = (str(schema["$ref"]), inside)
    if key not in meter.memo:
        meter.memo[key] = _simplified(schema, references, inside)
    found: Flat = meter.memo[key]
    return found


def _simplified(schema: object, references: References, inside: frozenset[str]) -> Flat:
    flat = flatten(schema, references, inside)
    if "allOf" in mapping(schema) or flat.ref:
        flat.further = further(references.follow(schema).value, flat)
    if len(flat.unions) != 1:
        return flat
    ((_, options),) = flat.unions
    chosen = without_null(options)
    if len(chosen) != 1:
        return flat
    is_nullable = len(options) > 1 and "type" not in flat.keywords
    nullable = {"nullable": True} if is_nullable else {}
    merged = flatten(flat.keywords | {"allOf": chosen} | nullable, references, inside)
    merged.followed |= flat.followed
    merged.further = [*flat.further, *further({"allOf": chosen}, merged)]
    if flat.ref:
        merged.ref, merged.name, merged.state = flat.ref, flat.name, flat.state
    return merged


def without_null(options: list[Any]) -> list[Any]:
    return [option for option in options if not is_null(option)]


def is_null(option: object) -> bool:
    """Return whether an option says no more than that the value may be null."""
    raw = mapping(option)
    return raw.get("type") == "null" and set(raw) <= {"type", "nullable"}
