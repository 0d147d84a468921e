"""Reading from an address somebody gave: only from public ones, and only so much."""

import gzip
import socket
import threading
from http.server import BaseHTTPRequestHandler

import pytest

from portal.errors import Invalid, TooLarge, UpstreamFailed
from portal.outbound.fetching import fetch
from tests.http_servers import serving


class Upstream(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.hits.append(self.path)
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()
            return
        if self.path.startswith("/slow"):
            self.drip()
            return
        body = b"openapi: 3.0.0"
        self.send_response(404 if self.path == "/missing" else 200)
        if self.path == "/bomb":
            body = gzip.compress(b"0" * 50_000_000)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self):
        """Send a byte often enough for any timeout between bytes, until the reader goes."""
        if self.path == "/slow-body":
            self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
        else:
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        try:
            while not self.server.stop.wait(0.05):
                self.wfile.write(b"x")
        except OSError:
            self.server.gone.set()


@pytest.fixture
def upstream():
    with serving(Upstream) as server:
        server.hits = []
        server.stop, server.gone = threading.Event(), threading.Event()
        yield server
        server.stop.set()


@pytest.fixture
def trusted(upstream, settings):
    host = f"127.0.0.1:{upstream.server_port}"
    settings.OUTBOUND_ALLOWED_HOSTS = [host]
    return f"http://{host}"


@pytest.mark.parametrize("host", [
    "127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "2130706433", "0x7f000001",
    "[::ffff:127.0.0.1]", "[::127.0.0.1]",
])  # fmt: skip
def test_this_machine_is_never_asked(upstream, host):
    with pytest.raises((Invalid, UpstreamFailed)):
        fetch(f"http://{host}:{upstream.server_port}/", max_bytes=1000)
    assert upstream.hits == []


@pytest.mark.parametrize("url", [
    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://169.254.169.254/",
    "http://[fd00:ec2::254]/", "http://[fe80::1]/", "http://100.64.0.1/", "http://224.0.0.1/",
    "http://[64:ff9b::a9fe:a9fe]/", "http://[::ffff:0:127.0.0.1]/", "http://[2002:7f00:1::]/",
    "http://255.255.255.255/", "http://metadata.google.internal/", "http://Printer.LOCAL./",
])  # fmt: skip
def test_private_and_special_addresses_are_refused_before_a_connection(url, monkeypatch):
    def connected(*args, **kwargs):
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", connected)
    with pytest.raises(Invalid):
        fetch(url, max_bytes=1000)


@pytest.mark.parametrize("url", [
    "file:///etc/passwd", "ftp://example.com/x", "gopher://example.com/", "//example.com/x",
    "example.com", "", "http://", "http://user:pw@example.com/", "http://[::1", "http://x:99999/",
    "http://example.com:0/",
])  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url):
    with pytest.raises(Invalid):
        fetch(url, max_bytes=1000)


def test_a_trusted_host_is_read(trusted):
    assert fetch(f"{trusted}/spec", max_bytes=1000) == b"openapi: 3.0.0"


def test_a_trusted_host_may_be_written_in_either_case(upstream, settings):
    host = f"LocalHost:{upstream.server_port}"
    settings.OUTBOUND_ALLOWED_HOSTS = [host]
    assert fetch(f"http://{host}/spec", max_bytes=1000) == b"openapi: 3.0.0"


def test_what_is_too_large_is_refused_with_the_limit(trusted):
    with pytest.raises(TooLarge, match=r"larger than 5\sbytes"):
        fetch(f"{trusted}/spec", max_bytes=5)


def test_redirects_are_not_followed(trusted, upstream):
    with pytest.raises(Invalid, match="redirects"):
        fetch(f"{trusted}/redirect", max_bytes=1000)
    assert upstream.hits == ["/redirect"]


def test_an_answer_that_is_not_200_is_an_error(trusted):
    with pytest.raises(UpstreamFailed, match="404"):
        fetch(f"{trusted}/missing", max_bytes=1000)


def test_a_compression_bomb_stops_at_the_limit(trusted):
    with pytest.raises(TooLarge):
        fetch(f"{trusted}/bomb", max_bytes=2**20)


@pytest.mark.parametrize("path", ["/slow-headers", "/slow-body"])
def test_a_server_that_drips_is_cut_off(upstream, trusted, monkeypatch, path):
    monkeypatch.setattr("portal.outbound.fetching.TOTAL_SECONDS", 0.5)
    # Were it not cut off, it would end by itself, much later.
    threading.Timer(10, upstream.stop.set).start()
    with pytest.raises(UpstreamFailed):
        fetch(f"{trusted}{path}", max_bytes=10_000_000)
    assert upstream.gone.wait(5)


def test_a_connection_that_comes_too_late_is_cut_off(upstream, trusted, monkeypatch):
    """As where looking the name up takes all the time there is."""
    monkeypatch.setattr("portal.outbound.fetching.TOTAL_SECONDS", 0.05)
    look_up = socket.getaddrinfo

    def slowly(*args, **kwargs):
        for each in threading.enumerate():
            if getattr(each, "interval", None) == 0.05:
                each.join()
        return look_up(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    threading.Timer(10, upstream.stop.set).start()
    with pytest.raises(UpstreamFailed):
        fetch(f"{trusted}/slow-headers", max_bytes=1000)
    assert not upstream.stop.is_set()


@pytest.mark.parametrize("host", ["a..example", f"{'a' * 64}.example", ".", "xn--", "\u2024"])
def test_a_name_that_cannot_be_looked_up_is_refused(host):
    with pytest.raises((Invalid, UpstreamFailed)):
        fetch(f"http://{host}/", max_bytes=1000)
