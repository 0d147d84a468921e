"""How parameters and the fields of bodies are sent, as their rows say it."""

from typing import Any

import pytest

from tests.docs.reading import Reader, child, document, get


def reader(operation: dict[str, Any], **parts: Any) -> Reader:
    return Reader(document(paths=get(**operation), **parts))


def parameter(**more: Any) -> dict[str, Any]:
    return {"name": "it", "in": "query", **more}


LIST = {"type": "array", "items": {"type": "string"}}


@pytest.mark.parametrize(
    ("given", "notes"),
    [
        (parameter(schema=LIST), ["repeated for each value"]),
        (
            parameter(schema=LIST, explode=False),
            ["one value, its parts separated by commas"],
        ),
        (parameter(schema=LIST, style="pipeDelimited"), ["values separated by |"]),
        (parameter(schema=LIST, style="spaceDelimited"), ["values separated by spaces"]),
        (parameter(schema=LIST, style="tabDelimited"), ["values separated by tabs"]),
        (parameter(schema=LIST, style="tabDelimited", explode=True), ["repeated for each value"]),
        (
            parameter(schema={"type": "object"}, style="tabDelimited"),
            ["names and values separated by tabs"],
        ),
        (parameter(schema={"type": "object"}), ["each property is a parameter of its own"]),
        (
            parameter(schema={"type": "object"}, style="deepObject"),
            ["written as name[property]=value"],
        ),
        (
            parameter(schema={"type": "object"}, explode=True) | {"in": "header"},
            ["written as property=value, separated by commas"],
        ),
        (parameter(schema=LIST) | {"in": "header"}, ["values separated by commas"]),
        (
            parameter(schema={"type": "string"}, style="matrix") | {"in": "path"},
            ["written as ;name=value"],
        ),
        (parameter(schema={"type": "string"}), []),
        (parameter(schema=LIST, style="odd"), ["style odd"]),
        (
            parameter(allowReserved=True, allowEmptyValue=True, **{"x-a": 1}),
            [
                "may be empty",
                "reserved characters such as / and ? are not percent-encoded",
                "also given: x-a 1",
            ],
        ),
        (
            parameter(content={"text/csv": {"schema": LIST}}) | {"in": "querystring"},
            ["the whole query string", "sent as text/csv"],
        ),
    ],
)
def test_how_a_parameter_is_written_is_said_in_words(
    given: dict[str, Any], notes: list[str]
) -> None:
    page = reader({"parameters": [given]}).operation()
    ((where, group),) = page.parameters
    assert where == given["in"]
    assert child(group, "it").notes == notes


def test_all_examples_of_a_parameter_are_shown_with_what_is_said_of_them() -> None:
    given = {
        "day": {"summary": "One day", "value": "2026-03-01", "description": "A *date*"},
        "far": {"externalValue": "https://x.test/e"},
        "sent": {"dataValue": ["a"], "serializedValue": "it=a"},
    }
    page = reader({"parameters": [parameter(examples=given)]}).operation()
    row = child(page.parameters[0][1], "it")
    assert [(each.title, each.text or each.address, each.about) for each in row.examples] == [
        ("One day", "2026-03-01", "A date"),
        ("far", "https://x.test/e", ""),
        ("sent", '["a"]', ""),
    ]
    assert row.notes == ["example sent is sent as it=a"]


def test_an_example_of_content_is_shown_and_so_is_one_of_the_schema() -> None:
    content = {"application/json": {"schema": {"example": {"a": 2}}, "example": {"a": 1}}}
    page = reader({"parameters": [parameter(content=content)]}).operation()
    assert [each.text for each in child(page.parameters[0][1], "it").examples] == [
        '{"a": 1}',
        '{"a": 2}',
    ]


def test_a_parameter_and_its_schema_are_both_described() -> None:
    schema = {"type": "string", "description": "Of the schema", "title": "Entitled"}
    page = reader({"parameters": [parameter(description="Of it", schema=schema)]}).operation()
    row = child(page.parameters[0][1], "it")
    assert row.description == "<p>Of it</p>\n<p>Of the schema</p>\n"
    assert row.title == "Entitled"


FORM = {
    "schema": {"properties": {"photo": {"type": "string"}, "tags": LIST}},
    "encoding": {
        "photo": {
            "contentType": "image/png",
            "headers": {
                "X-Size": {"required": True, "schema": {"type": "integer", "minimum": 1}},
            },
        },
        "tags": {"explode": False, "allowReserved": True},
        "ghost": {"contentType": "text/plain"},
    },
}


def test_how_each_field_of_a_form_is_sent_is_said_at_the_field() -> None:
    page = reader({"requestBody": {"content": {"multipart/form-data": FORM}}}).operation()
    assert page.body
    row = page.body.contents[0].row
    assert row.notes == ["ghost: sent as text/plain"]
    assert child(row, "photo").notes == [
        "sent as image/png",
        "with header X-Size (integer, required, at least 1)",
    ]
    assert child(row, "tags").notes == [
        "one value, its parts separated by commas",
        "reserved characters such as / and ? are not percent-encoded",
    ]


def test_items_of_a_stream_are_shown_as_such() -> None:
    content = {
        "application/jsonl": {
            "itemSchema": {"properties": {"a": {}}},
            "examples": {"two": {"dataValue": [{"a": 1}], "serializedValue": '{"a": 1}'}},
        },
        "multipart/mixed": {
            "schema": {"prefixItems": [{"type": "string"}]},
            "prefixEncoding": [{"contentType": "text/html"}],
            "itemEncoding": {"contentType": "image/png"},
        },
    }
    page = reader({"responses": {"200": {"content": content}}}).operation()
    lines, mixed = [each.row for each in page.responses[0].body.contents]
    assert str(lines.type) == "array of object"
    assert lines.notes == [
        "a stream: each item is sent by itself",
        'example two is sent as {"a": 1}',
    ]
    assert [each.name for each in lines.children] == ["a"]
    assert mixed.notes == ["each item: sent as image/png"]
    assert child(mixed, "item 1").notes == ["sent as text/html"]


def test_how_items_are_sent_is_said_where_no_row_shows_them() -> None:
    sent = [{"contentType": "text/html"}, {"contentType": "image/png"}]
    content = {
        "multipart/mixed": {"schema": {"items": {}}, "prefixEncoding": sent},
        "multipart/related": {
            "schema": {"prefixItems": [{"type": "string"}]},
            "prefixEncoding": sent,
        },
    }
    page = reader({"requestBody": {"content": content}}).operation()
    mixed, related = [each.row for each in page.body.contents]
    assert mixed.notes == ["item 1: sent as text/html", "item 2: sent as image/png"]
    assert related.notes == ["item 2: sent as image/png"]
    assert child(related, "item 1").notes == ["sent as text/html"]


def test_media_types_may_be_referred_to() -> None:
    content = {"application/json": {"$ref": "#/components/mediaTypes/Pet"}}
    media = {"mediaTypes": {"Pet": {"schema": {"properties": {"name": {}}}}}}
    page = reader({"responses": {"200": {"content": content}}}, components=media).operation()
    assert child(page.responses[0].body.contents[0].row, "name")
