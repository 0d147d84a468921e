"""A call on its whole way: its operation, the check against the description, and its record."""

from datetime import timedelta

import pytest

from apis.items import ApiVersion
from portal import clock
from tests.apis.conftest import description
from tests.apis.gateway.exchange import application, key_of, open_api, subscribe

PET = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
}
FINE = {"200": {"description": "Fine"}}
LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 50}}
PATHS = {
    "/pets": {
        "get": {"parameters": [LIMIT], "responses": FINE},
        "post": {
            "requestBody": {"required": True, "content": {"application/json": {"schema": PET}}},
            "responses": FINE,
        },
    },
    "/pets/{id}": {
        "get": {
            "deprecated": True,
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
            ],
            "responses": FINE,
        }
    },
}
JSON = [("Content-Type", "application/json")]


@pytest.fixture
def pets(publisher, unique, server):
    spec = description(unique, paths=PATHS)
    return open_api(publisher, unique, f"{server.url}/base", spec=spec)


@pytest.fixture
def key(pets, unique):
    app = application(f"{unique}-callers")
    subscribe(app, pets)
    return key_of(app)


@pytest.fixture
def checking(pets):
    pets.change(validates=True)
    return pets


def test_a_record_says_which_operation_was_called_and_what_came_of_it(pets, key, records, server):
    server.answer = (201, [], b"four")
    pets.ask(key, "POST", "/pets", fields=JSON, body=b'{"name": "Ada"}')
    pets.ask(key, "HEAD", "/pets/7")
    pets.ask(key, path="/elsewhere")
    first, head, elsewhere = records
    assert first["operation"] == "POST /pets"
    assert (first["status"], first["in"], first["out"]) == (201, 15, 4)
    assert (first["api"], first["version"], first["id"]) == (pets.slug, "1.0.0", "r-1")
    assert first["app"]
    assert first["key"]
    assert (head["operation"], head["out"]) == ("GET /pets/{id}", 0)
    assert elsewhere["operation"] == ""
    assert key not in str(records)


def test_nobody_counts_calls_of_what_is_not_there(pets, key, records):
    pets.ask(key, api="never-registered")
    pets.ask(key, version="9.9")
    assert records == []


def test_a_refused_call_is_recorded_with_its_key(pets, key, records):
    from tests.apis.gateway.exchange import change_key

    pets.ask(key)
    change_key(key, scopes=["another"])
    pets.now.seconds += 31
    pets.ask(key)
    assert [each["outcome"] for each in records] == ["call", "refused"]
    assert records[0]["key"] == records[1]["key"]


def test_what_is_not_described_passes_unless_calls_are_checked(pets, key, server):
    assert pets.ask(key, path="/elsewhere").status == 200
    pets.change(validates=True)
    pets.now.seconds += 31
    answer = pets.ask(key, path="/elsewhere")
    assert (answer.status, answer.code) == (404, "operation_unknown")
    answer = pets.ask(key, "DELETE", "/pets")
    assert (answer.status, answer.code) == (405, "operation_method_unknown")
    assert answer.one("Allow") == "GET, POST"
    assert len(server.asked) == 1


def test_a_checked_call_that_agrees_passes_as_it_was_sent(checking, key, server):
    body = b'{ "name": "Ada",\n "age": 3}'
    answer = checking.ask(key, "POST", "/pets", fields=JSON, body=body)
    assert answer.status == 200
    assert server.asked[0][1:2] + server.asked[0][3:] == ("/base/pets", body)
    assert checking.ask(key, path="/pets", query="limit=5&more=%2F").status == 200
    assert server.asked[1][1] == "/base/pets?limit=5&more=%2F"


@pytest.mark.parametrize(
    ("how", "places"),
    [
        ({"path": "/pets", "query": "limit=51"}, [("query", "limit", "")]),
        ({"path": "/pets", "query": "limit=x"}, [("query", "limit", "")]),
        ({"path": "/pets/x"}, [("path", "id", "")]),
        ({"method": "POST", "path": "/pets", "fields": JSON, "body": b"{}"}, [("body", None, "")]),
        (
            {"method": "POST", "path": "/pets", "fields": JSON, "body": b'{"name":1,"age":"x"}'},
            [("body", None, "/name"), ("body", None, "/age")],
        ),
        ({"method": "POST", "path": "/pets"}, [("body", None, "")]),
        ({"method": "POST", "path": "/pets", "fields": JSON, "body": b"{"}, [("body", None, "")]),
        (
            {
                "method": "POST",
                "path": "/pets",
                "fields": [("Content-Type", "text/csv")],
                "body": b"a",
            },
            [("body", None, "")],
        ),
    ],
)
def test_a_call_that_contradicts_the_description_is_told_where(checking, key, server, how, places):
    answer = checking.ask(key, **how)
    assert (answer.status, answer.code) == (400, "call_invalid")
    found = [(e["in"], e.get("name"), e["pointer"]) for e in answer.problem["errors"]]
    assert sorted(found, key=str) == sorted(places, key=str)
    assert all(each["detail"] for each in answer.problem["errors"])
    assert not server.asked


