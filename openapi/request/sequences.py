"""Bodies that are sequences of values (OpenAPI 3.2.0, "Sequential Media Types")."""

import re
from typing import Any

from openapi.request.errors import NoRequest
from openapi.request.json_text import json_text

MOST_ITEMS = 1_000
# Where a line of server-sent events ends; `str.splitlines` knows further places.
_LINE_END = re.compile(r"\r\n|\r|\n")


def json_lines(value: Any) -> str:
    """Return one JSON value a line (https://jsonlines.org)."""
    return "".join(f"{json_text(each)}\n" for each in _items(value))


def event_stream(value: Any) -> str:
    """Return server-sent events
    (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
    return "".join(_event(each) for each in _items(value))


def _event(value: Any) -> str:
    fields = value if isinstance(value, dict) else {"data": value}
    lines = [
        f"{name}: {line}\n"
        for name, each in fields.items()
        if each is not None
        for line in _LINE_END.split(each if isinstance(each, str) else json_text(each))
    ]
    return "".join(lines) + "\n"


def events(text: str) -> list[str]:
    """Return what stands between the empty lines of server-sent events, its lines ended by LF."""
    blocks = _LINE_END.sub("\n", text).split("\n\n")
    return [block for block in blocks if block.strip()]


def _items(value: Any) -> list[Any]:
    if not isinstance(value, list):
        return [value]
    if len(value) > MOST_ITEMS:
        raise NoRequest("request_too_large")
    return value
