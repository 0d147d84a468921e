"""YAML is read as the JSON types that OpenAPI asks for, whatever YAML 1.1 made of the same text."""

import json

import pytest

from openapi.read import read
from tests.openapi.builders import YAML


def extension(text: str):
    description = read(YAML + b"x-a:\n" + text.encode())
    json.dumps(description.document, allow_nan=False)
    return description.document["x-a"]


def test_names_are_text_and_versions_keep_their_digits():
    description = read(YAML)
    assert description.version == "1.10"
    assert list(description.document["paths"]["/pets"]["get"]["responses"]) == ["200"]
    assert description.warnings == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("2020-01-01", "2020-01-01"),
        ("2020-01-01T10:00:00Z", "2020-01-01T10:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("0123", 123),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("-7", -7),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("9" * 5_000, "9" * 5_000),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("'200'", "200"),
        ("!!str 200", "200"),
        ("!!int '200'", 200),
        ("!!binary aGVsbG8=", "aGVsbG8="),
        ("!!timestamp 2020-01-01", "2020-01-01"),
        ("|-\n    two\n    lines", "two\nlines"),
    ],
)
def test_a_scalar_has_the_type_that_yaml_1_2_gives_it(text, value):
    read_value = extension(f"  b: {text}\n")["b"]
    assert read_value == value
    assert type(read_value) is type(value)


def test_odd_names_stay_as_written():
    text = "  no: 1\n  2020-01-01: 2\n  1.50: 3\n  ~: 4\n  ? true\n  : 5\n"
    assert extension(text) == {"no": 1, "2020-01-01": 2, "1.50": 3, "~": 4, "true": 5}


def test_merge_keys_yield_to_what_is_written_and_to_earlier_ones():
    text = "  a: &a {x: 1, y: 1}\n  b: &b {y: 2, z: 2}\n  c: {<<: [*a, *b], x: 3}\n"
    assert extension(text)["c"] == {"x": 3, "y": 1, "z": 2}


def test_a_quoted_merge_key_is_a_name():
    assert extension("  '<<': 1\n") == {"<<": 1}


def test_a_name_given_twice_is_reported_with_its_line():
    [warning] = read(YAML + b"x-a:\n  b: 1\n  b: 2\n").warnings
    assert "more than once" in warning.message
    assert (warning.pointer, warning.line, warning.column) == ("/x-a/b", 13, 3)


def test_departures_have_their_line_in_the_yaml_text():
    data = YAML.replace(b"description: All pets", b"summary: All pets")
    places = {(warning.pointer, warning.line) for warning in read(data).warnings}
    assert places == {
        ("/paths/~1pets/get/responses/200", 9),
        ("/paths/~1pets/get/responses/200/summary", 10),
    }
