"""Descriptions and requests that are refused: a problem document, its place, and nothing stored."""

import json
from bisect import bisect_left
from time import process_time
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from apis.items import Api
from portal.aws.clients import client
from tests.apis.conftest import description, register
from tests.descriptions import raw

DEEP = 1000
PATHS = '"info": {"title": "t", "version": "1"}, "paths": {}'
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
REFUSED = {
    "not JSON or YAML": "{]: : :\n\t- [",
    "not OpenAPI": '{"hello": "world"}',
    "a web page": "<!doctype html><p>hello",
    "empty": " ",
    "alias bomb": f"openapi: 3.0.0\ninfo: {{title: t, version: '1'}}\npaths: {{}}\n{BOMB}",
    "too deep": '{"openapi": "3.0.0", ' + PATHS + ', "x-a": ' + "[" * DEEP + "]" * DEEP + "}",
    "too deep YAML": "openapi: 3.0.0\nx-a: " + "[" * DEEP + "]" * DEEP,
    "reference to itself": '{"openapi": "3.0.0", '
    + PATHS
    + ', "components": {"schemas": {"A": {"$ref": "#/components/schemas/A"}}}}',
    "file reference": '{"openapi": "3.0.0", '
    + PATHS
    + ', "components": {"schemas": {"A": {"$ref": "file:///etc/passwd"}}}}',
    "http reference": '{"openapi": "3.0.0", '
    + PATHS
    + ', "components": {"schemas": {"A": {"$ref": "http://127.0.0.1/x"}}}}',
    "relative reference": '{"openapi": "3.0.0", '
    + PATHS
    + ', "components": {"schemas": {"A": {"$ref": "other.yaml#/A"}}}}',
}


def descriptions_stored() -> set[str]:
    pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=settings.CONTENT_BUCKET)
    return {found["Key"] for page in pages for found in page.get("Contents", [])}


def apis_stored() -> int:
    table = Api.Meta.table_name
    found = client("dynamodb").scan(TableName=table, Select="COUNT", ConsistentRead=True)
    return found["Count"]


@pytest.fixture
def nothing_is_stored():
    before = descriptions_stored(), apis_stored()
    yield
    assert (descriptions_stored(), apis_stored()) == before


def assert_problem(answer, *statuses):
    assert answer.status_code in statuses, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["detail"]
    assert problem["instance"] == answer.wsgi_request.path
    return problem


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.usefixtures("nothing_is_stored")
def test_a_description_that_cannot_be_used_is_refused_with_its_place(publisher, name):
    # Of this process, so that a busy machine fails nothing.
    began = process_time()
    answer = publisher.rest.post("/api/v1/apis/", {"spec": REFUSED[name]}, format="json")
    assert process_time() - began < 2
    problem = assert_problem(answer, 422)
    assert problem["errors"]
    if "reference" in name:
        assert problem["errors"][0]["pointer"].startswith("/components/schemas/A")


@pytest.mark.usefixtures("nothing_is_stored")
def test_a_deep_object_is_refused(publisher):
    body = '{"spec": ' + REFUSED["too deep"] + "}"
    answer = publisher.rest.post("/api/v1/apis/", body, content_type="application/json")
    assert_problem(answer, 400)


@pytest.mark.usefixtures("nothing_is_stored")
def test_a_file_over_the_limit_is_refused(publisher, settings):
    settings.DESCRIPTION_MAX_BYTES = 1000
    file = SimpleUploadedFile("a.json", b" " * 1001)
    answer = publisher.rest.post("/api/v1/apis/", {"spec": file}, format="multipart")
    assert_problem(answer, 413)


