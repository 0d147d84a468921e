"""An incoming request back to values: the inverse of building one."""

import json
from typing import Any

import pytest

from openapi.request.arguments import argument
from openapi.request.build import NoRequest, build
from openapi.request.faults import Fault
from openapi.request.match import Match, routes
from openapi.request.message import JsonBody
from openapi.request.parse import Parsed, parse
from openapi.request.read_parts import Upload
from tests.openapi.packed import Packed, packed
from tests.openapi.request import wire
from tests.openapi.request.described import described, query

FILE = {"type": "string", "format": "binary"}
TEXTS = {"type": "array", "items": {"type": "string"}}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
BOX = {"type": "object", "properties": {"w": {"type": "integer"}, "h": {"type": "string"}}}
DEEP = {
    "type": "object",
    "properties": {
        "at": {"type": "object", "properties": {"gt": {"type": "integer"}}},
        "tags": TEXTS,
        "lines": {"type": "array", "items": BOX},
    },
}
PLACES = {"path": "path", "query": "query", "header": "headers", "cookie": "cookies"}


def code_of(fault: Fault) -> str:
    """Return why a value is refused, or else what is wrong with the request."""
    return str(fault.params.get("refusal", fault.code))


def parsed(url: str, *parameters: dict[str, Any], path: str = "/things", **sent: Any) -> Parsed:
    operation = described(path, parameters=list(parameters))
    return parse(operation, "GET", url, **sent)


def values(found: Parsed) -> dict[str, Any]:
    assert not found.faults
    return {**found.path, **found.query, **found.headers, **found.cookies}


def post(content: dict[str, Any], body: bytes, content_type: str = "", **schemas: Any) -> Parsed:
    description = {"components": {"schemas": schemas}}
    request_body = {"required": True, "content": content}
    operation = described(method="post", description=description, requestBody=request_body)
    sent = [("content-type", content_type)] if content_type else []
    return parse(operation, "POST", "/things", sent, body)


@pytest.mark.parametrize("where", ["path", "query", "header", "cookie"])
@pytest.mark.parametrize("explode", [False, True])
@pytest.mark.parametrize(
    "style",
    [
        "simple",
        "label",
        "matrix",
        "form",
        "spaceDelimited",
        "pipeDelimited",
        "deepObject",
        "cookie",
    ],
)
@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "a b/c?d=e&f+g%20é"),
        ({"type": "string"}, "7"),
        ({"type": "integer"}, -7),
        ({"type": "number"}, 1.5),
        ({"type": "boolean"}, False),
        (TEXTS, ["a", "b c", "7"]),
        (TEXTS, ["only"]),
        (NUMBERS, [1, 2]),
        (BOX, {"w": 1, "h": "2"}),
        (DEEP, {"at": {"gt": 5}, "tags": ["a", "b"], "lines": [{"w": 1, "h": "x"}]}),
    ],
)
def test_what_is_sent_comes_back(
    where: str, explode: bool, style: str, schema: Any, value: Any
) -> None:
    """For each place, style, explode and type for which a request can be built."""
    given = {"name": "v", "in": where, "required": True, "style": style, "explode": explode}
    path = "/a{v}/b" if where == "path" else "/a"
    operation = described(path, parameters=[{**given, "schema": schema, "example": value}])
    try:
        request = build(operation)
    except NoRequest:
        return
    if style == "cookie" and ";" in str(value):
        return
    found = parse(operation, request.method, request.url, wire.headers(request))
    assert found.faults == []
    back = getattr(found, PLACES[where])
    assert back == {"v": value}


