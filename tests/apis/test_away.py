"""DynamoDB or S3 away: a 503 that says so, and recovery without a restart."""

import socket
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from portal.aws import client
from portal.dynamo.connection import connection
from tests.apis.conftest import description, register


@contextmanager
def pointed_at(aws, url):
    """Let a client talk to another address for a while, as if its service were there."""
    events = aws.meta.events

    def redirect(request, **kwargs):
        parts = urlsplit(request.url)
        request.url = request.url.replace(f"{parts.scheme}://{parts.netloc}", url, 1)

    events.register_first("before-send", redirect)
    try:
        yield
    finally:
        events.unregister("before-send", redirect)


@pytest.fixture
def nowhere():
    """An address where nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def test_without_dynamodb_pages_and_rest_say_so_and_recover(visit, publisher, unique, nowhere):
    made = register(publisher, unique)
    browser = visit(publisher)
    with pointed_at(connection().client, nowhere):
        rest = publisher.rest.get(f"/api/v1/apis/{made['id']}/")
        page = browser.get("/apis/")
        new = publisher.rest.post("/api/v1/apis/", {"spec": description("x")}, format="json")
    for answer in (rest, new):
        assert answer.status_code == 503
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Retry-After"]
    assert page.status_code == 503
    assert b"<html" in page.content
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").status_code == 200
    assert browser.get("/apis/").status_code == 200


def test_without_s3_nothing_is_registered_and_it_recovers(publisher, unique, nowhere):
    body = {"spec": description(unique)}
    with pointed_at(client("s3"), nowhere):
        answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").status_code == 404
    assert publisher.rest.post("/api/v1/apis/", body, format="json").status_code == 201
