"""A made value names its kind, whether parent, child or union is asked for."""

from typing import Any

import pytest

from openapi.common.references import References
from openapi.values import example
from tests.openapi.packed import Packed, document, get
from tests.openapi.values.schemas import components, is_valid, ref


def extending(parent: str, **properties: Any) -> dict[str, Any]:
    own = {"properties": properties, "required": list(properties)}
    return {"allOf": [ref(parent), own]}


SCHEMAS = {
    "Vehicle": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}},
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"lorry": "#/components/schemas/Truck", "truck": "Truck"},
        },
    },
    "Truck": extending("Vehicle", load={"type": "number"}),
    "Bike": extending("Vehicle", gears={"type": "integer"}),
    "Tandem": extending("Bike", seats={"const": 2}),
}


def packed(name: str) -> References:
    """The references of an operation that sends this schema."""
    body = {"content": {"application/json": {"schema": ref(name)}}}
    pack = Packed(document(paths=get(requestBody=body), schemas=SCHEMAS))
    return pack.model().references


@pytest.mark.parametrize(
    ("name", "kinds", "own"),
    [
        ("Vehicle", {"lorry"}, "load"),
        ("Truck", {"lorry", "truck"}, "load"),
        ("Bike", {"Bike"}, "gears"),
        ("Tandem", {"Tandem"}, "seats"),
    ],
)
def test_a_parent_takes_a_kind_and_a_child_its_own(name: str, kinds: set[str], own: str) -> None:
    references = packed(name)
    made = example(ref(name), references)
    assert made["kind"] in kinds
    assert own in made
    assert is_valid(ref(name), made, references)


def test_other_seeds_take_other_kinds() -> None:
    references = packed("Vehicle")
    found = {example(ref("Vehicle"), references, seed=seed)["kind"] for seed in range(12)}
    assert found == {"lorry", "truck", "Bike", "Tandem"}


def test_a_list_of_a_parent_holds_a_kind() -> None:
    made = example({"type": "array", "items": ref("Vehicle")}, packed("Vehicle"))
    assert made[0]["kind"] == "lorry"
    assert "load" in made[0]


CAT = {"type": "object", "required": ["pet"], "properties": {"pet": {"type": "string"}}}
CLOSED = {**CAT, "additionalProperties": False}


@pytest.mark.parametrize(
    ("discriminator", "pet"),
    [
        ({"propertyName": "pet"}, "Cat"),
        ({"propertyName": "pet", "mapping": {"tiger": "#/components/schemas/Cat"}}, "tiger"),
        ({"propertyName": "pet", "mapping": {"tiger": "Cat"}}, "tiger"),
    ],
)
@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_an_option_of_a_union_gets_its_name(keyword: str, discriminator: Any, pet: str) -> None:
    dog = {"type": "object", "required": ["bark"], "properties": {"bark": {"type": "string"}}}
    references = components(Cat=CLOSED, Dog=dog)
    schema = {keyword: [ref("Cat"), ref("Dog")], "discriminator": discriminator}
    assert example(schema, references) == {"pet": pet}


def test_a_name_that_the_option_does_not_allow_is_not_forced_on_it() -> None:
    cat = {**CLOSED, "properties": {"pet": {"enum": ["feline"]}}}
    schema = {"oneOf": [ref("Cat")], "discriminator": {"propertyName": "pet"}}
    assert example(schema, components(Cat=cat)) == {"pet": "feline"}


def test_a_schema_with_a_discriminator_and_no_kinds_gets_its_own_name() -> None:
    pet = CAT | {"discriminator": {"propertyName": "pet"}}
    assert example(ref("Pet"), components(Pet=pet)) == {"pet": "Pet"}