@pytest.mark.parametrize("name", ["github", "api.video", "adyen.com__BinLookupService"])
def test_the_requests_of_real_descriptions_come_back(name: str) -> None:
    pack: Packed = packed(name)
    known = routes(pack.index)
    for entry in pack.index.operations:
        if entry.kind != "operation":
            continue
        operation = pack.model(entry.slug)
        request = build(operation)
        url = request.url.partition("?")[0].partition("://")[2].partition("/")
        match = known.match(request.method, f"/{url[2]}")
        assert isinstance(match, Match)
        assert match.entry.slug == entry.slug
        found = parse(
            operation,
            request.method,
            request.url,
            wire.headers(request),
            wire.encoded(request.body)[1],
            path_values=match.values,
        )
        for parameter in operation.parameters:
            if parameter.required and parameter.where in PLACES:
                back = getattr(found, PLACES[parameter.where])
                assert back[parameter.name] == argument(parameter, operation.references)
        if isinstance(request.body, JsonBody):
            assert found.body == request.body.value
        missing = [fault for fault in found.faults if code_of(fault) != "wrong_pattern"]
        assert all(fault.place == "body" for fault in missing)


@pytest.mark.parametrize(
    ("url", "parameter", "value"),
    [
        # Clients that know nothing of a style encode its delimiters.
        ("/things?v=a%2Cb", query("v", 0, schema=TEXTS, explode=False), ["a", "b"]),
        ("/things?v=a%2Cb,c", query("v", 0, schema=TEXTS, explode=False), ["a,b", "c"]),
        ("/things?v=a|b", query("v", 0, schema=TEXTS, style="pipeDelimited"), ["a", "b"]),
        ("/things?v=a+b", query("v", 0, schema=TEXTS, style="spaceDelimited"), ["a", "b"]),
        ("/things?v=a+b", query("v", 0, schema={"type": "string"}), "a b"),
        ("/things?v[]=1&v[]=2", query("v", 0, schema=NUMBERS, style="deepObject"), [1, 2]),
        ("/things?v=5", query("v", 0, schema={"type": ["integer", "null"]}), 5),
        ("/things?v=", query("v", 0, schema={"type": ["integer", "null"]}), None),
        ("/things?v=5", query("v", 0), "5"),
        ("/things?v=1&v=2", query("v", 0, schema={"type": "integer"}), 2),
        ("https://b.test/things?v=%22x%22", query("v", 0, content={"application/json": {}}), "x"),
    ],
)
def test_other_ways_to_write_a_query(url: str, parameter: dict[str, Any], value: Any) -> None:
    assert values(parsed(url, parameter)) == {"v": value}


def test_the_whole_query_as_one_value() -> None:
    schema = {
        "type": "object",
        "properties": {"foo": {"type": "string"}, "on": {"type": "boolean"}},
    }
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    given = {"name": "all", "in": "querystring", "content": content}
    assert values(parsed("/things?foo=a+%2B+b&on=true", given)) == {
        "all": {"foo": "a + b", "on": True}
    }


def test_names_of_headers_are_of_either_case() -> None:
    given = {**query("X-Ids", 0, schema=NUMBERS), "in": "header"}
    sent = [("x-ids", "1, 2"), ("X-IDS", "3")]
    assert values(parsed("/things", given, headers=sent)) == {"X-Ids": [1, 2, 3]}


@pytest.mark.parametrize(
    ("url", "parameter", "code", "pointer"),
    [
        ("/things", query("v", 0), "parameter_missing", ""),
        ("/things?v=x", query("v", 0, schema={"type": "integer"}), "text_not_of_type", ""),
        ("/things?v=1&v=x", query("v", 0, schema=NUMBERS), "text_not_of_type", "/1"),
        ("/things?v=1e999", query("v", 0, schema={"type": "number"}), "text_not_of_type", ""),
        ("/things?w=x", query("v", 0, schema=BOX), "text_not_of_type", "/w"),
        (
            "/things?v[at][gt]=x",
            query("v", 0, schema=DEEP, style="deepObject"),
            "text_not_of_type",
            "/at/gt",
        ),
        (
            "/things?v=5",
            query("v", 0, schema={"type": "integer", "maximum": 4}),
            "above_maximum",
            "",
        ),
        ("/things?v=c", query("v", 0, schema={"enum": ["a", "b"]}), "value_not_listed", ""),
        ("/things?v=c", query("v", 0, schema={"pattern": "^[ab]$"}), "wrong_pattern", ""),
        ("/things?v={", query("v", 0, content={"application/json": {}}), "text_not_json", ""),
        ("/things?" + "v=1&" * 2_000, query("v", 0, schema=NUMBERS), "text_too_many", ""),
    ],
)
def test_faults_of_parameters(url: str, parameter: dict[str, Any], code: str, pointer: str) -> None:
    [fault] = parsed(url, parameter).faults
    assert (fault.place, fault.name, fault.pointer) == ("query", "v", pointer)
    assert code_of(fault) == code
    assert "is not as expected" not in fault.message


