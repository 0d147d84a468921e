"""Requests as bytes, as a client of HTTP would send them."""

import json
from urllib.parse import urlencode

from openapi.request.message import (
    Body,
    File,
    FileBody,
    FormBody,
    JsonBody,
    Part,
    Request,
    TextBody,
)

BOUNDARY = "----sample"
CONTENT = b"bytes of a file"


def headers(request: Request) -> list[tuple[str, str]]:
    content_type, _ = encoded(request.body)
    found = list(request.headers)
    if content_type:
        found.append(("Content-Type", content_type))
    if request.cookies:
        found.append(("Cookie", "; ".join(f"{name}={value}" for name, value in request.cookies)))
    return found


def encoded(body: Body | None) -> tuple[str, bytes]:
    """The Content-Type and the bytes of a body."""
    if body is None:
        return "", b""
    if isinstance(body, JsonBody):
        return body.media_type, json.dumps(body.value).encode()
    if isinstance(body, TextBody):
        return body.media_type, body.text.encode()
    if isinstance(body, FormBody):
        return body.media_type, urlencode(body.fields).encode()
    if isinstance(body, FileBody):
        return body.media_type, CONTENT
    content = b"".join(map(_part, body.parts)) + f"--{BOUNDARY}--\r\n".encode()
    return f"{body.media_type}; boundary={BOUNDARY}", content


def _part(part: Part) -> bytes:
    is_file = isinstance(part.value, File)
    name = f'; filename="{part.value.name}"' if isinstance(part.value, File) else ""
    head = [f'Content-Disposition: form-data; name="{part.name}"{name}']
    if part.media_type:
        head.append(f"Content-Type: {part.media_type}")
    head += [f"{key}: {value}" for key, value in part.headers]
    content = CONTENT if is_file else str(part.value).encode()
    return "\r\n".join([f"--{BOUNDARY}", *head, "", ""]).encode() + content + b"\r\n"
