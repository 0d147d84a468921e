"""Each call reaches the upstream as exactly one request, with the body that the client sent."""

import io
import threading

import pytest
from django.test import RequestFactory

from apis.gateway.forwarding.exchange import forward
from apis.gateway.reading import read_call
from portal.errors import BadInput
from tests.apis.gateway.forwarding import passing
from tests.apis.gateway.forwarding.conftest import PLACE, lead_to
from tests.apis.gateway.forwarding.front import Client

SMUGGLED = b"0\r\n\r\nGET /stolen HTTP/1.1\r\nHost: U\r\n\r\n"


def head(client: Client, *fields: str, method: str = "POST") -> bytes:
    lines = [f"{method} {PLACE}/a HTTP/1.1", f"Host: {client.host}", *fields, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@pytest.fixture
def sentinel(live_portal, upstream):
    """Afterwards a plain call gets through, and the upstream saw nothing but whole requests."""
    yield
    with Client(live_portal) as after:
        assert after.call(f"{PLACE}/sentinel").status == 200
    assert upstream.received[-1].target == "/base/sentinel"
    assert not any("stolen" in received.line for received in upstream.received)
    assert upstream.faults == []


@pytest.mark.usefixtures("sentinel")
@pytest.mark.parametrize("fields", [
    ["Content-Length: 11", "Transfer-Encoding: chunked"], ["Content-Length: 3, 5"],
    ["Content-Length: 3", "Content-Length: 5"], ["Content-Length: 5", "Content-Length: 5"],
    ["Content-Length: +5"], ["Content-Length: 0x5"], ["Content-Length: -1"], ["Content-Length: "],
    ["Content-Length: 5 5"], ["Content-Length: 1e1"], ["Content-Length: 99999999999999999999999"],
    ["Transfer-Encoding: chunked, chunked"], ["Transfer-Encoding: \x0bchunked"],
    ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], ["Transfer-Encoding: identity"],
    ["Transfer-Encoding: gzip, chunked"], ["Transfer-Encoding : chunked"],
    ["Transfer-Encoding:\r\n chunked"], ["Transfer-Encoding: xchunked"], ["Transfer-Encoding: "],
    ["Transfer_Encoding: chunked", "Content-Length: x"], ["Content-Length: 0\r\n 5"],
])  # fmt: skip
def test_a_framing_that_can_be_read_in_two_ways_is_refused(client, upstream, fields):
    client.send(head(client, *fields) + SMUGGLED)
    assert client.answer().status == 400
    assert client.answer().status == 0, "the connection goes on"
    assert upstream.received == []


