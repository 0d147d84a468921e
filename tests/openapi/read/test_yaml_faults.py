"""A fault in a real description written as YAML is refused with its place, and nothing else is."""

import json

import pytest
import yaml

from openapi.common.pointers import line_and_column
from openapi.findings import DescriptionError, Finding
from openapi.read import read
from tests.descriptions import raw

SCHEMAS = "\n  schemas:\n"
# What is wrong, how it is written, and where it stands: below `components/schemas`, and in the
# text.
FAULTS = {
    "another file": (
        "    A:\n      properties:\n        a:\n          $ref: other.yaml#/A\n",
        ("reference_outside", "A/properties/a/$ref", "$ref"),
    ),
    "a file in braces": (
        "    A: {items: {$ref: 'file:///etc/passwd'}}\n",
        ("reference_outside", "A/items/$ref", "$ref"),
    ),
    "an address in a list": (
        '    A:\n      allOf:\n      - type: object\n      - "$ref": "http://a.example"\n',
        ("reference_outside", "A/allOf/1/$ref", '"$ref"'),
    ),
    "a comment for a reference": (
        "    A:\n      $ref: #/components/schemas/B\n",
        ("reference_not_text", "A/$ref", "$ref"),
    ),
    "itself": (
        "    A:\n      $ref: '#/components/schemas/A'\n",
        ("reference_circular", "A/$ref", "$ref"),
    ),
    "compact braces": (
        '    A: {"items":{"$ref":"other.yaml"}}\n',
        ("reference_outside", "A/items/$ref", '"$ref"'),
    ),
    "an explicit name": (
        "    ? A\n    : items:\n        $ref: other.yaml\n",
        ("reference_outside", "A/items/$ref", "$ref"),
    ),
}
HARMLESS = {
    "data": "    A:\n      example:\n        $ref: other.yaml\n",
    "a block of text": "    A:\n      description: |\n        $ref: other.yaml\n",
    "text in quotes that is not indented": (
        '    A:\n      description: "An example:\ncomponents:\n  schemas:\n    A:\n'
        '      $ref: other.yaml\n"\n'
    ),
    "text in braces that is not indented": (
        "    A: {description: 'An example:\n\nx-a:\n  $ref: other.yaml\n'}\n"
    ),
    "a reference that leads somewhere": (
        "    A:\n      $ref: '#/components/schemas/B'\n    B: {type: string}\n"
    ),
    "signs in text": "    A:\n      description: a *b c &d e\n      example: ['*b']\n",
    "an anchor on a line of its own": (
        "    A:\n      &c\n      type: object\n    B:\n      <<: *c\n"
    ),
    "a merged name that another one replaces": (
        "    <<: {A: {$ref: other.yaml}}\n    A: {type: string}\n"
    ),
}


@pytest.fixture(scope="module")
def sound() -> str:
    """A real description, as YAML."""
    return yaml.dump(json.loads(raw("api.video")), sort_keys=False, allow_unicode=True)


def refusal(text: str) -> Finding:
    with pytest.raises(DescriptionError) as caught:
        read(text.encode())
    return caught.value.findings[0]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["Unix", "Windows"])
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused_with_its_place(sound: str, name: str, ends: str) -> None:
    written, (code, pointer, word) = FAULTS[name]
    before, after = sound.split(SCHEMAS)
    start = (before + SCHEMAS).replace("\n", ends)
    written = written.replace("\n", ends)
    finding = refusal(start + written + after.replace("\n", ends))
    place = line_and_column(start + written, len(start) + written.index(word))
    assert (finding.code, finding.pointer) == (code, f"/components/schemas/{pointer}")
    assert (finding.line, finding.column) == place


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_a_fault_is_none(sound: str, name: str) -> None:
    assert read(sound.replace(SCHEMAS, SCHEMAS + HARMLESS[name]).encode()).openapi3
