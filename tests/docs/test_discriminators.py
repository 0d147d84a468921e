"""What a discriminator says of its options, of other schemas, and of the one it means."""

from typing import Any

from docs.reference.row import Row
from tests.docs.reading import Reader, child, document

PREFIX = "#/components/schemas/"


def extends(parent: str, **properties: Any) -> dict[str, Any]:
    return {"allOf": [{"$ref": PREFIX + parent}, {"properties": properties}]}


VEHICLE = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"type": "string"}},
    "discriminator": {
        "propertyName": "kind",
        "mapping": {"lorry": f"{PREFIX}Truck", "truck": "Truck", "ship": f"{PREFIX}Ship"},
    },
}
SCHEMAS = {
    "Vehicle": VEHICLE,
    "Truck": extends("Vehicle", axles={"type": "integer"}),
    "Bike": extends("Vehicle", gears={"type": "integer"}),
    "Ship": {"type": "object"},
}


def schema(name: str) -> Row:
    row = Reader(document(schemas=SCHEMAS)).schema(name)
    assert row
    return row


def test_a_parent_shows_the_schemas_that_extend_it_by_all_their_names() -> None:
    row = schema("Vehicle")
    assert str(row.type) == "one of Truck or Bike"
    assert row.notes == ["kind says which it is", "kind: ship means Ship"]
    truck = child(row, "option 1, kind = lorry or truck")
    assert [each.name for each in truck.children] == ["kind", "axles"]
    assert truck.type_slug == "Truck"
    assert child(row, "option 2, kind = Bike").type_slug == "Bike"
    assert truck.notes == []


def test_a_child_says_what_it_is_called_and_what_it_extends() -> None:
    for name, value in (("Truck", "lorry or truck"), ("Bike", "Bike")):
        row = schema(name)
        assert row.notes == [f"kind = {value}"]
        assert row.includes == [("Vehicle", "Vehicle")]


def test_options_that_are_listed_go_by_the_mapping() -> None:
    pets = {
        "oneOf": [{"$ref": PREFIX + "Ship"}, {"$ref": PREFIX + "Bike"}, {"type": "object"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"boat": "Ship"},
            "defaultMapping": "Bike",
        },
    }
    row = Reader(document(schemas=SCHEMAS | {"Any": pets})).schema("Any")
    assert row
    labels = [each.label for each in row.children]
    assert labels == ["option 1, kind = boat", "option 2, kind = Bike", "option 3"]
    assert row.notes == ["kind says which it is", "otherwise it is Bike"]


def test_options_and_mappings_of_any_kind_are_read() -> None:
    odd = {
        "oneOf": [{"$ref": []}, {"$ref": {}}, 3, None, {"$ref": PREFIX + "Ship"}],
        "discriminator": {"propertyName": "kind", "mapping": {"a": [], "b": {}, "c": "Ship"}},
    }
    row = Reader(document(schemas=SCHEMAS | {"Odd": odd})).schema("Odd")
    assert row
    assert row.children[-1].label == "option 5, kind = c"