def test_a_checked_body_is_bounded_announced_or_not(checking, key, server):
    large = b'"' + b"x" * 1024 * 1024 + b'"'
    for length in (len(large), None):
        answer = checking.ask(key, "POST", "/pets", fields=JSON, body=large, length=length)
        assert (answer.status, answer.code) == (413, "checked_body_too_long")
    assert not server.asked


def test_a_compressed_body_cannot_be_checked(checking, key):
    answer = checking.ask(
        key, "POST", "/pets", fields=[*JSON, ("Content-Encoding", "gzip")], body=b"\x1f\x8b"
    )
    assert (answer.status, answer.code) == (415, "body_encoded")


def deprecate(pets):
    version = ApiVersion.fetch(*ApiVersion.key(pets.slug, pets.version))
    version.status = "deprecated"
    version.deprecated_from = clock.now() + timedelta(days=30)
    version.sunset_at = clock.now() + timedelta(days=300)
    version.put()


def test_every_answer_says_when_its_version_ends(pets, key, server):
    deprecate(pets)
    server.answer = (
        200,
        [("Deprecation", "true"), ("Link", '</base/pets?page=2>; rel="next"')],
        b"",
    )
    answers = [pets.ask(key), pets.ask(key, "HEAD"), pets.ask()]
    server.answer = (404, [], b"")
    answers.append(pets.ask(key))
    server.answer = (None, [], b"")
    answers.append(pets.ask(key))
    assert [each.status for each in answers] == [200, 200, 401, 404, 502]
    for answer in answers:
        assert answer.one("Deprecation").startswith("@")
        assert answer.one("Sunset").endswith("GMT")
        assert any('rel="deprecation"' in link for link in answer.all("Link"))
    assert any('rel="next"' in link for link in answers[0].all("Link"))


def test_a_deprecated_operation_says_so_and_others_do_not(pets, key):
    assert pets.ask(key, path="/pets/1").one("Deprecation")
    assert pets.ask(key, path="/pets").one("Deprecation") is None


def test_rules_change_what_is_sent_and_what_comes_back(pets, key, server):
    server.answer = (200, [("X-Internal", "secret"), ("Content-Type", "application/json")], b"{}")
    pets.change(
        request_rules=[{"part": "header", "action": "set", "name": "X-Team", "value": "a"}],
        response_rules=[{"part": "header", "action": "remove", "name": "X-Internal"}],
    )
    answer = pets.ask(key, path="/pets")
    assert server.asked[0][2]["X-Team"] == "a"
    assert answer.all("X-Internal") == []


def test_a_rule_for_answers_alone_changes_a_body_that_clients_want_compressed(pets, key, server):
    server.answer = (200, [("Content-Type", "application/json")], b'{"id": 1.50, "internal": 2}')
    pets.change(response_rules=[{"part": "body", "action": "remove", "name": "/internal"}])
    answer = pets.ask(key, path="/pets", fields=[("Accept-Encoding", "gzip")])
    assert server.asked[0][2]["Accept-Encoding"] == "identity"
    assert answer.body == b'{"id":1.50}'
    assert answer.one("Content-Length") == str(len(answer.body))


def test_an_upstreams_request_id_gives_way_to_ours(pets, key, server):
    server.answer = (200, [("x-request-id", "theirs")], b"")
    assert pets.ask(key).one("X-Request-Id") == "r-1"


def test_a_problem_of_a_head_call_has_no_body(pets):
    answer = pets.ask(method="HEAD")
    assert (answer.status, answer.body) == (401, b"")


def test_a_call_over_http_takes_the_same_way(pets, key, server, client):
    server.answer = (200, [("Content-Type", "text/html")], b"<script>alert(1)</script>")
    place = f"/gateway/{pets.slug}/{pets.version}"
    answer = client.get(f"{place}/pets?limit=5", headers={"X-API-Key": key})
    assert (answer.status_code, answer.content) == (200, server.answer[2])
    assert answer["Content-Security-Policy"] == "sandbox"
    assert server.asked[0][1] == "/base/pets?limit=5"
    refused = client.get(f"{place}/pets", headers={"X-API-Key": "adp_live_nonsense"})
    assert (refused.status_code, refused.json()["code"]) == (401, "key_refused")
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["X-Request-Id"]


def test_a_signed_in_reader_is_nobody_at_the_gateway(pets, visit, developer, server):
    answer = visit(developer).get(f"/gateway/{pets.slug}/{pets.version}/pets")
    assert answer.status_code == 401
    assert not server.asked
