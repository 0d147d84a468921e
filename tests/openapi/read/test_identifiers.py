"""References by `$id` and `$anchor` lead to the same place as plain pointers from the root."""

from typing import Any

import pytest

from openapi.findings import DescriptionError
from openapi.read import Description, read
from tests.openapi.builders import as_bytes, openapi


def described(version: str = "3.1.0", more: dict[str, Any] | None = None, **schemas: Any):
    return openapi(version, components={"schemas": schemas}, **(more or {}))


def reading(version: str = "3.1.0", more: dict[str, Any] | None = None, **schemas: Any):
    document = described(version, more, **schemas)
    description = read(as_bytes(document))
    assert description.document == document
    return description


def schema_of(description: Description, *keys: str | int) -> Any:
    node = description.openapi3["components"]["schemas"]
    for key in keys:
        node = node[key]
    return node


PET = {"$id": "https://a.test/schemas/pet", "type": "object"}
TEXT = {"type": "string"}

# The schemas, the one that refers, and where that leads.
LEADING: dict[str, tuple[dict[str, Any], str]] = {
    "an $id as it is": (
        {"Pet": PET, "A": {"$ref": "https://a.test/schemas/pet"}},
        "#/components/schemas/Pet",
    ),
    "an $id with an empty fragment": (
        {"Pet": PET, "A": {"$ref": "https://a.test/schemas/pet#"}},
        "#/components/schemas/Pet",
    ),
    "a pointer below an $id": (
        {"Pet": PET | {"$defs": {"a": TEXT}}, "A": {"$ref": "https://a.test/schemas/pet#/$defs/a"}},
        "#/components/schemas/Pet/$defs/a",
    ),
    "an anchor below an $id": (
        {
            "Pet": PET | {"$defs": {"a": TEXT | {"$anchor": "name"}}},
            "A": {"$ref": "https://a.test/schemas/pet#name"},
        },
        "#/components/schemas/Pet/$defs/a",
    ),
    "an anchor of the description": (
        {"Pet": {"properties": {"a": TEXT | {"$anchor": "name"}}}, "A": {"$ref": "#name"}},
        "#/components/schemas/Pet/properties/a",
    ),
    "an $id without a scheme": (
        {"Pet": {"$id": "pet.json"}, "A": {"$ref": "pet.json"}},
        "#/components/schemas/Pet",
    ),
    "an $id as its author wrote it, from another base": (
        {
            "B": {"$id": "https://a.test/b/", "$defs": {"c": {"$id": "c"}}},
            "A": {"$ref": "c"},
        },
        "#/components/schemas/B/$defs/c",
    ),
    "a URN": (
        {"Pet": {"$id": "urn:uuid:1"}, "A": {"$ref": "urn:uuid:1"}},
        "#/components/schemas/Pet",
    ),
    "a relative reference, by the $id beside it": (
        {"Pet": PET, "A": {"$id": "https://a.test/schemas/a", "$ref": "pet"}},
        "#/components/schemas/Pet",
    ),
    "names with escapes": (
        {
            "Pet": {"properties": {"a/b~c%": TEXT | {"$anchor": "name"}}},
            "A": {"$ref": "#name"},
        },
        "#/components/schemas/Pet/properties/a~1b~0c%25",
    ),
    "an anchor as drafts 6 and 7 write it": (
        {"Pet": {"$id": "#pet"}, "A": {"$ref": "#pet"}},
        "#/components/schemas/Pet",
    ),
}


@pytest.mark.parametrize("case", LEADING)
def test_a_reference_leads_to(case: str) -> None:
    schemas, place = LEADING[case]
    description = reading(**schemas)
    assert schema_of(description, "A", "$ref") == place
    # 2020-12 has a keyword for anchors, and does not like them as an `$id`.
    assert {warning.code for warning in description.warnings} <= {"wrong_form"}


def test_a_dynamic_reference_in_one_resource_is_a_plain_one() -> None:
    tree = {"$dynamicAnchor": "node", "items": {"$dynamicRef": "#node", "title": "Child"}}
    items = schema_of(reading(Tree=tree), "Tree", "items")
    assert items == {"$ref": "#/components/schemas/Tree", "title": "Child"}


