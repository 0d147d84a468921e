"""Names and titles, which anybody may send: one line of text that can be written and read."""

import pytest

from openapi.common.lines import one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Pet\r\n\tstore\x00 ", "Pet store"),
        ("pay\u202efdp", "pay fdp"),
        ("a\u200bb", "a b"),
        ("half \ud83d of a pair", "half of a pair"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"),
    ],
    ids=["white space", "reversed", "hidden", "half a pair", "Persian", "an emoji of two"],
)
def test_text_becomes_one_line_that_can_be_written(text: str, line: str) -> None:
    assert one_line(text) == line
    assert one_line(text).encode()


def test_a_long_line_is_cut_at_a_word() -> None:
    assert one_line("The quick, brown fox", 12) == "The quick…"
    assert one_line("The quick", 12) == "The quick"
