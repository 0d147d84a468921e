"""One call to an upstream, and its answer."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import h11
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from apis.gateway import errors
from apis.gateway.errors import BodyBroken, NotForwarded, UpstreamFailed
from apis.gateway.forwarding.breaker import CircuitBreaker
from apis.gateway.forwarding.connections import PIECE_BYTES, Connection, Pool, TimeLimit, connect
from apis.gateway.forwarding.fields import answer_fields, goes_in_circles, request_fields
from apis.gateway.forwarding.locations import Places
from apis.gateway.forwarding.targets import target_of
from apis.gateway.messages import Answer, Call, Fields, Upstream, first_of, values_of
from portal.errors import BadInput, Invalid
from portal.outbound.base_urls import BaseUrl, parse_base_url

logger = logging.getLogger(__name__)

# May be sent again where nothing of an answer came (RFC 9110, 9.2.2).
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
# Servers want to know that their bodies are empty.
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
NOT_PASSED = frozenset({"CONNECT", "TRACE"})
WITHOUT_BODY = frozenset({204, 304})
MOST_INTERIM_ANSWERS = 20
# Where an upstream wants its pieces to arrive one by one.
STREAMED_TYPES = ("text/event-stream", "application/x-ndjson", "application/grpc")

pool = Pool()
breaker = CircuitBreaker()


def forward(call: Call, upstream: Upstream) -> Answer:
    """Send a call to the upstream and return its answer.

    A body of up to 64 KB comes whole; a larger one as it arrives, so that what fails later raises
    `UpstreamFailed` while the body is read. Where answers cannot be streamed
    (`GATEWAY_ANSWER_MAX_BYTES`) all of it comes whole. Redirects are not followed.

    Raise UpstreamFailed where there is no usable answer, BadInput for a path that leads out of the
    base URL, NotForwarded for a method that is not passed on, and whatever reading the client's
    body raises.
    """
    return _Exchange(call, upstream).answer()


@dataclass(slots=True)
class _Body:
    """The client's body: its first piece, and whether that is all of it."""

    first: bytes
    is_whole: bool
    length: int | None


