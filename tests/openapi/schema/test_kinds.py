"""A discriminator without oneOf means the schemas that extend it by allOf."""

import pytest

from openapi.schema.flatten import flatten
from openapi.schema.kinds import kinds
from tests.openapi.packed import Packed, document, get


def extending(parent, **properties):
    return {"allOf": [{"$ref": f"#/components/schemas/{parent}"}, {"properties": properties}]}


VEHICLE = {
    "type": "object",
    "required": ["kind"],
    "properties": {"kind": {"type": "string"}},
    "discriminator": {
        "propertyName": "kind",
        "mapping": {"lorry": "#/components/schemas/Truck", "truck": "Truck"},
    },
}
SCHEMAS = {
    "Vehicle": VEHICLE,
    "Truck": extending("Vehicle", load={"type": "number"}),
    "Bike": extending("Vehicle", gears={"type": "integer"}),
    "Tandem": extending("Bike", seats={"const": 2}),
    "Other": {"type": "object"},
}


def ref(name):
    return f"#/components/schemas/{name}"


def test_each_kind_goes_by_its_mapped_names_or_its_own():
    assert kinds(SCHEMAS) == {
        ref("Vehicle"): [
            ("lorry", ref("Truck")),
            ("truck", ref("Truck")),
            ("Bike", ref("Bike")),
            ("Tandem", ref("Tandem")),
        ]
    }


@pytest.mark.parametrize(
    "parent",
    [
        VEHICLE | {"oneOf": [{"$ref": ref("Truck")}]},
        {"type": "object"},
        VEHICLE | {"discriminator": "kind"},
        [],
        None,
    ],
)
def test_a_schema_that_lists_its_kinds_or_has_no_discriminator_has_none(parent):
    assert kinds(SCHEMAS | {"Vehicle": parent}) == {}


def test_schemas_that_extend_each_other_come_to_an_end():
    assert kinds({"Vehicle": VEHICLE | extending("Tandem"), **SCHEMAS, "Vehicle2": {}})
    around = SCHEMAS | {"Vehicle": VEHICLE | extending("Tandem")}
    assert [each for each, _ in kinds(around)[ref("Vehicle")]].count("Bike") == 1


def test_kinds_travel_with_the_operation_and_with_the_schema():
    answer = {"content": {"application/json": {"schema": {"$ref": ref("Vehicle")}}}}
    packed = Packed(document(schemas=SCHEMAS, paths=get(responses={"200": answer})))
    operation = packed.model()
    schema = packed.segment(packed.index.schema_range("Vehicle"))
    of_operation = flatten({"$ref": ref("Vehicle")}, operation.references)
    of_schema = flatten(schema.schema, schema.references)
    for flat in (of_operation, of_schema):
        ((keyword, options),) = flat.unions
        assert keyword == "oneOf"
        assert options == [{"$ref": ref(name)} for name in ("Truck", "Bike", "Tandem")]
    truck = flatten({"$ref": ref("Truck")}, operation.references)
    assert truck.unions == []
    assert set(truck.keywords["properties"]) == {"kind", "load"}
