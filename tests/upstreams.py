"""An HTTP server that notes what it gets byte for byte, and answers whatever bytes a test wants."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Received:
    """One request: its first line, its fields in their order, and its body without chunks."""

    line: str
    fields: list[tuple[str, str]]
    body: bytes
    head: bytes
    connection: int

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]

    def values(self, name: str) -> list[str]:
        return [value for found, value in self.fields if found.lower() == name.lower()]


Reply = Callable[[Received], "bytes | Iterator[bytes]"]


@dataclass
class Upstream:
    """What came, in the order of its end; `reply` gives the bytes of the answer.

    The connection is kept unless `closes` or the reply raises `Hangup`; what is not HTTP/1.1 with
    one framing is noted in `faults`.
    """

    port: int
    reply: Reply = lambda _: OK
    closes: bool = False
    received: list[Received] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    connections: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def only(self) -> Received:
        (received,) = self.received
        return received


class Hangup(Exception):
    """Ends the connection."""


@contextmanager
def recording() -> Iterator[Upstream]:
    """Serve on a free port of this machine while the block runs."""
    listener = socket.create_server(("127.0.0.1", 0))
    upstream = Upstream(listener.getsockname()[1])
    threading.Thread(target=_accept, args=(listener, upstream), daemon=True).start()
    try:
        yield upstream
    finally:
        upstream.stop.set()
        # Closing alone does not wake who accepts.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _accept(listener: socket.socket, upstream: Upstream) -> None:
    with suppress(OSError):
        while True:
            connected, _ = listener.accept()
            upstream.connections += 1
            number = upstream.connections
            threading.Thread(target=_serve, args=(connected, upstream, number), daemon=True).start()


def _serve(connected: socket.socket, upstream: Upstream, number: int) -> None:
    reader = connected.makefile("rb")
    with connected, suppress(OSError, Hangup):
        while (received := _read(reader, upstream, number)) is not None:
            upstream.received.append(received)
            answer = upstream.reply(received)
            for piece in (answer,) if isinstance(answer, bytes) else answer:
                connected.sendall(piece)
            if upstream.closes:
                break
    reader.close()
    upstream.gone.set()


def _read(reader, upstream: Upstream, number: int) -> Received | None:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = reader.readline()
        if not line:
            if head:
                upstream.faults.append(f"broken head: {head!r}")
            return None
        head += line
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    fields = []
    for each in lines:
        name, _, value = each.partition(":")
        fields.append((name, value.strip()))
    received = Received(first, fields, b"", head, number)
    lengths, codings = received.values("content-length"), received.values("transfer-encoding")
    if len(lengths) + len(codings) > 1 or len(first.split(" ")) != 3:
        upstream.faults.append(f"two framings: {head!r}")
    if codings:
        received.body, whole = _chunked(reader)
    else:
        length = int(lengths[0]) if lengths else 0
        received.body = reader.read(length)
        whole = len(received.body) == length
    if not whole:
        upstream.faults.append("broken body")
        return None
    return received


def _chunked(reader) -> tuple[bytes, bool]:
    body = b""
    while True:
        size = reader.readline()
        if not size.endswith(b"\r\n"):
            return body, False
        count = int(size, 16)
        piece = reader.read(count)
        body += piece
        if len(piece) < count or reader.readline() != b"\r\n":
            return body, False
        if count == 0:
            return body, True
