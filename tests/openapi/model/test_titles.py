"""What an operation is called where its description has a paragraph, mark-up, or no summary."""

from typing import Any

import pytest

from openapi.model.titles import operation_title

CHAT = (
    "**Starting a new project?** We recommend trying [Responses](/docs/responses)\n"
    "to take advantage of the latest platform features.\n\n---\n\n"
    "Creates a model response for the given chat. Learn more in the [guide](/docs/text).\n"
)


@pytest.mark.parametrize(
    ("summary", "description", "title"),
    [
        ("List pets", "Whatever else.", "List pets"),
        ("List `pets` of **all** [kinds](https://a.example/x)", "", "List pets of all kinds"),
        ("Set snake_case_name of <id>", "", "Set snake_case_name of <id>"),
        ("Log in as \\<user\\> with <code>", "", "Log in as <user> with <code>"),
        ("Make a List<P> of <order>s", "", "Make a List<P> of <order>s"),
        ("2 * 3 * 4 &amp; 5", "", "2 * 3 * 4 & 5"),
        ("", "<p>Retrieves the details of an account.</p>", "Retrieves the details of an account"),
        (None, "#### Heading\n\nDo it, e.g. now. Then rest.", "Do it, e.g. now"),
        (None, "list or watch objects of kind Pod", "List or watch objects of kind Pod"),
        (CHAT, None, "Creates a model response for the given chat"),
        (None, "w" * 200, ""),
        ("w" * 200, None, "w" * 159 + "…"),
        (["no text"], {"nor": "this"}, ""),
    ],
)
def test_an_operation_has_a_plain_title(summary: Any, description: Any, title: str) -> None:
    assert operation_title(summary, description) == title


@pytest.mark.parametrize(
    ("prose", "heading"),
    [
        ("Returns a <code>User</code>.", "Returns a User"),
        ("Get <b>users</b>, <b>teams</b>.", "Get users, teams"),
        ("Makes CO<sub>2</sub>", "Makes CO2"),
        ("<p>Lists pets</p><p>More</p>", "Lists pets"),
    ],
)
def test_tags_leave_neither_spaces_nor_gaps(prose, heading):
    assert operation_title("", prose) == heading
