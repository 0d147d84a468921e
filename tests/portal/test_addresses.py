"""Which addresses may be connected to, in whatever form they are written."""

import socket

import pytest

from apis.gateway.forwarding.connections import TimeLimit, connect
from portal.errors import Invalid
from portal.outbound.addresses import Allowed, endpoints
from portal.outbound.base_urls import parse_base_url

NOBODY = Allowed()
HOSTILE = [
    *("127.0.0.1", "localhost", "127.1", "127.0.1", "0", "0.0.0.0", "2130706433", "0x7f000001"),
    *("0x7f.1", "0177.0.0.1", "017700000001", "LOCALHOST", "localhost.", "127.0.0.1."),
    *("::1", "::", "::ffff:127.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1", "::ffff:7f00:1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "fe80::1", "fd00:ec2::254"),
    *("fec0::1", "ff02::1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1"),
    *("169.254.169.254", "169.254.170.2", "2852039166", "100.64.0.1", "192.0.0.192", "198.18.0.1"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "192.88.99.1", "100.100.100.200"),
    *("metadata.google.internal", "instance-data.ec2.internal", "printer.local", "a.localhost"),
    *("nas.home.arpa", "metadata.google.internal."),
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_connections(monkeypatch):
    def connected(*args):
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", connected)


@pytest.mark.parametrize("host", HOSTILE)
def test_no_form_of_an_address_inside_is_connected_to(host):
    with pytest.raises((Invalid, OSError)):
        endpoints(host, 80, allowed=NOBODY, seconds=5)


@pytest.mark.parametrize("host", [host for host in HOSTILE if ":" not in host])
def test_no_upstream_at_one_is_connected_to(host, settings):
    settings.GATEWAY_ALLOWED_NETWORKS = []
    with pytest.raises((Invalid, OSError)):
        connect(parse_base_url(f"http://{host}/"), TimeLimit(5))


@pytest.mark.parametrize(("host", "words"), [
    ("127.0.0.1", ["127.0.0.0/8"]), ("127.0.0.1", ["127.0.0.1"]), ("localhost", ["localhost"]),
    ("LocalHost", ["localhost:8080"]), ("localhost.", ["LOCALHOST"]), ("::1", ["::1/128"]),
    ("::1", ["[::1]:8080"]), ("localhost", ["10.0.0.0/8", "127.0.0.0/8"]),
])  # fmt: skip
def test_what_an_administrator_allows_is(host, words):
    assert endpoints(host, 8080, allowed=Allowed.parse(words), seconds=5)


@pytest.mark.parametrize(("host", "words"), [
    ("127.0.0.1", ["10.0.0.0/8"]), ("127.0.0.1", ["127.0.0.1:80"]), ("localhost", ["localhost:80"]),
    ("169.254.169.254", ["10.0.0.0/8", "localhost"]), ("localhost", ["ocalhost", "host"]),
])  # fmt: skip
def test_and_nothing_beside_it(host, words):
    with pytest.raises(Invalid):
        endpoints(host, 8080, allowed=Allowed.parse(words), seconds=5)


def resolves_to(monkeypatch, *answers):
    """Let each look-up give the next of these lists of addresses; return the list of look-ups."""
    asked = []

    def look_up(host, port, **_):
        addresses = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch, settings):
    """A name that answers otherwise the second time (rebinding) gains nothing."""
    settings.GATEWAY_ALLOWED_NETWORKS = []
    asked = resolves_to(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    tried = []

    def refused(_, address):
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", refused)
    with pytest.raises(ConnectionRefusedError):
        connect(parse_base_url("http://rebinding.example/"), TimeLimit(5))
    assert asked == ["rebinding.example"]
    assert tried == [("93.184.216.34", 80)]


def test_of_several_addresses_only_public_ones_are_tried(monkeypatch):
    resolves_to(monkeypatch, ["127.0.0.1", "93.184.216.34", "10.0.0.1"])
    found = endpoints("mixed.example", 80, allowed=NOBODY, seconds=5)
    assert [address for _, (address, _) in found] == ["93.184.216.34"]


def test_a_private_name_is_not_looked_up_but_where_a_network_is_allowed(monkeypatch):
    asked = resolves_to(monkeypatch, ["10.1.2.3"])
    with pytest.raises(Invalid):
        endpoints("orders.internal", 80, allowed=NOBODY, seconds=5)
    assert asked == []
    assert endpoints("orders.internal", 80, allowed=Allowed.parse(["10.0.0.0/8"]), seconds=5)


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch):
    import threading

    stop = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [stop.wait(20)][1:])
    with pytest.raises(TimeoutError):
        endpoints("slow.example", 80, allowed=NOBODY, seconds=0.05)
    stop.set()


@pytest.mark.parametrize(("text", "code"), [
    ("http://u/foo?token=1", "url_with_query"), ("http://u/foo#f", "url_with_query"),
    ("http://u/?", "url_with_query"), ("http://a:b@u/", "url_with_credentials"),
    ("http://@u/", "url_with_credentials"), ("ftp://u/", "url_scheme"), ("u/foo", "url_scheme"),
    ("", "url_scheme"), ("http://", "url_scheme"), ("http://u:0/", "url_scheme"),
    ("http://u:99999/", "url_malformed"), ("http://[::1/", "url_malformed"),
    ("http://u/a b", "url_malformed"), ("http://u/%zz", "url_malformed"),
    ("http://u/\r\nX", "url_malformed"), (" http://u/", "url_malformed"),
    ("http://u/\u00e9", "url_malformed"), ("http://a b/", "url_malformed"),
    ("http://u/" + "a" * 2000, "url_malformed"), ("http://u/a/../b", "url_with_dots"),
    ("http://u/%2e%2e/", "url_with_dots"), ("http://a\x00b/", "url_malformed"),
])  # fmt: skip
def test_what_is_no_base_url_is_refused(text, code):
    with pytest.raises(Invalid) as refused:
        parse_base_url(text)
    assert refused.value.problem.code == code
    assert refused.value.problem.detail


@pytest.mark.parametrize(("text", "authority", "path"), [
    ("http://u", "u", ""), ("https://U.Test:443/a%2Fb/", "u.test", "/a%2Fb/"),
    ("http://u:8080/", "u:8080", "/"), ("http://[::1]:8080/x", "[::1]:8080", "/x"),
    ("https://b\u00fccher.example/", "xn--bcher-kva.example", "/"), ("http://u./a", "u", "/a"),
])  # fmt: skip
def test_a_base_url_is_kept_as_it_was_written(text, authority, path):
    base = parse_base_url(text)
    assert (base.authority, base.path) == (authority, path)
