"""What a client gets of an upstream's answer: its framing, its fields, its addresses."""

import pytest

from tests.apis.gateway.forwarding.conftest import PLACE, lead_to
from tests.apis.gateway.forwarding.front import Client
from tests.upstreams import OK, Hangup


def says(upstream, *lines: str, body: bytes = b"") -> None:
    """Let the upstream answer this, and calls after it with 200."""
    answers = iter(["\r\n".join([*lines, "", ""]).encode("latin-1") + body])
    upstream.reply = lambda _: next(answers, OK)


@pytest.fixture
def keeps_going(client, upstream):
    """Afterwards the client's connection and the upstream serve the next call."""
    yield
    assert client.call(f"{PLACE}/next").body == b"ok"
    assert upstream.faults == []


# --- Bodies --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("keeps_going")
@pytest.mark.parametrize(("lines", "body"), [
    (["HTTP/1.1 200 OK", "Content-Length: 3"], b"abc"),
    (["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], b"3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n"),
    (["HTTP/1.1 201", "Content-Length: 3"], b"abc"),
])  # fmt: skip
def test_a_body_arrives_with_its_length(client, upstream, lines, body):
    says(upstream, *lines, body=body)
    got = client.call(f"{PLACE}/a")
    assert (got.body, got.value("content-length"), got.complete) == (b"abc", "3", True)
    assert got.value("x-sum") is None


@pytest.mark.parametrize("chunked", [True, False])
def test_a_large_body_streams_and_ends(client, upstream, chunked):
    piece = b"x" * 100_000

    def reply(_):
        yield b"HTTP/1.1 200 OK\r\n"
        yield (
            b"Transfer-Encoding: chunked\r\n\r\n" if chunked else b"Content-Length: 5000000\r\n\r\n"
        )
        for _ in range(50):
            yield b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece
        yield b"0\r\n\r\n" if chunked else b""

    upstream.reply = reply
    got = client.call(f"{PLACE}/a")
    assert (got.status, len(got.body), got.complete) == (200, 5_000_000, True)
    assert got.value("content-length") == (None if chunked else "5000000")
    assert client.call(f"{PLACE}/a").complete
    assert upstream.connections == 1


@pytest.mark.parametrize("size", [3, 100_000])
def test_a_body_that_ends_with_its_connection_is_whole(client, upstream, size):
    says(upstream, "HTTP/1.1 200 OK", body=b"x" * size)
    upstream.closes = True
    got = client.call(f"{PLACE}/a")
    assert (got.status, len(got.body), got.complete) == (200, size, True)


def test_events_arrive_while_more_are_to_come(client, upstream):
    import threading

    seen = threading.Event()

    def reply(_):
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n"
        assert seen.wait(10)
        yield b"data: 2\n\n"
        raise Hangup

    upstream.reply = reply
    client.send(f"GET {PLACE}/a HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    while client.reader.readline() != b"\r\n":
        pass
    assert client.reader.readline() == b"9\r\n"
    assert client.reader.readline() == b"data: 1\n"
    seen.set()
    assert b"data: 2\n" in client.reader.read(15)


def test_a_compressed_body_arrives_as_it_is(client, upstream):
    import gzip

    bomb = gzip.compress(b"0" * 30_000_000)
    says(
        upstream,
        "HTTP/1.1 200 OK",
        "Content-Encoding: gzip",
        f"Content-Length: {len(bomb)}",
        body=bomb,
    )
    got = client.call(f"{PLACE}/a")
    assert got.body == bomb
    assert got.value("content-encoding") == "gzip"


# --- Answers without a body ----------------------------------------------------------------------


@pytest.mark.usefixtures("keeps_going")
@pytest.mark.parametrize(("method", "lines", "length", "body"), [
    ("HEAD", ["HTTP/1.1 200 OK", "Content-Length: 734003"], "734003", b""),
    ("HEAD", ["HTTP/1.1 200 OK"], None, b""),
    ("HEAD", ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked"], None, b""),
    ("HEAD", ["HTTP/1.1 404 No", "Content-Length: 0"], "0", b""),
    ("GET", ["HTTP/1.1 304 Not Modified"], None, b""),
    ("GET", ["HTTP/1.1 304 Not Modified", "Content-Length: 5120"], "5120", b""),
    ("GET", ["HTTP/1.1 204 No Content", "Content-Length: 0"], None, b""),
    ("GET", ["HTTP/1.1 204 No Content"], None, b""),
    ("GET", ["HTTP/1.1 204 No Content"], None, b"stray"),
    ("GET", ["HTTP/1.1 204 No Content", "Content-Length: 5"], None, b"stray"),
    ("DELETE", ["HTTP/1.1 204 No", "Transfer-Encoding: chunked"], None, b"1\r\na\r\n0\r\n\r\n"),
    ("GET", ["HTTP/1.1 205 Reset"], "0", b""),
    ("GET", ["HTTP/1.1 205 Reset", "Content-Length: 5"], "0", b"stray"),
    ("POST", ["HTTP/1.1 200 OK", "Content-Length: 0"], "0", b""),
])  # fmt: skip
def test_an_answer_without_a_body_ends_at_once(client, upstream, method, lines, length, body):
    says(upstream, *lines, 'ETag: "1"', "Vary: Accept", body=body)
    got = client.call(f"{PLACE}/a", method=method)
    assert got.status == int(lines[0].split(" ")[1])
    assert (got.value("content-length"), got.body) == (length, b"")
    assert (got.value("etag"), got.value("vary")) == ('"1"', "Accept")
    assert got.value("content-type") is None
    if method != "HEAD":
        assert got.value("transfer-encoding") is None
    assert upstream.only.line.startswith(method)


def test_head_of_a_refusal_has_the_fields_of_get(client, upstream, monkeypatch):
    lead_to(monkeypatch, "http://127.0.0.1:1/base")
    full = client.call(f"{PLACE}/a")
    bare = client.call(f"{PLACE}/a", method="HEAD")
    assert full.status == bare.status == 502
    assert bare.value("content-length") == full.value("content-length") == str(len(full.body))
    assert bare.value("content-type") == "application/problem+json"


# --- Fields --------------------------------------------------------------------------------------


def test_fields_of_the_upstream_s_connection_and_software_stay_behind(client, upstream):
    says(
        upstream,
        "HTTP/1.1 200 OK",
        "Connection: X-Internal",
        "X-Internal: 10.0.0.7",
        "Keep-Alive: timeout=5",
        "Proxy-Authenticate: Basic",
        "Server: Apache/2.2.3 (orders)",
        "Via: 1.1 inner.orders",
        "X-Powered-By: PHP/5",
        "X-RateLimit-Limit: 5",
        'Link: <https://docs.test/>; rel="help"',
        'Link: <https://docs.test/2>; rel="help"',
        "WWW-Authenticate: Basic",
        "Content-Length: 0",
    )
    got = client.call(f"{PLACE}/a")
    for name in (
        *("connection", "x-internal", "keep-alive", "proxy-authenticate"),
        *("server", "via", "x-powered-by"),
    ):
        assert got.value(name) is None, name
    assert got.value("x-ratelimit-limit") == "5"
    assert got.value("www-authenticate") == "Basic"
    assert got.value("link") == (
        '<https://docs.test/>; rel="help", <https://docs.test/2>; rel="help"'
    )


def test_nothing_of_an_answer_concerns_the_portal_s_origin(client, upstream):
    hostile = (
        *("Set-Cookie: up=1; Path=/; Domain=U", "Set-Cookie: sessionid=stolen; Path=/"),
        *("Set-Cookie: d=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT", 'Clear-Site-Data: "*"'),
        *("Service-Worker-Allowed: /", "Strict-Transport-Security: max-age=1; includeSubDomains"),
        *("Public-Key-Pins: x", 'Alt-Svc: h3="evil:443"', "Report-To: {}", "NEL: {}"),
        *("Refresh: 0;url=/account/", "Origin-Agent-Cluster: ?1", "Accept-CH: DPR"),
    )
    says(
        upstream,
        "HTTP/1.1 200 OK",
        *hostile,
        "Content-Security-Policy: sandbox allow-same-origin allow-scripts",
        "X-Content-Type-Options: sniff",
        "Link: </x>; rel=preload, <https://docs.test/>; rel=help",
        "Content-Length: 8",
        body=b"<script>",
    )
    got = client.call(f"{PLACE}/a")
    for line in hostile:
        assert got.value(line.partition(":")[0]) is None, line
    policies = got.value("content-security-policy").split(", ")
    assert policies == ["sandbox", "sandbox allow-same-origin allow-scripts"]
    assert got.values("x-content-type-options") == ["nosniff"]
    assert got.value("link") == "<https://docs.test/>; rel=help"
    assert got.value("content-type") == "application/octet-stream"
    assert got.body == b"<script>"
    assert got.value("vary") is None


def test_a_service_worker_is_not_fetched(client, upstream):
    assert client.call(f"{PLACE}/sw.js", "Service-Worker: script").status == 403
    assert upstream.received == []


# --- Addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("sent", "got"), [
    ("http://orders.internal.test:9000/base/a/", f"{PLACE}/a/"), ("/base/a/", f"{PLACE}/a/"),
    ("/base", PLACE), ("/base?x=1#f", f"{PLACE}?x=1#f"), ("/base/a?u=/b%20", f"{PLACE}/a?u=/b%20"),
    ("HTTP://Orders.INTERNAL.test:9000/base/z", f"{PLACE}/z"), ("a/", "a/"), ("./a", "./a"),
    ("//orders.internal.test:9000/base/z", f"{PLACE}/z"), ("?page=2", "?page=2"), ("#a", "#a"),
    ("https://orders.internal.test/base/z", f"{PLACE}/z"), ("../b", "../b"),
    ("https://other.example/login", "https://other.example/login"), ("/base/x/../y", f"{PLACE}/y"),
    ("http://169.254.169.254/", "http://169.254.169.254/"), ("com.app:/done", "com.app:/done"),
    ("/logout", None), ("/basement", None), ("/base/../logout", None), ("/base/%2e%2e/x", None),
    ("http://orders.internal.test:9000/other", None), ("http://orders.internal.test:9001/", None),
    ("http://orders.internal.test:9000", None), ("../../../../account/", None),
    ("/base/%2E%2e/%2e./account", None), ("\\account", None), ("/\\evil.test/", None), ("", None),
    ("/base/a\tb", None), ("http:/account/", None), ("http:account", None), ("//", None),
    ("http://[::1", None), ("http://orders.internal.test:x/base", None), ("..", ".."),
])  # fmt: skip
def test_addresses_below_the_base_become_the_gateway_s_and_others_lead_to_no_page(
    upstream, sent, got
):
    from apis.gateway.forwarding.locations import Places
    from portal.outbound.base_urls import parse_base_url

    base = parse_base_url("http://orders.internal.test:9000/base")
    assert Places(base, PLACE, "/x/a").replaced(sent) == got


@pytest.mark.parametrize(("method", "status"), [("GET", 302), ("POST", 308), ("GET", 201)])
def test_redirects_are_passed_on_and_not_followed(client, upstream, method, status):
    says(
        upstream,
        f"HTTP/1.1 {status} X",
        f"Location: {upstream.url}/base/a/?x=1",
        "Content-Location: /base/b",
        "Content-Length: 0",
    )
    got = client.call(f"{PLACE}/a", method=method)
    assert got.status == status
    assert got.value("location") == f"{PLACE}/a/?x=1"
    assert got.value("content-location") == f"{PLACE}/b"
    assert len(upstream.received) == 1


@pytest.mark.parametrize("lines", [
    ["Location: \r\n Set-Cookie: a=b"], ["Location:"], ["Location: /base/a", "Location: /base/b"],
    ["Location: /base/a\r\n X-Evil: 1"],
])  # fmt: skip
def test_a_location_that_is_none_is_left_out(client, upstream, lines):
    says(upstream, "HTTP/1.1 302 X", *lines, "Content-Length: 0")
    got = client.call(f"{PLACE}/a")
    assert (got.status, got.value("location")) == (302, None)
    assert got.value("set-cookie") is None
    assert got.value("x-evil") is None


def test_links_to_other_pages_of_an_answer_lead_through_the_gateway(client, upstream):
    says(
        upstream,
        "HTTP/1.1 200 OK",
        f'Link: <{upstream.url}/base/a?page=2>; rel="next"; title="a, <b>", '
        f"<{upstream.url}/secret>; rel=up, </base/z>; rel=first",
        "Content-Length: 0",
    )
    got = client.call(f"{PLACE}/a")
    assert got.value("link") == (
        f'<{PLACE}/a?page=2>; rel="next"; title="a, <b>", <{PLACE}/z>; rel=first'
    )


@pytest.mark.parametrize("link", ["<" * 60_000, "<a>" + " " * 60_000 + "x", '<a>"' * 15_000])
def test_a_link_that_is_meant_to_be_slow_to_read_is_left_out(client, upstream, link):
    says(upstream, "HTTP/1.1 200 OK", f"Link: {link}", "Content-Length: 0")
    got = client.call(f"{PLACE}/a")
    assert (got.status, got.value("link")) == (200, None)


def test_two_clients_get_their_own_answers(live_portal, client, upstream):
    upstream.reply = lambda received: (
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + received.target[-1:].encode()
    )
    with Client(live_portal) as other:
        for _ in range(3):
            assert client.call(f"{PLACE}/1").body == b"1"
            assert other.call(f"{PLACE}/2").body == b"2"
