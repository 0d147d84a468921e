"""CommonMark with tables to HTML that is safe to show inside a page.

What comes out has no script, style, frame, image, form, class, id or event attribute. Links go
to http, https and mailto only. An image becomes a link to it, so that no page makes a reader's
browser call a foreign host. Headings move down below the page's own. Words in angle brackets that
are no tags of HTML stand there as they were written.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from openapi.common.prose import TAG, TAGS, MarkUp

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
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
TAG_OR_BRACKET = re.compile(f"{TAG.pattern}|<")
AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}):[^\s<>]*>")
CACHED_UP_TO = 600
# What the parser adds to rows shorter than their table's head. By default it is 65,536, a second's
# work for 2 KB of text; a page shows no table as large as this.
MOST_ADDED_CELLS = 300
# What has a meaning in Markdown costs up to a tenth of a millisecond, whether or not an element
# comes of it. Real descriptions have at most 2.4 for each element that their place has room for.
MARK = re.compile(r"[*_`\[\]<|#&\\\n-]")
MARKS_PER_NODE = 4
# A bracket that nothing closes costs as much as ten other characters, and a page has many texts.
MOST_UNCLOSED_BRACKETS = 50


def markdown(source: str, *, below: int = 3, most_nodes: int = 600) -> str:
    """Return a description as HTML; its top heading becomes `h{below}`.

    Text whose HTML would have more than `most_nodes` elements, or that is little else than marks,
    is shown as it was written.
    """
    source = source.strip()
    if not source:
        return ""
    if _is_plain(source) or is_costly(source):
        return _as_written(source)
    if marks(source) > MARKS_PER_NODE * most_nodes:
        return _as_written(source)
    if len(source) <= CACHED_UP_TO:
        return _render_short(source, below, most_nodes)
    return _render(source, below, most_nodes)


def nodes(html: str) -> int:
    """Return how many elements cleaned HTML has."""
    return html.count("<") - html.count("</")


def is_costly(source: str) -> bool:
    """Return whether the parser would take far longer over this text than its length suggests."""
    return source.count("[") - source.count("]") > MOST_UNCLOSED_BRACKETS


def marks(text: str) -> int:
    """Return how many characters may have a meaning in Markdown, in its source or HTML alike."""
    return len(MARK.findall(text))


def _is_plain(source: str) -> bool:
    return (
        PLAIN.fullmatch(source) is not None
        and LOOKS_LIKE_BLOCK.match(source) is None
        and INTRAWORD.search(source) is None
    )


def _as_written(source: str) -> str:
    return f"<p>{escape(source, quote=False)}</p>"


def _render(source: str, below: int, most_nodes: int) -> str:
    html = _cleaner().clean(_parser().render(source, environment(source, below)))
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


def environment(source: str, below: int) -> dict[str, Any]:
    """Return what a parser needs for rendering a text whose top heading is to be `h{below}`."""
    return {"below": below, "mark_up": MarkUp(source)}


def new_parser() -> "MarkdownIt":
    """Return a parser of descriptions. What it gives is still to be cleaned."""
    # A tenth of a second of imports, which only pages with mark-up need.
    from markdown_it import MarkdownIt

    # By its name, since the package calls a function of the module the same.
    vars(import_module("markdown_it.rules_block.table"))["MAX_AUTOCOMPLETED_CELLS"] = (
        MOST_ADDED_CELLS
    )
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
    parser.core.ruler.push("move_headings", _move_headings)
    _leave_words_in_brackets(parser)
    parser.add_render_rule("image", _image)
    return parser


def _leave_words_in_brackets(parser: "MarkdownIt") -> None:
    """Let the parser take for tags and links only what is meant as such."""
    from markdown_it.rules_block import html_block
    from markdown_it.rules_inline import autolink, html_inline

    def block(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return _begins_mark_up(state.src, at, state.env["mark_up"]) and html_block(
            state, start, end, silent
        )

    def inline(state: "StateInline", silent: bool) -> bool:
        return _begins_mark_up(state.src, state.pos, state.env["mark_up"]) and html_inline(
            state, silent
        )

    def link(state: "StateInline", silent: bool) -> bool:
        found = AUTOLINK.match(state.src, state.pos)
        return not (found and found[1].lower() not in SCHEMES) and autolink(state, silent)

    parser.block.ruler.at("html_block", block, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.inline.ruler.at("html_inline", inline)
    parser.inline.ruler.at("autolink", link)


def _begins_mark_up(source: str, at: int, mark_up: MarkUp) -> bool:
    if source.startswith("<!--", at):
        return source.find("-->", at + 4) >= 0
    tag = TAG.match(source, at)
    return tag is not None and mark_up.has(tag)


_parser = cache(new_parser)


def _move_headings(state: Any) -> None:
    """Let the top heading be `h{below}`, whichever level its author began with."""
    below, mark_up = state.env["below"], state.env["mark_up"]
    levels = (int(token.tag[1]) for token in state.tokens if token.type == "heading_open")
    shift = below - min(levels, default=1)
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
        elif token.type == "html_block":
            token.content = _raw_html(token.content, below - 1, mark_up)
        for child in token.children or ():
            if child.type == "html_inline":
                child.content = _raw_html(child.content, below - 1, mark_up)


def _raw_html(html: str, shift: int, mark_up: MarkUp) -> str:
    def kept(found: re.Match[str]) -> str:
        return found[0] if found[2] and mark_up.has(found) else escape(found[0], quote=False)

    html = TAG_OR_BRACKET.sub(kept, _without_comments(html))
    html = IMAGE.sub(_link_to_image, html)
    return HEADING.sub(lambda found: f"{found[1]}{min(6, int(found[2]) + shift)}", html)


def _without_comments(html: str) -> str:
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        kept.append(html[at:start])
        at = end + 3
    return "".join([*kept, html[at:]])


def _link_to_image(tag: re.Match[str]) -> str:
    source = IMAGE_SOURCE.search(tag[0])
    return f'<a href="{source[1]}">image</a>' if source else ""


def _image(_renderer: Any, tokens: Sequence["Token"], at: int, _options: Any, _env: Any) -> str:
    token = tokens[at]
    source = escape(str(token.attrGet("src") or ""))
    return f'<a href="{source}">{escape(token.content) or "image"}</a>'
