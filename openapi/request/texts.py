"""Values as the text of a media type, for bodies and for parameters with `content`."""

from typing import Any
from urllib.parse import urlencode

from openapi.common.references import References
from openapi.common.untrusted import text
from openapi.model.operations import MediaType
from openapi.request import media_types
from openapi.request.forms import form_pairs
from openapi.request.json_text import json_text
from openapi.request.media_types import essence
from openapi.request.sequences import event_stream, json_lines
from openapi.request.xml import xml_text

LONGEST_TEXT = 100_000
# JSON is YAML (YAML 1.2, 1.3) and plain text, and neither CSV nor HTML.
_JSON_IS_TOO = (
    *("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "text/vnd.yaml"),
    "text/plain",
)


def as_text(value: Any, content: MediaType, media_type: str, references: References) -> str | None:
    """Return the value in a media type, None where nothing says how it is written there."""
    if media_types.is_json(media_type):
        return json_text(value)
    if isinstance(value, str):
        return text(value, LONGEST_TEXT)
    if essence(media_type) == media_types.FORM and isinstance(value, dict):
        return urlencode(form_pairs(value, content, references))
    if media_types.is_json_lines(media_type):
        return json_lines(value)
    if essence(media_type) == media_types.EVENTS:
        return event_stream(value)
    if media_types.is_xml(media_type):
        return xml_text(value, content.schema, references)
    if essence(media_type) in _JSON_IS_TOO:
        return json_text(value, indent=2)
    if media_types.is_text(media_type) and not isinstance(value, list | dict):
        return json_text(value)
    return None
