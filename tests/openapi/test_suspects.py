"""Large YAML is refused by the parts of it that are suspect, for what the whole is refused for."""

import json
import random
import sys

import pytest
import yaml

from openapi.findings import DescriptionError, Finding
from openapi.read import read, reading, suspects
from openapi.read.suspects import suspects_of
from tests.descriptions import raw

SCHEMAS = "\n  schemas:\n"
IN_SCHEMAS = {
    "another file": "    A:\n      properties:\n        a:\n          $ref: other.yaml#/A\n",
    "a file in braces": "    A: {items: {$ref: 'file:///etc/passwd'}}\n",
    "an address": '    A:\n      allOf:\n      - type: object\n      - "$ref": "http://a.example"\n',
    "a comment for a reference": "    A:\n      $ref: #/components/schemas/B\n",
    "itself": "    A:\n      $ref: '#/components/schemas/A'\n",
    "itself in braces": "    A: {$ref: '#/components/schemas/A'}\n",
    "one another": "    A:\n      description: a\n      $ref: '#/components/schemas/B'\n"
    "    B: { '$ref': '#/components/schemas/A' }\n",
    "compact braces": '    A: {"items":{"$ref":"other.yaml"}}\n',
    "itself in compact braces": '    A: {"$ref":"#/components/schemas/A"}\n',
    "under an explicit name": "    ? A\n    : items:\n        $ref: other.yaml\n",
    "dashes": "    A:\n      enum:\n        " + "- " * 1000 + "a\n",
    "columns": "    A:\n" + "".join(" " * (6 + i) + "a:\n" for i in range(200)),
}
AT_THE_END = {
    "lists": "x-a: " + "[" * 1000 + "]" * 1000 + "\n",
    "objects": "x-a: " + "{a: " * 1000 + "1" + "}" * 1000 + "\n",
    "a bomb": "x-0: &k0 [x, x, x]\n"
    + "".join(f"x-{i + 1}: &k{i + 1} [{', '.join([f'*k{i}'] * 9)}]\n" for i in range(12)),
}


@pytest.fixture(scope="module")
def sound() -> str:
    """A real description, as YAML."""
    return yaml.dump(json.loads(raw("api.video")), sort_keys=False, allow_unicode=True)


@pytest.fixture
def refusal(monkeypatch):
    """What a text is refused for, looking at parts first or not; nothing where it is read."""

    def refuse(text: str, *, by_parts: bool) -> list[Finding]:
        monkeypatch.setattr(reading, "_LARGE_YAML", 0 if by_parts else sys.maxsize)
        try:
            read(text.encode())
        except DescriptionError as error:
            return error.findings
        return []

    return refuse


def assert_parts_tell(text: str, refusal) -> None:
    found = suspects_of(text.encode())
    assert found is not None
    assert len(found.text) < len(text) / 2
    assert found.is_sound()
    findings = refusal(found.text, by_parts=False)
    assert findings
    assert found.in_whole(findings) == refusal(text, by_parts=True)
    assert refusal(text, by_parts=True) == refusal(text, by_parts=False)


@pytest.mark.parametrize("indent", [2, 4])
@pytest.mark.parametrize("name", IN_SCHEMAS)
def test_a_fault_among_the_schemas_is_told_by_parts(sound, refusal, name, indent):
    fault = IN_SCHEMAS[name]
    if indent == 4:
        sound = yaml.dump(yaml.safe_load(sound), sort_keys=False, indent=4)
        fault = "".join(
            " " * (len(line) - len(line.lstrip())) + line for line in fault.splitlines(True)
        )
    schemas = SCHEMAS.replace("  ", " " * indent)
    assert schemas in sound
    assert_parts_tell(sound.replace(schemas, schemas + fault), refusal)


@pytest.mark.parametrize("name", AT_THE_END)
def test_a_fault_at_the_end_is_told_by_parts(sound, refusal, name):
    assert_parts_tell(sound + AT_THE_END[name], refusal)


def test_a_version_that_nobody_knows_is_told_by_parts(sound, refusal):
    assert_parts_tell(sound.replace("openapi: 3.0.0\n", "openapi: 7.0.0\n"), refusal)


def test_a_fault_is_told_in_a_text_with_windows_line_ends(sound, refusal):
    text = sound.replace(SCHEMAS, SCHEMAS + IN_SCHEMAS["another file"]).replace("\n", "\r\n")
    assert_parts_tell(text, refusal)


def test_anchors_and_aliases_stay_together(sound, refusal):
    text = "x-common: &common\n  $ref: other.yaml\n" + sound
    text = text.replace(SCHEMAS, SCHEMAS + "    A:\n      items: *common\n")
    assert_parts_tell(text, refusal)


