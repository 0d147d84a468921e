"""The HTML of schema trees: what a reader sees of a row, and where its links lead."""

from typing import Any

from docs.rows import Rows
from tests.docs.reading import Reader, document

BASE = "/docs/pets/1/"


def html(**properties: Any) -> str:
    schemas = {
        "Root": {"type": "object", "properties": properties},
        "Base": {"type": "object", "properties": {"id": {"type": "string"}}},
    }
    row = Reader(document(schemas=schemas)).schema("Root")
    assert row
    return str(Rows(BASE).tree(row))


def test_titles_and_facts_are_escaped() -> None:
    attack = "<script>alert(1)</script>"
    shown = html(
        it={
            "title": attack,
            "enum": [attack],
            "x-enum-descriptions": [attack],
            "examples": {attack: {"summary": attack, "description": attack, "value": attack}},
            "externalDocs": {"url": f"https://x.test/?{attack}", "description": attack},
            "xml": {"name": attack},
            attack: attack,
        }
    )
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 8


def test_values_with_labels_are_a_list_and_others_a_line() -> None:
    labelled = html(it={"enum": ["a"], "x-enum-varnames": ["First"]})
    assert '<ul class="prop-values" role="list"><li><code>a</code> First</li></ul>' in labelled
    assert "<span>one of <code>a</code> <code>b</code></span>" in html(it={"enum": ["a", "b"]})


def test_examples_stand_with_their_titles_or_addresses() -> None:
    shown = html(
        it={
            "examples": {
                "one": {"summary": "The first", "value": 1, "description": "Counts"},
                "two": {"externalValue": "https://x.test/two"},
            }
        }
    )
    assert "<span>example The first: <code>1</code> Counts</span>" in shown
    assert "<span>example two: kept at <code>https://x.test/two</code></span>" in shown


def test_components_that_went_into_a_schema_are_linked() -> None:
    shown = html(it={"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"a": {}}}]})
    assert f'includes <a href="{BASE}schemas/Base/">Base</a>' in shown


def test_documentation_is_linked_where_it_is_on_the_web() -> None:
    link = '<a href="https://x.test/" rel="nofollow noopener">More</a>'
    assert link in html(it={"externalDocs": {"url": "https://x.test/", "description": "More"}})
    shown = html(it={"externalDocs": {"url": "javascript:alert(1)", "description": "More"}})
    assert "<span>More javascript:alert(1)</span>" in shown


def test_what_is_cut_short_and_further_values_are_a_link_away() -> None:
    shown = html(it={"enum": [f"v{number}" for number in range(30)], "default": "d" * 200})
    assert '<a href="?at=%2Fp%3Ait">and 6 more</a>' in shown
    assert '<a href="?at=%2Fp%3Ait">All that is said of it</a>' in shown


def test_an_option_that_only_requires_names_has_no_type_of_its_own() -> None:
    shown = html(it={"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}]})
    assert '<span class="prop-label">option 1: a required</span></div>' in shown
