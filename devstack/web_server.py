"""The web server of the local portal: `python -m devstack.web_server localhost:8000`.

What Django's own (`manage.py runserver`) lacks is what the gateway needs: the request target as it
was sent, chunked bodies, header fields that came twice, and strict framing. It reads HTTP by h11.
Like Django's, it starts anew where code changes.
"""

import io
import logging
import os
import re
import socket
import socketserver
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.handlers import format_date_time

import h11
from django.core.servers.basehttp import WSGIServer

logger = logging.getLogger("django.server")

HEAD_MAX_BYTES = 64 * 1024
PIECE_BYTES = 64 * 1024
IDLE_SECONDS = 65.0
# How much of a body that nobody read is taken in to keep the connection, or to let the client see
# its answer before the connection ends.
MOST_UNREAD_BYTES = 256 * 1024
LINGER_SECONDS = 2.0

# A line that ends otherwise than by CRLF or goes on in the next (RFC 9112, 2.2 and 5.2), and
# characters that are in no line (RFC 9110, 5.5).
BAD_LINES = re.compile(rb"(?<!\r)\n|\r(?!\n)|\n[ \t]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
HOST = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
ABSOLUTE = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([^\r]*?)[ \t]*\r\n", re.IGNORECASE)

Field = tuple[str, str]


class Refused(Exception):
    """What a client sent is not HTTP, or not what is read here; the status says what."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class WebServer(WSGIServer):
    """Serves a WSGI application; Django adds that each connection has a thread of its own."""

    is_quiet = False

    def __init__(self, address: tuple[str, int], _handler: object = None, **options: Any) -> None:
        # Django hands a handler over that reads by `http.server`.
        super().__init__(address, _Connection, **options)


class _Connection(socketserver.BaseRequestHandler):
    """One client's connection, request after request."""

    request: socket.socket
    server: WebServer

    def handle(self) -> None:
        self.request.settimeout(IDLE_SECONDS)
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = b""
        with suppress(OSError):
            while True:
                exchange = _Exchange(self, received)
                if not exchange.run():
                    break
                received = exchange.http.trailing_data[0]
            self._linger()

    def _linger(self) -> None:
        """Read on for a moment: a reset would take the answer away from a client that sends."""
        self.request.shutdown(socket.SHUT_WR)
        end = time.monotonic() + LINGER_SECONDS
        while (left := end - time.monotonic()) > 0:
            self.request.settimeout(left)
            if not self.request.recv(PIECE_BYTES):
                return


class _Exchange:
    """One request and its answer."""

    def __init__(self, connection: _Connection, received: bytes) -> None:
        self.connection = connection
        self.socket = connection.request
        self.http = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_MAX_BYTES)
        self._received = received
        self.method = self.line = ""
        self.is_answered = False

    def run(self) -> bool:
        """Answer one request; return whether the connection goes on."""
        try:
            request = self._request()
            if request is None:
                return False
            environ = self._environ(request)
            return self._run(environ)
        except Refused as refused:
            self._refuse(refused.status)
        except h11.RemoteProtocolError as error:
            hint = error.error_status_hint
            self._refuse(431 if hint == 431 else 400)
        return False

    # --- Reading ---------------------------------------------------------------------------------

    def _request(self) -> h11.Request | None:
        """Read a request's head, None where the client has gone."""
        data = self._received.removeprefix(b"\r\n")
        while (end := data.find(b"\r\n\r\n", 0, HEAD_MAX_BYTES)) < 0:
            if len(data) >= HEAD_MAX_BYTES:
                raise Refused(431 if b"\n" in data[:HEAD_MAX_BYTES] else 414)
            if BAD_LINES.search(data.removesuffix(b"\r")):
                raise Refused(400)
            more = self.socket.recv(PIECE_BYTES)
            if not more:
                if data:
                    raise Refused(400)
                return None
            data = (data + more).removeprefix(b"\r\n")
        _check_head(data[: end + 4])
        self.http.receive_data(data)
        event = self.http.next_event()
        if not isinstance(event, h11.Request):
            raise Refused(400)
        return event

    def _environ(self, request: h11.Request) -> dict[str, Any]:
        self.method = request.method.decode("ascii")
        target = request.target.decode("ascii")
        self.line = f"{self.method} {target} HTTP/{request.http_version.decode('ascii')}"
        if request.http_version[:1] != b"1":
            raise Refused(505)
        fields = [
            (name.decode("ascii"), value.decode("latin-1"))
            for name, value in request.headers.raw_items()
            # One with an underscore would be the same variable as its namesake with a dash.
            if b"_" not in name
        ]
        _check_fields(fields, request.http_version)
        if self.method == "CONNECT":
            raise Refused(501)
        if absolute := ABSOLUTE.match(target):
            # RFC 9112, 3.2.2: the host of the target counts.
            target = target[absolute.end() :] or "/"
            target = target if target.startswith("/") else f"/{target}"
            fields = [(n, v) for n, v in fields if n.lower() != "host"]
            fields.insert(0, ("Host", absolute[1]))
        is_of_server = (target, self.method) == ("*", "OPTIONS")
        if "#" in target or not (target.startswith("/") or is_of_server):
            raise Refused(400)
        return self._wsgi_environ(target, fields, request)

    def _wsgi_environ(
        self, target: str, fields: list[Field], request: h11.Request
    ) -> dict[str, Any]:
        path, _, query = target.partition("?")
        host, port = self.connection.server.server_address[:2]
        environ: dict[str, Any] = {
            **dict(_variables(fields)),
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "REQUEST_URI": target,
            "REMOTE_ADDR": self.connection.client_address[0],
            "SERVER_NAME": str(host),
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": f"HTTP/{request.http_version.decode('ascii')}",
            "portal.fields": fields,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BufferedReader(_Input(self), PIECE_BYTES),
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        return environ

    def read_body(self) -> bytes:
        """Return the next piece of the request's body, b"" after its end."""
        if self.http.they_are_waiting_for_100_continue:
            go_on = h11.InformationalResponse(status_code=100, headers=[], reason="Continue")
            self.socket.sendall(self.http.send(go_on))
        while self.http.their_state is h11.SEND_BODY:
            try:
                event = self.http.next_event()
            except h11.RemoteProtocolError as error:
                raise OSError("The body is not framed as HTTP frames it") from error
            if isinstance(event, h11.Data):
                return bytes(event.data)
            if event is h11.NEED_DATA:
                self.http.receive_data(self.socket.recv(PIECE_BYTES))
        return b""

    # --- Answering -------------------------------------------------------------------------------

    def _run(self, environ: dict[str, Any]) -> bool:
        answer = _Answer(self)
        result: Iterable[bytes] = ()
        try:
            application: Any = self.connection.server.get_app()
            result = application(environ, answer.start)
            for piece in result:
                answer.write(piece)
            answer.end()
        except OSError:
            # The client went, or the application lost what it was reading from.
            return False
        except Exception:
            # Without an end: the client must see that something is missing.
            logger.exception("An answer broke off: %s", self.line)
            if not answer.is_begun:
                self._refuse(500)
            return False
        finally:
            if (close := getattr(result, "close", None)) is not None:
                close()
            self._log(answer.status, answer.sent)
        return self._is_read_to_its_end() and self.http.our_state is h11.DONE

    def _is_read_to_its_end(self) -> bool:
        unread = 0
        if self.http.they_are_waiting_for_100_continue:
            return False
        with suppress(OSError):
            while piece := self.read_body():
                unread += len(piece)
                if unread > MOST_UNREAD_BYTES:
                    return False
            return self.http.their_state is h11.DONE
        return False

    def _refuse(self, status: int) -> None:
        phrase = HTTPStatus(status).phrase
        body = f"{status} {phrase}\n".encode()
        lines = (
            f"HTTP/1.1 {status} {phrase}",
            "Content-Type: text/plain",
            f"Content-Length: {len(body)}",
            f"Date: {format_date_time(time.time())}",
            "Connection: close",
        )
        self.socket.sendall("\r\n".join((*lines, "", "")).encode() + body)
        self._log(status, len(body))

    def _log(self, status: int, length: int) -> None:
        if self.connection.server.is_quiet:
            return
        extra = {"status_code": status, "server_time": time.strftime("%d/%b/%Y %H:%M:%S")}
        logger.info('"%s" %s %s', self.line, status, length, extra=extra)


class _Answer:
    """What the application answers, sent as it comes."""

    def __init__(self, exchange: _Exchange) -> None:
        self._exchange = exchange
        self._head: h11.Response | None = None
        self.is_begun = False
        self.status = self.sent = 0

    def start(
        self, status: str, headers: list[Field], error: object = None
    ) -> Callable[[bytes], object]:
        code, _, reason = status.partition(" ")
        self.status = int(code)
        names = {name.lower() for name, _ in headers}
        date = [] if "date" in names else [("Date", format_date_time(time.time()))]
        self._head = h11.Response(
            status_code=self.status,
            reason=reason.encode("latin-1"),
            headers=[
                (name.encode("ascii"), value.encode("latin-1").strip(b" \t"))
                for name, value in (*headers, *date)
            ],
        )
        return self.write

    def write(self, piece: bytes) -> None:
        # A body of HEAD, 204 or 304 is not sent.
        has_body = self._exchange.method != "HEAD" and self.status not in (204, 304)
        events: list[h11.Event] = [h11.Data(data=piece)] if piece and has_body else []
        if events or not self.is_begun:
            self._send(events)
        self.sent += len(piece) if has_body else 0

    def end(self) -> None:
        self._send([h11.EndOfMessage()])

    def _send(self, events: list[h11.Event]) -> None:
        if not self.is_begun:
            assert self._head is not None, "start_response was not called"
            self.is_begun = True
            events = [self._head, *events]
        data = b"".join(self._exchange.http.send(event) or b"" for event in events)
        self._exchange.socket.sendall(data)


class _Input(io.RawIOBase):
    """A request's body, without its chunks."""

    def __init__(self, exchange: _Exchange) -> None:
        self._exchange = exchange
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._left or self._exchange.read_body()
        taken, self._left = data[: len(buffer)], data[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _check_head(head: bytes) -> None:
    """Refuse what h11 would put right: other servers put it right otherwise."""
    if BAD_LINES.search(head):
        raise Refused(400)
    lengths = LENGTH.findall(head.replace(b"\r\n", b"\r\n\r\n"))
    if len(lengths) > 1 or any(not length.isdigit() for length in lengths):
        raise Refused(400)


def _check_fields(fields: list[Field], version: bytes) -> None:
    names = [name.lower() for name, _ in fields]
    hosts = [value for name, value in fields if name.lower() == "host"]
    if "transfer-encoding" in names and ("content-length" in names or version == b"1.0"):
        raise Refused(400)
    if not all(HOST.fullmatch(host) for host in hosts):
        raise Refused(400)


def _variables(fields: list[Field]) -> Iterator[Field]:
    """Yield the fields as variables of CGI; those of one name as one list."""
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name.upper().replace("-", "_"), []).append(value)
    for name, found in values.items():
        text = ("; " if name == "COOKIE" else ", ").join(found)
        yield (name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"), text


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line
    from django.core.management.commands.runserver import Command

    Command.server_cls = WebServer
    execute_from_command_line(["manage.py", "runserver", *sys.argv[1:]])


if __name__ == "__main__":
    main()
