"""What a request holds, and where it goes."""

from typing import Any

import pytest

from openapi.request.build import build
from openapi.request.choice import Choice
from openapi.request.message import JsonBody
from openapi.values import example
from tests.openapi.request.described import described, query, request, url


def test_what_need_not_be_sent_is_not() -> None:
    optional = {**query("page", 2), "required": False}
    old = {**query("old", 1), "deprecated": True}
    assert url(query("q", "x"), optional, {**old, "required": False}) == "/things?q=x"
    assert url(query("q", "x"), old) == "/things?q=x&old=1"


@pytest.mark.parametrize(
    ("schema", "sent"),
    [
        ({"type": "string"}, "USER_ID"),
        ({}, "USER_ID"),
        ({"type": "string", "maxLength": 50}, "USER_ID"),
        ({"type": ["string", "null"]}, "USER_ID"),
        # A name fits nowhere else.
        ({"type": "integer"}, example({"type": "integer"}, described().references)),
        ({"enum": ["b", "a"]}, "b"),
        ({"type": "string", "const": "c"}, "c"),
        ({"type": "boolean"}, "true"),
        ({"type": "string", "example": "mine"}, "mine"),
        ({"type": "string", "format": "date"}, example({"format": "date"}, described().references)),
    ],
)
def test_values_without_an_example(schema: Any, sent: object) -> None:
    given = {"name": "userId", "in": "path", "required": True, "schema": schema}
    assert url(given, path="/a/{userId}") == f"/a/{sent}"


@pytest.mark.parametrize("value", ["", None, [], {}])
def test_a_path_is_never_left_empty(value: Any) -> None:
    given = {"name": "id", "in": "path", "required": True, "example": value}
    assert url(given, path="/a/{id}/b") == "/a/ID/b"


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/a/{x}.{y}", "/a/X.Y"),
        ("/a/{x}-{y}:z", "/a/X-Y:z"),
        ("/a b/{x}", "/a%20b/X"),
        ("/a%20b/100%", "/a%20b/100%25"),
        ("/a(x='{x}')", "/a(x='X')"),
        ("/a//b/", "/a//b/"),
        ("/a?kind=dog", "/a?kind=dog"),
        ("/a?kind=dog&x={x}", "/a?kind=dog&x=X"),
        ("/a#fragment", "/a"),
        # Amazon's descriptions tell operations apart in this way.
        ("/#Action=Make", "/?Action=Make"),
        ("/{not described}", "/NOT_DESCRIBED"),
    ],
)
def test_paths(path: str, sent: str) -> None:
    assert url(path=path) == sent


def test_a_query_in_the_path_comes_first_and_is_not_repeated() -> None:
    assert url(query("q", "x"), path="/a?kind=dog") == "/a?kind=dog&q=x"
    assert url(query("Action", "Make"), path="/#Action=Make") == "/?Action=Make"


@pytest.mark.parametrize(
    ("server", "sent"),
    [
        ({"url": "https://a.test/"}, "https://a.test/things"),
        ({"url": "https://a.test/v1/"}, "https://a.test/v1/things"),
        ({"url": "https://a.test/v1?key=1"}, "https://a.test/v1/things?key=1"),
        ({"url": "https://a.test/v1#top"}, "https://a.test/v1/things"),
        ({"url": "HTTP://a.test"}, "HTTP://a.test/things"),
        (
            {"url": "https://a.test/{base}", "variables": {"base": {"default": "/prod"}}},
            "https://a.test/prod/things",
        ),
        (
            {"url": "https://a.test/{base}", "variables": {"base": {"default": "prod/"}}},
            "https://a.test/prod/things",
        ),
        (
            {"url": "https://a.test/{base}", "variables": {"base": {"default": ""}}},
            "https://a.test/things",
        ),
        ({"url": "https://{my-tenant}.a.test/v1"}, "https://MY_TENANT.a.test/v1/things"),
        ({"url": "//a.test/v1"}, "https://a.test/v1/things"),
        # The path is known, the host is not.
        ({"url": "/v2"}, "https://HOST/v2/things"),
        ({"url": "../v2/"}, "https://HOST/v2/things"),
        ({"url": "/"}, "https://HOST/things"),
        ({"url": ""}, "https://HOST/things"),
        # Nothing that a sample could call.
        ({"url": "wss://a.test"}, "https://HOST/things"),
        ({"url": "javascript:alert(1)"}, "https://HOST/things"),
        ({"url": "https://<host>/v1"}, "https://HOST/things"),
        ({"url": "https://a.test/<version>"}, "https://a.test/%3Cversion%3E/things"),
        (
            {"url": "https://a.test/{base}", "variables": {"base": {"default": "x y"}}},
            "https://a.test/x%20y/things",
        ),
        ({"url": "https://a.test/a%20b/50%"}, "https://a.test/a%20b/50%25/things"),
        ({"url": ["https://a.test"]}, "https://HOST/things"),
    ],
)
def test_servers(server: dict[str, Any], sent: str) -> None:
    assert build(described(servers=[server])).url == sent


