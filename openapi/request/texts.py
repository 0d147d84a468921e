"""Values as the text of a media type, for bodies and for parameters with `content`."""

import json
from typing import Any
from urllib.parse import urlencode

from openapi.common.references import References
from openapi.common.untrusted import text
from openapi.model.operations import MediaType
from openapi.request import media_types
from openapi.request.forms import form_pairs
from openapi.request.media_types import essence
from openapi.request.sequences import event_stream, json_lines
from openapi.request.xml import xml_text

LONGEST_TEXT = 100_000
_YAML = ("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml")


def as_text(value: Any, content: MediaType, media_type: str, references: References) -> str | None:
    """Return the value in a media type, None where nothing says how it is written there."""
    if media_types.is_json(media_type):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
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
    if media_types.is_text(media_type) or essence(media_type) in _YAML:
        # JSON is YAML too (YAML 1.2, 1.3).
        return json.dumps(value, indent=2, ensure_ascii=False)
    return None