@pytest.mark.usefixtures("nothing_is_stored")
def test_a_body_over_the_limit_is_refused_unread(publisher, settings):
    settings.REQUEST_MAX_BYTES = 1000
    body = json.dumps({"spec": " " * 1000})
    answer = publisher.rest.post("/api/v1/apis/", body, content_type="application/json")
    assert "1000 bytes" in assert_problem(answer, 413)["detail"].replace("\xa0", " ")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"spec": {}, "spec_url": "https://example.com"}, 400),
        ({"spec": 1}, 400),
        ({"spec": "\ud800"}, 400),
        ({"spec": "x", "unknown": 1}, 400),
        ({"spec": "x", "tags": ["t"] * 9}, 400),
        ({"spec": "x", "tags": "t"}, 400),
        ({"spec": "x", "visibility": "secret"}, 400),
        ({"spec": "x", "status": "retired"}, 400),
        ({"spec": "x", "name": "n" * 101}, 400),
        ({"spec": "x", "slug": "Not A Slug"}, 422),
        ({"spec": "x", "slug": "register"}, 422),
        ({"spec": "x", "support_url": "javascript:alert(1)"}, 422),
        ({"spec": "x", "support_email": "nobody"}, 422),
        ({"upload_id": "../../etc"}, 400),
        ({"upload_id": "A" * 22}, 400),
        ([], 400),
        ("text", 400),
        (None, 400),
    ],
)
@pytest.mark.usefixtures("nothing_is_stored")
def test_a_request_that_makes_no_sense_is_refused(publisher, body, status):
    answer = publisher.rest.post("/api/v1/apis/", json.dumps(body), content_type="application/json")
    assert_problem(answer, status)


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{", 400),
        ("application/json", b"\xff", 400),
        ("application/json", b'{"spec": NaN}', 400),
        ("application/json", b'{"spec": ' + b"9" * 5000 + b"}", 400),
        ("application/json", b'{"spec": {"a": 1e999}}', 400),
        ("text/plain", b"{}", 415),
        ("application/xml", b"<a/>", 415),
        ("multipart/form-data", b"", 400),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem(publisher, content_type, body, status):
    answer = publisher.rest.generic("POST", "/api/v1/apis/", body, content_type)
    assert "sys." not in assert_problem(answer, status)["detail"]


def test_a_body_in_another_encoding_is_refused_with_its_place(publisher):
    body = b'{"spec":\n "\xe9"}'
    answer = publisher.rest.generic("POST", "/api/v1/apis/", body, "application/json")
    (fault,) = assert_problem(answer, 400)["errors"]
    assert (fault["line"], fault["column"]) == (2, 3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("support_email", "a\u202eb@example.com"),
        ("support_url", "https://example.com/a b"),
        ("support_url", "https://example.com/\u202egpj"),
    ],
)
def test_an_address_that_reads_as_another_is_refused(publisher, unique, name, value):
    body = {"spec": description(unique), name: value}
    problem = assert_problem(publisher.rest.post("/api/v1/apis/", body, format="json"), 422)
    assert problem["errors"][0]["pointer"] == f"/{name}"


@pytest.mark.parametrize("who", ["developer", "stranger"])
def test_nobody_has_an_address_read_without_the_right_to_register(
    request, publisher, unique, who, settings
):
    settings.OUTBOUND_ALLOWED_HOSTS = ["localhost:1"]
    caller = request.getfixturevalue(who)
    body = {"spec_url": "http://localhost:1/openapi.json"}
    made = register(publisher, unique)
    if who == "developer":
        assert_problem(caller.rest.post("/api/v1/apis/", body, format="json"), 403)
    path = f"/api/v1/apis/{made['id']}/versions/"
    assert_problem(caller.rest.post(path, body, format="json"), 403)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/a.json",
        "http://localhost/a.json",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "file:///etc/passwd",
        "https://user:secret@example.com/",
        "nonsense",
    ],
)
@pytest.mark.usefixtures("nothing_is_stored")
def test_an_address_that_is_not_public_is_refused(publisher, url):
    answer = publisher.rest.post("/api/v1/apis/", {"spec_url": url}, format="json")
    problem = assert_problem(answer, 422)
    assert [fault["pointer"] for fault in problem["errors"]] == ["/spec_url"]


def test_a_server_that_is_not_there_is_named_with_its_place(publisher, settings):
    settings.OUTBOUND_ALLOWED_HOSTS = ["localhost:1"]
    body = {"spec_url": "http://localhost:1/openapi.json"}
    problem = assert_problem(publisher.rest.post("/api/v1/apis/", body, format="json"), 502)
    assert problem["errors"][0]["pointer"] == "/spec_url"


@pytest.mark.parametrize(
    ("method", "path", "instead"),
    [
        ("put", "/api/v1/apis/", "GET, POST"),
        ("post", "/api/v1/apis/x/", "GET, PATCH, DELETE"),
        ("delete", "/api/v1/me/", "GET"),
    ],
)
def test_a_method_that_is_not_there_is_a_problem(publisher, method, path, instead):
    assert instead in assert_problem(getattr(publisher.rest, method)(path), 405)["detail"]


