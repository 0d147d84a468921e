"""Bodies by media type."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from openapi.request.build import NoRequest
from openapi.request.choice import Choice
from openapi.request.message import (
    File,
    FileBody,
    FormBody,
    JsonBody,
    MultipartBody,
    Part,
    TextBody,
)
from tests.openapi.request.described import body

FORM = "application/x-www-form-urlencoded"
FILE = {"type": "string", "format": "binary"}
PAIR = {"a": 1, "b": "x"}


def properties(**each: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": each}


def form(value: dict[str, Any], schema: Any = None, **encoding: Any) -> list[tuple[str, str]]:
    content = {"example": value, "schema": schema or {"type": "object"}, "encoding": encoding}
    made = body({FORM: content})
    assert isinstance(made, FormBody)
    return list(made.fields)


def parts(value: dict[str, Any], schema: Any, **encoding: Any) -> list[Part]:
    content = {"example": value, "schema": schema, "encoding": encoding}
    made = body({"multipart/form-data": content})
    assert isinstance(made, MultipartBody)
    return list(made.parts)


def text(media_type: str, value: Any, schema: Any, **description: Any) -> str:
    made = body({media_type: {"example": value, "schema": schema}}, **description)
    assert isinstance(made, TextBody)
    assert made.media_type == media_type
    return made.text


def test_json() -> None:
    made = body({"application/json": {"example": PAIR}})
    assert made == JsonBody(PAIR)
    assert body({"application/vnd.a+json": {"example": PAIR}}) == JsonBody(
        PAIR, "application/vnd.a+json"
    )
    assert body({"*/*": {"example": PAIR}}) == JsonBody(PAIR)


def test_json_that_an_example_gives_as_text() -> None:
    schema = {"type": "object"}
    made = body({"application/json": {"example": '{"a": 1, "b": "x"}', "schema": schema}})
    assert made == JsonBody(PAIR)


@pytest.mark.parametrize("media_type", ["application/json", "text/plain"])
def test_what_is_too_long_to_read_is_sent_from_a_file(media_type: str) -> None:
    made = body({media_type: {"example": "x" * 10_000}})
    assert isinstance(made, FileBody)
    assert made.media_type == media_type


@pytest.mark.parametrize(
    ("value", "encoding", "sent"),
    [
        # Lists are repeated fields, objects are JSON (OpenAPI 3.2.0, "Encoding Object").
        ({"c": ["red", "blue"], "n": 1}, {}, [("c", "red"), ("c", "blue"), ("n", "1")]),
        ({"a": {"b": [True]}}, {}, [("a", '{"b":[true]}')]),
        ({"a": [{"b": 1}]}, {}, [("a", '{"b":1}')]),
        ({"a": None, "b": "x"}, {}, [("b", "x")]),
        ({"a": "x"}, {"a": {"contentType": "application/json"}}, [("a", '"x"')]),
        # As in a query where a style is given.
        ({"s": ["s", "m"]}, {"s": {"style": "form", "explode": False}}, [("s", "s,m")]),
        ({"s": ["s", "m"]}, {"s": {"explode": False}}, [("s", "s,m")]),
        ({"s": ["s", "m"]}, {"s": {"style": "pipeDelimited"}}, [("s", "s|m")]),
        ({"s": PAIR}, {"s": {"style": "form"}}, [("a", "1"), ("b", "x")]),
        (
            {"m": {"id": 7, "tags": ["x"]}},
            {"m": {"style": "deepObject"}},
            [("m[id]", "7"), ("m[tags][0]", "x")],
        ),
        # What nothing says how to write is left out where it may be.
        ({"a": "x", "s": [[1]]}, {"s": {"style": "form"}}, [("a", "x")]),
    ],
)
def test_forms(value: dict[str, Any], encoding: dict[str, Any], sent: Any) -> None:
    assert form(value, **encoding) == sent


def test_a_required_field_that_cannot_be_written_is_refused() -> None:
    schema = {"type": "object", "required": ["s"], "properties": {"s": {"type": "array"}}}
    with pytest.raises(NoRequest):
        form({"s": [[1]]}, schema, s={"style": "form"})


def test_the_collection_format_of_swagger_reaches_the_form() -> None:
    assert form({"s": ["a", "b"]}, s={"style": "spaceDelimited", "explode": False}) == [
        ("s", "a b")
    ]


PHOTO = Part("photo", File("photo.png"))
META = Part("meta", '{"a":1,"b":"x"}', "application/json")


@pytest.mark.parametrize(
    ("value", "schema", "encoding", "sent"),
    [
        ({"photo": "string"}, properties(photo=FILE), {}, [PHOTO]),
        (
            {"photo": "string"},
            properties(photo={"contentMediaType": "image/jpeg"}),
            {},
            [Part("photo", File("photo.jpg"), "image/jpeg")],
        ),
        # A part without a type is bytes in 3.1.
        ({"photo": {}}, properties(photo={}), {}, [PHOTO]),
        (
            {"doc": "cat.gif"},
            properties(doc={"type": "string"}),
            {"doc": {"contentType": "image/*, application/pdf"}},
            [Part("doc", File("cat.gif"), "image/png")],
        ),
        (
            {"all": ["string", "string"]},
            properties(all={"type": "array", "items": FILE}),
            {},
            [Part("all", File("all.bin")), Part("all", File("all.bin"))],
        ),
        # Text that stands for bytes stays text.
        (
            {"photo": "aGk="},
            properties(photo={"type": "string", "contentEncoding": "base64"}),
            {},
            [Part("photo", "aGk=", "application/octet-stream")],
        ),
        # By type where nothing else is given.
        ({"n": 1, "ok": True}, properties(), {}, [Part("n", "1"), Part("ok", "true")]),
        (
            {"meta": PAIR},
            properties(meta={}),
            {},
            [META],
        ),
        (
            {"meta": [PAIR, PAIR]},
            properties(meta={"type": "array"}),
            {},
            [META] * 2,
        ),
        ({"tags": ["a", "b"]}, properties(), {}, [Part("tags", "a"), Part("tags", "b")]),
        (
            {"meta": "<a/>"},
            properties(meta={"type": "string"}),
            {"meta": {"contentType": "application/xml"}},
            [Part("meta", "<a/>", "application/xml")],
        ),
        (
            {"tags": ["a", "b"]},
            properties(),
            {"tags": {"style": "form", "explode": False}},
            [Part("tags", "a,b")],
        ),
        (
            {"meta": PAIR},
            properties(),
            {
                "meta": {
                    "headers": {
                        "X-Id": {"required": True, "schema": {"const": 7}},
                        "X-Not-Asked": {"schema": {"const": 8}},
                        "Content-Type": {"required": True, "schema": {"const": "a/b"}},
                    }
                }
            },
            [Part("meta", '{"a":1,"b":"x"}', "application/json", (("X-Id", "7"),))],
        ),
    ],
)
def test_parts(value: Any, schema: Any, encoding: dict[str, Any], sent: list[Part]) -> None:
    assert parts(value, schema, **encoding) == sent


@pytest.mark.parametrize(
    ("media_type", "schema", "name"),
    [
        ("application/octet-stream", FILE, "body.bin"),
        ("image/png", {}, "body.png"),
        ("image/*", FILE, "body.png"),
        ("application/pdf", {"type": "string"}, "body.pdf"),
        ("application/vnd.unknown", {"type": "object"}, "body.bin"),
        ("*/*", FILE, "body.bin"),
    ],
)
def test_bytes_are_a_file(media_type: str, schema: Any, name: str) -> None:
    made = body({media_type: {"schema": schema}})
    assert isinstance(made, FileBody)
    assert made.file == File(name)
    assert "*" not in made.media_type


def test_text() -> None:
    assert text("text/plain", "a\nb", {"type": "string"}) == "a\nb"
    assert text("application/graphql", "{ me }", {"type": "string"}) == "{ me }"
    assert json.loads(text("application/yaml", PAIR, {"type": "object"})) == PAIR


@pytest.mark.parametrize("value", [[PAIR], PAIR])
@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("text/csv", "body.csv"),
        ("text/html; charset=utf-8", "body.html"),
        ("text/markdown", "body.md"),
    ],
)
def test_no_text_stands_for_a_list_or_object_in_a_format_of_its_own(
    media_type: str, name: str, value: Any
) -> None:
    assert body({media_type: {"example": value}}) == FileBody(File(name), media_type)
    assert body({media_type: {"example": 5}}) == TextBody("5", media_type)


@pytest.mark.parametrize("media_type", ["text/plain", "text/yaml"])
def test_a_list_in_plain_text_or_yaml_is_json(media_type: str) -> None:
    assert json.loads(text(media_type, [PAIR], {"type": "array"})) == [PAIR]


def test_sequences() -> None:
    content = {"itemSchema": {"type": "object"}, "example": [PAIR, {"a": 2}]}
    made = body({"application/jsonl": content})
    assert made == TextBody('{"a":1,"b":"x"}\n{"a":2}\n', "application/jsonl")
    events = [{"event": "add", "data": "one\ntwo"}, {"data": '{"a":1}', "retry": 5}]
    made = body({"text/event-stream": {"itemSchema": {"type": "object"}, "example": events}})
    assert made == TextBody(
        'event: add\ndata: one\ndata: two\n\ndata: {"a":1}\nretry: 5\n\n', "text/event-stream"
    )


@pytest.mark.parametrize(
    ("data", "sent"),
    [
        ("a\r\nb\rc\nd", "data: a\ndata: b\ndata: c\ndata: d\n\n"),
        ("a\u2028b\x85c\x0cd", "data: a\u2028b\x85c\x0cd\n\n"),
        ("a\n", "data: a\ndata: \n\n"),
        ("", "data: \n\n"),
    ],
)
def test_lines_of_an_event_end_where_events_end_them(data: str, sent: str) -> None:
    content = {"itemSchema": {}, "example": [{"data": data}]}
    assert body({"text/event-stream": content}) == TextBody(sent, "text/event-stream")


def xml(value: Any, schema: Any, **schemas: Any) -> str:
    made = text("application/xml", value, schema, components={"schemas": schemas})
    tree = ElementTree.fromstring(made)
    return ElementTree.tostring(tree, encoding="unicode").replace("\n", "").replace("  ", "")


@pytest.mark.parametrize(
    ("value", "schema", "sent"),
    [
        (
            {"id": 1, "name": "a<b"},
            {
                "xml": {"name": "pet"},
                **properties(id={"xml": {"attribute": True}}, name={"xml": {"name": "title"}}),
            },
            '<pet id="1"><title>a&lt;b</title></pet>',
        ),
        # A list stands in its parent, its own name without effect …
        (
            {"animals": ["dog", "cat"]},
            {
                "xml": {"name": "d"},
                **properties(animals={"type": "array", "xml": {"name": "aliens"}}),
            },
            "<d><animals>dog</animals><animals>cat</animals></d>",
        ),
        (
            {"animals": ["dog"]},
            {
                "xml": {"name": "d"},
                **properties(animals={"type": "array", "items": {"xml": {"name": "animal"}}}),
            },
            "<d><animal>dog</animal></d>",
        ),
        # … unless it is wrapped, and then both have one name but for what the items say.
        (
            {"animals": ["dog"]},
            {
                "xml": {"name": "d"},
                **properties(animals={"type": "array", "xml": {"name": "zoo", "wrapped": True}}),
            },
            "<d><zoo><zoo>dog</zoo></zoo></d>",
        ),
        (
            {"animals": ["dog"]},
            {
                "xml": {"name": "d"},
                **properties(
                    animals={
                        "type": "array",
                        "items": {"xml": {"name": "animal"}},
                        "xml": {"nodeType": "element"},
                    }
                ),
            },
            "<d><animals><animal>dog</animal></animals></d>",
        ),
        (
            {"lang": "en", "is": "x"},
            {
                "xml": {"name": "d"},
                **properties(
                    lang={"xml": {"nodeType": "attribute"}}, **{"is": {"xml": {"nodeType": "text"}}}
                ),
            },
            '<d lang="en">x</d>',
        ),
        (
            {"a": 1},
            {"xml": {"name": "d", "prefix": "p", "namespace": "urn:p"}, **properties(a={})},
            '<ns0:d xmlns:ns0="urn:p"><a>1</a></ns0:d>',
        ),
        ({"1 a": True}, {"xml": {"name": "d"}}, "<d><_1_a>true</_1_a></d>"),
    ],
)
def test_xml(value: Any, schema: Any, sent: str) -> None:
    assert xml(value, schema) == sent


def test_the_root_of_xml_is_called_as_its_component() -> None:
    schema = {"$ref": "#/components/schemas/Pet"}
    assert xml({"a": 1}, schema, Pet=properties(a={})) == "<Pet><a>1</a></Pet>"


def test_an_example_that_is_the_whole_text_is_no_value_of_parts() -> None:
    schema = properties(photo=FILE)
    made = body({"multipart/form-data": {"schema": schema, "example": "--b\r\n…"}})
    assert made == MultipartBody((PHOTO,))


def test_a_reader_chooses_media_type_and_example() -> None:
    content = {
        "application/json": {
            "examples": {
                "one": {"summary": "One", "value": {"a": 1}},
                "two": {"value": {"a": 2}},
            }
        },
        "text/csv": {"example": "a\n1"},
    }
    assert body(content) == JsonBody({"a": 1})
    assert body(content, choice=Choice(example="two")) == JsonBody({"a": 2})
    assert body(content, choice=Choice(example="three")) == JsonBody({"a": 1})
    assert body(content, choice=Choice(media_type="text/csv")) == TextBody("a\n1", "text/csv")
    assert body(content, choice=Choice(media_type="text/none")) == JsonBody({"a": 1})


@pytest.mark.parametrize(
    ("media_type", "content", "code"),
    [
        ("json", {}, "request_media_type"),
        ("text/plain\nX-Evil: 1", {}, "request_media_type"),
        ("application/xml", {"example": [1, 2]}, "request_xml_root"),
        ("multipart/form-data", {"schema": FILE}, "request_parts_unnamed"),
        ("multipart/mixed", {"example": ["a", "b"]}, "request_parts_unnamed"),
    ],
)
def test_bodies_that_cannot_be_written_are_refused(
    media_type: str, content: dict[str, Any], code: str
) -> None:
    with pytest.raises(NoRequest) as refused:
        body({media_type: content})
    assert refused.value.code == code
