"""What keywords say, in phrases."""

from typing import Any

import pytest

from openapi.common.references import References
from openapi.schema.facts import annotations, constraints, shown_name, value_labels
from openapi.schema.phrases import type_of, value
from openapi.schema.simplify import simplified

REFERENCES = References({"#/components/schemas/Pet": {"type": "object", "properties": {"a": {}}}})
PET = {"$ref": "#/components/schemas/Pet"}


def facts(schema: Any) -> list[str]:
    flat = simplified(schema, REFERENCES)
    return constraints(flat) + annotations(flat, str(type_of(flat, REFERENCES)))


@pytest.mark.parametrize(
    ("schema", "phrases"),
    [
        ({"minimum": 1, "maximum": 9}, ["at least 1", "at most 9"]),
        ({"minimum": 1, "exclusiveMinimum": True}, ["more than 1"]),
        ({"exclusiveMinimum": 1, "exclusiveMaximum": 9.5}, ["more than 1", "less than 9.5"]),
        ({"minLength": 3, "maxLength": 3}, ["3 characters"]),
        ({"minProperties": 1, "maxProperties": 2}, ["1 to 2 properties"]),
        ({"contains": {}, "minContains": 0}, ["0 or more matching items"]),
        ({"contains": {}, "minContains": 0, "maxContains": 2}, ["0 to 2 matching items"]),
        ({"contains": {}, "minContains": 2}, ["at least 2 matching items"]),
        ({"multipleOf": 0.01}, ["a multiple of 0.01"]),
        ({"contentMediaType": "image/png", "contentEncoding": "base64"},
         ["content is image/png", "encoded as base64"]),
        ({"additionalProperties": False}, ["no other properties"]),
        ({"additionalProperties": True}, ["other properties are allowed"]),
        ({"additionalProperties": {}}, ["other properties are allowed"]),
        ({"unevaluatedProperties": False}, ["no other properties"]),
        ({"unevaluatedItems": False}, ["no other items"]),
        ({"prefixItems": [{}], "items": False}, ["no other items"]),
        ({"items": False}, ["no items"]),
        ({"items": [{}], "additionalItems": False}, ["no other items"]),
        ({"dependentRequired": {"a": ["b", "c"], "d": []}}, ["with a: b, c required"]),
        ({"dependencies": {"a": ["b"], "c": {"type": "object"}}}, ["with a: b required"]),
        ({"not": {"required": ["a"]}}, ["without a"]),
        ({"not": {"required": ["a", "b"], "type": "object"}}, ["not together: a, b"]),
        ({"not": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}}, ["without a, b"]),
        ({"not": {"const": None}}, ["not null"]),
        ({"not": {"enum": [1, "x"]}}, ["none of 1, x"]),
        ({"not": {"type": ["string", "null"]}}, ["not of type string or null"]),
        ({"not": {"pattern": "^a"}}, ["not matching ^a"]),
        ({"not": {}}, ["nothing is valid here"]),
        ({"not": {"properties": {"a": {}}}}, []),
        ({"type": "string", "format": "zip"}, []),
        ({"type": "array", "items": {}, "format": "csv"}, ["format csv"]),
        ({"$id": "https://x.test/a", "$anchor": "b", "$comment": "Old"},
         ["identifier https://x.test/a", "anchor b", "comment: Old"]),
        ({"$dynamicRef": "#node"}, ["as #node says (dynamic reference)"]),
        ({"$vocabulary": {"https://x.test/v": True}}, ["vocabulary https://x.test/v"]),
        ({"xml": {"name": "a", "prefix": "p", "namespace": "urn:n", "attribute": True}},
         ["in XML: name a, prefix p, namespace urn:n, an attribute"]),
        ({"xml": {"wrapped": True, "nodeType": "element"}},
         ["in XML: wrapped, a node of type element"]),
        ({"x-a": 1, "x-b": {"c": 2}, "x-c": [1, "d"], "odd": "e"},
         ['also given: x-a 1, x-b, x-c [1, "d"], odd e']),
        ({"type": "string", "oneOf": [{"minLength": 1}, {"maxLength": 2}]}, ["one of 2 options"]),
        ({"oneOf": [PET, {}], "anyOf": [PET, {}]}, ["one of 2 options", "any of 2 options"]),
        ({"oneOf": [PET, {"type": "string"}]}, []),
    ],
)  # fmt: skip
def test_each_keyword_is_said_in_words(schema: Any, phrases: list[str]) -> None:
    assert facts(schema) == phrases


@pytest.mark.parametrize(
    ("given", "kind", "shown"),
    [
        ("plain words", "", "plain words"),
        ("12", "", '"12"'),
        ("2026-03-01", "", "2026-03-01"),
        ("[a", "", '"[a"'),
        ("12", "string", "12"),
        ("true", "string or boolean", '"true"'),
        ("", "string", '""'),
        (" a", "string", '" a"'),
        ("a\nb", "string", '"a\\nb"'),
        ("nul\x00", "string", '"nul\\u0000"'),
        (None, "", "null"),
        ({"a": [1, {"b": "ü"}]}, "", '{"a": [1, {"b": "ü"}]}'),
        (["x" * 200], "", '["' + "x" * 117 + "…"),
        ("y" * 200, "string", "y" * 119 + "…"),
    ],
)
def test_values_are_written_as_json_would_and_strings_bare(given, kind, shown):
    assert value(given, kind=kind) == shown


def test_only_the_beginning_of_a_large_value_is_written():
    assert len(value([[number] for number in range(2_000_000)])) == 120


@pytest.mark.parametrize(
    ("extensions", "labels"),
    [
        ({"x-enum-varnames": ["ONE", "TWO"]}, ["ONE", "TWO"]),
        ({"x-enumNames": ["One"], "x-enum-descriptions": ["First", "Second"]},
         ["One: First", "Second"]),
        ({"x-enumDescriptions": {"2": "Second", "3": "None"}}, ["", "Second"]),
        ({"x-ms-enum": {"values": [{"value": "2", "name": "Two", "description": "It"}]}},
         ["", "Two: It"]),
        ({"x-enum-varnames": "no list", "x-ms-enum": 3}, []),
        ({}, []),
    ],
)  # fmt: skip
def test_values_are_described_by_the_usual_extensions(extensions, labels):
    assert value_labels({"enum": ["1", "2"], **extensions}) == labels
    assert facts({"type": "string", "enum": ["1", "2"], **extensions}) == []


@pytest.mark.parametrize(
    ("name", "shown"), [("a b", "a b"), ("", '""'), ("a\tb", '"a\\tb"'), ("\u202ea", '"\u202ea"')]
)
def test_names_that_cannot_be_read_are_spelled_out(name, shown):
    assert shown_name(name) == shown.replace("\u202e", "")