def test_json_bodies() -> None:
    content = {"application/json": {"schema": BOX}}
    assert post(content, b'{"w": 1}', "application/json; charset=utf-8").body == {"w": 1}
    assert post({"application/*": {}}, b"[1]", "application/vnd.a+json").body == [1]


@pytest.mark.parametrize(
    ("encoding", "body", "value"),
    [
        ({}, b"w=1&h=2", {"w": 1, "h": "2"}),
        ({}, b"tags=a&tags=b+c", {"tags": ["a", "b c"]}),
        ({}, b"tags=a", {"tags": ["a"]}),
        ({}, b"box=%7B%22w%22%3A1%7D", {"box": {"w": 1}}),
        ({}, b"other=x", {"other": "x"}),
        ({"tags": {"explode": False}}, b"tags=a%2Cb", {"tags": ["a", "b"]}),
        ({"tags": {"style": "pipeDelimited"}}, b"tags=a%7Cb", {"tags": ["a", "b"]}),
        ({"box": {"style": "deepObject"}}, b"box%5Bw%5D=1&h=x", {"box": {"w": 1}, "h": "x"}),
    ],
)
def test_forms(encoding: Any, body: bytes, value: Any) -> None:
    schema = {"type": "object", "properties": {**BOX["properties"], "tags": TEXTS, "box": BOX}}
    media_type = "application/x-www-form-urlencoded"
    found = post({media_type: {"schema": schema, "encoding": encoding}}, body, media_type)
    assert found.faults == []
    assert found.body == value


def test_parts() -> None:
    properties = {
        "photo": FILE,
        "all": {"type": "array", "items": FILE},
        "meta": BOX,
        "n": {"type": "integer"},
        "tags": TEXTS,
    }
    schema = {"type": "object", "required": ["photo"], "properties": properties}
    example = {
        "photo": "a.png",
        "all": ["x.pdf", "y.pdf"],
        "meta": {"w": 1, "h": "é"},
        "n": 5,
        "tags": ["a", "b\r\n--c"],
    }
    content = {"multipart/form-data": {"schema": schema, "example": example}}
    operation = described(method="post", requestBody={"content": content})
    request = build(operation)
    sent = wire.encoded(request.body)[1]
    found = parse(operation, "POST", "/things", wire.headers(request), sent)
    assert found.faults == []
    files = [found.body.pop("photo"), *found.body.pop("all")]
    assert [file.file_name for file in files] == ["a.png", "x.pdf", "y.pdf"]
    assert all(isinstance(file, Upload) and file.content == wire.CONTENT for file in files)
    assert found.body == {name: example[name] for name in ("meta", "n", "tags")}


def test_other_bodies() -> None:
    assert post({"text/plain": {}}, "é".encode(), "text/plain").body == "é"
    assert post({"image/*": {}}, b"\x89PNG", "image/png").body == b"\x89PNG"
    lines = post({"application/jsonl": {"itemSchema": BOX}}, b'{"w":1}\n{"w":2}\n')
    assert lines.body == [{"w": 1}, {"w": 2}]
    events = post(
        {"text/event-stream": {"itemSchema": {}}}, b"event: add\ndata: a\ndata: b\nretry: 5\n\n"
    )
    assert events.body == [{"event": "add", "data": "a\nb", "retry": 5}]


