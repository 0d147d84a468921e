"""The same through Lambda: proxy events in, answers that Lambda can give back out."""

import base64
import json
from types import SimpleNamespace

import pytest

from portal.lambda_entry.http import LambdaAdapter, with_type
from portal.wsgi import application
from tests.apis.gateway.forwarding.conftest import PLACE, lead_to
from tests.proxy_events import request_event
from tests.upstreams import Hangup

# Lambda gives back no more: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
LAMBDA_BYTES = 6_291_556


@pytest.fixture
def function(upstream, settings):
    """The function's answer to an event, in this process."""
    settings.GATEWAY_ANSWER_MAX_BYTES = 4_500_000
    adapter = object.__new__(LambdaAdapter)
    adapter.settings = SimpleNamespace(
        DEBUG=False,
        BINARY_SUPPORT=True,
        CONTEXT_HEADER_MAPPINGS={},
        API_STAGE="dev",
        DOMAIN="",
        BASE_PATH=None,
    )
    adapter.wsgi_app = with_type(application)
    adapter.app_type = "wsgi"
    adapter.trailing_slash = False

    def answer(path: str, **event):
        return adapter.answer(request_event(path, **event), None)

    return answer


def body_of(answer) -> bytes:
    body = answer["body"]
    return base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()


def field(answer, name: str) -> list[str]:
    return next(
        (values for found, values in answer["multiValueHeaders"].items()
         if found.lower() == name.lower()), []
    )  # fmt: skip


@pytest.mark.parametrize(("path", "seen"), [
    ("/what?admin=true#x y", "/base/what%3Fadmin=true%23x%20y"), ("/files/%2Fu%2Fann", None),
    ("/caf%C3%A9", None), ("/%E9", None), ("/x%2541", None), ("/x~y/%7E", None), ("/100%25", None),
    ("/a%2fb//c/", None), ("/caf\xe9", "/base/caf%C3%A9"), ("", "/base"),
])  # fmt: skip
def test_a_path_arrives_byte_for_byte_and_its_question_mark_begins_no_query(
    function, upstream, path, seen
):
    assert function(PLACE + path)["statusCode"] == 200
    assert upstream.only.target == (seen or f"/base{path}")


def test_a_query_arrives(function, upstream):
    function(f"{PLACE}/a", query={"a": ["1", "2 3"], "b": ["%"]})
    assert upstream.only.target == "/base/a?a=1&a=2+3&b=%25"


def test_the_client_is_who_api_gateway_says(function, upstream):
    answer = function(
        f"{PLACE}/a",
        headers={
            "X-Forwarded-For": ["10.0.0.1, 203.0.113.9"],
            "Forwarded": ["for=10.0.0.1"],
            "X-Forwarded-Host": ["evil.test"],
            "X_Forwarded_For": ["10.0.0.2"],
            "X_Api_Key": ["other"],
            "X-B": ["1", "2"],
            "Cookie": ["sessionid=S", "theme=dark"],
        },
        request_id="r-77",
    )
    received = upstream.only
    assert received.values("x-forwarded-for") == ["203.0.113.9"]
    assert received.values("forwarded")[0].startswith("for=203.0.113.9;")
    assert received.values("x-b") == ["1", "2"]
    assert received.values("cookie") == ["theme=dark"]
    assert received.values("x-request-id") == ["r-77"] == field(answer, "x-request-id")
    assert b"10.0.0" not in received.head
    assert b"evil" not in received.head
    assert b"_" not in received.head.lower()


def test_behind_a_proxy_of_one_s_own_the_client_is_whom_it_saw(function, upstream, settings):
    settings.TRUSTED_PROXIES = 1
    sent = {"X-Forwarded-For": ["10.0.0.1, 192.0.2.9, 203.0.113.9"]}
    function(f"{PLACE}/a", headers=sent)
    assert upstream.only.values("x-forwarded-for") == ["192.0.2.9"]


@pytest.mark.parametrize("method", ["POST", "DELETE", "QUERY", "GET"])
@pytest.mark.parametrize("is_binary", [True, False])
def test_a_body_arrives_with_its_true_length(function, upstream, method, is_binary):
    body = b"\xff\x00abc" if is_binary else "abc\xe9".encode()
    text = base64.b64encode(body).decode() if is_binary else body.decode()
    function(
        f"{PLACE}/a",
        method=method,
        headers={"Content-Length": ["3"]},
        body=text,
        isBase64Encoded=is_binary,
    )
    assert upstream.only.body == body
    assert upstream.only.values("content-length") == ["5"]
    assert upstream.faults == []


