"""The forms of a body: what is said of a media type, and how each of its fields is sent."""

from collections.abc import Iterator
from typing import Any

from docs.reference.row import Sent
from docs.reference.sending import encoding_words, flags, written_forms
from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping, sequence, text
from openapi.model.operations import MediaType
from openapi.model.parameters import Parameter, headers
from openapi.schema.facts import bounded, constraints, unknown
from openapi.schema.phrases import kind_of, type_of
from openapi.schema.simplify import simplified
from openapi.values import given

FIELDS = frozenset(
    (
        *("schema", "itemSchema", "example", "examples", "$ref", "summary", "description"),
        *("encoding", "prefixEncoding", "itemEncoding"),
    )
)
ENCODING_FIELDS = frozenset(("contentType", "headers", "style", "explode", "allowReserved"))
MOST_PARTS = 200


def content_child(content: MediaType, references: References, *, with_examples: bool) -> Sent:
    """Return the schema of a media type with what else is said of it.

    `with_examples`: those of the media type are shown with the schema, and not beside it.
    """
    notes = ["a stream: each item is sent by itself"] if content.is_stream else []
    keywords = simplified(content.schema, references).keywords
    properties = mapping(keywords.get("properties"))
    with_rows = {*properties, *_item_labels(sequence(keywords.get("prefixItems")))}
    members: dict[str, list[str]] = {}
    for name, words in _encodings(content, properties, references):
        if name in with_rows:
            members[name] = words
        else:
            notes.append(f"{line(name, 120)}: {'; '.join(words)}")
    notes += written_forms(content.raw, references)
    notes += unknown({key: value for key, value in content.raw.items() if key not in FIELDS})
    return Sent(
        "",
        content.schema,
        notes=bounded(notes),
        examples=given(content.raw, references) if with_examples else [],
        members=members,
    )


def _item_labels(items: list[Any]) -> list[str]:
    return [f"item {number}" for number in range(1, len(items) + 1)]


def _encodings(
    content: MediaType, properties: JsonObject, references: References
) -> Iterator[tuple[str, list[str]]]:
    """Yield how each part is sent, by the name of a property or by "item 1"."""
    named = list(mapping(content.raw.get("encoding")).items())
    listed = sequence(content.raw.get("prefixEncoding"))
    parts = [*named, *zip(_item_labels(listed), listed, strict=True)]
    if "itemEncoding" in content.raw:
        parts.append(("each item", content.raw["itemEncoding"]))
    for name, raw in parts[:MOST_PARTS]:
        kind = kind_of(simplified(properties.get(name, True), references).keywords)
        if words := list(_words(mapping(raw), kind, references)):
            yield name, words


def _words(raw: JsonObject, kind: str, references: References) -> Iterator[str]:
    yield from encoding_words(raw, kind)
    for header in headers(raw, references)[:MOST_PARTS]:
        yield _header(header, references)
    yield from unknown({key: value for key, value in raw.items() if key not in ENCODING_FIELDS})


def _header(header: Parameter, references: References) -> str:
    """Return "with header X-Size (integer, required, at least 1): how large it is"."""
    flat = simplified(header.schema, references)
    required = ["required"] if header.required else []
    kind = str(type_of(flat, references))
    facts = ", ".join([kind, *required, *bounded(constraints(flat)), *flags(header.raw)])
    about = line(text(header.description, 300))
    return f"with header {line(header.name, 120)} ({facts})" + (f": {about}" if about else "")
