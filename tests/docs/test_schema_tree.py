"""Schemas read as a tree: merged, bounded, and with a way to everything that is not shown."""

from typing import Any

import pytest

from docs.reference.operation import PAGE_NODES, PAGE_READS
from docs.reference.row import Row
from openapi.common.references import Meter, References
from openapi.read import read
from tests.docs.reading import Reader, child, document, get
from tests.openapi.builders import as_bytes


def root(schema: Any, **schemas: Any) -> Row:
    row = Reader(document(schemas={"Root": schema, **schemas})).schema("Root")
    assert row
    return row


def string(**more: Any) -> dict[str, Any]:
    return {"type": "string", **more}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def props(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def test_types_read_as_words() -> None:
    row = root(
        props(
            when=string(format="date-time"),
            pets={"type": "array", "items": ref("Pet")},
            grid={"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
            labels={"type": "object", "additionalProperties": string()},
            maybe={"type": ["string", "null"]},
            old=string(nullable=True),
            either={"oneOf": [string(), ref("Pet")]},
            never=False,
            anything=True,
            fixed={"const": 3},
        ),
        Pet=props(name=string()),
    )
    assert {each.name: str(each.type) for each in row.children} == {
        "when": "string <date-time>",
        "pets": "array of Pet",
        "grid": "array of array of integer",
        "labels": "map of string",
        "maybe": "string or null",
        "old": "string or null",
        "either": "one of string or Pet",
        "never": "nothing is valid here",
        "anything": "any",
        "fixed": "integer",
    }
    assert child(row, "pets", "name").type.before == "string"
    assert child(row, "fixed").constant == "3"


def test_constraints_read_as_phrases() -> None:
    row = root(
        props(
            name=string(minLength=3, maxLength=40, pattern="^a"),
            page={"type": "integer", "minimum": 1, "exclusiveMaximum": 10, "default": 1},
            old={"type": "number", "minimum": 0, "exclusiveMinimum": True},
            tags={"type": "array", "items": string(), "uniqueItems": True, "maxItems": 1},
            kind=string(enum=["a", "b"]),
        )
    )
    assert child(row, "name").notes == ["3 to 40 characters", "pattern ^a"]
    assert child(row, "page").notes == ["at least 1", "less than 10"]
    assert child(row, "page").default == "1"
    assert child(row, "old").notes == ["more than 0"]
    assert child(row, "tags").notes == ["at most 1 item", "items are unique"]
    assert child(row, "kind").values == ["a", "b"]


def test_all_of_is_one_schema() -> None:
    row = root(
        {"allOf": [ref("Base"), props(age={"type": "integer"}, id={"description": "Ours"})]},
        Base=props(id=string()) | {"required": ["id"]},
    )
    assert [each.name for each in row.children] == ["id", "age"]
    assert child(row, "id").required
    assert str(child(row, "id").type) == "string"
    assert "Ours" in child(row, "id").description


def test_a_described_use_of_a_component_is_that_component() -> None:
    row = root(
        props(
            owner={"allOf": [ref("User")], "description": "Who has it", "nullable": True},
            sibling=ref("User") | {"description": "The other"},
        ),
        User=props(name=string()) | {"description": "Somebody"},
    )
    assert str(child(row, "owner").type) == "User or null"
    assert "Who has it" in child(row, "owner").description
    assert "The other" in child(row, "sibling").description
    assert child(row, "owner").type_slug == "User"


def test_a_recursive_schema_ends_in_a_link_to_its_page() -> None:
    row = root(
        ref("Node"), Node=props(value=string(), next=ref("Node"), all={"items": ref("Node")})
    )
    assert child(row, "next").recursive
    assert child(row, "next").more_slug == "Node"
    assert str(child(row, "all").type) == "array of Node"
    assert not child(row, "next").children


def test_a_kind_that_extends_its_parent_does_not_list_the_kinds_again() -> None:
    kinds = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "type"}}
    row = root(
        ref("Pet"),
        Pet=props(type=string()) | kinds,
        Cat={"allOf": [ref("Pet"), props(lives={"type": "integer"})]},
        Dog={"allOf": [ref("Pet"), props(bark=string())]},
    )
    cat = child(row, "option 1, type = Cat")
    assert [each.name for each in cat.children] == ["type", "lives"]


