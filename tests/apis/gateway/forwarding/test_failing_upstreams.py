"""An upstream that breaks off, says too much, drips or is not there: 502 or 504, and bounded."""

import json
import threading
from http.server import BaseHTTPRequestHandler

import pytest

from apis.gateway.forwarding import exchange
from apis.gateway.forwarding.breaker import FAILURES, REST_SECONDS, CircuitBreaker
from tests.apis.gateway.forwarding.conftest import PLACE, lead_to
from tests.certificates import self_signed
from tests.http_servers import serving
from tests.upstreams import OK, Hangup

LIMIT_SECONDS = 0.5
NOTHING_OF_IT = (
    "127.0.0.1",
    "localhost",
    "orders",
    "internal",
    ":9000",
    "base",
    "Error",
    "Traceback",
)


@pytest.fixture(autouse=True)
def closed_circuit(monkeypatch):
    monkeypatch.setattr(exchange, "breaker", CircuitBreaker())


def assert_tells_nothing(got, upstream=None) -> None:
    """The problem names the request, and nothing of the upstream."""
    problem = json.loads(got.body)
    assert problem["status"] == got.status
    assert got.value("x-request-id")
    said = got.body.decode() + str([each for each in got.fields if each[0] != "Content-Length"])
    for word in NOTHING_OF_IT + ((str(upstream.port),) if upstream else ()):
        assert word not in said.replace(PLACE, ""), word


def hangs_up_after(data: bytes):
    def reply(_):
        yield data
        raise Hangup

    return reply


