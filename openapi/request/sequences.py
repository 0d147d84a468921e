"""Bodies that are sequences of values (OpenAPI 3.2.0, "Sequential Media Types")."""

import json
from typing import Any


def json_lines(value: Any) -> str:
    """Return one JSON value a line (https://jsonlines.org)."""
    return "".join(f"{_compact(each)}\n" for each in _items(value))


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
        for line in (each if isinstance(each, str) else _compact(each)).splitlines() or [""]
    ]
    return "".join(lines) + "\n"


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
