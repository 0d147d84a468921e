"""Which parts of a document are OpenAPI and which are names or data.

In `properties: {default: …}` the word `default` is a name and a schema stands behind it; in a
schema itself `default` holds data. What a `$ref` means depends on that, so the walk carries it.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Any, TypeAlias

from openapi.common.pointers import Path
from openapi.common.untrusted import JsonObject


class Part(Enum):
    """What an object's keys are."""

    FIELDS = "fields of the specification"
    NAMES = "names chosen by the author, each with a specified object behind it"
    PATHS = "names, but for x- extensions"
    EXAMPLES = "names of Example Objects"
    EXAMPLE = "fields of an Example Object"
    LINKS = "names of Link Objects"
    LINK = "fields of a Link Object"


Visit: TypeAlias = tuple[JsonObject | list[Any], Part, Path]

# What stands below the fields that do not simply hold an object with fields: None is data. Name
# maps are so only where the value is an object: an operation's `parameters` are a list.
_BELOW_FIELD: dict[str, Part | None] = (
    dict.fromkeys(
        ("example", "default", "enum", "const", "mapping", "scopes", "security"),
        None,
    )
    | dict.fromkeys(
        (
            "$defs",
            "additionalOperations",
            "callbacks",
            "content",
            "definitions",
            "dependencies",
            "dependentSchemas",
            "encoding",
            "headers",
            "mediaTypes",
            "parameters",
            "pathItems",
            "patternProperties",
            "properties",
            "requestBodies",
            "responses",
            "schemas",
            "securityDefinitions",
            "securitySchemes",
            "variables",
            "webhooks",
        ),
        Part.NAMES,
    )
    | {"paths": Part.PATHS, "examples": Part.EXAMPLES, "links": Part.LINKS}
)
_EXAMPLE_DATA = frozenset(("value", "dataValue"))
_LINK_DATA = frozenset(("parameters", "requestBody"))


def objects(document: JsonObject) -> Iterator[Visit]:
    """Yield every object of the document that is not inside data, with its kind and the way to it.

    In the order of the text, so that the first fault found is the first one to be read.
    """
    # In Swagger 2.0 the `examples` of a response are the data themselves, by media type.
    plain_examples = "openapi" not in document
    stack: list[Visit] = [(document, Part.FIELDS, None)]
    while stack:
        visit = stack.pop()
        node, part, path = visit
        if type(node) is list:
            for index, child in reversed(list(enumerate(node))):
                if type(child) is dict or type(child) is list:
                    stack.append((child, part, (path, index)))
            continue
        yield visit
        if part is Part.NAMES:
            for key, child in reversed(node.items()):  # type: ignore[union-attr]
                if type(child) is dict or type(child) is list:
                    stack.append((child, Part.FIELDS, (path, key)))
            continue
        for key, child in reversed(node.items()):  # type: ignore[union-attr]
            if type(child) is dict or type(child) is list:
                below = part_below(part, key, child)
                if below is not None and not (plain_examples and below is Part.EXAMPLES):
                    stack.append((child, below, (path, key)))


def part_below(part: Part, key: str, child: object) -> Part | None:
    """Return what the keys of `child`, found at `key`, are; None where it is data."""
    if part is Part.NAMES:
        return Part.FIELDS
    if part is not Part.FIELDS:
        return _below_other(part, key)
    if key.startswith("x-"):
        return None
    below = _BELOW_FIELD.get(key, Part.FIELDS)
    if type(child) is list and below is not None:
        # A schema's `examples` are data. Any other list holds objects, each with fields.
        return None if key == "examples" else Part.FIELDS
    return below


def _below_other(part: Part, key: str) -> Part | None:
    if key.startswith("x-") and part in (Part.PATHS, Part.EXAMPLE, Part.LINK):
        return None
    if part is Part.EXAMPLES:
        return Part.EXAMPLE
    if part is Part.LINKS:
        return Part.LINK
    if (part is Part.EXAMPLE and key in _EXAMPLE_DATA) or (part is Part.LINK and key in _LINK_DATA):
        return None
    return Part.FIELDS
