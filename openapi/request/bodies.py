"""The body of a request, by its media type."""

import json
import re
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import line
from openapi.model.operations import Body as Described
from openapi.model.operations import MediaType
from openapi.request import media_types
from openapi.request.arguments import fitting, made
from openapi.request.choice import Choice
from openapi.request.errors import NoRequest
from openapi.request.files import file_name, is_file
from openapi.request.forms import form_body
from openapi.request.media_types import essence
from openapi.request.message import Body, File, FileBody, JsonBody, TextBody
from openapi.request.multipart import multipart_body
from openapi.request.texts import as_text
from openapi.values import Work, given

# Characters of a body that stands in a sample; a longer one is sent from a file.
LONGEST_BODY = 8_000
# RFC 9110, 8.3.1.
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+*-]+/[\w!#$&^.+*-]+(\s*;.*)?", re.ASCII)
# What a range such as `image/*` is sent as.
_OF_RANGE = {
    "application": media_types.JSON,
    "audio": "audio/mpeg",
    "image": "image/png",
    "multipart": media_types.MULTIPART_FORM,
    "text": "text/plain",
    "video": "video/mp4",
}


def body_of(body: Described, references: References, choice: Choice, work: Work) -> Body | None:
    """Return the body with the media type and example that are chosen, else the preferred ones."""
    contents = body.contents
    chosen = next((each for each in contents if each.name == choice.media_type), body.preferred)
    if chosen is None:
        return None
    if not _MEDIA_TYPE.fullmatch(chosen.name):
        raise NoRequest("request_media_type", {"media_type": line(chosen.name, 80)})
    media_type = _concrete(line(chosen.name, 120), chosen.schema, references)
    if is_file(chosen.schema, references) or media_types.is_binary(media_type):
        return _file(media_type)
    return _written(
        _value(chosen, references, choice.example, work), chosen, media_type, references
    )


def _written(value: Any, content: MediaType, media_type: str, references: References) -> Body:
    if media_types.is_json(media_type):
        return _bounded(JsonBody(value, media_type), json.dumps(value, indent=2))
    if essence(media_type) == media_types.FORM and isinstance(value, dict):
        return form_body(value, content, references)
    if media_types.is_multipart(media_type):
        if isinstance(value, dict):
            return multipart_body(value, content, media_type, references)
        return _file(media_type)
    written = as_text(value, content, media_type, references)
    if written is None:
        return _file(media_type)
    return _bounded(TextBody(written, media_type), written)


def _value(content: MediaType, references: References, chosen: str, work: Work) -> Any:
    found = [one for one in given(content.raw, references) if not one.address]
    named = [one for one in found if one.name == chosen]
    is_json = media_types.is_json(content.name)
    for one in [*named, *found]:
        if isinstance(one.value, str) and not is_json:
            return one.value
        for value in fitting(one.value, content.schema, references):
            return value
    return made(content.schema, references, "readOnly", work=work)


def _concrete(media_type: str, schema: Any, references: References) -> str:
    """Return the media type to send for a range such as `*/*` or `image/*`."""
    kind, _, subtype = essence(media_type).partition("/")
    if subtype != "*":
        return media_type
    if is_file(schema, references):
        return (
            _OF_RANGE.get(kind, media_types.BINARY) if kind != "application" else media_types.BINARY
        )
    return _OF_RANGE.get(kind, media_types.JSON)


def _bounded(body: JsonBody | TextBody, written: str) -> Body:
    return body if len(written) <= LONGEST_BODY else _file(body.media_type)


def _file(media_type: str) -> FileBody:
    return FileBody(File(file_name("body", media_type)), media_type)
