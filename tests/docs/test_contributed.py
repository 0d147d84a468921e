"""Examples that people added, put into an operation wherever its places are written."""

from typing import Any

import pytest

from docs.reference.contributed import AddedExample, with_examples
from docs.reference.example_places import ExamplePlace, parse_place, spots
from openapi.values import given
from tests.docs.reading import Reader, document

JSON = "application/json"


def described(operation: dict[str, Any], **more: Any) -> Reader:
    path = {"post": {"operationId": "listPets", **operation}, **more.pop("path", {})}
    return Reader(document(paths={"/pets/{id}": path}, **more))


def titles(reader: Reader, place: str, *added: AddedExample) -> list[tuple[str, Any]]:
    """Return the titles and values of the examples at a place once these are added."""
    entry = reader.entry()
    segment = reader.segment(reader.index.operation_range(entry.slug))
    operation = reader.index.open_operation(entry, with_examples(segment, added))
    [spot] = [spot for spot in spots(operation) if str(spot.place) == place]
    return [(each.title, each.value) for each in given(spot.raw, operation.references)]


def example(place: str, value: Any, replaces: str = "") -> AddedExample:
    parsed = parse_place(place)
    assert parsed
    return AddedExample("1", parsed, "New", value, replaces)


NEW = "New (added by the owners)"
BODY = {"content": {JSON: {"schema": {}, "examples": {"a": {"value": 1}, "b": {"value": 2}}}}}
LIMIT = {"name": "limit", "in": "query", "schema": {}}


@pytest.mark.parametrize(
    ("operation", "more", "place"),
    [
        ({"requestBody": BODY}, {}, f"request/{JSON}"),
        ({"responses": {"2XX": {"description": "", **BODY}}}, {}, f"response/2XX/{JSON}"),
        (
            {"requestBody": {"$ref": "#/components/requestBodies/A"}},
            {"components": {"requestBodies": {"A": BODY}}},
            f"request/{JSON}",
        ),
        (
            {"responses": {"default": {"$ref": "#/components/responses/A"}}},
            {"components": {"responses": {"A": {"description": "", **BODY}}}},
            f"response/default/{JSON}",
        ),
        ({"parameters": [LIMIT | BODY["content"][JSON]]}, {}, "parameters/query/limit"),
        (
            {"parameters": [{"$ref": "#/components/parameters/A"}]},
            {"components": {"parameters": {"A": LIMIT | BODY["content"][JSON]}}},
            "parameters/query/limit",
        ),
        ({}, {"path": {"parameters": [LIMIT | BODY["content"][JSON]]}}, "parameters/query/limit"),
    ],
)
def test_examples_go_wherever_the_place_is_written(
    operation: dict[str, Any], more: dict[str, Any], place: str
) -> None:
    reader = described(operation, **more)
    assert titles(reader, place) == [("a", 1), ("b", 2)]
    assert titles(reader, place, example(place, 9)) == [(NEW, 9), ("a", 1), ("b", 2)]
    assert titles(reader, place, example(place, 9, "a")) == [(NEW, 9), ("b", 2)]


def test_a_single_example_stays_beside_or_is_replaced() -> None:
    place = f"request/{JSON}"
    reader = described({"requestBody": {"content": {JSON: {"schema": {}, "example": 1}}}})
    assert titles(reader, place, example(place, 9)) == [(NEW, 9), ("", 1)]
    assert titles(reader, place, example(place, 9, "example")) == [(NEW, 9)]


@pytest.mark.parametrize(
    "place", [f"request/{JSON}", f"response/404/{JSON}", "parameters/query/none", "code"]
)
def test_what_has_no_place_changes_nothing(place: str) -> None:
    reader = described({"responses": {"200": {"description": "", **BODY}}})
    entry = reader.entry()
    segment = reader.segment(reader.index.operation_range(entry.slug))
    changed = with_examples(segment, [example(place, 9)])
    operation = reader.index.open_operation(entry, changed)
    assert [str(spot.place) for spot in spots(operation)] == [f"response/200/{JSON}"]
    assert "9" not in str(operation.responses)


@pytest.mark.parametrize(
    "raw",
    [
        {"requestBody": [], "responses": 5, "parameters": "x"},
        {"requestBody": {"content": [1]}, "responses": {"200": None}, "parameters": [None, 5]},
        {"responses": {"200": {"content": {JSON: 5}}}, "parameters": [{"name": 5, "in": []}]},
        {"requestBody": {"content": {JSON: {"examples": [1]}}}},
        {"requestBody": {"content": {JSON: {"examples": {"a": 1}}}}},
    ],
)
def test_a_broken_description_breaks_nothing(raw: dict[str, Any]) -> None:
    reader = described(raw)
    entry = reader.entry()
    segment = reader.segment(reader.index.operation_range(entry.slug))
    places = (f"request/{JSON}", f"response/200/{JSON}", "parameters/query/5")
    changed = with_examples(segment, [example(place, 9) for place in places])
    spots(reader.index.open_operation(entry, changed))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "code/x",
        "request",
        "request/",
        "response/200",
        "response//a",
        "parameters/body/a",
        "x/y",
    ],
)
def test_what_is_no_place_is_none(text: str) -> None:
    assert parse_place(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "code",
        "request/application/json; charset=utf-8",
        "response/200/application/json",
        "parameters/path/a/b",
    ],
)
def test_a_place_is_read_as_it_is_written(text: str) -> None:
    place = parse_place(text)
    assert isinstance(place, ExamplePlace)
    assert str(place) == text
