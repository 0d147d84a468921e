"""Bodies in parts (RFC 7578; OpenAPI 3.2.0, "Encoding `multipart` Media Types")."""

from typing import Any, TypeAlias

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping
from openapi.model.operations import MediaType
from openapi.model.parameters import headers
from openapi.request import media_types, styles
from openapi.request.arguments import argument
from openapi.request.errors import NoRequest
from openapi.request.files import file_name, is_file, is_open
from openapi.request.forms import (
    LONGEST_FORM,
    MOST_FIELDS,
    Field,
    fields,
    serialized,
    styled_pairs,
)
from openapi.request.message import File, MultipartBody, Part
from openapi.request.names import is_token
from openapi.request.properties import item_schema
from openapi.schema.flatten import flatten

Headers: TypeAlias = tuple[tuple[str, str], ...]

_OF_RANGE = {"image": "image/png", "audio": "audio/mpeg", "video": "video/mp4"}


def multipart_body(
    value: JsonObject, content: MediaType, media_type: str, references: References
) -> MultipartBody:
    """Return the parts; what is not required is left out where nothing says how to write it."""
    found: list[Part] = []
    size = 0
    for field in fields(value, content, references):
        try:
            parts = _parts(field, references)
            size += sum(len(part.name) + len(_text(part)) for part in parts)
            if len(found) + len(parts) > MOST_FIELDS or size > LONGEST_FORM:
                raise NoRequest("request_too_large")
        except NoRequest:
            if field.required:
                raise
        else:
            found += parts
    return MultipartBody(tuple(found), media_type)


def _parts(field: Field, references: References) -> list[Part]:
    sent = _headers(field, references)
    if field.is_styled and not is_file(field.schema, references):
        return [Part(name, text, "", sent) for name, text in styled_pairs(field, references)]
    if isinstance(field.value, list):
        return [
            _part(field, each, item_schema(field.schema, at, references), sent, references)
            for at, each in enumerate(field.value)
            if each is not None
        ]
    if field.value is None:
        return []
    return [_part(field, field.value, field.schema, sent, references)]


def _part(field: Field, value: Any, schema: Any, sent: Headers, references: References) -> Part:
    keywords = flatten(schema, references).keywords
    media_type = field.content_type
    if _is_sent_as_file(value, schema, media_type, references):
        media_type = _concrete(media_type or line(keywords.get("contentMediaType"), 120))
        file = File(file_name(field.name, media_type, value))
        return Part(field.name, file, media_type, sent)
    if not media_type and isinstance(value, list | dict):
        media_type = media_types.JSON
    elif not media_type and isinstance(value, str) and _is_encoded(keywords):
        media_type = media_types.BINARY
    return Part(field.name, serialized(value, field, references), _concrete(media_type), sent)


def _is_sent_as_file(value: Any, schema: Any, media_type: str, references: References) -> bool:
    if value and isinstance(value, list | dict):
        return False
    if is_file(schema, references):
        return True
    if _is_encoded(flatten(schema, references).keywords):
        return False
    if media_types.is_binary(media_type):
        return True
    return is_open(schema, references) and not isinstance(value, bool | int | float)


def _is_encoded(keywords: JsonObject) -> bool:
    """Return whether the text stands for bytes, as base64 does."""
    return "contentEncoding" in keywords or line(keywords.get("format"), 20) == "byte"


def _concrete(media_type: str) -> str:
    """Return the media type to send for a range such as `image/*`, "" where it says nothing."""
    kind, _, subtype = media_types.essence(media_type).partition("/")
    return _OF_RANGE.get(kind, "") if subtype == "*" else media_type


def _headers(field: Field, references: References) -> Headers:
    """Return the headers of a part that its encoding requires."""
    found = []
    for header in headers({"headers": mapping(field.encoding.get("headers"))}, references):
        if header.required and header.name.lower() != "content-type" and is_token(header.name):
            value = argument(header, references)
            text = styles.header_text(header.name, value, styles.style_of(header.raw, "header"))
            found.append((header.name, line(text, 500)))
    return tuple(found)


def _text(part: Part) -> str:
    return part.value if isinstance(part.value, str) else part.value.name
