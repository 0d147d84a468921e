"""What stands below a schema, and the types that say what it is."""

from typing import Any

import pytest

from openapi.common.references import References
from openapi.schema.children import children, find, hidden_names
from openapi.schema.phrases import type_of
from openapi.schema.simplify import simplified


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


PET = {"type": "object", "properties": {"name": {"type": "string"}}}
REFERENCES = References(
    {
        ref("Pet")["$ref"]: PET,
        ref("Day")["$ref"]: {"type": "string", "format": "date"},
        ref("Maybe")["$ref"]: {"anyOf": [ref("Pet"), {"type": "null"}]},
        ref("Zoo")["$ref"]: {"allOf": [ref("Pet"), {"properties": {"size": {}}}]},
    }
)
NULL = {"type": "null"}


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"anyOf": [{"type": "string"}, NULL]}, "string or null"),
        ({"anyOf": [ref("Pet"), NULL], "description": "It"}, "Pet or null"),
        ({"oneOf": [ref("Pet")]}, "Pet"),
        ({"type": "integer", "anyOf": [{"minimum": 1}, NULL]}, "integer"),
        (ref("Maybe"), "Maybe or null"),
        ({"oneOf": [NULL, NULL]}, "null"),
        ({"oneOf": [ref("Pet"), {"type": "string"}, NULL]}, "one of Pet or string or null"),
        ({"oneOf": [{"type": "object"}, {"type": "object"}]}, "one of 2 kinds"),
        (PET | {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, "object"),
        (PET | {"oneOf": [ref("Pet"), ref("Zoo")]}, "one of Pet or Zoo"),
        (ref("Day"), "Day (string <date>)"),
        ({"items": ref("Day")}, "array of Day (string <date>)"),
        ({"prefixItems": [{}], "items": False}, "array"),
        ({"enum": [1, "a"]}, "integer or string"),
        ({"type": ["string", "integer", "null"]}, "string or integer or null"),
        (False, "nothing is valid here"),
    ],
)
def test_types_say_what_a_value_may_be(schema: Any, said: str) -> None:
    assert str(type_of(simplified(schema, REFERENCES), REFERENCES)) == said


def below(schema: Any, **more: Any) -> list[str]:
    flat = simplified(schema, REFERENCES)
    return [each.name or each.label for each, _ in children(flat, REFERENCES, **more)]


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        (PET | {"required": ["name", "tenant"]}, ["name", "tenant"]),
        (PET | {"anyOf": [{"required": ["a"]}, {"required": ["b", "c"], "type": "object"}]},
         ["name", "option 1: a required", "option 2: b, c required"]),
        ({"oneOf": [{}, {}], "anyOf": [{}, NULL, {}]},
         ["one of (1), option 1", "one of (1), option 2",
          "any of (2), option 1", "any of (2), option 2"]),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": False},
         ["if it matches: a required", "then also: b required", "otherwise also"]),
        ({"contains": {}, "minContains": 2}, ["matching items"]),
        ({"contains": False, "propertyNames": False}, ["at least one item", "property names"]),
        ({"prefixItems": [{}, {}], "items": {}}, ["item 1", "item 2", "each further item"]),
        ({"items": [{}], "additionalItems": {"type": "string"}}, ["item 1", "each further item"]),
        ({"unevaluatedProperties": PET, "unevaluatedItems": False}, ["any other property"]),
        ({"dependencies": {"a": {"required": ["b"]}, "c": ["d"]}}, ["with a, also: b required"]),
        ({"dependentSchemas": {"a": False}}, ["with a, also"]),
        ({"not": {"required": ["a"]}}, []),
        ({"$defs": {"A": {}}, "definitions": {"B": {}}}, ["definition A", "definition B"]),
        ({"items": PET | {"description": "One of them"}}, ["each item"]),
        ({"items": ref("Pet")}, ["name"]),
        ({"anyOf": [ref("Pet"), NULL]}, ["name"]),
        ({"allOf": [{"pattern": "a"}, {"pattern": "b"}]}, ["and also"]),
        ({"allOf": [{"pattern": "a"}, {"pattern": "a", "description": "It"}]}, []),
        ({"allOf": [{"description": "a"}, {"description": "b"}]}, []),
        ({"allOf": [PET, False]}, ["name", "and also"]),
    ],
)  # fmt: skip
def test_what_a_schema_is_made_of(schema: Any, shown: list[str]) -> None:
    assert below(schema) == shown


def test_what_an_option_requires_of_its_parent_is_no_property_of_the_option() -> None:
    assert below(PET | {"required": ["name", "tenant"]}, in_place=True) == ["name"]


def test_an_only_option_keeps_what_it_says_of_itself() -> None:
    schema = {"anyOf": [{"type": "string", "description": "Its own"}, NULL], "description": "All"}
    flat = simplified(schema, REFERENCES)
    assert flat.keywords["description"] == "All"
    assert flat.further == [{"description": "Its own"}]


def test_conditions_that_parts_repeat_are_all_shown() -> None:
    rules = [
        {"if": {"required": [name]}, "then": {"required": [f"{name}2"]}} for name in ("a", "b")
    ]
    flat = simplified({"allOf": rules}, REFERENCES)
    shown = list(children(flat, REFERENCES))
    assert [each.label for each, _ in shown] == [
        "if it matches: a required",
        "then also: a2 required",
        "and also",
    ]
    assert shown[-1][0].schema == rules[1]


def test_everything_below_can_be_found_again_by_its_step() -> None:
    schema = {
        "anyOf": [PET | {"required": ["tenant"]}, NULL],
        "description": "Perhaps",
    }
    assert find(REFERENCES, schema, "p:name") == {"type": "string"}
    assert find(REFERENCES, schema, "r:tenant") is True
    assert find(REFERENCES, {"allOf": [{"pattern": "a"}, {"pattern": "b"}]}, "also:0") == {
        "pattern": "b"
    }
    assert find(REFERENCES, {"$defs": {"a/b": {"type": "null"}}}, "$defs:a/b") == NULL
    assert find(REFERENCES, schema, "p:gone") is None


def test_what_a_request_leaves_out_is_known_by_name() -> None:
    owned = {"properties": {"id": {"readOnly": True}, "name": {}, "key": {"writeOnly": True}}}
    for schema in (owned, {"type": "array", "items": owned}):
        flat = simplified(schema, REFERENCES)
        for hides, hidden in (("readOnly", ["id"]), ("writeOnly", ["key"]), ("", [])):
            shown = [child for child, _ in children(flat, REFERENCES, hides)]
            assert hidden_names(flat, shown) == hidden
