"""Code that a description itself gives for an operation."""

from typing import Any

import pytest

from openapi.model.code_samples import LONGEST, MOST, code_samples
from tests.openapi.packed import Packed, document, get


def given(**operation: Any) -> list[tuple[str, str, str]]:
    model = Packed(document(paths=get(**operation))).model()
    found = code_samples(model, taken=["python"])
    return [(each.slug, each.label, each.code) for each in found]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"x-codeSamples": [{"lang": "Ruby", "source": "puts 1\n"}]},
            [("ruby", "Ruby", "puts 1\n")],
        ),
        (
            {"x-code-samples": [{"lang": "Ruby", "label": "Our SDK", "source": "x"}]},
            [("our-sdk", "Our SDK", "x")],
        ),
        (
            {"x-readme": {"code-samples": [{"language": "node", "code": "x"}]}},
            [("node", "node", "x")],
        ),
        (
            {"x-codeSamples": [{"lang": "Python", "source": "1"}, {"source": "2"}]},
            [("python-2", "Python", "1"), ("code", "Code", "2")],
        ),
        ({"x-codeSamples": [{"lang": "Ruby", "source": {"$ref": "#/x-files/none"}}]}, []),
        ({"x-codeSamples": {"lang": "Ruby"}, "x-readme": [1]}, []),
    ],
)
def test_samples_are_read_as_their_tools_write_them(
    fields: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert given(**fields) == expected


def test_many_and_long_samples_are_bounded() -> None:
    found = given(**{"x-codeSamples": [{"lang": "C", "source": "x" * (LONGEST + 1)}] * 20})
    assert len(found) == MOST
    assert all(len(code) == LONGEST for _, _, code in found)
    assert len({slug for slug, _, _ in found}) == MOST
