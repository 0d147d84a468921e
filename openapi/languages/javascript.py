"""A request as JavaScript, by fetch: a module for Node.js 18 or newer, Deno or a browser."""

import re
from typing import Any

from openapi.languages import wire
from openapi.languages.literals import (
    Notation,
    escape_unseen,
    items,
    literal,
    members,
    scalars,
)
from openapi.languages.literals import quoted_either_way as quoted
from openapi.request.errors import NoRequest
from openapi.request.message import (
    Body,
    File,
    FileBody,
    FormBody,
    JsonBody,
    Login,
    MultipartBody,
    Part,
    Request,
)

LABEL = "JavaScript"
# {"__proto__": x} would set the prototype.
NOTATION = Notation(
    quoted,
    lambda name: '["__proto__"]: ' if name == "__proto__" else f"{quoted(name)}: ",
    {True: "true", False: "false", None: "null"},
    indent="  ",
)
_BREAK = re.compile(r"[\r\n]")
LARGEST_INTEGER = 2**53 - 1


def write(request: Request) -> str:
    """Return the module. Raise `NoRequest` for what fetch cannot send."""
    _check(request)
    before, body, is_typed = _body(request.body)
    headers = wire.all_headers(request)
    if is_typed:
        headers.pop("Content-Type", None)
    options = [] if request.method == "GET" else [("method", quoted(request.method))]
    coded = [(name, _header(value)) for name, value in headers.items()]
    if request.login:
        coded.append(("Authorization", f'"Basic " + {_base64(request.login)}'))
    if coded:
        options.append(("headers", members(coded, NOTATION, 1)))
    if body:
        options.append(("body", body))
    if request.client_certificate:
        options.append(("dispatcher", "new Agent({ connect: { cert, key } })"))
    given = "".join(f"  {name}: {code},\n" for name, code in options)
    arguments = f"{quoted(request.url)}, {{\n{given}}}" if options else quoted(request.url)
    return (
        f"{_imports(request)}{before}const response = await fetch({arguments});\n"
        "console.log(response.status);\nconsole.log(await response.text());\n"
    )


def _check(request: Request) -> None:
    lacking = ""
    if request.login and request.login.digest:
        lacking = "Digest authentication"
    elif request.body is not None and request.method in ("GET", "HEAD"):
        lacking = f"{request.method} with a body"
    if lacking:
        raise NoRequest("client_cannot", {"client": "fetch", "what": lacking})


def _imports(request: Request) -> str:
    lines = ""
    if _has_files(request.body) or request.client_certificate:
        lines += 'import { readFile } from "node:fs/promises";\n'
    if request.client_certificate:
        lines += (
            'import { Agent, fetch } from "undici"; // npm install undici\n\n'
            'const cert = await readFile("client.pem");\n'
            'const key = await readFile("client.key");\n'
        )
    return f"{lines}\n" if lines else ""


def _has_files(body: Body | None) -> bool:
    if isinstance(body, MultipartBody):
        return any(isinstance(part.value, File) for part in body.parts)
    return isinstance(body, FileBody)


def _header(value: str) -> str:
    """Return a header's value as fetch takes it: each character is a byte of its UTF-8."""
    return quoted(value.encode().decode("latin-1"))


def _base64(login: Login) -> str:
    pair = f"{login.user}:{login.password}"
    if pair.isascii():
        return f"btoa({quoted(pair)})"
    return f'Buffer.from({quoted(pair)}).toString("base64")'


def _body(body: Body | None) -> tuple[str, str, bool]:
    """Return what stands before the call, the body, and whether fetch knows its Content-Type."""
    if body is None:
        return "", "", True
    if isinstance(body, JsonBody) and _is_exact(body.value):
        return "", f"JSON.stringify({literal(body.value, NOTATION, 1)})", False
    if isinstance(body, FormBody) and body.fields:
        pairs = items((f"[{quoted(k)}, {quoted(v)}]" for k, v in body.fields), NOTATION, 1)
        return "", f"new URLSearchParams({pairs})", wire.is_usual(body)
    if isinstance(body, FileBody):
        return "", _read(body.file), False
    if isinstance(body, MultipartBody):
        if wire.is_form_data(body) and not any(map(_is_changed, body.parts)):
            return (
                f"const form = new FormData();\n{''.join(map(_part, body.parts))}\n",
                "form",
                True,
            )
        pieces = map(_piece, wire.segments(body))
        return "", f"new Blob({items(pieces, NOTATION, 1)})", False
    return "", _text(wire.body_text(body) or ""), False


def _part(part: Part) -> str:
    if isinstance(part.value, File):
        kind = f", {{ type: {quoted(part.media_type)} }}" if part.media_type else ""
        name = quoted(part.value.name)
        value = f"new Blob([{_read(part.value)}]{kind}), {name}"
    else:
        value = quoted(part.value)
        if part.media_type:
            value = f"new Blob([{value}], {{ type: {quoted(part.media_type)} }})"
    return f"form.append({quoted(part.name)}, {value});\n"


def _is_changed(part: Part) -> bool:
    """Whether fetch would write line breaks of a field as CRLF (HTML, multipart/form-data)."""
    return isinstance(part.value, str) and not part.media_type and bool(_BREAK.search(part.value))


def _piece(piece: str | File) -> str:
    return _read(piece) if isinstance(piece, File) else _text(piece)


def _read(file: File) -> str:
    return f"await readFile({quoted(file.name)})"


def _text(text: str) -> str:
    if "\n" not in text:
        return quoted(text)
    text = scalars(text).replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")
    text = text.replace("\r", "\\r")
    return f"`{escape_unseen(text)}`"


def _is_exact(value: Any) -> bool:
    """Whether JavaScript keeps a value as it is: it rounds large integers and sorts such names."""
    if isinstance(value, dict):
        numbers = [name for name in value if name.isascii() and name.isdigit()]
        return not numbers and all(map(_is_exact, value.values()))
    if isinstance(value, list):
        return all(map(_is_exact, value))
    return not isinstance(value, int) or abs(value) <= LARGEST_INTEGER
