"""A guide's Markdown as HTML: as a description's, with anchors and with images of the guide itself.

An image is shown where it is one of the guide's own (`![Flow](flow.png)`); any other becomes a link
to it. A link to `#name` leads to the heading of that name. Further relative links are none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from openapi.common.lines import one_line
from openapi.common.prose import TAGS
from openapi.model.slugs import Slugs, slug
from portal.web.markdown import ATTRIBUTES, SCHEMES, environment, is_costly, new_parser, nodes

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Elements of a page; beyond them a browser becomes slow.
MOST_NODES = 4_000
# The page's own ids never begin so.
ANCHOR = "guide-"
LONGEST_HEADING = 120
# As `openapi.common.untrusted.text` has it: what garbles the rest of a page.
GARBLING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class TooManyNodes(ValueError):
    """The text has more elements than a page has room for, or is nothing but opened brackets."""


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is that of HTML, from 2."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class GuideView:
    """`missing` are the images that the text names and the guide does not have."""

    html: str
    headings: list[Heading]
    missing: list[str]


def guide(source: str, images: Mapping[str, str]) -> GuideView:
    """Return a guide as a page shows it; `images` are the addresses of its images by name.

    Raises `TooManyNodes`. Takes about 0.2 s for 100 KB.
    """
    source = GARBLING.sub("", source)
    if is_costly(source):
        raise TooManyNodes
    found = environment(source, 2) | {"images": images, "headings": [], "missing": []}
    rendered = _parser().render(source, found)
    html = _clean(rendered, set(images.values()))
    if nodes(html) > MOST_NODES:
        raise TooManyNodes
    html = html.replace("<pre>", '<pre tabindex="0">')
    return GuideView(html, found["headings"], list(dict.fromkeys(found["missing"])))


def _clean(html: str, addresses: set[str]) -> str:
    from nh3 import Cleaner

    def kept(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "id":
            return value if value.startswith(ANCHOR) else None
        if tag == "img" and attribute == "src":
            return value if value in addresses else None
        if attribute == "href" and not re.match(r"(?i)[a-z][a-z0-9+.-]*:", value):
            return value if value.startswith(f"#{ANCHOR}") else None
        return value

    headings = {f"h{level}": {"id"} for level in range(1, 7)}
    cleaner = Cleaner(
        tags={*TAGS, "img"},
        attributes={**ATTRIBUTES, **headings, "img": {"src", "alt", "loading"}},
        attribute_filter=kept,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener",
    )
    return cleaner.clean(html)


@cache
def _parser() -> "MarkdownIt":
    parser = new_parser()
    parser.core.ruler.push("anchors", _add_anchors)
    parser.add_render_rule("image", _image)
    return parser


def _add_anchors(state: Any) -> None:
    """Give each heading an id, and let links to `#name` lead to them."""
    anchors = Slugs()
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open":
            text = _words(state.tokens[at + 1])
            anchor = ANCHOR + anchors.take(text, "section")
            token.attrSet("id", anchor)
            state.env["headings"].append(Heading(int(token.tag[1]), anchor, text))
        for child in token.children or ():
            if child.type == "link_open" and str(child.attrGet("href") or "").startswith("#"):
                child.attrSet("href", f"#{ANCHOR}{slug(str(child.attrGet('href'))[1:])}")


def _words(inline: "Token") -> str:
    shown = ("text", "code_inline")
    parts = (child.content for child in inline.children or () if child.type in shown)
    return one_line("".join(parts), LONGEST_HEADING)


def _image(_renderer: Any, tokens: Sequence["Token"], at: int, _options: Any, found: Any) -> str:
    source, words = str(tokens[at].attrGet("src") or ""), escape(tokens[at].content)
    if source in found["images"]:
        return f'<img src="{escape(found["images"][source])}" alt="{words}" loading="lazy">'
    if ":" not in source and "/" not in source:
        found["missing"].append(source)
        return f"<em>{words or 'image'} (there is no image {escape(source)})</em>"
    return f'<a href="{escape(source)}">{words or "image"}</a>'
