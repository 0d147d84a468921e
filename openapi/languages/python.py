"""A request as Python, by the package requests."""

from openapi.languages import wire
from openapi.languages.literals import (
    Notation,
    distinct,
    items,
    lines_of,
    literal,
    members,
)
from openapi.languages.literals import quoted_either_way as quoted
from openapi.request.message import File, FileBody, FormBody, JsonBody, MultipartBody, Part, Request

LABEL = "Python"
NOTATION = Notation(
    quoted, lambda name: f"{quoted(name)}: ", {True: "True", False: "False", None: "None"}
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


def write(request: Request) -> str:
    digest = request.login is not None and request.login.digest
    imports = "import requests\n" + ("from requests.auth import HTTPDigestAuth\n" if digest else "")
    named = request.method in METHODS
    call = f"requests.{request.method.lower() if named else 'request'}"
    arguments = [] if named else [quoted(request.method)]
    arguments.append(quoted(request.url))
    body, body_headers = _body(request)
    arguments += _headers(request, body_headers)
    if request.login:
        user = f"({quoted(request.login.user)}, {quoted(request.login.password)})"
        arguments.append(f"auth={'HTTPDigestAuth' if digest else ''}{user}")
    if request.client_certificate:
        arguments.append('cert=("client.pem", "client.key")')
    arguments += body
    lines = f"({arguments[0]})"
    if len(arguments) > 1:
        lines = "(\n" + "".join(f"    {argument},\n" for argument in arguments) + ")"
    return (
        f"{imports}\nresponse = {call}{lines}\nprint(response.status_code)\nprint(response.text)\n"
    )


def _headers(request: Request, more: dict[str, str]) -> list[str]:
    """Return arguments for headers and cookies; text beyond Latin-1 goes as bytes."""
    given = distinct(wire.cookies(request))
    plain = given and all(value.isascii() and '"' not in value for value in given.values())
    found = wire.headers(request) if plain else wire.headers_and_cookie(request)
    arguments = []
    if pairs := {**found, **more}:
        coded = [(name, quoted(value) + _bytes(value)) for name, value in pairs.items()]
        arguments.append(f"headers={members(coded, NOTATION, 1)}")
    if plain:
        arguments.append(f"cookies={literal(given, NOTATION, 1)}")
    return arguments


def _bytes(text: str) -> str:
    return "" if text.isascii() else ".encode()"


def _body(request: Request) -> tuple[list[str], dict[str, str]]:
    """Return the arguments for the body, and headers that they need."""
    body = request.body
    if body is None:
        return [], {}
    header = {"Content-Type": wire.content_type(body)}
    if isinstance(body, JsonBody) and body.value is not None:
        usual = wire.is_usual(body)
        return [f"json={literal(body.value, NOTATION, 1)}"], {} if usual else header
    if isinstance(body, FormBody) and body.fields:
        usual = wire.is_usual(body)
        return [f"data={_fields(body)}"], {} if usual else header
    if isinstance(body, FileBody):
        return [f'data=open({quoted(body.file.name)}, "rb")'], header
    if isinstance(body, MultipartBody):
        if wire.is_form_data(body):
            return [f"files={items(map(_part, body.parts), NOTATION, 1)}"], {}
        pieces = items(map(_piece, wire.segments(body)), NOTATION, 1)
        return [f'data=b"".join({pieces})'], header
    text = wire.body_text(body) or ""
    return [f"data={_text(text)}{_bytes(text)}"], header


def _fields(body: FormBody) -> str:
    if given := distinct(body.fields):
        return literal(given, NOTATION, 1)
    return items((f"({quoted(name)}, {quoted(value)})" for name, value in body.fields), NOTATION, 1)


def _part(part: Part) -> str:
    kind = f", {quoted(part.media_type)}" if part.media_type else ""
    if isinstance(part.value, File):
        name = quoted(part.value.name)
        return f'({quoted(part.name)}, ({name}, open({name}, "rb"){kind}))'
    return f"({quoted(part.name)}, (None, {quoted(part.value)}{kind}))"


def _piece(piece: str | File) -> str:
    if isinstance(piece, File):
        return f'open({quoted(piece.name)}, "rb").read()'
    return f"{_text(piece, 2)}.encode()"


def _text(text: str, depth: int = 1) -> str:
    lines = [quoted(line) for line in lines_of(text)]
    if len(lines) == 1:
        return lines[0]
    indent = "    " * depth
    return "(\n" + "".join(f"{indent}    {line}\n" for line in lines) + f"{indent})"