def test_a_reader_chooses_a_server_and_its_variables() -> None:
    regional = {
        "url": "https://{region}.a.test",
        "variables": {"region": {"default": "eu", "enum": ["eu", "us"]}},
    }
    operation = described(servers=[{"url": "https://test.test"}, regional])
    assert build(operation).url == "https://test.test/things"
    assert build(operation, Choice(server=1)).url == "https://eu.a.test/things"
    chosen = Choice(server=1, variables={"region": "us"})
    assert build(operation, chosen).url == "https://us.a.test/things"
    assert build(operation, Choice(server=7)).url == "https://test.test/things"
    assert build(operation, Choice(server=-1)).url == "https://test.test/things"


def test_headers_that_other_parts_of_a_description_decide() -> None:
    names = ("Accept", "content-type", "AUTHORIZATION", "X-Trace")
    given = [{**query(name, "x"), "in": "header"} for name in names]
    assert request(parameters=given).headers == (("X-Trace", "x"),)


@pytest.mark.parametrize(
    ("types", "accept"),
    [
        ([], None),
        (["application/json"], None),
        (["application/json; charset=utf-8"], None),
        (["*/*"], None),
        (["text/csv"], "text/csv"),
        (["application/vnd.a+json"], "application/vnd.a+json"),
        (["text/csv", "application/json"], "application/json"),
        (["text/csv", "text/html"], "text/csv"),
    ],
)
def test_accept_is_sent_where_the_answer_could_be_something_else(
    types: list[str], accept: str | None
) -> None:
    responses = {
        "404": {"content": {"text/plain": {}}},
        "200": {"content": {name: {} for name in types}},
    }
    sent = dict(request(responses=responses).headers).get("Accept")
    assert sent == accept


@pytest.mark.parametrize(
    ("method", "sent"),
    [
        ("get", "GET"),
        ("head", "HEAD"),
        ("options", "OPTIONS"),
        ("trace", "TRACE"),
        ("query", "QUERY"),
    ],
)
def test_methods(method: str, sent: str) -> None:
    assert request(method=method).method == sent


@pytest.mark.parametrize(
    ("method", "required", "sent"),
    [
        ("post", False, True),
        ("query", False, True),
        ("delete", True, True),
        ("get", True, True),
        ("get", False, False),
        ("head", False, False),
        ("trace", True, False),
    ],
)
def test_a_body_is_sent_where_it_means_something(method: str, required: bool, sent: bool) -> None:
    content = {"application/json": {"example": {"a": 1}}}
    made = request(method=method, requestBody={"content": content, "required": required})
    assert made.body == (JsonBody({"a": 1}) if sent else None)


def test_all_examples_of_content_count() -> None:
    given = query("filter", None)
    del given["example"]
    media_type = {"schema": {"type": "object"}, "example": {"lane": "left-77"}}
    sent = "/things?filter=%7B%22lane%22%3A%22left-77%22%7D"
    assert url({**given, "content": {"application/json": media_type}}) == sent
    examples = {"a": {"externalValue": "https://a.test"}, "b": {"value": {"lane": "left-77"}}}
    media_type = {"schema": {"type": "object"}, "examples": examples}
    assert url({**given, "content": {"application/json": media_type}}) == sent


@pytest.mark.parametrize("part", [3, "x", [], None, {}, {"content": []}, {"content": {"a/b": 1}}])
def test_parts_of_the_wrong_type_read_as_absent(part: Any) -> None:
    made = request(
        parameters=[part, {**query("q", "x"), "schema": part, "content": part}],
        requestBody=part,
        responses=part,
        security=part,
        servers=part,
    )
    assert made.url.startswith("https://")
