"""JSON text of values whose size nobody bounds."""

import json
from typing import Any

from openapi.request.errors import NoRequest

LONGEST_JSON = 8_000


def json_text(value: Any, *, indent: int | None = None, limit: int = LONGEST_JSON) -> str:
    """Return a value as JSON, without spaces where it is not indented.

    Raise `NoRequest` where that is more than `limit` characters, without writing them all.
    """
    separators = (",", ":") if indent is None else None
    encoder = json.JSONEncoder(ensure_ascii=False, indent=indent, separators=separators)
    chunks = []
    size = 0
    try:
        for chunk in encoder.iterencode(value):
            size += len(chunk)
            if size > limit:
                raise NoRequest("request_too_large")
            chunks.append(chunk)
    except RecursionError:
        raise NoRequest("request_too_large") from None
    return "".join(chunks)
