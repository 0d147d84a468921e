"""What is larger than any page can show is cut alike in all its branches, and never in silence."""

import json
from typing import Any

import pytest

from openapi.pack import contents, parts, trimming
from openapi.pack.trimming import Cut, trimmed
from tests.openapi.packed import Packed, document, get

MANY = trimming.MOST_MEMBERS + 6


def size(value: Any) -> int:
    return len(json.dumps(value))


@pytest.mark.parametrize(
    ("value", "cut"),
    [
        ({"enum": list(range(MANY))}, Cut("enum", "entries", MANY - 6, MANY)),
        (
            {"properties": {f"p{n}": {} for n in range(MANY)}},
            Cut("properties", "entries", MANY - 6, MANY),
        ),
        ({"description": "x" * 200_000}, Cut("description", "characters", 100_000, 200_000)),
        ({"properties": {"x" * 5_000: {}}}, Cut("a name", "characters", 1_000, 5_000)),
    ],
)
def test_each_cut_is_noted(value: Any, cut: Cut) -> None:
    kept, cuts = trimmed(value, 400_000)
    assert cuts == [cut]
    assert size(kept) < size(value)


def test_what_is_small_stays_as_it_is() -> None:
    value = {"properties": {"a": {"enum": [1, None, True, 2.5, "x", [], {}]}}, "required": ["a"]}
    assert trimmed(value, 400_000) == (value, [])


def test_a_large_branch_does_not_take_the_room_of_others() -> None:
    wide = {"parameters": [{"name": "x" * 300}] * 3_000, "responses": {"200": {"a": {"b": "c"}}}}
    kept, cuts = trimmed(wide, 100_000)
    assert kept["responses"] == wide["responses"]
    assert len(kept["parameters"]) == 250
    assert cuts[0].where == "parameters"


def deep(width: int, levels: int) -> Any:
    return {f"k{n}": deep(width, levels - 1) for n in range(width)} if levels else "x" * 400


@pytest.mark.parametrize("value", [deep(12, 4), deep(3, 9), [["x" * 90_000] * 90] * 90])
def test_whatever_it_is_made_of_it_fits(value: Any) -> None:
    kept, cuts = trimmed(value, 60_000)
    assert size(kept) < 90_000
    assert 1 <= len(cuts) <= trimming.MOST_CUTS


def content(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


BIG = {
    "properties": {"properties": {f"p{n}": {"type": "string"} for n in range(100_000)}},
    "enum": {"enum": [f"value {n}" for n in range(100_000)]},
    "oneOf": {"oneOf": [{"type": "string"}] * 100_000},
    "required": {"required": [f"p{n}" for n in range(100_000)]},
    "name": {"properties": {"x" * 5_000_000: {}}},
    "text": {"description": "x" * 5_000_000},
    "example": {"example": {"a": ["x" * 1_000] * 5_000}},
}


@pytest.mark.parametrize("schema", BIG.values(), ids=BIG)
def test_a_segment_holds_as_much_of_a_large_schema_as_a_page_can_read(schema: Any) -> None:
    packed = Packed(document(paths=get(requestBody=content(schema)), schemas={"Big": schema}))
    for extent in (packed.index.operation_range("list-pets"), packed.index.schema_range("Big")):
        segment = packed.segment(extent)
        assert size(segment.value) < 450_000
        assert segment.cuts
        assert segment.references.is_cut


def test_what_a_segment_has_no_room_for_is_named() -> None:
    shown = {"examples": {"a": {"$ref": "#/components/examples/big"}}}
    media = {f"a/{number}": shown for number in range(2)}
    examples = {"big": {"value": {f"k{n}": "x" * 90 for n in range(2_000)}}}
    examples |= {f"e{n}": {"value": "x" * 90_000} for n in range(3)}
    media["b/b"] = {
        "examples": {f"e{n}": {"$ref": f"#/components/examples/e{n}"} for n in range(3)}
    }
    body = {"requestBody": {"content": media}}
    packed = Packed(document(paths=get(**body), components={"examples": examples}))
    segment = packed.segment(packed.index.operation_range("list-pets"))
    held = sum(map(size, segment.references.found.values()))
    assert held < parts.OTHER_BUDGET[1] + 1_000
    left_out = [cut.where for cut in segment.cuts if cut.things == "parts"]
    assert left_out
    assert set(left_out) < {
        "components/examples/big",
        *(f"components/examples/e{n}" for n in range(3)),
    }


def test_more_kinds_than_are_listed_are_noted() -> None:
    base = {"discriminator": {"propertyName": "kind"}, "properties": {"kind": {}}}
    kinds = {f"K{n}": {"allOf": [{"$ref": "#/components/schemas/Base"}]} for n in range(10_000)}
    packed = Packed(document(schemas={"Base": base, **kinds}))
    segment = packed.segment(packed.index.schema_range("Base"))
    assert Cut("discriminator", "kinds", 1_000, 1) in segment.cuts
    assert len(segment.references.kinds["#/components/schemas/Base"]) == 1_000


@pytest.mark.parametrize(
    ("described", "where", "total"),
    [
        (document(servers=[{"url": f"/{n}"} for n in range(10_000)]), "servers", 10_000),
        (
            document(components={"securitySchemes": {f"s{n}": {} for n in range(50_000)}}),
            "securitySchemes",
            50_000,
        ),
        (document(paths={f"/{n}": {"get": {}} for n in range(100_000)}), "operations", 100_000),
        (document(schemas={f"S{n}": {} for n in range(60_000)}), "schemas", 60_000),
        (
            document(
                paths={f"/{n}": {"get": {"tags": [f"{'t' * 100}{n}"]}} for n in range(20_000)}
            ),
            "tags",
            20_000,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_index_is_bounded_and_says_how_much_more_there_is(
    described: Any, where: str, total: int
) -> None:
    index = Packed(described).index
    assert index.total(where) == total
    assert index.unpacked < 8_000_000
    # Every operation that is listed stands under some heading that is.
    assert all(index.tag_of(entry).title for entry in index.operations[::997])


def test_a_scheme_the_index_has_no_room_for_comes_with_the_operation_that_needs_it() -> None:
    schemes = {f"s{n}": {"type": "http", "scheme": "bearer"} for n in range(500)}
    paths = get(security=[{"s499": []}])
    packed = Packed(document(paths=paths, components={"securitySchemes": schemes}))
    assert len(packed.index.data["schemes"]) == contents.MOST_SCHEMES
    ((use,),) = packed.model().access.alternatives
    assert use.scheme.title == "Bearer token"


def test_what_is_cut_of_a_shared_part_is_noted_where_it_is_used() -> None:
    schema = {"enum": [f"value {n}" for n in range(100_000)]}
    shared = {"name": "kind", "in": "query", "schema": schema}
    paths = get(parameters=[{"$ref": "#/components/parameters/kind"}])
    packed = Packed(document(paths=paths, components={"parameters": {"kind": shared}}))
    segment = packed.segment(packed.index.operation_range("list-pets"))
    assert [(cut.where, cut.things, cut.total) for cut in segment.cuts] == [
        ("enum", "entries", 100_000)
    ]