@pytest.mark.usefixtures("sentinel")
@pytest.mark.parametrize("variables", [
    {"CONTENT_LENGTH": "11", "HTTP_TRANSFER_ENCODING": "chunked"}, {"CONTENT_LENGTH": "3, 5"},
    {"CONTENT_LENGTH": "+5"}, {"CONTENT_LENGTH": "0x5"}, {"CONTENT_LENGTH": "-1"},
    {"CONTENT_LENGTH": " 5 "}, {"HTTP_TRANSFER_ENCODING": "chunked, chunked"},
    {"HTTP_TRANSFER_ENCODING": "\x0bchunked"}, {"HTTP_TRANSFER_ENCODING": "chunked"},
    {"CONTENT_LENGTH": "\xb2"},
])  # fmt: skip
def test_such_a_framing_is_refused_behind_any_server(upstream, variables):
    request = RequestFactory().generic("POST", f"{PLACE}/a")
    request.META |= {"CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(SMUGGLED), **variables}
    with pytest.raises(BadInput):
        forward(read_call(request), passing.upstream)
    assert upstream.received == []


@pytest.mark.usefixtures("sentinel")
def test_no_more_is_sent_than_was_announced(upstream):
    request = RequestFactory().generic("POST", f"{PLACE}/a")
    request.META |= {"CONTENT_LENGTH": "5", "wsgi.input": io.BytesIO(b"hello world")}
    assert forward(read_call(request), passing.upstream).status == 200
    assert upstream.only.body == b"hello"
    assert upstream.only.values("content-length") == ["5"]


@pytest.mark.usefixtures("sentinel")
def test_a_request_in_a_body_stays_a_body(client, upstream):
    assert client.call(f"{PLACE}/a", method="POST", body=SMUGGLED).status == 200
    assert upstream.only.body == SMUGGLED


@pytest.mark.usefixtures("sentinel")
@pytest.mark.parametrize("sizes", [(), (1,), (70_000,), (16, 70_000, 3), (65_536,), (300_000,)])
def test_a_chunked_body_arrives_whole(client, upstream, sizes):
    pieces = [bytes([65 + number]) * size for number, size in enumerate(sizes)]
    chunks = b"".join(map(chunk, pieces)) + b"0\r\nX-Trailer: dropped\r\n\r\n"
    client.send(head(client, "Transfer-Encoding: Chunked") + chunks)
    assert client.answer().status == 200
    assert upstream.only.body == b"".join(pieces)
    assert upstream.only.values("x-trailer") == []
    assert client.call(f"{PLACE}/b").status == 200


@pytest.mark.parametrize("fields", [["Transfer-Encoding: chunked"], [f"Content-Length: {2**30}"]])
def test_a_body_that_is_too_large_is_refused_while_it_comes(client, upstream, settings, fields):
    settings.GATEWAY_BODY_MAX_BYTES = 300_000
    client.send(head(client, *fields))
    stop = threading.Event()

    def send_on():
        try:
            while not stop.is_set():
                client.send(chunk(b"x" * 50_000))
        except OSError:
            stop.set()

    sender = threading.Thread(target=send_on, daemon=True)
    sender.start()
    got = client.answer()
    assert got.status == 413
    assert got.value("content-type") == "application/problem+json"
    # The portal ends the connection, though the client would send for ever.
    sender.join(10)
    assert stop.is_set()
    assert upstream.received == []


@pytest.mark.parametrize("rest", [
    b"zz\r\nabc\r\n0\r\n\r\n", b"3\r\nabcd\r\n0\r\n\r\n", b"-1\r\na\r\n0\r\n\r\n", b"3\nabc\n0\n\n",
    b"3\r\nabc", b"10000000000000000000000\r\n", b"0x3\r\nabc\r\n0\r\n\r\n", b"3 ;a\x00\r\nabc",
    chunk(b"x" * 70_000) + b"zz\r\n",
])  # fmt: skip
def test_a_chunked_body_that_breaks_off_is_no_request(client, upstream, rest):
    import socket

    client.send(head(client, "Transfer-Encoding: chunked") + rest)
    client.socket.shutdown(socket.SHUT_WR)
    assert client.answer().status == 400
    assert upstream.received == []
    assert upstream.gone.wait(0) or upstream.connections in (0, 1)


def test_a_body_that_ends_before_its_length_is_no_request(client, upstream):
    import socket

    client.send(head(client, "Content-Length: 100000") + b"x" * 80_000)
    client.socket.shutdown(socket.SHUT_WR)
    assert client.answer().status == 400
    assert upstream.received == []


@pytest.mark.parametrize(("method", "length"), [
    ("GET", []), ("DELETE", []), ("POST", ["0"]), ("PUT", ["0"]), ("PATCH", ["0"]),
])  # fmt: skip
def test_a_call_without_a_body_says_so_where_one_is_expected(client, upstream, method, length):
    client.call(f"{PLACE}/a", method=method)
    assert upstream.only.values("content-length") == length
    assert upstream.only.values("transfer-encoding") == []


def test_a_get_with_a_body_arrives_with_it(client, upstream):
    client.call(f"{PLACE}/a", body=b"why not")
    assert upstream.only.body == b"why not"


def test_calls_on_one_connection_are_answered_in_their_order(client, upstream):
    upstream.reply = lambda received: (
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
        % (len(received.target), received.target.encode())
    )
    client.send(b"".join(
        f"GET {PLACE}/{number} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for number in range(5)
    ))  # fmt: skip
    assert [client.answer().body for _ in range(5)] == [b"/base/%d" % n for n in range(5)]
    assert upstream.connections == 1


def test_an_upstream_may_answer_before_it_has_read_all(client, upstream, monkeypatch):
    from tests.upstreams import Hangup

    def refuse(connected_after_head):
        raise Hangup

    lead_to(monkeypatch, f"{upstream.url}/base")
    upstream.reply = lambda received: b"HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n"
    assert client.call(f"{PLACE}/a", method="POST", body=b"x" * 200_000).status == 413
