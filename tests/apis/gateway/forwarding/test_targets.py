"""The upstream is asked for its base path and the rest of the call's, byte for byte."""

import pytest

from tests.apis.gateway.forwarding.conftest import PLACE, lead_to


@pytest.mark.parametrize("path", [
    "/files/%2Fu%2Fann", "/a%3Ab%2Cc;x=1/d", "/caf%C3%A9", "/%E9", "/x%2541", "/x~y", "/x%7Ey",
    "/100%25", "/a%2fb", "/%0a", "/%00", "/a:b@c!$&'()*+,=", "/a//b", "//a", "/a/./b", "/...",
    "/a..b",
    "/%3F%23", "/a?b=%2F&c=%zz&d=a+b%20c", "/?a=?b", "/a?", "/%", "/[x]|\"<>^`{}", "/..%2541",
])  # fmt: skip
def test_every_byte_of_a_path_arrives(client, upstream, path):
    assert client.call(PLACE + path).status == 200
    assert upstream.only.target == "/base" + path.removesuffix("?")


@pytest.mark.parametrize(("base", "rest", "seen"), [
    ("", "", "/"), ("/foo", "", "/foo"), ("/foo", "/", "/foo/"), ("/foo", "?x=1", "/foo?x=1"),
    ("/foo", "/a", "/foo/a"), ("/foo", "/a/", "/foo/a/"), ("/foo", "//a", "/foo//a"),
    ("/foo/", "/a", "/foo/a"), ("/foo/", "", "/foo/"), ("/a%2Fb", "/c", "/a%2Fb/c"),
    ("", "?x=1", "/?x=1"), ("/", "", "/"), ("/", "/a", "/a"),
])  # fmt: skip
def test_no_slash_is_added_or_lost_between_base_and_rest(
    client, upstream, monkeypatch, base, rest, seen
):
    lead_to(monkeypatch, upstream.url + base)
    assert client.call(PLACE + rest).status == 200
    assert upstream.only.target == seen


def test_a_target_in_absolute_form_is_this_portal_s(client, upstream):
    assert client.call(f"http://portal.test{PLACE}/a?b=1").status == 200
    assert upstream.only.target == "/base/a?b=1"


@pytest.mark.parametrize("path", [
    "/..", "/../x", "/a/../../x", "/%2e%2e/x", "/%2E./x", "/..%2fx", "/a%2f..%2f..", "/..;a=b/x",
    "/..%3b/x", "/..\\x", "/a%5c..%5cx", "/a/..?x", "/..%5C..%5C",
])  # fmt: skip
def test_no_path_leads_out_of_the_base(client, upstream, path):
    got = client.call(PLACE + path)
    assert got.status == 400
    assert got.value("content-type") == "application/problem+json"
    assert upstream.received == []


@pytest.mark.parametrize("target", [
    "/gateway/pets", "/gateway/", "/gateway/pets/", "/gateway//v1/x", "/gateway%2Fpets/v1/x",
    "/gateway/%FF/v1/x",
])  # fmt: skip
def test_a_path_that_names_no_version_is_not_found(client, upstream, target):
    assert client.call(target).status == 404
    assert upstream.received == []


def test_a_post_without_last_slash_is_not_redirected(client, upstream):
    assert client.call(PLACE, method="POST", body=b"abc").status == 200
    assert upstream.only.body == b"abc"


@pytest.mark.parametrize(
    "method", ["PATCH", "QUERY", "PROPFIND", "M-SEARCH", "get", "a!#$%&'*+.^_`|~"]
)
def test_any_method_arrives(client, upstream, method):
    assert client.call(f"{PLACE}/a", method=method).status == 200
    assert upstream.only.line == f"{method} /base/a HTTP/1.1"


@pytest.mark.parametrize(("method", "status"), [("TRACE", 501), ("CONNECT", 501)])
def test_methods_about_the_connection_itself_are_refused(client, upstream, method, status):
    assert client.call(f"{PLACE}/a", method=method).status == status
    assert upstream.received == []
