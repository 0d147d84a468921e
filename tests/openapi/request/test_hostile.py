"""Descriptions that would cost a request without an end."""

from typing import Any

import pytest

from openapi.model.operations import Operation
from openapi.request import kinds, properties
from openapi.request.build import NoRequest, build
from openapi.request.message import FileBody, Request
from tests.openapi.packed import Packed, document
from tests.openapi.request.described import body, described, query

LOOP = {"$ref": "#/components/schemas/Loop"}
FORM = "application/x-www-form-urlencoded"
MANY = 20_000


def made(operation: Operation) -> Request | str:
    try:
        return build(operation)
    except NoRequest as error:
        return error.code if "is not as expected" not in error.message else error.message


def looped(schema: Any, **parts: Any) -> Operation:
    components = {"components": {"schemas": {"Loop": schema}}}
    return described(description=components, **parts)


@pytest.mark.parametrize(
    "schema",
    [
        {"anyOf": [LOOP] * 30},
        {"allOf": [LOOP] * 30},
        {"type": "array", "items": LOOP, "minItems": 1},
        {"type": "object", "required": ["a"], "properties": {"a": LOOP}},
        {"anyOf": [{"oneOf": [LOOP] * 30}] * 30},
        {"anyOf": [{"oneOf": [{"type": "object"}] * 100}] * 100},
        {"not": {}},
        False,
    ],
)
@pytest.mark.parametrize("media_type", [FORM, "multipart/form-data", "application/xml"])
def test_schemas_without_an_end(
    schema: Any, media_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    def counted(*arguments: Any) -> Any:
        nonlocal looks
        looks += 1
        return flatten(*arguments)

    flatten = kinds.flatten
    monkeypatch.setattr(kinds, "flatten", counted)
    monkeypatch.setattr(properties, "flatten", counted)
    content = {media_type: {"schema": LOOP, "example": {"a": {"a": 1}, "b": [1]}}}
    parameters = [{**query("q", None), "schema": LOOP}]
    made(looped(schema, method="post", requestBody={"content": content}, parameters=parameters))
    assert looks < 5_000


@pytest.mark.parametrize(
    "schema", [{"not": {}}, False, {"type": "object", "required": ["a"], "properties": {"a": LOOP}}]
)
def test_where_no_value_exists_there_is_no_request(schema: Any) -> None:
    parameter = {"name": "q", "in": "query", "required": True, "schema": LOOP}
    assert str(made(looped(schema, parameters=[parameter]))).startswith("value_")


def test_too_many_parameters() -> None:
    given = [query(f"q{at}", "x") for at in range(MANY)]
    assert made(described(parameters=given)) == "request_too_large"


@pytest.mark.parametrize(
    "value",
    [
        {f"a{at}": at for at in range(MANY)},
        {f"a{at}": [[1]] for at in range(MANY)},
        {"a": list(range(MANY))},
        {"a": "x" * 1_000_000},
    ],
)
@pytest.mark.parametrize("media_type", [FORM, "multipart/form-data"])
def test_what_may_be_left_out_of_a_large_form_is(media_type: str, value: Any) -> None:
    made_body = body({media_type: {"example": value, "schema": {"type": "object"}}})
    size = len(str(made_body))
    assert size < 50_000


@pytest.mark.parametrize(
    "media_type", ["application/json", "text/plain", "application/yaml", "application/jsonl"]
)
def test_a_large_example_is_a_file_or_none(media_type: str) -> None:
    content = {media_type: {"example": [{"a": "x" * 100}] * MANY}}
    operation = described(method="post", requestBody={"content": content})
    sent = made(operation)
    assert sent == "request_too_large" or (
        isinstance(sent, Request) and isinstance(sent.body, FileBody)
    )


def test_a_deep_example() -> None:
    value: Any = 1
    for _ in range(300):
        value = {"a": value}
    for style in ("deepObject", "form"):
        given = query("q", value, style=style)
        assert made(described(parameters=[given])) in ("request_too_large", "request_style_nested")
    content = {"application/xml": {"example": value, "schema": {"xml": {"name": "a"}}}}
    assert made(described(method="post", requestBody={"content": content})) == "request_too_large"


@pytest.mark.parametrize("name", ["a" * 100_000, "\x00\u202e\n", "'\"`$(x)", "{x}", "ä"])
def test_names_that_are_no_names(name: str) -> None:
    for where in ("path", "query", "header", "cookie"):
        given = [{**query(name, "x"), "in": where}]
        sent = made(
            Packed(document(paths={"/a/{x}": {"get": {"parameters": given}}})).model("get-a-x")
        )
        if not isinstance(sent, str):
            lines = [sent.url, *(part for pairs in (sent.headers, sent.cookies) for part in pairs)]
            assert not any("\n" in text for line in lines for text in line)