def test_what_a_bundler_embeds_refers_to_its_own_parts() -> None:
    list_of = {
        "$id": "https://a.test/list",
        "type": "array",
        "items": {"$ref": "#/$defs/item"},
        "$defs": {
            "item": {"$ref": "item"},
            "other": {"$id": "item", "properties": {"next": {"$ref": "list#/$defs/item"}}},
        },
    }
    description = reading(List=list_of)
    base = "#/components/schemas/List"
    assert schema_of(description, "List", "items", "$ref") == f"{base}/$defs/item"
    assert schema_of(description, "List", "$defs", "item", "$ref") == f"{base}/$defs/other"
    next_one = schema_of(description, "List", "$defs", "other", "properties", "next", "$ref")
    assert next_one == f"{base}/$defs/item"
    assert description.warnings == []


def test_a_dynamic_reference_leads_to_the_outermost_anchor_around_it() -> None:
    strict = {
        "$id": "https://a.test/strict",
        "$dynamicAnchor": "node",
        "$defs": {
            "tree": {
                "$id": "tree",
                "$dynamicAnchor": "node",
                "properties": {"children": {"items": {"$dynamicRef": "#node"}}},
            }
        },
    }
    items = schema_of(reading(S=strict), "S", "$defs", "tree", "properties", "children", "items")
    assert items == {"$ref": "#/components/schemas/S"}


def test_a_reference_from_the_root_inside_a_resource_is_read_so_and_said() -> None:
    pet = PET | {"properties": {"owner": {"$ref": "#/components/schemas/Owner"}}}
    description = reading(Pet=pet, Owner=TEXT)
    assert schema_of(description, "Pet") == pet
    [warning] = description.warnings
    assert warning.code == "reference_from_root"
    assert warning.pointer == "/components/schemas/Pet/properties/owner/$ref"


def test_a_reference_from_the_root_is_as_it_should_be_in_30() -> None:
    pet = {"$id": "https://a.test/pet", "items": {"$ref": "#/components/schemas/Owner"}}
    codes = {warning.code for warning in reading("3.0.3", Pet=pet, Owner=TEXT).warnings}
    assert codes == {"unknown_field"}


def test_the_own_address_of_a_description_is_inside() -> None:
    more = {"$self": "https://a.test/api.json"}
    other = {"$ref": "https://a.test/api.json#/components/schemas/Pet"}
    description = reading("3.2.0", more, Pet=TEXT, A=other, B={"$ref": "api.json#name"})
    assert schema_of(description, "A", "$ref") == "#/components/schemas/Pet"
    assert "reference_unresolved" in {warning.code for warning in description.warnings}


@pytest.mark.parametrize(
    "ref",
    [
        "https://a.test/schemas/other",
        "https://a.test/schemas/pet/",
        "https://b.test/schemas/pet",
        "file:///etc/passwd",
        "pets",
        "http://[",
    ],
)
def test_what_has_no_such_identifier_is_still_outside(ref: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        read(as_bytes(described(Pet=PET, A={"$ref": ref})))
    [finding] = caught.value.findings
    assert (finding.code, finding.pointer) == ("reference_outside", "/components/schemas/A/$ref")


def test_an_identifier_in_data_or_as_a_name_is_none() -> None:
    named = {"properties": {"$id": {"const": "https://a.test/x"}}, "example": {"$id": "urn:x"}}
    for ref in ("urn:x", "https://a.test/x"):
        with pytest.raises(DescriptionError):
            read(as_bytes(described(A=named, B={"$ref": ref})))


def test_references_to_nothing_in_a_resource_are_warned_about() -> None:
    pet = PET | {"items": {"$ref": "#/$defs/none"}, "not": {"$ref": "#none"}}
    codes = [warning.code for warning in reading(Pet=pet).warnings]
    assert codes == ["reference_unresolved", "reference_unresolved"]


def test_circles_by_identifiers_are_refused() -> None:
    with pytest.raises(DescriptionError) as caught:
        read(
            as_bytes(
                described(A={"$id": "urn:a", "$ref": "urn:b"}, B={"$id": "urn:b", "$ref": "urn:a"})
            )
        )
    assert caught.value.findings[0].code == "reference_circular"


def test_many_identifiers_take_time_in_proportion() -> None:
    schemas: dict[str, Any] = {
        f"S{i}": {"$id": f"urn:{i % 7}", "$ref": f"urn:{i % 5}#a", "$anchor": "a"}
        for i in range(20_000)
    }
    nested: dict[str, Any] = {}
    for i in range(100):
        nested = {"$id": f"n{i}/", "items": nested, "$ref": "#/items"}
    with pytest.raises(DescriptionError) as caught:
        read(as_bytes(described(Nested=nested, **schemas)))
    assert len(caught.value.findings) <= 101
