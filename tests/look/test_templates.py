"""What holds for every template and stylesheet, read from the files."""

import re
from pathlib import Path

import pytest

from portal.web.templatetags import ui

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# After what it extends and loads.
ABOUT = re.compile(r"(?:{% (?:extends|load) [^%]+%}\s*)*(?:{#|{% comment %})")
# The value of a class attribute, with the tags that stand in it; in scripts, of `className`.
CLASSES = re.compile(
    r"""(?:class=|className(?: =|:) |block body_class %})["`]?"""
    r"""((?:[^"`{<]|{%.*?%}|{{.*?}}|\${|{[a-z])*)"""
)
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_the_content_security_policy_refuses(path: Path) -> None:
    markup = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert re.findall(r"""\s(?:style|on[a-z]+)\s*=\s*["']""", markup) == []
    assert re.findall(r"<style|<script(?![^>]*\ssrc=)|javascript:|https?://", markup) == []


def test_every_part_of_a_page_begins_by_saying_what_it_is_given() -> None:
    parts = [path for path in TEMPLATES if path.name.startswith("_") or "partials" in path.parts]
    silent = [name(path) for path in parts if not re.match(ABOUT, path.read_text(encoding="utf-8"))]
    assert len(parts) > 20
    assert silent == []


def test_every_icon_in_use_is_drawn_and_no_other() -> None:
    # The sheet is part of every page.
    sprite = (ROOT / "templates/partials/icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'id="icon-([a-z-]+)"', sprite))
    markup = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    used = set(re.findall(r"""{% icon ["']([a-z-]+)["'] %}""", markup))
    used |= set(re.findall(r"""\b(?:action_)?icon=["']([a-z-]+)["']""", markup))
    assert drawn == used | set(ui.MESSAGE_ICONS.values())


def test_stylesheets_use_tokens_for_colours() -> None:
    for sheet in (ROOT / "static/css").glob("*.css"):
        if sheet.name == "tokens.css":
            continue
        # A data URI cannot read a token.
        rules = re.sub(r'url\("data:[^"]*"\)', "", sheet.read_text(encoding="utf-8"))
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*{)|\brgba?\(", rules) == [], sheet.name


def test_stylesheets_style_only_what_is_written_somewhere() -> None:
    python = [ROOT / "docs/rows.py", ROOT / "portal/web/templatetags/ui.py"]
    writers = [*TEMPLATES, *ROOT.glob("templates/**/*.svg"), *ROOT.glob("static/js/*.js"), *python]
    markup = "".join(path.read_text(encoding="utf-8") for path in writers)
    written = set(re.findall(r"[\w-]+", " ".join(CLASSES.findall(markup))))
    # The rest of these names is a method, a level or a kind of answer.
    begun = tuple(name for name in written if name.endswith("-"))
    for sheet in ("base", "components", "layout", "reference"):
        css = (ROOT / f"static/css/{sheet}.css").read_text(encoding="utf-8")
        selectors = re.sub(r"/\*.*?\*/|{[^{}]*}", "", css, flags=re.DOTALL)
        styled = set(re.findall(r"\.([a-z][\w-]*)", selectors))
        assert {each for each in styled - written if not each.startswith(begun)} == set(), sheet


def test_stylesheets_stay_small() -> None:
    shell = ["tokens", "base", "layout", "components"]
    total = sum((ROOT / f"static/css/{name}.css").stat().st_size for name in shell)
    assert total < 40_000