def test_other_line_separators_are_part_of_what_is_sent() -> None:
    kept = "a\u2028b\x85c"
    lines = post({"application/jsonl": {"itemSchema": {}}}, f'"{kept}"\r\n"d"\n'.encode())
    assert lines.body == [kept, "d"]
    sent = f"data: {kept}\r\ndata: d\r\n\r\ndata: e\r\r"
    events = post({"text/event-stream": {"itemSchema": {}}}, sent.encode())
    assert events.body == [{"data": f"{kept}\nd"}, {"data": "e"}]


@pytest.mark.parametrize(
    ("content", "body", "content_type", "code", "pointer"),
    [
        ({"application/json": {}}, b"", "", "body_missing", ""),
        ({"application/json": {}}, b"{}", "text/csv", "body_media_type", ""),
        ({"application/json": {}}, b"{", "application/json", "text_not_json", ""),
        ({"application/json": {}}, b"NaN", "application/json", "text_not_json", ""),
        ({"application/json": {}}, b"\xff", "application/json", "text_not_json", ""),
        ({"application/json": {}}, b"[" * 100_000, "application/json", "text_not_json", ""),
        ({"application/json": {"schema": BOX}}, b'{"w": "x"}', "", "wrong_type", "/w"),
        ({"application/json": {"schema": {"required": ["a"]}}}, b"{}", "", "missing_property", ""),
        ({"text/plain": {}}, b"\xff", "text/plain", "body_not_utf8", ""),
        ({"multipart/form-data": {}}, b"x", "multipart/form-data", "body_without_boundary", ""),
        (
            {"multipart/form-data": {}},
            b"--b\r\nA: b",
            "multipart/form-data; boundary=b",
            "body_part_broken",
            "",
        ),
        (
            {"multipart/form-data": {}},
            b"--b\r\n\r\nx" * 2_000,
            "multipart/form-data; boundary=b",
            "body_part_broken",
            "",
        ),
        (
            {"application/x-www-form-urlencoded": {"schema": BOX}},
            b"w=x",
            "",
            "text_not_of_type",
            "/w",
        ),
    ],
)
def test_faults_of_bodies(
    content: Any, body: bytes, content_type: str, code: str, pointer: str
) -> None:
    [fault] = post(content, body, content_type).faults
    assert (fault.place, code_of(fault), fault.pointer) == ("body", code, pointer)
    assert "is not as expected" not in fault.message


@pytest.mark.parametrize(
    ("schema", "value", "code"),
    [
        # What 3.0 says in its own way.
        ({"type": "string", "nullable": True}, None, None),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, 1, "not_above_minimum"),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": False}, 1, None),
        # What only an answer holds is not asked of a request.
        (
            {"required": ["id"], "properties": {"id": {"type": "string", "readOnly": True}}},
            {},
            None,
        ),
        ({"$ref": "#/components/schemas/Tree"}, {"below": [{"below": []}]}, None),
        ({"$ref": "#/components/schemas/Tree"}, {"below": [{"below": 1}]}, "wrong_type"),
        ({"$ref": "#/components/schemas/None"}, 7, None),
        (
            {"properties": {"b": {}}, "additionalProperties": False},
            {"a": 1},
            "unknown_properties",
        ),
        ({"oneOf": [{"type": "string"}, {"type": "null"}]}, 1, "fits_none"),
        # A schema that is none, or that takes any time, is no fault of the request.
        ({"pattern": "("}, "x", None),
        ({"type": "word"}, "x", None),
    ],
)
def test_values_are_checked(schema: Any, value: Any, code: str | None) -> None:
    tree = {
        "type": "object",
        "properties": {"below": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}},
    }
    content = {"application/json": {"schema": schema}}
    found = post(content, json.dumps(value).encode(), "application/json", Tree=tree)
    assert [code_of(fault) for fault in found.faults] == ([code] if code else [])


def test_a_pattern_that_never_ends_is_given_up() -> None:
    content = {"application/json": {"schema": {"pattern": r"^(?:(a|aa)(?!x))+$"}}}
    body = json.dumps("a" * 5_000 + "b").encode()
    assert post(content, body, "application/json").faults == []
