"""Findings are worded when they are shown, whatever version of the portal stored them."""

from typing import Any

import pytest

from openapi.messages import message_of


@pytest.mark.parametrize(
    ("code", "params", "says"),
    [
        ("missing_field", {"field": "name"}, "“name” is missing."),
        ("value_not_allowed", {"values": ["a", "b", "c"]}, "This must be a, b or c."),
        ("value_not_allowed", {"values": ["a"]}, "This must be a."),
        ("wrong_type", {"types": ["array", "string"]}, "This must be a list or text."),
        ("one_of_required", {"fields": ["a", "b"]}, "One of “a” or “b” is missing."),
        ("too_many_values", {"limit": 4_000_000}, "The description holds more than 4,000,000"),
    ],
)
def test_a_code_with_its_parameters_is_worded(code: str, params: dict[str, Any], says: str) -> None:
    assert message_of(code, params).startswith(says)


@pytest.mark.parametrize(
    ("code", "params"),
    [
        ("of_a_newer_version", {"field": "name"}),
        ("missing_field", {}),
        ("missing_field", {"name": "name"}),
        ("value_not_allowed", {"values": []}),
        ("value_not_allowed", {"values": "a"}),
        ("value_not_allowed", {"values": None}),
        ("too_many_values", {"limit": "many"}),
        ("too_many_values", {"limit": None}),
        ("too_many_values", {"limit": {"a": 1}}),
    ],
)
def test_what_another_version_stored_names_its_code(code: str, params: dict[str, Any]) -> None:
    assert f"({code})" in message_of(code, params)


def test_what_is_repeated_of_a_description_cannot_turn_the_words_around_it() -> None:
    params = {"reference": "a\u202egpj.yaml\nb"}
    assert message_of("reference_outside", params).startswith("“a gpj.yaml b” points outside")


def test_a_parameter_is_no_template() -> None:
    assert message_of("missing_field", {"field": "{code.__class__}"}) == (
        "“{code.__class__}” is missing."
    )
