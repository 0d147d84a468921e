"""A request as PHP, by Guzzle."""

import re
from typing import Any

from openapi.languages import wire
from openapi.languages.literals import (
    Notation,
    distinct,
    escape_unseen,
    is_plain,
    items,
    literal,
    members,
    scalars,
)
from openapi.request.message import (
    Body,
    File,
    FileBody,
    FormBody,
    JsonBody,
    MultipartBody,
    Part,
    Request,
)

LABEL = "PHP"
LARGEST_INTEGER = 2**63 - 1
_NUMBER = re.compile(r"-?[0-9]+")


def _quoted(text: str) -> str:
    text = scalars(text)
    if is_plain(text):
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("\n", "\\n")
    return '"' + escape_unseen(text.replace("\r", "\\r"), "\\u{{{:x}}}") + '"'


NOTATION = Notation(
    _quoted,
    lambda name: f"{_quoted(name)} => ",
    {True: "true", False: "false", None: "null"},
    object=("[", "]"),
    empty_object="new stdClass()",
)


def write(request: Request) -> str:
    headers = wire.headers_and_cookie(request)
    options: list[tuple[str, str]] = []
    if request.body is not None:
        option, has_type = _body(request.body)
        options.append(option)
        if not has_type:
            headers["Content-Type"] = wire.content_type(request.body)
    if headers:
        coded = [(name, _quoted(value)) for name, value in headers.items()]
        options.insert(0, ("headers", members(coded, NOTATION, 1)))
    if request.login:
        words = [request.login.user, request.login.password]
        words += ["digest"] if request.login.digest else []
        options.append(("auth", literal(words, NOTATION)))
    if request.client_certificate:
        options += [("cert", "'client.pem'"), ("ssl_key", "'client.key'")]
    options.append(("http_errors", "false"))
    return (
        "<?php\n\nrequire 'vendor/autoload.php'; // composer require guzzlehttp/guzzle\n\n"
        "$client = new GuzzleHttp\\Client();\n"
        f"$response = $client->request({_quoted(request.method)}, {_quoted(request.url)}, "
        f"{members(options, NOTATION)});\n\n"
        'echo $response->getStatusCode(), "\\n";\necho $response->getBody(), "\\n";\n'
    )


def _body(body: Body | None) -> tuple[tuple[str, str], bool]:
    """Return the option for a body, and whether Guzzle then knows its Content-Type."""
    if isinstance(body, JsonBody) and _is_exact(body.value):
        return ("json", literal(body.value, NOTATION, 1)), wire.is_usual(body)
    if isinstance(body, FormBody) and (given := distinct(body.fields)) and _is_exact(given):
        usual = wire.is_usual(body)
        return ("form_params", literal(given, NOTATION, 1)), usual
    if isinstance(body, FileBody):
        return ("body", f"fopen({_quoted(body.file.name)}, 'r')"), False
    if isinstance(body, MultipartBody) and body.parts:
        parts = items((members(_part(part), NOTATION, 2) for part in body.parts), NOTATION, 1)
        if wire.is_usual(body):
            return ("multipart", parts), True
        code = f"new GuzzleHttp\\Psr7\\MultipartStream({parts}, {_quoted(wire.boundary(body))})"
        return ("body", code), False
    return ("body", _quoted(wire.body_text(body) or "")), False


def _part(part: Part) -> list[tuple[str, str]]:
    found = [("name", _quoted(part.name))]
    if isinstance(part.value, File):
        file = _quoted(part.value.name)
        found += [("contents", f"fopen({file}, 'r')"), ("filename", file)]
    else:
        found.append(("contents", _quoted(part.value)))
    headers = dict(wire.part_headers(part.headers))
    if part.media_type:
        headers["Content-Type"] = part.media_type
    return [*found, ("headers", literal(headers, NOTATION, 3))] if headers else found


def _is_exact(value: Any) -> bool:
    """Whether PHP keeps a value as it is: numeric names make lists, large integers are rounded."""
    if isinstance(value, dict):
        return not any(map(_NUMBER.fullmatch, value)) and all(map(_is_exact, value.values()))
    if isinstance(value, list):
        return all(map(_is_exact, value))
    return not isinstance(value, int) or abs(value) <= LARGEST_INTEGER