class _Exchange:
    def __init__(self, call: Call, upstream: Upstream) -> None:
        if call.method in NOT_PASSED:
            raise NotForwarded("method_not_passed", 501, {"method": call.method})
        if goes_in_circles(call):
            raise UpstreamFailed(errors.LOOP, was_sent=False, status=508)
        self.call = call
        self.upstream = upstream
        self.base: BaseUrl = parse_base_url(upstream.base_url)
        self.target = target_of(call, self.base)
        self.limit = TimeLimit(upstream.timeout_seconds)
        self.was_sent = False
        self.connection: Connection | None = None

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.base.scheme, self.base.host, self.base.port

    @property
    def watched(self) -> tuple[str, tuple[str, str, int]]:
        """What the breaker counts by: one version's calls to a server, so that nobody closes the
        way to it for the callers of another API."""
        return self.upstream.place, self.origin

    def answer(self) -> Answer:
        if not breaker.lets_pass(self.watched):
            raise UpstreamFailed(errors.RESTING, was_sent=False, status=503)
        try:
            body = self._first_of_body()
            head = self._sent_and_answered(body)
            answer = self._answer_of(head)
        except UpstreamFailed as error:
            self._count(error)
            raise
        except BaseException:
            self._drop()
            breaker.ended_otherwise(self.watched)
            raise
        breaker.worked(self.watched)
        return answer

    def _count(self, error: UpstreamFailed) -> None:
        # What it answers badly, it answers: only silence is a reason to leave it alone.
        if error.problem.code in (errors.UNREACHABLE, errors.SLOW):
            breaker.failed(self.watched)
        else:
            breaker.ended_otherwise(self.watched)

    # --- The way out -----------------------------------------------------------------------------

    def _first_of_body(self) -> _Body:
        first = self._read(PIECE_BYTES)
        length = self.call.length
        if length is None and len(first) < PIECE_BYTES:
            length = len(first)
        return _Body(first, is_whole=length is not None and len(first) >= length, length=length)

    def _read(self, size: int) -> bytes:
        """Read so many bytes of the client's body, fewer at its end only."""
        begun = time.monotonic()
        data = bytearray()
        while len(data) < size and (piece := self.call.body.read(size - len(data))):
            data += piece
        self.limit.extend(time.monotonic() - begun)
        return bytes(data)

    def _request(self, body: _Body) -> h11.Request:
        fields = request_fields(self.call, self.upstream, self.base.authority)
        if body.length is None:
            fields.append(("Transfer-Encoding", "chunked"))
        elif body.length or self.call.length == 0 or self.call.method in WITH_BODY:
            fields.append(("Content-Length", str(body.length)))
        try:
            return h11.Request(
                method=self.call.method,
                target=self.target,
                headers=[
                    (name.encode("latin-1"), value.encode("latin-1")) for name, value in fields
                ],
            )
        except (h11.LocalProtocolError, UnicodeError):
            raise BadInput("bad_fields") from None

    def _sent_and_answered(self, body: _Body) -> h11.Response:
        request = self._request(body)
        if (reused := pool.take(self.origin)) is not None:
            try:
                return self._tried(reused, request, body)
            except UpstreamFailed:
                # It was closed while idle. Nothing came, so it may be asked once more.
                if reused.has_received or not self._may_be_repeated(body):
                    raise
        return self._tried(self._opened(), request, body)

    def _may_be_repeated(self, body: _Body) -> bool:
        try:
            self.limit.left()
        except TimeoutError:
            return False
        return body.is_whole and self.call.method in IDEMPOTENT

    def _opened(self) -> Connection:
        try:
            return connect(self.base, self.limit)
        except TimeoutError as error:
            raise self._failed(errors.SLOW, error) from error
        except OSError as error:
            raise self._failed(errors.UNREACHABLE, error) from error
        except Invalid as error:
            raise self._failed(errors.FORBIDDEN, error) from error

    def _tried(self, connection: Connection, request: h11.Request, body: _Body) -> h11.Response:
        self.connection = connection
        with self._failures_named():
            try:
                self._send(connection, request, body)
            except (BrokenPipeError, ConnectionResetError):
                # It may have answered before it had read all: with a 413, for example.
                if connection.is_reused:
                    raise
            return self._head(connection)

    def _send(self, connection: Connection, request: h11.Request, body: _Body) -> None:
        pieces = [h11.Data(data=body.first)] if body.first else []
        end = [h11.EndOfMessage()] if body.is_whole else []
        self.was_sent = True
        connection.send(request, *pieces, *end, limit=self.limit)
        if body.is_whole:
            return
        left = None if body.length is None else body.length - len(body.first)
        while left != 0 and (piece := self._read(min(PIECE_BYTES, left or PIECE_BYTES))):
            connection.send(h11.Data(data=piece), limit=self.limit)
            left = None if left is None else left - len(piece)
        if left:
            raise BodyBroken("body_cut_off")
        connection.send(h11.EndOfMessage(), limit=self.limit)

    # --- The way back ----------------------------------------------------------------------------

    def _head(self, connection: Connection) -> h11.Response:
        for _ in range(MOST_INTERIM_ANSWERS):
            event = connection.receive(self.limit)
            if isinstance(event, h11.Response):
                self._check(event)
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise ConnectionResetError("closed without an answer")
        raise h11.RemoteProtocolError("too many interim answers")

    def _check(self, head: h11.Response) -> None:
        names = {name for name, _ in head.headers}
        if head.status_code > 599 or names >= {b"content-length", b"transfer-encoding"}:
            raise h11.RemoteProtocolError("no such answer")

    def _answer_of(self, head: h11.Response) -> Answer:
        connection = self.connection
        assert connection is not None
        sent: Fields = [
            (name.decode("ascii"), value.decode("latin-1"))
            for name, value in head.headers.raw_items()
        ]
        status = head.status_code
        has_length_only = self.call.method == "HEAD" or status == 304
        places = Places(self.base, self.upstream.place, self.call.path)
        fields = answer_fields(sent, places, without_body=has_length_only)
        if has_length_only or status in WITHOUT_BODY or status == 205:
            self._end_without_body(connection, status, sent)
            return Answer(status=status, fields=fields)
        pieces = self._pieces(connection)
        held, is_whole = self._held(pieces, sent)
        if is_whole:
            return Answer(status=status, fields=fields, body=(held,) if held else ())
        if length := first_of(sent, "content-length"):
            fields.append(("Content-Length", length))
        return Answer(status=status, fields=fields, body=_Stream(held, pieces, self._drop))

    def _end_without_body(self, connection: Connection, status: int, sent: Fields) -> None:
        """Let go of the connection; not to be used again where a body was announced, since those
        bytes would begin the next answer."""
        with self._failures_named():
            lengths = values_of(sent, "content-length")
            is_announced = bool(values_of(sent, "transfer-encoding")) or lengths not in ([], ["0"])
            if (status == 204 and is_announced) or (status == 205 and lengths != ["0"]):
                connection.close()
                return
            if isinstance(connection.receive(self.limit), h11.EndOfMessage):
                pool.give_back(connection)
            else:
                connection.close()

    def _pieces(self, connection: Connection) -> Iterator[bytes]:
        """Yield the body; the connection is kept after its end, and closed at anything else."""
        with self._failures_named():
            while True:
                event = connection.receive(self.limit)
                if isinstance(event, h11.EndOfMessage):
                    pool.give_back(connection)
                    return
                if not isinstance(event, h11.Data):
                    raise ConnectionResetError("closed amid the body")
                yield bytes(event.data)

    def _held(self, pieces: Iterator[bytes], sent: Fields) -> tuple[bytes, bool]:
        """Return what is read before the client is answered, and whether that is all.

        So an answer of few bytes is whole or an error, never a beginning that looks like all.
        """
        limit = int(settings.GATEWAY_ANSWER_MAX_BYTES)
        if not limit and _wants_streaming(sent):
            return b"", False
        held = bytearray()
        for piece in pieces:
            held += piece
            if limit and len(held) > limit:
                self._drop()
                raise UpstreamFailed(
                    errors.ANSWER_TOO_LARGE,
                    was_sent=True,
                    params={"limit": filesizeformat(limit)},
                )
            if not limit and len(held) >= PIECE_BYTES:
                return bytes(held), False
        return bytes(held), True

    # --- Failures --------------------------------------------------------------------------------

    def _failures_named(self) -> "_NamedFailures":
        return _NamedFailures(self)

    def failed(self, error: BaseException) -> UpstreamFailed | None:
        """Return what to raise in place of an error of the exchange, None for other errors."""
        self._drop()
        if isinstance(error, TimeoutError):
            return self._failed(errors.SLOW, error)
        if isinstance(error, (OSError, h11.RemoteProtocolError)):
            return self._failed(errors.BROKEN, error)
        return None

    def _failed(self, code: str, error: BaseException) -> UpstreamFailed:
        logger.warning(
            "%s %s%s: %s: %r",
            self.call.method,
            self.upstream.base_url,
            self.call.path,
            code,
            error,
            extra={"request_id": self.call.request_id},
        )
        is_slow = code == errors.SLOW
        params = {"seconds": self.limit.seconds} if is_slow else {}
        status = 504 if is_slow else 502
        return UpstreamFailed(code, was_sent=self.was_sent, status=status, params=params)

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()


class _NamedFailures:
    """Raises failures of the connection as `UpstreamFailed`, in the block."""

    def __init__(self, exchange: _Exchange) -> None:
        self._exchange = exchange

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None and (named := self._exchange.failed(error)) is not None:
            raise named from error


class _Stream:
    """A body as it arrives; to be closed where it is not read to its end."""

    def __init__(self, held: bytes, pieces: Iterator[bytes], drop: Callable[[], None]) -> None:
        self._held = held
        self._pieces = pieces
        self._drop = drop
        self._is_over = False

    def __iter__(self) -> Iterator[bytes]:
        if self._held:
            yield self._held
        yield from self._pieces
        self._is_over = True

    def close(self) -> None:
        if not self._is_over:
            self._drop()


def _wants_streaming(sent: Fields) -> bool:
    kind = (first_of(sent, "content-type") or "").lower()
    # nginx's word for it: https://nginx.org/en/docs/http/ngx_http_proxy_module.html
    return kind.startswith(STREAMED_TYPES) or first_of(sent, "x-accel-buffering") == "no"
