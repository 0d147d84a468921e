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


@pytest.fixture
def silence():
    """An address where somebody listens and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def impatient(monkeypatch):
    """Clients as they are, but for the seconds that they wait."""
    monkeypatch.setattr("portal.dynamo.connection.READ_TIMEOUT_SECONDS", 0.1)
    monkeypatch.setattr("portal.aws.READ_TIMEOUT_SECONDS", 0.1)
    connection.cache_clear()
    client.cache_clear()
    yield
    connection.cache_clear()
    client.cache_clear()


@pytest.mark.usefixtures("impatient")
def test_a_dynamodb_that_does_not_answer_is_away_too(visit, publisher, unique, silence):
    browser, visitor = visit(publisher), visit()
    # A session is stored by a middleware, past every view: answered, and logged as an error.
    visitor.raise_request_exception = False
    with pointed_at(connection().client, silence):
        read = publisher.rest.get("/api/v1/apis/")
        page = browser.get("/apis/")
        begun = visitor.get("/account/oidc/cognito/")
        new = publisher.rest.post("/api/v1/apis/", {"spec": description(unique)}, format="json")
    assert [answer.status_code for answer in (read, page, begun, new)] == [503] * 4
    assert browser.get("/apis/").status_code == 200


@pytest.mark.usefixtures("impatient")
def test_a_write_that_gets_no_answer_is_a_503(publisher, unique, silence):
    events = connection().client.meta.events
    body = {"spec": description(unique)}
    with pointed_at(connection().client, silence):

        def only_writes(request, **kwargs):
            if b"TransactWriteItems" not in request.headers["X-Amz-Target"]:
                request.url = connection().client.meta.endpoint_url

        events.register_last("before-send", only_writes)
        answer = publisher.rest.post("/api/v1/apis/", body, format="json")
        events.unregister("before-send", only_writes)
    assert answer.status_code == 503
    assert publisher.rest.post("/api/v1/apis/", body, format="json").status_code == 201


@pytest.mark.usefixtures("impatient")
def test_an_s3_that_does_not_answer_is_away_too(publisher, unique, silence):
    body = {"spec": description(unique)}
    with pointed_at(client("s3"), silence):
        answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 503
    assert publisher.rest.post("/api/v1/apis/", body, format="json").status_code == 201
