"""Bodies as application/x-www-form-urlencoded (OpenAPI 3.2.0, "Encoding Object")."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping, text
from openapi.model.operations import MediaType
from openapi.request import media_types
from openapi.request.arguments import style_for
from openapi.request.errors import NoRequest
from openapi.request.message import FormBody
from openapi.request.properties import property_schema, required_names
from openapi.request.styles import Pairs, field_pairs
from openapi.request.xml import xml_text

MOST_FIELDS = 100
LONGEST_FORM = 8_000


@dataclass(frozen=True, slots=True)
class Field:
    """A property of a form with what the description says about it."""

    name: str
    value: Any
    schema: Any
    encoding: JsonObject
    required: bool

    @property
    def content_type(self) -> str:
        """The first of the media types that its encoding names, "" where it names none."""
        return line(self.encoding.get("contentType"), 200).partition(",")[0].strip()

    @property
    def is_styled(self) -> bool:
        """Whether it is written by a style, as in a query."""
        return any(key in self.encoding for key in ("style", "explode", "allowReserved"))


def form_body(value: JsonObject, content: MediaType, references: References) -> FormBody:
    """Return the form; what is not required is left out where nothing says how to write it."""
    return FormBody(tuple(form_pairs(value, content, references)))


def form_pairs(value: JsonObject, content: MediaType, references: References) -> Pairs:
    """Return names and values, not percent-encoded."""
    found: Pairs = []
    size = 0
    for field in fields(value, content, references):
        try:
            pairs = (
                styled_pairs(field, references) if field.is_styled else _pairs(field, references)
            )
            size += sum(len(name) + len(each) for name, each in pairs)
            if len(found) + len(pairs) > MOST_FIELDS or size > LONGEST_FORM:
                raise NoRequest("request_too_large")
        except NoRequest:
            if field.required:
                raise
        else:
            found += pairs
    return found


def fields(value: JsonObject, content: MediaType, references: References) -> Iterator[Field]:
    """Yield what a form is made of, required ones first."""
    encodings = mapping(content.raw.get("encoding"))
    required = required_names(content.schema, references)
    for name in sorted(value, key=lambda each: each not in required):
        schema = property_schema(content.schema, name, references)
        yield Field(name, value[name], schema, mapping(encodings.get(name)), name in required)


def styled_pairs(field: Field, references: References) -> Pairs:
    """Return the fields that a value becomes by style and explode."""
    style = style_for(field.encoding, "query", field.value, field.schema, references)
    return field_pairs(field.name, field.value, style)


def _pairs(field: Field, references: References) -> Pairs:
    """Return a field for each item of a list, each written by its media type."""
    values = field.value if isinstance(field.value, list) else [field.value]
    sent = [each for each in values if each is not None]
    return [(field.name, serialized(each, field, references)) for each in sent]


def serialized(value: Any, field: Field, references: References) -> str:
    """Return a value as its media type has it: objects as JSON, unless another one is given."""
    if isinstance(value, dict | list) and media_types.is_xml(field.content_type):
        return xml_text(value, field.schema, references, field.name)
    if isinstance(value, str) and media_types.is_json(field.content_type):
        return json.dumps(value, ensure_ascii=False)
    return plain(value)


def plain(value: Any) -> str:
    """Return text as it is, null as none, and anything else as JSON."""
    if isinstance(value, str):
        return text(value, LONGEST_FORM)
    return "" if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