BROKEN = {
    "short of its length": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"x" * 60,
    "without last chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    "bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "chunk too long": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
    "two lengths in one": b"HTTP/1.1 200 OK\r\nContent-Length: 3, 5\r\n\r\nabcde",
    "length and chunks": b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc",
    "other coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "status 999": b"HTTP/1.1 999 x\r\nContent-Length: 0\r\n\r\n",
    "status 600": b"HTTP/1.1 600 x\r\nContent-Length: 0\r\n\r\n",
    "no status": b"HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n",
    "four digits": b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
    "other protocol": b"SSH-2.0-OpenSSH_9.0\r\n",
    "switch": b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "NUL": b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 0\r\n\r\n",
    "NUL in name": b"HTTP/1.1 200 OK\r\nX\x00: a\r\nContent-Length: 0\r\n\r\n",
    "space before colon": b"HTTP/1.1 200 OK\r\nContent-Length : 3\r\n\r\nabc",
    "no colon": b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
    "200 KB of headers": b"HTTP/1.1 200 OK\r\n" + b"X: %s\r\n" % (b"x" * 1000) * 200 + b"\r\n",
    "one header of 200 KB": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
    "endless interim answers": b"HTTP/1.1 103 Early\r\n\r\n" * 30,
    "nothing": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nX: ",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_whole_answer_is_a_502(client, upstream, kind):
    upstream.reply = hangs_up_after(BROKEN[kind])
    got = client.call(f"{PLACE}/a", method="POST", body=b"x")
    assert got.status == 502
    assert_tells_nothing(got, upstream)
    assert len(upstream.received) == 1
    upstream.reply = lambda _: OK
    assert client.call(f"{PLACE}/a").body == b"ok"


def test_bytes_after_an_answer_s_end_are_no_other_answer(client, upstream):
    upstream.reply = lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + b"x" * 25
    assert client.call(f"{PLACE}/a").body == b"x" * 10
    upstream.reply = lambda _: OK
    assert client.call(f"{PLACE}/a").body == b"ok"
    assert upstream.connections == 2


@pytest.mark.parametrize("head", [
    b"Content-Length: 1000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n30d40\r\n",
])  # fmt: skip
def test_a_long_answer_that_breaks_off_looks_incomplete(client, upstream, head):
    upstream.reply = hangs_up_after(b"HTTP/1.1 200 OK\r\n" + head + b"x" * 200_000)
    got = client.call(f"{PLACE}/a")
    assert got.status == 200
    assert not got.complete
    assert 0 < len(got.body) <= 200_000


SLOW = {
    "body byte by byte": (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
    "chunk by chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "header by header": (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "no answer": (b"", b""),
}


@pytest.mark.parametrize("kind", SLOW)
def test_an_upstream_that_drips_has_so_long_for_all_of_it(client, upstream, monkeypatch, kind):
    lead_to(monkeypatch, f"{upstream.url}/base", timeout_seconds=LIMIT_SECONDS)
    begin, drop = SLOW[kind]

    def drip(_):
        yield begin
        while not upstream.stop.wait(0.05):
            yield drop

    upstream.reply = drip
    # Were the time counted from byte to byte it would never end.
    got = client.call(f"{PLACE}/a")
    assert got.status == 504
    assert_tells_nothing(got, upstream)


def test_a_long_answer_that_drips_is_cut_off(client, upstream, monkeypatch):
    lead_to(monkeypatch, f"{upstream.url}/base", timeout_seconds=LIMIT_SECONDS)

    def drip(_):
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 100_000
        while not upstream.stop.wait(0.05):
            yield b"x"

    upstream.reply = drip
    got = client.call(f"{PLACE}/a")
    assert (got.status, got.complete) == (200, False)
    assert upstream.gone.wait(5)


def test_the_upstream_is_let_go_where_the_client_goes(client, upstream):
    def reply(_):
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
        while True:
            yield b"x" * 100_000

    upstream.reply = reply
    client.send(f"GET {PLACE}/a HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    client.reader.read(1000)
    client.__exit__()
    assert upstream.gone.wait(10)


@pytest.mark.parametrize("base", [
    "http://127.0.0.1:1/base", "http://orders.invalid:9000/base", "http://orders..test:9000/base",
])  # fmt: skip
def test_an_upstream_that_is_not_there_is_a_502(client, upstream, monkeypatch, settings, base):
    settings.GATEWAY_ALLOWED_NETWORKS = ["127.0.0.0/8", "orders.invalid", "orders..test"]
    lead_to(monkeypatch, base)
    got = client.call(f"{PLACE}/a")
    assert got.status == 502
    assert json.loads(got.body)["code"] == "upstream_not_reached"
    assert_tells_nothing(got)


class Secure(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"secure")


@pytest.mark.parametrize(("is_known", "host", "status"), [
    (True, "localhost", 200), (False, "localhost", 502), (True, "127.0.0.1", 502),
])  # fmt: skip
def test_certificates_are_verified(
    client, upstream, monkeypatch, settings, tmp_path, is_known, host, status
):
    certificate = self_signed(tmp_path)
    settings.GATEWAY_ALLOWED_NETWORKS = ["127.0.0.0/8", "localhost"]
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(Secure, certificate) as server:
        lead_to(monkeypatch, f"https://{host}:{server.server_port}")
        got = client.call(f"{PLACE}/a")
    assert got.status == status
    if status != 200:
        assert_tells_nothing(got)
    exchange.pool.clear()


def test_no_proxy_of_the_environment_takes_part(client, upstream, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert client.call(f"{PLACE}/a").status == 200


# --- Kept connections ----------------------------------------------------------------------------


def test_a_connection_is_used_again(client, upstream):
    for _ in range(5):
        assert client.call(f"{PLACE}/a").status == 200
    assert upstream.connections == 1


def closes_the_second(upstream):
    """Let the upstream end its first connection when the second request has come."""

    def reply(received):
        if received.connection == 1 and len(upstream.received) == 2:
            raise Hangup
        return OK

    upstream.reply = reply


def test_a_connection_that_ended_while_idle_costs_a_repeatable_call_nothing(client, upstream):
    closes_the_second(upstream)
    assert client.call(f"{PLACE}/a").status == 200
    assert client.call(f"{PLACE}/b", method="PUT", body=b"abc").status == 200
    assert [each.body for each in upstream.received] == [b"", b"abc", b"abc"]


def test_a_call_that_may_have_had_its_effect_is_not_repeated(client, upstream):
    closes_the_second(upstream)
    assert client.call(f"{PLACE}/a").status == 200
    assert client.call(f"{PLACE}/b", method="POST", body=b"abc").status == 502
    assert len(upstream.received) == 2


def test_a_new_connection_that_ends_is_not_tried_again(client, upstream):
    upstream.reply = hangs_up_after(b"")
    assert client.call(f"{PLACE}/a").status == 502
    assert len(upstream.received) == 1


def test_a_connection_that_the_upstream_closed_is_noticed_before_a_post(client, upstream):
    upstream.closes = True
    for _ in range(3):
        assert client.call(f"{PLACE}/a", method="POST", body=b"abc").status == 200
        assert upstream.gone.wait(5)
        upstream.gone.clear()
    assert upstream.connections == 3


# --- The circuit breaker -------------------------------------------------------------------------


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_failing_upstream_is_left_alone_and_tried_again(client, upstream, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(exchange, "breaker", CircuitBreaker(clock))
    lead_to(monkeypatch, "http://127.0.0.1:1/base")
    assert [client.call(f"{PLACE}/a").status for _ in range(FAILURES)] == [502] * FAILURES
    got = client.call(f"{PLACE}/a")
    assert got.status == 503
    assert got.value("retry-after") == "10"
    assert_tells_nothing(got)
    clock.now += REST_SECONDS
    assert client.call(f"{PLACE}/a").status == 502
    assert client.call(f"{PLACE}/a").status == 503
    # Another upstream is well.
    lead_to(monkeypatch, f"{upstream.url}/base")
    assert client.call(f"{PLACE}/a").status == 200


def test_an_api_that_fails_closes_the_way_to_its_server_for_no_other_api(client, monkeypatch):
    lead_to(monkeypatch, "http://127.0.0.1:1/base")
    for _ in range(FAILURES):
        client.call(f"{PLACE}/a")
    assert client.call(f"{PLACE}/a").status == 503
    lead_to(monkeypatch, "http://127.0.0.1:1/base", place="/gateway/dogs/v1")
    assert client.call("/gateway/dogs/v1/a").status == 502


def test_one_call_at_a_time_is_on_trial_and_closes_the_circuit_where_it_works():
    clock = Clock()
    breaker = CircuitBreaker(clock)
    for _ in range(FAILURES):
        assert breaker.lets_pass("a")
        breaker.failed("a")
    assert not breaker.lets_pass("a")
    clock.now += REST_SECONDS
    assert breaker.lets_pass("a")
    assert not breaker.lets_pass("a")
    breaker.ended_otherwise("a")
    assert breaker.lets_pass("a")
    breaker.worked("a")
    assert breaker.lets_pass("a")
    breaker.failed("a")
    assert breaker.lets_pass("a")


def test_answers_that_are_errors_open_no_circuit(client, upstream):
    upstream.reply = lambda _: b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
    for _ in range(FAILURES + 2):
        assert client.call(f"{PLACE}/a").status == 500


def test_calls_beside_each_other_each_get_their_answer(live_portal, upstream):
    from tests.apis.gateway.forwarding.front import Client

    upstream.reply = lambda received: (
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
        % (len(received.target), received.target.encode())
    )
    wrong = []

    def call(number):
        with Client(live_portal) as client:
            for turn in range(20):
                body = client.call(f"{PLACE}/{number}/{turn}").body
                if body != f"/base/{number}/{turn}".encode():
                    wrong.append(body)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
