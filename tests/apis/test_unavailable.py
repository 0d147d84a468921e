"""DynamoDB or S3 away: a 503 that says so, and recovery without a restart."""

import socket
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from threading import Thread

import pytest

from apis.items import Api
from portal.aws.clients import BACKGROUND_POLICY, REQUEST_POLICY
from portal.aws.clients import client as aws_client
from portal.dynamo import NotFound, Unavailable
from portal.dynamo.connection import connection
from portal.request_context import RequestContext, use_context
from tests.apis.conftest import description, register
from tests.detours import pointed_at
from tests.http_servers import serving


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
    assert "look first whether it was saved" in page.text
    assert publisher.rest.get(f"/api/v1/apis/{made['id']}/").status_code == 200
    assert browser.get("/apis/").status_code == 200


def test_without_s3_nothing_is_registered_and_it_recovers(publisher, unique, nowhere):
    body = {"spec": description(unique)}
    with pointed_at(aws_client("s3"), nowhere):
        answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").status_code == 404
    assert publisher.rest.post("/api/v1/apis/", body, format="json").status_code == 201


class Refusing(BaseHTTPRequestHandler):
    """Answers everything with the status of its server and nothing else, as a proxy might."""

    def answer(self):
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = do_POST = do_PUT = answer  # noqa: N815 (the names that the library calls)


@pytest.fixture
def refusing(request):
    with serving(Refusing) as server:
        server.status = request.param
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize("refusing", [500, 502, 503], indirect=True)
@pytest.mark.parametrize("service", ["dynamodb", "s3", "sqs"])
def test_a_service_that_answers_with_a_bare_error_is_away(
    publisher, unique, refusing, service, small_limits
):
    aws = connection().client if service == "dynamodb" else aws_client(service)
    with pointed_at(aws, refusing):
        answer = publisher.rest.post("/api/v1/apis/", {"spec": description(unique)}, format="json")
    assert answer.status_code == 503, answer.content
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").status_code == 404


def is_put_of_a_pack(request) -> bool:
    return request.method == "PUT" and "/reference/" in request.url


def test_nothing_is_registered_where_its_reference_cannot_be_stored(
    visit, publisher, unique, nowhere
):
    body = {"spec": description(unique), "visibility": "public"}
    with pointed_at(aws_client("s3"), nowhere, when=is_put_of_a_pack):
        answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 503
    assert publisher.rest.get(f"/api/v1/apis/{unique}/").status_code == 404
    assert publisher.rest.post("/api/v1/apis/", body, format="json").status_code == 201
    page = visit().get(f"/docs/{unique}/1.0.0/operations/things/")
    assert page.status_code == 200
    assert "Things" in page.text


class SilentServer:
    """Takes every connection, notes it, and never answers."""

    def __init__(self, listening: socket.socket) -> None:
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._listening = listening
        self._held: list[socket.socket] = []

    def accept_all(self) -> None:
        with suppress(OSError):
            while True:
                self._held.append(self._listening.accept()[0])

    def connections(self) -> int:
        """Return how many connections came since this was last asked."""
        came = len(self._held)
        for each in self._held:
            each.close()
        self._held.clear()
        return came


@pytest.fixture
def silence():
    """A server that listens and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        server = SilentServer(listening)
        thread = Thread(target=server.accept_all, daemon=True)
        thread.start()
        yield server
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def impatient(monkeypatch):
    """Clients as they are, but for the seconds that they wait."""
    monkeypatch.setattr(
        "portal.aws.clients.REQUEST_POLICY", REQUEST_POLICY._replace(read_seconds=0.1)
    )
    monkeypatch.setattr(
        "portal.aws.clients.BACKGROUND_POLICY", BACKGROUND_POLICY._replace(read_seconds=0.1)
    )


@pytest.mark.usefixtures("impatient")
def test_a_dynamodb_that_does_not_answer_is_away_too(visit, publisher, unique, silence):
    browser, visitor = visit(publisher), visit()
    # What fails past every view, in a middleware or an error page, is answered, and logged as an
    # error.
    visitor.raise_request_exception = browser.raise_request_exception = False
    body = {"spec": description(unique)}
    attempts = {}
    with pointed_at(connection().client, silence.url):
        for name, answer in {
            "read": lambda: publisher.rest.get("/api/v1/apis/"),
            "page": lambda: browser.get("/apis/"),
            "no page": lambda: browser.get("/no/such/page/"),
            "begin to sign in": lambda: visitor.get("/account/oidc/cognito/"),
            "register": lambda: publisher.rest.post("/api/v1/apis/", body, format="json"),
        }.items():
            assert answer().status_code == 503, name
            attempts[name] = silence.connections()
    # Somebody waits for each. A write of one item is not tried twice: see `portal.aws.clients`.
    assert attempts.pop("begin to sign in") == 1
    assert set(attempts.values()) == {2}
    assert browser.get("/apis/").status_code == 200


def is_transaction(request) -> bool:
    return b"TransactWriteItems" in request.headers["X-Amz-Target"]


@pytest.mark.usefixtures("impatient")
def test_a_write_that_gets_no_answer_is_a_503(publisher, unique, silence):
    body = {"spec": description(unique)}
    with pointed_at(connection().client, silence.url, when=is_transaction):
        answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 503
    assert silence.connections() == 2
    assert publisher.rest.post("/api/v1/apis/", body, format="json").status_code == 201


@pytest.mark.usefixtures("impatient")
def test_an_s3_that_does_not_answer_is_away_too(publisher, unique, silence):
    body = {"spec": description(unique)}
    with pointed_at(aws_client("s3"), silence.url):
        answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert answer.status_code == 503
    assert silence.connections() == 2
    assert publisher.rest.post("/api/v1/apis/", body, format="json").status_code == 201


@pytest.mark.usefixtures("impatient")
def test_who_goes_on_in_a_request_after_silence_is_refused_at_once(unique, silence):
    with use_context(RequestContext()), pointed_at(connection().client, silence.url):
        for _ in range(5):
            with pytest.raises(Unavailable):
                Api.fetch(*Api.key(unique))
    assert silence.connections() == 2
    with use_context(RequestContext()), pytest.raises(NotFound):
        Api.fetch(*Api.key(unique))


@pytest.mark.usefixtures("impatient")
def test_a_job_waits_longer_and_asks_more_often(unique, silence):
    assert BACKGROUND_POLICY.read_seconds > REQUEST_POLICY.read_seconds
    with use_context(RequestContext(background=True)):
        patient = connection().client
        with pointed_at(patient, silence.url), pytest.raises(Unavailable):
            Api.fetch(*Api.key(unique))
    assert silence.connections() == BACKGROUND_POLICY.attempts


@pytest.mark.usefixtures("impatient")
def test_ready_says_no_when_a_part_is_silent(client, silence):
    with pointed_at(aws_client("s3"), silence.url):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["s3"] == "away"
    assert silence.connections() == 2
    assert client.get("/readyz").status_code == 200