@pytest.mark.parametrize(
    "harmless",
    [
        "    A:\n      example:\n        $ref: other.yaml\n",
        "    A:\n      description: |\n        $ref: other.yaml\n",
        '    A:\n      description: "An example:\ncomponents:\n  schemas:\n    A:\n'
        '      $ref: other.yaml\n"\n',
        "    A: {description: 'An example:\n\nx-a:\n  $ref: other.yaml\n'}\n",
        "    A:\n      $ref: '#/components/schemas/B'\n    B: {type: string}\n",
        "    A:\n      $ref: other.yaml\n    A:\n      type: string\n",
        "    A:\n      $ref: other.yaml\n    ? A\n    : type: string\n",
        "    A:\n      description: a *b c &d e\n      example: ['*b']\n",
        '    A: {$ref: other.yaml}\n    "\\x41": {type: string}\n',
        "    A': {$ref: other.yaml}\n    'A''': {type: string}\n",
        "    A: {$ref: other.yaml}\n    !!str A: {type: string}\n",
        "    A: {$ref: other.yaml}\n    ? A # c\n    : {type: string}\n",
        "    A: {$ref: other.yaml}\n    ? !!str A\n    : {type: string}\n",
        "    A: {$ref: other.yaml}\n    ?\n      A\n    : {type: string}\n",
        "    A: {$ref: other.yaml}\n    ? >-\n      A\n    : {type: string}\n",
        "    <<: {A: {$ref: other.yaml}}\n    A: {type: string}\n",
        "    A:\n      &c\n      type: object\n    B:\n      <<: *c\n",
        "    A:\n      $ref: other.yaml\n      description: 'x\n\n- item'\n"
        "      $ref: '#/components/schemas/B'\n    B: {type: string}\n",
        "    A: {$anchor: foo, $ref: '#foo'}\n    B: {$anchor: foo}\n",
    ],
    ids=[
        "data",
        "a block of text",
        "text in quotes that is not indented",
        "text in braces that is not indented",
        "a reference that leads somewhere",
        "what is given once more",
        "what is given once more by an explicit name",
        "signs in text",
        "a name given once more, escaped",
        "a name given once more, with a quote in it",
        "a name given once more, with a tag",
        "a name given once more, before a comment",
        "a name given once more, explicit and with a tag",
        "a name given once more, on a line of its own",
        "a name given once more, folded",
        "a merged name",
        "an anchor on a line of its own",
        "an item in text in quotes",
        "an anchor given twice",
    ],
)
def test_what_only_looks_like_a_fault_is_none(sound, refusal, harmless):
    text = sound.replace(SCHEMAS, SCHEMAS + harmless)
    assert refusal(text, by_parts=False) == []
    assert refusal(text, by_parts=True) == []


def test_a_text_of_very_many_names_is_not_taken_apart(sound, monkeypatch):
    monkeypatch.setattr(suspects, "_MOST_LINES", 10)
    assert suspects_of(sound.encode()) is None


PIECES = [
    *IN_SCHEMAS.values(),
    "    !!str A: {}\n",
    '    "\\x41": {}\n',
    "    &c\n",
    "    <<: *b\n",
    "    - 1\n",
    "  x-a: |\n",
    "  x-b: >-\n",
    '  x-c: "\n',
    "  x-d: '\n",
    "  x-e: {\n",
    "  x-f: [\n",
    "}\n",
    "]\n",
    '"\n',
    "---\n",
    "- a\n",
    "  - a: &a\n",
    "    b: *a\n",
    "  example:\n",
    "x-g: &b {$ref: a}\n",
    "x-h: *b\n",
    "    # $ref: a\n",
    "\t\n",
    "openapi: 3.0.0\n",
]


@pytest.mark.parametrize("seed", range(40))
def test_parts_are_refused_for_nothing_that_the_whole_is_not(sound, refusal, seed):
    """Lines of a real description taken out, moved, or with something odd put between them."""
    chance = random.Random(seed)
    lines = sound[:8_000].splitlines(True) + (SCHEMAS[1:] + IN_SCHEMAS["itself"]).splitlines(True)
    for _ in range(30):
        varied = list(lines)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(varied))
            match chance.randrange(3):
                case 0:
                    varied[at : at + 1] = []
                case 1:
                    varied[at] = " " * chance.randrange(9) + varied[at].lstrip()
                case 2:
                    varied.insert(at, chance.choice(PIECES))
        text = "".join(varied)
        if refusal(text, by_parts=True):
            assert refusal(text, by_parts=False), text
