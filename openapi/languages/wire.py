"""The parts of a request as they go over the wire, for languages whose clients are handed those."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from openapi.languages.literals import json_text, scalars
from openapi.request.errors import NoRequest
from openapi.request.message import (
    Body,
    File,
    FormBody,
    JsonBody,
    MultipartBody,
    Part,
    Request,
    TextBody,
)

# A header's name (RFC 9110, 5.6.2). Anything else, "@file" above all, means more to some clients.
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
# The client writes these itself, or they belong to the connection (RFC 9110, 7.6.1).
_OF_THE_CLIENT = re.compile(
    "connection|content-length|content-type|cookie|expect|host|keep-alive|te|trailer"
    "|transfer-encoding|upgrade"
)
# What clients send of themselves with a body of each kind.
_USUAL = {
    JsonBody: "application/json",
    FormBody: "application/x-www-form-urlencoded",
    MultipartBody: "multipart/form-data",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_NOT_IN_A_COOKIE_NAME = re.compile(r"[\s=;]")


def headers(request: Request) -> dict[str, str]:
    """Return the headers to give a client, each name once; no value can hold a line break."""
    found: dict[str, tuple[str, str]] = {}
    for name, value in request.headers:
        key = name.lower()
        if TOKEN.fullmatch(name) and not _OF_THE_CLIENT.fullmatch(key):
            earlier = found.get(key)
            joined = f"{earlier[1]}, {_clean(value)}" if earlier else _clean(value)
            found[key] = (earlier[0] if earlier else name, joined)
    return dict(found.values())


def headers_and_cookie(request: Request) -> dict[str, str]:
    """Return the headers, with the one that carries the cookies."""
    cookie = "; ".join(f"{name}={value}" for name, value in cookies(request))
    return headers(request) | ({"Cookie": cookie} if cookie else {})


def cookies(request: Request) -> list[tuple[str, str]]:
    return [
        (_NOT_IN_A_COOKIE_NAME.sub("_", name), _clean(value)) for name, value in request.cookies
    ]


def all_headers(request: Request) -> dict[str, str]:
    """Return the headers with the cookies and the body's Content-Type among them."""
    found = headers_and_cookie(request)
    if request.body is not None and request.body.media_type:
        found["Content-Type"] = content_type(request.body)
    return found


def require_ascii(found: dict[str, str], client: str) -> None:
    """Raise `NoRequest` where a header holds what a client of ASCII headers refuses."""
    if not all(value.isascii() for value in found.values()):
        raise NoRequest("client_cannot", {"client": client, "what": "headers beyond ASCII"})


def is_usual(body: Body) -> bool:
    """Whether the client's own Content-Type is right for the body."""
    return body.media_type == _USUAL.get(type(body))


def content_type(body: Body) -> str:
    """Return the Content-Type of a body, with the boundary of one that is multipart."""
    bound = f"; boundary={boundary(body)}" if isinstance(body, MultipartBody) else ""
    return _clean(body.media_type) + bound


def body_text(body: Body | None) -> str | None:
    """Return the body as text; None for a file, or where there is none."""
    if isinstance(body, JsonBody):
        return json_text(body.value)
    if isinstance(body, FormBody):
        return urlencode([(scalars(name), scalars(value)) for name, value in body.fields])
    if isinstance(body, MultipartBody):
        return "".join(each for each in segments(body) if isinstance(each, str))
    return scalars(body.text) if isinstance(body, TextBody) else None


def is_form_data(body: MultipartBody) -> bool:
    """Whether clients that make form data can send it: it asks for nothing that they cannot say."""
    return is_usual(body) and bool(body.parts) and not any(part.headers for part in body.parts)


def boundary(body: MultipartBody) -> str:
    """Return a boundary that stands nowhere in the parts."""
    found = "part-boundary"
    while any(found in part.value for part in body.parts if isinstance(part.value, str)):
        found += "-x"
    return found


def segments(body: MultipartBody) -> list[str | File]:
    """Return a multipart body piece by piece (RFC 7578): text, and the files between."""
    pieces: list[str | File] = []
    text = ""
    for lines, value in _parts(body):
        text += lines
        if isinstance(value, File):
            pieces += [text, value]
            text = ""
        else:
            text += scalars(value)
        text += "\r\n"
    return [*pieces, f"{text}--{boundary(body)}--\r\n"]


def _parts(body: MultipartBody) -> Iterator[tuple[str, str | File]]:
    for part in body.parts:
        lines = [f"--{boundary(body)}", f"Content-Disposition: {disposition(part)}"]
        if part.media_type:
            lines.append(f"Content-Type: {_clean(part.media_type)}")
        lines += [f"{name}: {value}" for name, value in part_headers(part.headers)]
        yield "\r\n".join([*lines, "", ""]), part.value


def part_headers(given: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(name, _clean(value)) for name, value in given if TOKEN.fullmatch(name)]


def disposition(part: Part) -> str:
    """Return the Content-Disposition of a part of a form (RFC 7578, 4.2)."""
    file = f'; filename="{_escaped(part.value.name)}"' if isinstance(part.value, File) else ""
    return f'form-data; name="{_escaped(part.name)}"{file}'


def _escaped(name: str) -> str:
    """Return a name as browsers write it (HTML, "multipart/form-data encoding algorithm")."""
    return scalars(name).replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _clean(value: str) -> str:
    return _CONTROL.sub(" ", scalars(value)).strip()
