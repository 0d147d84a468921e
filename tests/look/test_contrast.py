"""The colours of tokens.css meet WCAG 2.2 AA in the light and in the dark theme."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
DECLARATION = re.compile(
    r"--([a-z-]+): (?:light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)|(#[0-9a-f]{6}));"
)

SURFACES = ["canvas", "sunken", "raised", "hover"]
TEXT_ON_SURFACES = ["text", "text-soft", "text-faint", "link", "link-hover"]
MEANINGS = ["success", "warning", "danger", "info"]

# (foreground, background, least ratio): 4.5 for text (1.4.3), 3 for the edges of controls and
# the focus ring (1.4.11).
PAIRS = [
    *((text, surface, 4.5) for text in TEXT_ON_SURFACES for surface in SURFACES),
    *((meaning, f"{meaning}-soft", 4.5) for meaning in MEANINGS),
    *((meaning, surface, 4.5) for meaning in MEANINGS for surface in SURFACES),
    ("link", "accent-soft", 4.5),
    ("on-accent", "accent-fill", 4.5),
    ("on-accent", "accent-fill-hover", 4.5),
    ("on-accent", "danger-fill", 4.5),
    ("on-accent", "danger-fill-hover", 4.5),
    *(("line-strong", surface, 3) for surface in ("canvas", "sunken", "raised")),
    *(("focus", surface, 3) for surface in SURFACES),
    ("accent-fill", "canvas", 3),
]


def colours(theme: str) -> dict[str, str]:
    """Return the tokens of the first :root block that are colours, by name."""
    root = TOKENS.read_text(encoding="utf-8").split("}")[0]
    return {
        name: both or (light if theme == "light" else dark)
        for name, light, dark, both in DECLARATION.findall(root)
    }


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Contrast ratio, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_has_the_ratio_the_standard_names() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_in_use_is_readable(theme: str) -> None:
    tokens = colours(theme)
    weak = [
        f"{fore} on {back}: {found:.2f} < {least}"
        for fore, back, least in PAIRS
        if (found := ratio(tokens[fore], tokens[back])) < least
    ]
    assert weak == []
