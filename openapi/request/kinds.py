"""Which JSON types a schema allows, and whether a text needs to be more than any."""

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, names, sequence
from openapi.schema.flatten import flatten

DEEPEST = 6
MOST_OPTIONS = 30
ALL = frozenset(("string", "number", "integer", "boolean", "null", "array", "object"))
# What decides about a string beside its length.
_DECIDING = frozenset(
    (
        "const",
        "enum",
        "pattern",
        "format",
        "default",
        "example",
        "examples",
        "not",
        "contentEncoding",
        "contentMediaType",
    )
)


def kinds(schema: object, references: References) -> frozenset[str]:
    """Return the JSON types that a schema allows: all where it says nothing of types.

    With "number", "integer" is there too.
    """
    return _kinds(schema, references, 0)


def free_text(schema: object, references: References) -> tuple[int, int] | None:
    """Return the least and greatest length where any text will do, else None."""
    flat = flatten(schema, references)
    keywords = flat.keywords
    if flat.unions or flat.always is not None or _DECIDING & keywords.keys():
        return (0, 1_000) if flat.always else None
    if _own(keywords) not in (frozenset(("string",)), frozenset(("string", "null")), ALL):
        return None
    return _length(keywords, "minLength", 0), _length(keywords, "maxLength", 1_000)


def _kinds(schema: object, references: References, depth: int) -> frozenset[str]:
    flat = flatten(schema, references)
    found = _own(flat.keywords)
    if depth < DEEPEST:
        for _, options in flat.unions:
            each = [_kinds(one, references, depth + 1) for one in options[:MOST_OPTIONS]]
            allowed = frozenset().union(*each)
            found = found & allowed or found
    return found


def _own(keywords: JsonObject) -> frozenset[str]:
    given = keywords.get("type")
    found = [given] if isinstance(given, str) else names(given)
    if not found:
        return _of_values(keywords) or _implied(keywords)
    if keywords.get("nullable") is True:
        found = [*found, "null"]
    if "number" in found:
        found = [*found, "integer"]
    return frozenset(found)


def _of_values(keywords: JsonObject) -> frozenset[str]:
    values = sequence(keywords.get("enum")) or [keywords[k] for k in ("const",) if k in keywords]
    return frozenset().union(*(kinds_of_value(value) for value in values[:200]))


def _implied(keywords: JsonObject) -> frozenset[str]:
    """Return what a schema without a type is meant for, as its other keywords show."""
    if "properties" in keywords or "additionalProperties" in keywords:
        return frozenset(("object",))
    if "items" in keywords or "prefixItems" in keywords:
        return frozenset(("array",))
    return ALL


def kinds_of_value(value: object) -> frozenset[str]:
    """Return the JSON types that a value has: a whole number has two."""
    if value is None:
        return frozenset(("null",))
    if isinstance(value, bool):
        return frozenset(("boolean",))
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return frozenset(("integer", "number"))
    name = {float: "number", str: "string", list: "array", dict: "object"}.get(type(value), "")
    return frozenset((name,))


def _length(keywords: JsonObject, name: str, default: int) -> int:
    given = keywords.get(name)
    return given if isinstance(given, int) and not isinstance(given, bool) else default
