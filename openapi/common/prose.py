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
_INLINE_NAMES = "a abbr b code del em font i ins kbd s samp small span strong sub sup tt u var wbr"
_INLINE = frozenset(_INLINE_NAMES.split())
# Nothing has to close them, or nobody means anything else by them.
_ALONE_NAMES = (
    "article aside big br caption center col colgroup dd div dt fieldset figcaption figure font"
    " footer header hr img li main nav p section small span strike tbody td tfoot th thead tr wbr"
)
_ALONE = frozenset(_ALONE_NAMES.split())
_VOID = frozenset(("br", "col", "hr", "img", "wbr"))
# Whatever follows them is theirs until they are closed.
_SWALLOWING_NAMES = "iframe math noembed noframes plaintext script style svg textarea title xmp"
_SWALLOWING = frozenset(_SWALLOWING_NAMES.split())
_OTHER_NAMES = (
    "address area audio base bdi bdo body button canvas cite data datalist dfn dialog dir embed"
    " form frame frameset head hgroup html image input label legend link map mark menu meta meter"
    " nobr object optgroup option output param picture progress q rp rt ruby search select source"
    " time track video"
)
_HTML = TAGS | _ALONE | _SWALLOWING | frozenset(_OTHER_NAMES.split())
_CLOSING = re.compile(r"</([a-zA-Z][a-zA-Z0-9]*+)")
BLANK_LINE = re.compile(r"\n[ \t\r]*\n|</p>|<br\s*/?>", re.IGNORECASE)
LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,1000}\)")

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*+)([^<>]*+)>")
_STRONG = re.compile(r"\*\*|`+|^(?:#{1,6}|[*+>-])\s+", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_EMPHASIS = re.compile(r"(?<![\w*])([*_]{1,2})(?![\s*_])([^*_\n]{1,200}?)(?<!\s)\1(?![\w*])")


class MarkUp:
    """Which words in angle brackets are HTML tags: not `<user>`, `List<Price>`, `Bearer <code>`."""

    def __init__(self, source: str) -> None:
        self._closed = {name.lower() for name in _CLOSING.findall(source)}

    def has(self, tag: re.Match[str]) -> bool:
        """Return whether this match of `TAG` is a tag of HTML as HTML is written.

        An element is named that HTML knows, and closed somewhere in the text, or need not be.
        """
        closing, name, rest = tag[1], tag[2].lower(), tag[3]
        if name not in _HTML or not (rest == "" or rest[0].isspace() or rest[0] == "/"):
            return False
        if closing or name in self._closed:
            return True
        if name in _SWALLOWING:
            return False
        if "=" in rest or name in _VOID:
            return True
        return name in _ALONE and not _is_type_parameter(tag)


def _is_type_parameter(tag: re.Match[str]) -> bool:
    """Return whether it stands as in `List<P>`: upper-case, right behind a word."""
    before = tag.string[tag.start() - 1 : tag.start()]
    return tag[2][0].isupper() and (before.isalnum() or before == "_")


def plain(markdown: str) -> str:
    """Return `markdown` without its mark-up. What looks like a tag but is none of HTML's stays.

    Plain text still: whoever shows it must escape it.
    """
    mark_up = MarkUp(markdown)

    def without(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        if name not in TAGS | _ALONE or not mark_up.has(tag):
            return tag[0]
        return "" if name in _INLINE else " "

    words = _STRONG.sub("", LINK.sub(r"\1", TAG.sub(without, markdown)))
    return unescape(_ESCAPED.sub(r"\1", _EMPHASIS.sub(r"\2", words)))