def test_other_parts_of_a_schema_are_shown() -> None:
    row = root(
        {
            "type": "object",
            "patternProperties": {"^x-": string()},
            "additionalProperties": {"type": "integer"},
            "not": props(bad=string()),
            "if": props(a=string()),
            "then": props(b=string()),
            "dependentSchemas": {"a": props(c=string())},
            "prefixItems": [string()],
        }
    )
    assert [each.label for each in row.children] == [
        "names like ^x-",
        "any other property",
        "item 1",
        "must not match",
        "if it matches",
        "then also",
        "with a, also",
    ]


def test_references_by_anchor_and_identifier_show_what_has_it() -> None:
    pet = props(name=string()) | {"$anchor": "pet", "$id": "https://a.test/pet"}
    both = props(one={"$ref": "#pet"}, two={"$ref": "https://a.test/pet"})
    sent = as_bytes(document(schemas={"Root": both, "Pet": pet}))
    row = Reader(read(sent).openapi3).schema("Root")
    assert row
    assert child(row, "one", "name").type.before == "string"
    assert child(row, "two", "name").type.before == "string"


def test_a_reference_to_nothing_says_so() -> None:
    row = root(props(a=ref("Gone"), b={"$ref": "#/nowhere/at/all"}, c={"$ref": "https://x.test/"}))
    assert str(child(row, "a").type) == "unknown: Gone is not in this description"
    assert "#/nowhere/at/all" in str(child(row, "b").type)
    assert "unknown" in str(child(row, "c").type)


def test_read_only_is_hidden_in_requests_and_write_only_in_responses() -> None:
    both = {"application/json": {"schema": ref("Pet")}}
    pet = props(id=string(readOnly=True), secret=string(writeOnly=True), name=string())
    paths = get(requestBody={"content": both}, responses={"200": {"content": both}})
    page = Reader(document(paths=paths, schemas={"Pet": pet})).operation()
    assert page.body
    request, response = page.body.contents[0].row, page.responses[0].body.contents[0].row
    assert [each.name for each in request.children] == ["secret", "name"]
    assert [each.name for each in response.children] == ["id", "name"]


def count(row: Row) -> int:
    return 1 + sum(map(count, row.children))


def test_every_property_of_a_huge_schema_can_be_reached() -> None:
    names = [f"p{number}" for number in range(3_000)]
    huge = props(**{name: string(description=f"About {name}.") for name in names})
    reader = Reader(document(schemas={"Huge": huge}))
    seen: list[str] = []
    while True:
        row = reader.schema("Huge", start=len(seen))
        assert row
        assert row.children
        assert count(row) * 10 < PAGE_NODES
        seen += [each.name for each in row.children]
        if not row.remaining:
            break
        assert (row.more_place, row.more_from) == ("", len(seen))
    assert seen == names


def test_deep_inline_schemas_go_on_at_their_own_place() -> None:
    deep: dict[str, Any] = string(description="the bottom")
    for level in reversed(range(20)):
        deep = props(**{f"level/{level}": deep})
    content = {"application/json": {"schema": deep}}
    reader = Reader(document(paths=get(responses={"200": {"content": content}})))
    row = reader.operation().responses[0].body.contents[0].row
    found = []
    for _ in range(10):
        while row.children:
            row = row.children[0]
            found.append(row.name)
        if not row.remaining:
            break
        following = reader.part(row.more_place)
        assert following
        row = following
    assert found == [f"level/{level}" for level in range(20)]
    assert "the bottom" in row.description


def test_the_nearest_properties_are_shown_before_deep_ones() -> None:
    wide = props(
        **{f"w{number}": props(**{f"x{n}": string() for n in range(60)}) for number in range(60)}
    )
    row = root(wide)
    assert len(row.children) == 60
    assert any(each.remaining for each in row.children)
    assert all(each.more_place for each in row.children if each.remaining)


def test_titles_stand_beside_names_that_do_not_say_them() -> None:
    row = root(
        props(pet_id=string(title="Pet Id"), other=string(title="Whatever <else>"))
        | {"title": "The whole"}
    )
    assert row.title == "The whole"
    assert [each.title for each in row.children] == ["", "Whatever <else>"]


def test_all_examples_are_shown_whatever_they_are() -> None:
    row = root(
        props(
            one={"type": "object", "example": {"a": [1]}},
            many=string(examples=["x", "y", "x"], example="z"),
            named={"examples": {"first": {"summary": "The first", "value": 1}}},
        )
    )
    shown = {each.name: [(e.title, e.text) for e in each.examples] for each in row.children}
    assert shown == {
        "one": [("", '{"a": [1]}')],
        "many": [("", "z"), ("", "x"), ("", "y")],
        "named": [("The first", "1")],
    }


