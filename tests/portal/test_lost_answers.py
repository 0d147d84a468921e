"""Writes that DynamoDB carries out though its answer does not come: no conflict with ourselves."""

import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler

import pytest
from pynamodb.attributes import UnicodeAttribute

from portal.dynamo import Item, Unavailable, UsersTable
from portal.dynamo.connection import connection
from tests.detours import pointed_at
from tests.http_servers import serving


class Note(Item):
    Meta = UsersTable
    text = UnicodeAttribute(default="")


class Relay(BaseHTTPRequestHandler):
    """Hands requests on to DynamoDB, and the answers back, but for the first one."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        url = connection().client.meta.endpoint_url
        request = urllib.request.Request(url, body, dict(self.headers))
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        status, said = answer.status, answer.read()
        if self.server.loses:
            self.server.loses = False
            if self.server.fault == "closed":
                return
            status, said = 500, b'{"__type": "InternalServerError"}'
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)


@pytest.fixture(params=["closed", "failed"])
def losing(request):
    """Lets the first answer be lost: the connection closes, or DynamoDB says 500."""
    with serving(Relay) as relay:
        relay.fault, relay.loses = request.param, True
        with pointed_at(connection().client, f"http://127.0.0.1:{relay.server_port}"):
            yield relay


def test_a_creation_whose_answer_is_lost_does_not_find_itself(unique, losing):
    with pytest.raises(Unavailable):
        Note(unique, "NOTE", text="new").create()
    assert Note.fetch(unique, "NOTE").text == "new"


def test_an_edit_whose_answer_is_lost_is_no_conflict_with_itself(unique, losing):
    losing.loses = False
    note = Note(unique, "NOTE", text="old")
    note.create()
    losing.loses = True
    note.text = "new"
    with pytest.raises(Unavailable):
        note.replace()
    assert Note.fetch(unique, "NOTE").text == "new"


def test_a_read_whose_answer_is_lost_is_asked_again(unique, losing):
    losing.loses = False
    Note(unique, "NOTE", text="new").create()
    losing.loses = True
    assert Note.fetch(unique, "NOTE").text == "new"