def test_a_page_is_not_what_rest_gives(publisher):
    answer = publisher.rest.get("/api/v1/apis/", headers={"Accept": "text/html"})
    assert "application/json" in assert_problem(answer, 406)["detail"]


def test_a_refusal_without_credentials_names_the_ways_to_send_them(anonymous):
    detail = assert_problem(anonymous.get("/api/v1/me/"), 401)["detail"]
    assert "Authorization: Bearer" in detail
    assert "X-API-Key" in detail


def test_a_body_of_another_type_is_refused_with_those_that_are_read(publisher):
    answer = publisher.rest.generic("POST", "/api/v1/apis/", b"{}", "text/plain")
    detail = assert_problem(answer, 415)["detail"]
    assert "application/json, multipart/form-data" in detail


def test_a_path_that_is_not_there_is_a_problem(publisher):
    assert_problem(publisher.rest.get("/api/v1/nothing/"), 404)


@pytest.mark.parametrize(
    "query",
    [{"cursor": "made-up"}, {"limit": "0"}, {"limit": "x"}, {"limit": "1000"}, {"status": "x"}],
)
def test_a_list_is_not_asked_nonsense(publisher, query):
    assert_problem(publisher.rest.get("/api/v1/apis/", query), 400)


@pytest.mark.parametrize("api", ["x" * 300, "..%2f", "API", "a--b", "%00"])
def test_an_id_that_cannot_be_is_not_found(publisher, api):
    assert_problem(publisher.rest.get(f"/api/v1/apis/{api}/"), 404)


def test_small_departures_register_with_located_warnings(publisher, unique):
    odd = description(unique)
    odd["paths"]["/things"]["get"].pop("responses")
    made = register(publisher, unique, spec=odd)
    assert made["warning_count"] >= 1
    assert made["warnings"][0]["pointer"].startswith("/paths/~1things/get")


def test_a_large_real_description_registers_at_once(publisher, unique):
    file = SimpleUploadedFile("github.json", raw("github"))
    body = {"spec": file, "slug": unique}
    answer = publisher.rest.post("/api/v1/apis/", body, format="multipart")
    assert answer.status_code == 201, answer.content
    assert answer.json()["operation_count"] > 1000


@pytest.mark.usefixtures("nothing_is_stored")
def test_no_depth_of_an_object_is_a_fault_of_ours(publisher):
    """What can just be read may be too deep for whoever writes it again: try what is just read."""

    def answer(depth: int) -> Any:
        body = '{"spec":' + '{"a":' * depth + "1" + "}" * depth + "}"
        return publisher.rest.post("/api/v1/apis/", body, content_type="application/json")

    def is_unread(depth: int) -> bool:
        return "The body is nested too deeply" in answer(depth).json()["detail"]

    first_unread = bisect_left(range(1000), True, key=is_unread)
    assert 100 < first_unread < 1000
    problems = [assert_problem(answer(first_unread - back), 400, 422) for back in range(1, 9)]
    assert "The description is nested too deeply." in {each["detail"] for each in problems}


@pytest.mark.parametrize("field", ["status", "visibility", "\\ud800"])
def test_half_a_surrogate_pair_can_be_reported(publisher, field):
    body = '{"spec": "x", "' + field + '": "\\ud800"}'
    answer = publisher.rest.post("/api/v1/apis/", body, content_type="application/json")
    assert_problem(answer, 400)


@pytest.mark.parametrize(
    "body",
    [
        {"spec": "x", "tags": [[]] * 10_000},
        {"spec": "x", "readers": ["x" * 101] * 10_000},
        {f"field {number}": 1 for number in range(10_000)},
        {"spec": "x", "n" * 100_000: 1},
    ],
    ids=["tags", "readers", "unknown fields", "a long name"],
)
def test_a_refusal_is_short_however_much_is_wrong(publisher, body):
    answer = publisher.rest.post("/api/v1/apis/", body, format="json")
    assert_problem(answer, 400)
    assert len(answer.content) < 5_000


def test_a_team_has_a_name_of_one_line(admin, unique):
    body = {"spec": description(unique), "owner": "a\nb"}
    answer = admin.rest.post("/api/v1/apis/", body, format="json")
    assert_problem(answer, 422)
