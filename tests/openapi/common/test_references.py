"""References followed, with what stands beside them."""

import pytest

from openapi.common.references import References

REFERENCES = References(
    {
        "#/a": {"$ref": "#/b", "description": "Of a"},
        "#/b": {"name": "x", "summary": "Of b", "description": "Of b"},
        "#/loop": {"$ref": "#/loop"},
        "#/list": [],
    }
)


@pytest.mark.parametrize(
    ("value", "described"),
    [
        ({"$ref": "#/b"}, {"name": "x", "summary": "Of b", "description": "Of b"}),
        ({"$ref": "#/a"}, {"name": "x", "summary": "Of b", "description": "Of a"}),
        (
            {"$ref": "#/a", "summary": "Mine", "name": "ignored"},
            {"name": "x", "summary": "Mine", "description": "Of a"},
        ),
        ({"$ref": "#/b", "summary": 3}, {"name": "x", "summary": "Of b", "description": "Of b"}),
        ({"plain": 1}, {"plain": 1}),
        ({"$ref": "#/loop"}, {}),
        ({"$ref": "#/gone", "description": "Of nothing"}, {"description": "Of nothing"}),
        ({"$ref": "#/list"}, {}),
        (None, {}),
    ],
)
def test_what_a_reference_says_of_its_target_wins(value, described):
    assert REFERENCES.described(value) == described
