"""A server that keeps each request as it arrived, and what differs from the request meant."""

import base64
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi.request.message import (
    File,
    FileBody,
    FormBody,
    JsonBody,
    MultipartBody,
    Request,
    TextBody,
)
from tests.http_servers import serving

CHALLENGE = 'Digest realm="echo", nonce="n", qop="auth"'
OF_THE_CLIENT = {"host", "content-length", "connection", "expect", "transfer-encoding"}
ENCODED = str.maketrans({"'": "%27", "[": "%5B", "]": "%5D"})
TOKEN = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)


@dataclass
class Arrived:
    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) < 2, f"{name} arrived {len(found)} times"
        return found[0] if found else None


@dataclass
class Echo:
    """`url` is where it listens. A path begins with a key, by which what arrived is kept."""

    url: str
    arrived: dict[str, Arrived] = field(default_factory=dict)
    challenged: set[str] = field(default_factory=set)

    def address(self, key: str, url: str) -> str:
        """Return where a request to this URL is sent instead."""
        parts = urlsplit(url)
        return f"{self.url}/{key}{url.partition(parts.netloc)[2] if parts.netloc else url}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._keep
        raise AttributeError(name)

    def _keep(self) -> None:
        echo: Echo = self.server.echo
        key, target = re.fullmatch("/([^/?]*)(.*)", self.path).groups()
        headers = [
            (name, value.encode("latin-1").decode("utf-8", "replace"))
            for name, value in self.headers.items()
        ]
        echo.arrived[key] = Arrived(self.command, target, headers, self._body())
        wanted = key in echo.challenged and "Authorization" not in self.headers
        self.send_response(401 if wanted else 200)
        if wanted:
            self.send_header("WWW-Authenticate", CHALLENGE)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(b"{}")

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body


@contextmanager
def echoing() -> Iterator[Echo]:
    with serving(_Handler) as server:
        server.echo = Echo(f"http://127.0.0.1:{server.server_port}")
        yield server.echo


def differences(meant: Request, arrived: Arrived, content: bytes) -> list[str]:
    """Return what arrived otherwise than it was meant; `content` is what each file holds."""
    target = meant.url.partition("#")[0]
    target = target.partition(urlsplit(target).netloc)[2]
    expected: list[tuple[str, object, object]] = [
        ("method", meant.method, arrived.method),
        ("target", _canonical(target or "/"), _canonical(arrived.target or "/")),
        (
            "cookies",
            "; ".join(f"{k}={_clean(v)}" for k, v in meant.cookies) or None,
            arrived.header("Cookie"),
        ),
    ]
    for name, value in _headers(meant).items():
        expected.append((name, value, arrived.header(name)))
    expected += _login(meant, arrived)
    expected += _body(meant, arrived, content)
    return [
        f"{what}: meant {wanted!r}, arrived {found!r}"
        for what, wanted, found in expected
        if wanted != found
    ]


def _canonical(target: str) -> str:
    """Return a target in which only what servers tell apart differs.

    Clients may encode "'" (the URL Standard) and brackets (RFC 3986 has none in a query).
    """

    def plain(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if re.fullmatch(r"[\w.~-]", character, re.ASCII) else found[0].upper()

    return re.sub("%([0-9A-Fa-f]{2})", plain, target).translate(ENCODED)


def _headers(meant: Request) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in meant.headers:
        if TOKEN.fullmatch(name) and name.lower() not in OF_THE_CLIENT:
            key = name.lower()
            found[key] = f"{found[key]}, {_clean(value)}" if key in found else _clean(value)
    return found


def _clean(value: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", value).strip()


def _login(meant: Request, arrived: Arrived) -> list[tuple[str, object, object]]:
    if meant.login is None:
        return []
    given = arrived.header("Authorization") or ""
    if meant.login.digest:
        return [("login", "Digest", given.partition(" ")[0])]
    pair = f"{meant.login.user}:{meant.login.password}"
    return [("login", pair, base64.b64decode(given.removeprefix("Basic ")).decode())]


def _body(meant: Request, arrived: Arrived, content: bytes) -> list[tuple[str, object, object]]:
    body, kind = meant.body, arrived.header("Content-Type")
    if body is None or meant.method == "HEAD":
        return [("body", b"", arrived.body)]
    if isinstance(body, MultipartBody):
        return _multipart(body, kind or "", arrived.body, content)
    if isinstance(body, FormBody):
        found = parse_qsl(arrived.body.decode(), keep_blank_values=True)
        wanted = [(_scalars(name), _scalars(value)) for name, value in body.fields]
        essence = (kind or "").partition(";")[0]
        return [("type", body.media_type.partition(";")[0], essence), ("fields", wanted, found)]
    type_ = ("type", body.media_type, kind)
    if isinstance(body, JsonBody):
        return [
            type_,
            (
                "body",
                _ordered(_scalars(json.dumps(body.value, ensure_ascii=False))),
                _ordered(arrived.body),
            ),
        ]
    if isinstance(body, TextBody):
        return [type_, ("body", _scalars(body.text).encode(), arrived.body)]
    assert isinstance(body, FileBody)
    return [type_, ("body", content, arrived.body)]


def _ordered(text: str | bytes) -> Any:
    """Return a JSON value whose objects keep their order when compared."""
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: ["object", *pairs])
    except ValueError:
        return text


def _multipart(
    body: MultipartBody, kind: str, sent: bytes, content: bytes
) -> list[tuple[str, object, object]]:
    essence, _, _ = kind.partition(";")
    if not body.parts:
        return [("type", body.media_type, essence)]
    boundary = re.search(r'boundary="?([^";]+)', kind)
    pieces = sent.split(b"--" + (boundary[1] if boundary else "").encode())[1:-1]
    wanted, found = [], []
    for part, piece in zip(body.parts, pieces, strict=False):
        head, _, value = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        about = {name.lower(): text for name, text in lines.items()}
        is_file = isinstance(part.value, File)
        name = _scalars(part.name).replace('"', "%22")
        given = re.search(r'; name="([^"]*)"', about["content-disposition"])
        meant = content if is_file else _scalars(part.value).encode()
        wanted.append((name, meant, part.media_type, dict(_cleaned(part.headers))))
        kinds = about.get("content-type", "") if part.media_type else ""
        more = {name: about.get(name.lower()) for name, _ in part.headers}
        found.append((given[1] if given else "", value.removesuffix(b"\r\n"), kinds, more))
    count = ("count", len(body.parts), len(pieces))
    pairs = zip(wanted, found, strict=True)
    parts = [(f"part {at}", each, other) for at, (each, other) in enumerate(pairs)]
    return [("type", body.media_type, essence), count, *parts]


def _cleaned(headers: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(name, _clean(value)) for name, value in headers]


def _scalars(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)
