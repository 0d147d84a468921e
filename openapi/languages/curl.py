"""A request as a curl command that a shell takes as it stands."""

import re
import shlex
from urllib.parse import quote

from openapi.languages import wire
from openapi.languages.literals import is_plain, scalars
from openapi.request.errors import NoRequest
from openapi.request.message import Body, File, FileBody, FormBody, MultipartBody, Part, Request

LABEL = "cURL"
# In an address these are patterns of several, or are taken out of its path.
_PATTERN = re.compile(r"[\[\]{}]")
_DOTS = re.compile(r"/\.{1,2}(?=[/?#]|$)")
# In a part: options follow ";", several files stand between ",", a file is named after "@" or "<".
_MORE_IN_A_VALUE = re.compile(r';|^["@<(\s]|\s$')
_MORE_IN_A_FILE = re.compile(r'[;,"\\\s]|^[@<(]')


def write(request: Request) -> str:
    """Return the command, one option a line. Raise `NoRequest` for NUL, which no shell can pass."""
    options = [
        ["-H", f"{name}: {value}" if value else f"{name};"]
        for name, value in wire.headers(request).items()
    ]
    if cookies := wire.cookies(request):
        options.append(["-b", "; ".join(f"{name}={value}" for name, value in cookies)])
    if request.login:
        user = ["-u", f"{request.login.user}:{request.login.password}"]
        options.append(["--digest", *user] if request.login.digest else user)
    if request.client_certificate:
        options.append(["--cert", "client.pem", "--key", "client.key"])
    if request.body is not None and request.method != "HEAD":
        options += _body(request.body)
    lines = [["curl", *_method(request), *_address(request.url)], *options]
    return " \\\n  ".join(" ".join(map(_quoted, words)) for words in lines)


def _quoted(word: str) -> str:
    word = scalars(word)
    if "\0" in word:
        raise NoRequest("client_cannot", {"client": "A shell command", "what": "NUL characters"})
    if is_plain(word):
        return shlex.quote(word)
    # A carriage return that is pasted would end the command.
    escaped = word.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + re.sub(r"[\x01-\x1f\x7f]", lambda at: f"\\{ord(at[0]):03o}", escaped) + "'"


def _method(request: Request) -> list[str]:
    if request.method == "HEAD":
        return ["--head"]
    return [] if request.method == "GET" and request.body is None else ["-X", request.method]


def _address(url: str) -> list[str]:
    words = ["--globoff"] if _PATTERN.search(url) else []
    return [*words, "--path-as-is", url] if _DOTS.search(url) else [*words, url]


def _body(body: Body) -> list[list[str]]:
    media_type = wire.content_type(body)
    header = [["-H", f"Content-Type: {media_type}".rstrip()]]
    if isinstance(body, MultipartBody) and body.parts:
        usual = wire.is_usual(body)
        parts = [["-F", _part(part)] for part in body.parts]
        return parts if usual else [["-H", f"Content-Type: {body.media_type}"], *parts]
    if isinstance(body, FileBody):
        return [*header, ["--data-binary", f"@{body.file.name}"]]
    if isinstance(body, FormBody) and body.fields:
        fields = [_field(*field) for field in body.fields]
        return fields if wire.is_usual(body) else header + fields
    return [*header, ["--data-raw", wire.body_text(body) or ""]]


def _field(name: str, value: str) -> list[str]:
    """Return a field whose value curl encodes; it takes the name as it stands."""
    name = quote(scalars(name), safe="")
    if not name or "\0" in value:
        return ["--data-raw", f"{name}={quote(scalars(value), safe='')}"]
    return ["--data-urlencode", f"{name}={value}"]


def _part(part: Part) -> str:
    """Return the argument of -F, with quotes around what curl would take for more than text."""
    name = part.name.replace("=", "%3D")
    if isinstance(part.value, File):
        value = "@" + _in_quotes(part.value.name, _MORE_IN_A_FILE)
    else:
        value = _in_quotes(part.value, _MORE_IN_A_VALUE)
    kind = f";type={part.media_type}" if part.media_type else ""
    headers = "".join(
        f";headers={_in_quotes(f'{key}: {each}', _MORE_IN_A_FILE)}"
        for key, each in wire.part_headers(part.headers)
    )
    return f"{name}={value}{kind}{headers}"


def _in_quotes(text: str, more: re.Pattern[str]) -> str:
    if not more.search(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
