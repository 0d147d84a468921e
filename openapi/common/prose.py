"""Markdown and HTML as plain words, for summaries and headings."""

import re
from html import unescape

# The HTML that a description may bring of its own.
_TAG_NAMES = (
    "a abbr b blockquote br code dd del details dl dt em h1 h2 h3 h4 h5 h6 hr i ins kbd li ol p"
    " pre s samp strong sub summary sup table tbody td th thead tr tt u ul var"
)
TAGS = frozenset(_TAG_NAMES.split())
# They stand within a word or beside a comma; the others are the ends of words.
_INLINE_NAMES = "a abbr b code del em i ins kbd s samp strong sub sup tt u var"
_INLINE = frozenset(_INLINE_NAMES.split())
BLANK_LINE = re.compile(r"\n[ \t\r]*\n|</p>|<br\s*/?>", re.IGNORECASE)
LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,1000}\)")

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,10})(?:\s[^<>]{0,300})?/?>")
_STRONG = re.compile(r"\*\*|`+|^(?:#{1,6}|[*+>-])\s+", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![\w*])([*_]{1,2})(?![\s*_])([^*_\n]{1,200}?)(?<!\s)\1(?![\w*])")


def _without_tag(tag: re.Match[str]) -> str:
    name = tag[1].lower()
    if name not in TAGS:
        return tag[0]
    return "" if name in _INLINE else " "


def plain(markdown: str) -> str:
    """Return `markdown` without its mark-up. What looks like a tag but is none of HTML's stays.

    Plain text still: whoever shows it must escape it.
    """
    without_tags = _TAG.sub(_without_tag, markdown)
    words = _STRONG.sub("", LINK.sub(r"\1", without_tags))
    return unescape(_EMPHASIS.sub(r"\2", words))
