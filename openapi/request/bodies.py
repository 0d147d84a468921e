"""The body of a request, by its media type."""

import json
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import line
from openapi.model.operations import Body as Described
from openapi.model.operations import MediaType
from openapi.request.arguments import fitting
from openapi.request.choice import Choice
from openapi.request.media_types import essence, is_json, is_text
from openapi.request.message import Body, File, FileBody, JsonBody, TextBody
from openapi.values import Given, example, given

# Characters of a body that stands in a sample; a longer one is sent from a file.
LONGEST_BODY = 8_000


def body_of(body: Described, references: References, choice: Choice) -> Body | None:
    """Return the body with the media type and example that are chosen, else the preferred ones."""
    contents = body.contents
    chosen = next((each for each in contents if each.name == choice.media_type), body.preferred)
    if chosen is None:
        return None
    value = _value(chosen, references, choice.example)
    media_type = line(chosen.name, 120)
    if is_json(media_type) or essence(media_type) in ("*/*", "application/*"):
        return _json(value, media_type)
    if isinstance(value, str) and is_text(media_type):
        return TextBody(value, media_type)
    return FileBody(File("FILE"), media_type)


def _value(content: MediaType, references: References, chosen: str) -> Any:
    found = [one for one in given(content.raw, references) if not one.address]
    named = [one for one in found if _name(one) == chosen]
    for one in named or found:
        for value in fitting(one.value, content.schema, references):
            return value
    return example(content.raw.get("schema", True), references, "readOnly")


def _name(one: Given) -> str:
    return one.title


def _json(value: Any, media_type: str) -> Body:
    if "*" in media_type:
        media_type = "application/json"
    if len(json.dumps(value, indent=2, ensure_ascii=False)) > LONGEST_BODY:
        return FileBody(File("body.json"), media_type)
    return JsonBody(value, media_type)