@pytest.mark.parametrize("changes", [
    {"headers": {"Content-Length": ["11"], "Transfer-Encoding": ["chunked"]}},
    {"headers": {"Content-Length": ["3, 5"]}}, {"headers": {"Content-Length": ["3", "5"]}},
    {"headers": {"Content-Length": ["+5"]}}, {"headers": {"Content-Length": ["0x5"]}},
    {"headers": {"Content-Length": ["-1"]}}, {"headers": {"Content-Length": [" 5 "]}},
    {"headers": {"Transfer-Encoding": ["chunked, chunked"]}},
    {"headers": {"Transfer-Encoding": ["\x0bchunked"]}},
    {"headers": {"X": ["a\r\nEvil: 1"]}}, {"headers": {"X": ["a\x00b"]}},
    {"headers": {"X: y\r\nZ": ["1"]}}, {"headers": {"X": ["\u20ac"]}},
    {"isBase64Encoded": True, "body": "%%%"}, {"isBase64Encoded": True, "body": "YQ"},
    {"isBase64Encoded": True, "body": "YQ==YQ=="},
])  # fmt: skip
def test_what_no_client_could_have_sent_is_refused(function, upstream, changes):
    answer = function(f"{PLACE}/a", method="POST", **({"body": "hello world"} | changes))
    assert answer["statusCode"] == 400
    assert upstream.received == []


def test_an_answer_of_any_bytes_comes_back(function, upstream):
    for body in (b"abc", b"\xff\x00", b'"' * 2_000_000, b"\x00" * 4_500_000):
        upstream.reply = lambda _, body=body: (
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        answer = function(f"{PLACE}/a")
        assert body_of(answer) == body
        assert len(json.dumps(answer)) < LAMBDA_BYTES


def test_an_answer_that_is_too_large_is_refused_in_words(function, upstream):
    def reply(_):
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        for _ in range(100):
            yield b"x" * 1_000_000

    upstream.reply = reply
    answer = function(f"{PLACE}/a")
    assert answer["statusCode"] == 502
    problem = json.loads(answer["body"])
    assert problem["code"] == "upstream_answer_too_large"
    assert "4.3\xa0MB" in problem["detail"]
    assert upstream.gone.wait(5)


@pytest.mark.parametrize("begin", [
    b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n30d40\r\n",
])  # fmt: skip
def test_an_answer_that_breaks_off_is_a_502(function, upstream, begin):
    def reply(_):
        yield begin + b"x" * 200_000
        raise Hangup

    upstream.reply = reply
    assert function(f"{PLACE}/a")["statusCode"] == 502


def test_an_answer_that_drips_is_a_504(function, upstream, monkeypatch):
    lead_to(monkeypatch, f"{upstream.url}/base", timeout_seconds=0.5)

    def drip(_):
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 200_000
        while not upstream.stop.wait(0.05):
            yield b"x"

    upstream.reply = drip
    assert function(f"{PLACE}/a")["statusCode"] == 504


@pytest.mark.parametrize(("method", "head", "length"), [
    ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 734003", ["734003"]),
    ("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", []),
    ("GET", "HTTP/1.1 304 Not Modified", []), ("GET", "HTTP/1.1 204 No\r\nContent-Length: 0", []),
])  # fmt: skip
def test_an_answer_without_a_body_has_none(function, upstream, method, head, length):
    upstream.reply = lambda _: f"{head}\r\nETag: x\r\n\r\n".encode()
    answer = function(f"{PLACE}/a", method=method)
    assert not answer.get("body")
    assert field(answer, "content-length") == length
    assert field(answer, "etag") == ["x"]
    assert field(answer, "content-type") == []


def test_nothing_sticks_on_the_origin(function, upstream):
    upstream.reply = lambda _: (
        b'HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nClear-Site-Data: "*"\r\nContent-Length: 0\r\n\r\n'
    )
    answer = function(f"{PLACE}/a")
    assert field(answer, "set-cookie") == field(answer, "clear-site-data") == []
    assert field(answer, "content-security-policy") == ["sandbox"]
