"""The value of an incoming body, by its media type and schema."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, mapping
from openapi.model.operations import MediaType
from openapi.request import media_types
from openapi.request.arguments import style_for
from openapi.request.errors import NoRequest
from openapi.request.faults import Unreadable
from openapi.request.files import is_file
from openapi.request.forms import Field
from openapi.request.kinds import ALL, kinds
from openapi.request.media_types import essence
from openapi.request.properties import item_schema, property_names, property_schema, required_names
from openapi.request.read_parts import Upload, parts
from openapi.request.read_values import Named, from_json, from_query, query_pairs, typed
from openapi.request.sequences import events
from openapi.request.styles import Style, percent_encoded

MOST_PROPERTIES = 1_000


def read_body(body: bytes, content: MediaType, content_type: str, references: References) -> Any:
    """Return a JSON value, text, or bytes; files in a form are `Upload`.

    Raise `Unreadable` where the body is not what its media type says.
    """
    if media_types.is_json(content_type):
        return from_json(body)
    if essence(content_type) == media_types.FORM:
        pairs = query_pairs(_decoded(body))
        return _form(content, {name: [] for name, _ in pairs}, references, pairs)
    if media_types.is_multipart(content_type):
        return _multipart(parts(body, content_type), content, references)
    if media_types.is_binary(content_type) or is_file(content.schema, references):
        return body
    if media_types.is_json_lines(content_type):
        return [from_json(line) for line in _decoded(body).split("\n") if line.strip()]
    if essence(content_type) == media_types.EVENTS:
        return [_event(block) for block in events(_decoded(body))]
    return _decoded(body)


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Unreadable("body_not_utf8", {}) from None


def _event(block: str) -> JsonObject:
    """Return one server-sent event; lines of one name are joined."""
    fields: dict[str, Any] = {}
    for each in block.split("\n"):
        name, _, value = each.partition(":")
        if name:
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name in fields else value
    if str(fields.get("retry", "")).isdecimal():
        fields["retry"] = int(fields["retry"][:20])
    return fields


def _multipart(sent: list[Upload], content: MediaType, references: References) -> JsonObject:
    by_name: dict[str, list[Upload]] = {}
    for part in sent:
        by_name.setdefault(part.name, []).append(part)
    texts = [(part.name, percent_encoded(part.content.decode("utf-8", "replace"))) for part in sent]
    return _form(content, by_name, references, texts)


def _form(
    content: MediaType,
    sent: Mapping[str, list[Upload]],
    references: References,
    pairs: list[tuple[str, str]],
) -> JsonObject:
    """Return the properties of a form; `pairs` are names and values, these percent-encoded."""
    encodings = mapping(content.raw.get("encoding"))
    required = required_names(content.schema, references)
    known = property_names(content.schema, references)[:MOST_PROPERTIES]
    found: JsonObject = {}
    for name in dict.fromkeys([*known, *(name for name in sent if "[" not in name)]):
        schema = property_schema(content.schema, name, references)
        field = Field(name, None, schema, mapping(encodings.get(name)), name in required)
        try:
            found[name] = _property(field, sent.get(name, []), pairs, references, known)
        except KeyError:
            continue
        except Unreadable as error:
            raise Unreadable(error.code, error.params, [name, *error.keys]) from None
    return found


def _property(
    field: Field,
    uploads: list[Upload],
    pairs: list[tuple[str, str]],
    references: References,
    known: list[str],
) -> Any:
    if field.is_styled and not any(part.file_name for part in uploads):
        try:
            style = style_for(field.encoding, "query", [], field.schema, references)
        except NoRequest:
            style = Style("form", explode=True)
        return from_query(Named(field.name, field.schema, style), pairs, known, references)
    values: list[Any] = uploads or [value for name, value in pairs if name == field.name]
    if not values:
        raise KeyError(field.name)
    allowed = kinds(field.schema, references)
    if "array" in allowed and (allowed != ALL or len(values) > 1):
        return [
            _one(value, field, item_schema(field.schema, at, references), references)
            for at, value in enumerate(values)
        ]
    return _one(values[-1], field, field.schema, references)


def _one(value: Any, field: Field, schema: object, references: References) -> Any:
    if isinstance(value, Upload):
        media_type = value.media_type or field.content_type
        if value.file_name or media_types.is_binary(media_type) or is_file(schema, references):
            return value
        if media_types.is_json(media_type):
            return from_json(value.content)
        return typed(value.content.decode("utf-8", "replace"), schema, references)
    named = Named(field.name, schema, Style("form", explode=True))
    if media_types.is_json(field.content_type):
        return from_json(unquote_plus(value))
    if kinds(schema, references) & {"array"} and "string" not in kinds(schema, references):
        return from_json(unquote_plus(value))
    return from_query(named, [(field.name, value)], (), references)
