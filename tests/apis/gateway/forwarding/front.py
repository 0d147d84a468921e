"""The ways in to the gateway: a raw socket to the local web server, and a proxy event of Lambda."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 20


@dataclass
class Got:
    """What a client got: `complete` says whether its connection told it that this is all."""

    status: int
    fields: list[tuple[str, str]]
    body: bytes
    complete: bool = True

    def values(self, name: str) -> list[str]:
        return [value for found, value in self.fields if found.lower() == name.lower()]

    def value(self, name: str) -> str | None:
        return next(iter(self.values(name)), None)


class Client:
    """One connection to the portal, on which nothing is added to what a test sends."""

    def __init__(self, portal: str) -> None:
        address = urlsplit(portal)
        self.host = address.netloc
        self.socket = socket.create_connection(
            (address.hostname, address.port), timeout=TIMEOUT_SECONDS
        )
        self.reader = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.reader.close()
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def call(
        self, target: str, *fields: str, method: str = "GET", body: bytes = b"", host: str = ""
    ) -> Got:
        """Send one request, with its length where it has a body."""
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host or self.host}", *fields]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
        return self.answer(method)

    def answer(self, method: str = "GET") -> Got:
        """Read one answer; status 0 where the connection ended without one."""
        while True:
            line = self.reader.readline()
            if not line:
                return Got(0, [], b"", complete=False)
            status = int(line.split(b" ")[1])
            fields = []
            while (each := self.reader.readline().rstrip(b"\r\n")) != b"":
                name, _, value = each.decode("latin-1").partition(":")
                fields.append((name, value.strip()))
            if status >= 200:
                return self._with_body(Got(status, fields, b""), method)

    def _with_body(self, got: Got, method: str) -> Got:
        length = got.value("content-length")
        if method == "HEAD" or got.status in (204, 304):
            return got
        if got.value("transfer-encoding") == "chunked":
            while True:
                size = self.reader.readline()
                if not size.endswith(b"\r\n"):
                    got.complete = False
                    return got
                count = int(size, 16)
                piece = self.reader.read(count)
                got.body += piece
                if len(piece) < count or self.reader.readline() != b"\r\n":
                    got.complete = False
                    return got
                if count == 0:
                    return got
        got.body = self.reader.read() if length is None else self.reader.read(int(length))
        got.complete = length is None or len(got.body) == int(length)
        return got
