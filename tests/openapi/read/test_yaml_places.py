"""A fault has its line and column however the YAML around it is written."""

import pytest

from openapi.common.pointers import line_and_column
from openapi.findings import DescriptionError
from openapi.read import read

START = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\n"
WRITTEN = {
    "block": "paths:\n  /a:\n    $ref: b.yaml\n",
    "quoted names": "'paths':\n  \"/a\" :\n    $ref: b.yaml\n",
    "an escaped name": 'paths:\n  "/\\x61":\n    $ref: b.yaml\n',
    "a name after another of its start": "paths:\n  /ab: {}\n  /a:\n    $ref: b.yaml\n",
    "braces": "paths: {/a: {$ref: b.yaml}}\n",
    "braces over lines": "paths: {\n/a: {\n$ref: b.yaml}}\n",
    "an anchor": "paths: &p\n  /a: &a\n    $ref: b.yaml\n",
    "an explicit name": "paths:\n  ? /a\n  : $ref: b.yaml\n",
    "comments": "paths: # here\n# there\n\n  # and\n  /a: # too\n    $ref: b.yaml # end\n",
    "Windows line ends": "paths:\r\n  /a:\r\n    $ref: b.yaml\r\n",
    "text that looks like it": "x-a: |\n  paths:\n    /a:\npaths:\n  /a:\n    $ref: b.yaml\n",
    "a document mark": "paths:\n  /a:\n    $ref: b.yaml\n...\n",
    "signs beyond the base plane": "x-\U0001f600: é\npaths:\n  /a: {$ref: b.yaml}\n",
}
LISTS = {
    "indented": "  parameters:\n    - name: a\n    - $ref: b.yaml\n",
    "at the column of its name": "  parameters:\n  - name: a\n  - $ref: b.yaml\n",
    "wide": "  parameters:\n  -    name: a\n  -    $ref: b.yaml\n",
    "dashes alone": "  parameters:\n  -\n    name: a\n  -\n    $ref: b.yaml\n",
    "in braces": "  parameters: [{name: a}, {$ref: b.yaml}]\n",
    "of braces": "  parameters:\n  - {name: a}\n  - {$ref: b.yaml}\n",
}


def place_of_fault(text: str) -> tuple[str, tuple[int | None, int | None]]:
    with pytest.raises(DescriptionError) as caught:
        read(text.encode())
    [finding] = caught.value.findings
    return finding.pointer, (finding.line, finding.column)


@pytest.mark.parametrize("name", WRITTEN)
def test_a_fault_in_an_object_is_placed_at_its_name(name):
    text = START + WRITTEN[name]
    assert place_of_fault(text) == ("/paths/~1a/$ref", line_and_column(text, text.index("$ref")))


@pytest.mark.parametrize("name", LISTS)
def test_a_fault_in_a_list_is_placed_at_its_item(name):
    text = START + "paths:\n /a:\n" + LISTS[name]
    pointer = "/paths/~1a/parameters/1/$ref"
    assert place_of_fault(text) == (pointer, line_and_column(text, text.index("$ref")))


def test_a_fault_in_a_list_in_a_list_is_placed_at_its_item():
    text = START + "paths: {}\nwebhooks:\n  - - - a: 1\n    - - $ref: b.yaml\n"
    place = line_and_column(text, text.index("$ref"))
    assert place_of_fault(text) == ("/webhooks/0/1/0/$ref", place)


def test_a_name_given_twice_is_placed_where_it_counts():
    text = START + "paths:\n  /a: {}\n  /a:\n    $ref: b.yaml\n"
    assert place_of_fault(text)[1] == line_and_column(text, text.index("$ref"))


def test_what_is_missing_has_the_place_of_what_is_around_it():
    text = START + "paths:\n  /a:\n    get: {}\n"
    [warning] = read(text.encode()).warnings
    assert (warning.pointer, warning.line, warning.column) == ("/paths/~1a/get", 5, 5)


def test_a_long_run_of_spaces_is_passed_in_one_go():
    text = START + "x-a: a" + " " * 1_000_000 + "b\npaths:\n  /a:\n    $ref: b.yaml\n"
    assert place_of_fault(text)[1] == (6, 5)
