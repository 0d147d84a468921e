"""Texts have the form that a pattern, a format or a name asks for."""

import re
from base64 import b64decode
from typing import Any

import pytest

from openapi.common.references import References
from openapi.values import example
from openapi.values.patterns import matches
from tests.openapi.values.schemas import is_valid

NONE = References()
FORMATS = (
    *("date-time", "date", "time", "duration", "email", "idn-email", "uuid", "uri", "iri"),
    *("uri-reference", "uri-template", "iri-reference", "hostname", "idn-hostname", "ipv4", "ipv6"),
    *("json-pointer", "relative-json-pointer", "regex"),
)


@pytest.mark.parametrize(
    "pattern",
    [
        "^[A-Z]{3}-[0-9]{4}$",
        "^(foo|bar)+$",
        r"^\d{3}-\d{2}-\d{4}$",
        r"^\p{Lu}\p{L}+$",
        "^[^a-z]{5}$",
        r"^\+?[1-9]\d{1,14}$",
        "^(?=.*[A-Z])(?=.*[0-9]).{8,}$",
        "^(?!abc)[a-z]{3}$",
        r"^(a|b)\1$",
        r"^([\w-]+)@([\w-]+\.)+[a-z]{2,4}$",
        r"^[\w.+-]+$",
        r"^[\w-\.]+@[\w-\.]+$",
        r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        r"^arn:aws:[a-z]+:[a-z0-9-]*:\d{12}:.+$",
        r"^\u0041\x42\cJ?$",
        r"^[\]\-\\]+$",
        r"^.{3,5}$",
        "^a{2}b{1,}c{0,2}$",
        "(?i)^yes$",
        "b",
        "",
    ],
)
def test_a_text_matches_its_pattern(pattern: str) -> None:
    for seed in range(3):
        assert matches(pattern, example({"type": "string", "pattern": pattern}, NONE, seed=seed))


@pytest.mark.parametrize(
    "schema",
    [
        {"pattern": "^[a-z]+$", "minLength": 40},
        {"pattern": "^[a-z]+$", "maxLength": 2},
        {"pattern": "^[a-z]+-[0-9]+$", "minLength": 12, "maxLength": 12},
        {"pattern": "^(ab)*$", "minLength": 7},
        {"pattern": "x", "minLength": 30},
        {"pattern": "^a", "allOf": [{"pattern": "z$"}]},
        {"format": "email", "pattern": "@example"},
        {"format": "date", "maxLength": 10},
        {"format": "date", "pattern": "^2020"},
        {"format": "date", "pattern": "^2020-0[1-5]"},
        {"format": "date-time", "pattern": "^2020"},
        *({"format": "email", "minLength": least} for least in (19, 40, 100, 200)),
        *({"format": "hostname", "minLength": least} for least in (12, 13, 40, 65, 66, 200)),
        {"format": "uri", "minLength": 60},
        {"format": "byte", "minLength": 30},
    ],
)
def test_pattern_length_and_format_hold_together(schema: dict[str, Any]) -> None:
    whole = schema | {"type": "string"}
    for seed in range(3):
        assert is_valid(whole, example(whole, NONE, seed=seed))


@pytest.mark.parametrize("more", [{}, {"minLength": 30}, {"type": "string"}, {"maxLength": 8}])
def test_a_text_is_encoded_as_the_schema_says(more: dict[str, Any]) -> None:
    schema = {"contentEncoding": "base64", **more}
    for seed in range(3):
        made = example(schema, NONE, seed=seed)
        assert b64decode(made, validate=True)
        assert is_valid(schema, made)


@pytest.mark.parametrize("form", FORMATS)
def test_a_text_has_its_format(form: str) -> None:
    schema = {"type": "string", "format": form}
    for seed in range(6):
        made = example(schema, NONE, seed=seed)
        assert is_valid(schema, made)
        assert made != "string"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("email", "@"),
        ("contactEmail", "@"),
        ("phone_number", r"^\+\d+$"),
        ("city", "^[A-Z]"),
        ("country", "^[A-Z]{2}$"),
        ("currency", "^[A-Z]{3}$"),
        ("unit_price", r"^\d+\.\d+$"),
        ("created_at", "^2026-.*Z$"),
        ("callbackURL", "^https://"),
        ("first_name", "^[A-Z][a-z]+$"),
        ("userId", "^[a-z0-9]+$"),
        ("uuid", "^[0-9a-f-]{36}$"),
    ],
)
def test_a_name_says_what_a_text_is_about(name: str, form: str) -> None:
    made = example({"type": "object", "properties": {name: {"type": "string"}}}, NONE)
    assert re.search(form, made[name])


def test_a_name_says_what_a_number_is_about() -> None:
    names = {"price": "number", "year": "integer", "latitude": "number", "perPage": "integer"}
    properties = {name: {"type": kind} for name, kind in names.items()}
    made = example({"type": "object", "properties": properties}, NONE)
    assert made["year"] > 2000
    assert -90 <= made["latitude"] <= 90
    assert made["perPage"] in (20, 50, 100)


def test_what_a_name_suggests_keeps_to_the_schema() -> None:
    schema = {
        "type": "object",
        "properties": {
            "email": {"type": "string", "maxLength": 5},
            "year": {"type": "integer", "maximum": 99},
        },
    }
    assert is_valid(schema, example(schema, NONE))
