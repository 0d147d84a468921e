"""CommonMark with tables to HTML that is safe to show inside a page.

What comes out has no script, style, frame, image, form, class, id or event attribute. Links go
to http, https and mailto only. An image becomes a link to it, so that no page makes a reader's
browser call a foreign host. Headings move down below the page's own.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from openapi.common.prose import TAGS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from nh3 import Cleaner

ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
# Letters, digits and punctuation without a meaning in Markdown: most descriptions of fields.
PLAIN = re.compile(r"[\w ,.;:'\"()/?!=%+@\u2013\u2014\u2019\u201c\u201d-]*")
LOOKS_LIKE_BLOCK = re.compile(r"[-+=]|\d+[.)]|\s{2,}")
INTRAWORD = re.compile(r"(?:^|\W)_|_(?:\W|$)")
# In two steps, each of which looks at a character once: with both in one, or where a tag may hold
# the next one's beginning, tags that never end cost their number squared and more.
IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
IMAGE_SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\s\"'>]+)", re.IGNORECASE)
HEADING = re.compile(r"(</?h)([1-6])\b", re.IGNORECASE)
CACHED_UP_TO = 600
# What the parser adds to rows shorter than their table's head. By default it is 65,536, a second's
# work for 2 KB of text; a page shows no table as large as this.
MOST_ADDED_CELLS = 300
# A bracket that nothing closes costs as much as ten other characters, and a page has many texts.
MOST_UNCLOSED_BRACKETS = 50


def markdown(source: str, *, below: int = 3, most_nodes: int = 600) -> str:
    """Return a description as HTML; its top heading becomes `h{below}`.

    Text whose HTML would have more than `most_nodes` elements, or that is nothing but opened
    brackets, is shown as it was written.
    """
    source = source.strip()
    if not source:
        return ""
    if _is_plain(source) or is_costly(source):
        return _as_written(source)
    if len(source) <= CACHED_UP_TO:
        return _render_short(source, below, most_nodes)
    return _render(source, below, most_nodes)


def nodes(html: str) -> int:
    """Return how many elements cleaned HTML has."""
    return html.count("<") - html.count("</")


def is_costly(source: str) -> bool:
    """Tell whether the parser would take far longer over this text than its length suggests."""
    return source.count("[") - source.count("]") > MOST_UNCLOSED_BRACKETS


def _is_plain(source: str) -> bool:
    return (
        PLAIN.fullmatch(source) is not None
        and LOOKS_LIKE_BLOCK.match(source) is None
        and INTRAWORD.search(source) is None
    )


def _as_written(source: str) -> str:
    return f"<p>{escape(source, quote=False)}</p>"


def _render(source: str, below: int, most_nodes: int) -> str:
    html = _cleaner().clean(_parser().render(source, {"below": below}))
    if nodes(html) > most_nodes:
        return _as_written(source)
    # Wide ones scroll, and without a mouse only what has the focus does.
    return html.replace("<pre>", '<pre tabindex="0">')


# The same few hundred descriptions of fields come on most pages of an API.
_render_short = lru_cache(maxsize=4096)(_render)


@cache
def _cleaner() -> "Cleaner":
    # A native module: loaded by the first description that has any mark-up.
    from nh3 import Cleaner

    return Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="nofollow noopener",
    )


def new_parser() -> "MarkdownIt":
    """Return a parser of descriptions; rendering takes the level of the top heading as
    `{"below": …}`. What it gives is still to be cleaned."""
    # A tenth of a second of imports, which only pages with mark-up need.
    from markdown_it import MarkdownIt

    # By its name, since the package calls a function of the module the same.
    vars(import_module("markdown_it.rules_block.table"))["MAX_AUTOCOMPLETED_CELLS"] = (
        MOST_ADDED_CELLS
    )
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
    parser.core.ruler.push("move_headings", _move_headings)
    parser.add_render_rule("image", _image)
    return parser


_parser = cache(new_parser)


def _move_headings(state: Any) -> None:
    """Let the top heading be `h{below}`, whichever level its author began with."""
    below = state.env["below"]
    levels = (int(token.tag[1]) for token in state.tokens if token.type == "heading_open")
    shift = below - min(levels, default=1)
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
        elif token.type == "html_block":
            token.content = _raw_html(token.content, below - 1)
        for child in token.children or ():
            if child.type == "html_inline":
                child.content = _raw_html(child.content, below - 1)


def _raw_html(html: str, shift: int) -> str:
    html = IMAGE.sub(_link_to_image, html)
    return HEADING.sub(lambda found: f"{found[1]}{min(6, int(found[2]) + shift)}", html)


def _link_to_image(tag: re.Match[str]) -> str:
    source = IMAGE_SOURCE.search(tag[0])
    return f'<a href="{source[1]}">image</a>' if source else ""


def _image(_renderer: Any, tokens: Sequence["Token"], at: int, _options: Any, _env: Any) -> str:
    token = tokens[at]
    source = escape(str(token.attrGet("src") or ""))
    return f'<a href="{source}">{escape(token.content) or "image"}</a>'