def test_values_come_with_what_is_said_of_them() -> None:
    row = root(string(enum=["a", "b"], **{"x-enum-descriptions": ["First", "Second"]}))
    assert list(zip(row.values, row.value_labels, strict=True)) == [("a", "First"), ("b", "Second")]


def test_what_is_cut_short_is_all_there_on_a_page_of_its_own() -> None:
    long = {"description": "a word " * 400, "default": "d" * 300, "examples": list("abcdefgh")}
    reader = Reader(document(schemas={"Root": props(it=string(**long), brief=string())}))
    row = reader.schema("Root")
    assert row
    assert [each.shortened for each in row.children] == [True, False]
    whole = reader.schema("Root", child(row, "it").place)
    assert whole
    assert not whole.shortened
    assert whole.default == "d" * 300
    assert [each.text for each in whole.examples] == list("abcdefgh")
    assert whole.description.count("a word") == 400


def test_every_value_of_a_long_enum_can_be_reached() -> None:
    values = [f"value-{number}" for number in range(1_000)]
    reader = Reader(document(schemas={"Root": props(it=string(enum=values))}))
    row = reader.schema("Root")
    assert row
    it = child(row, "it")
    assert (it.values, it.values_left) == (values[:24], 976)
    seen: list[str] = []
    while True:
        whole = reader.schema("Root", it.place, len(seen))
        assert whole
        seen += whole.values
        if not whole.values_left:
            break
        assert whole.values_from == len(seen)
    assert seen == values


def test_values_of_any_size_leave_the_page_small() -> None:
    row = root(string(enum=["v" * 5_000 + str(number) for number in range(60)]))
    assert sum(map(len, row.values)) < 60_000
    assert row.values_left == 60 - len(row.values)


def test_inline_parts_add_their_descriptions_and_components_a_way_to_theirs() -> None:
    row = root(
        {
            "allOf": [
                ref("Base"),
                {"description": "First.", "properties": {}},
                {"description": "Second."},
            ]
        },
        Base=props(id=string()),
    )
    assert "First." in row.description
    assert "Second." in row.description
    assert row.includes == [("Base", "Base")]


def test_what_a_request_does_not_send_is_said_by_name() -> None:
    both = {"application/json": {"schema": props(id=string(readOnly=True), key=string())}}
    page = Reader(document(paths=get(requestBody={"content": both}))).operation()
    assert page.body
    assert page.body.contents[0].row.notes == ["read-only, so not sent: id"]


@pytest.mark.parametrize("whole", ["by reference", "in place"])
def test_schemas_that_merge_very_many_end_the_page_in_time(
    monkeypatch: pytest.MonkeyPatch, whole: str
) -> None:
    """Merged for each of them, 300 rows took ten seconds."""
    meters: list[Meter] = []
    metered = References.metered

    def noted(references: References, limit: int) -> References:
        found = metered(references, limit)
        meters.append(found.meter)
        return found

    monkeypatch.setattr(References, "metered", noted)
    schemas: dict[str, Any] = {
        f"Part{n}": {"properties": {f"p{n}_{m}": {} for m in range(60)}} for n in range(90)
    }
    merged = {"allOf": [{"$ref": f"#/components/schemas/{name}"} for name in schemas]}
    row = {"$ref": "#/components/schemas/Whole"} if whole == "by reference" else merged
    body = {"content": {"a/json": {"schema": {"properties": {f"r{n}": row for n in range(90)}}}}}
    reader = Reader(document(paths=get(requestBody=body), schemas={**schemas, "Whole": merged}))
    page = reader.operation()
    assert page.body
    shown = page.body.contents[0].row
    (meter,) = meters
    assert meter.used < 2 * PAGE_READS
    # Whatever it did not come to is a link.
    assert len(shown.children) + shown.remaining == 90
    assert all(each.children or each.remaining for each in shown.children)


def test_a_long_way_into_a_wide_circle_ends_in_time() -> None:
    here = {"$ref": "#/components/schemas/Node"}
    node = {"properties": {"a": here, **{f"p{n}": {} for n in range(3_000)}}}
    reader = Reader(document(schemas={"Node": node}))
    assert reader.schema("Node", "/".join(["p:a"] * 2))
    assert reader.schema("Node", "/".join(["p:a"] * 2_000)) is None
