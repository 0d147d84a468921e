"""What an operation is called: its summary, or how its description begins.

Descriptions found in the wild put whole paragraphs of Markdown into ``summary``, and many have no
summary at all but a description that begins with one.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from docs.reference.markdown import TAGS
from docs.reference.shapes import line, text

LONGEST_TITLE = 120
LONGEST_SUMMARY = 160
# Only the beginning is looked at: it can be megabytes long.
LOOKED_AT = 2_000
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,10})(?:\s[^<>]{0,300})?/?>")
LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,500}\)")
STRONG = re.compile(r"\*\*|`+|^#{1,6}\s+", re.MULTILINE)
EMPHASIS = re.compile(r"(?<![\w*])([*_]{1,2})(?![\s*_])([^*_\n]{1,200}?)(?<!\s)\1(?![\w*])")
BLANK_LINE = re.compile(r"\n[ \t\r]*\n|</p>|<br\s*/?>", re.IGNORECASE)
SENTENCE = re.compile(r".*?[.!?:](?=\s|$)|.+")
ABBREVIATION = re.compile(r"(?:\b[a-z]\.[a-z]|\b(?:etc|vs|cf|incl|approx|no))\.$", re.IGNORECASE)


def title(summary: Any, description: Any) -> str:
    """One plain line, empty where neither field gives a heading's length of words.

    Plain text still: whoever shows it must escape it.
    """
    whole = plain(text(summary, LOOKED_AT))
    if len(whole) <= LONGEST_TITLE:
        return whole or _sentence(description)
    return _sentence(summary) or line(whole, LONGEST_SUMMARY)


def says(heading: str, prose: str) -> bool:
    """Is `prose` no more than `heading`, but for mark-up and the full stop?"""
    if len(prose) > LOOKED_AT:
        return False
    return plain(prose).rstrip(".").casefold() == heading.rstrip(".").casefold()


def plain(markdown: str) -> str:
    """Markdown or HTML on one line, without its mark-up."""
    without_tags = TAG.sub(lambda tag: "" if tag[1].lower() in TAGS else tag[0], markdown)
    words = STRONG.sub("", LINK.sub(r"\1", without_tags))
    return line(unescape(EMPHASIS.sub(r"\2", words)), LOOKED_AT)


def _sentence(prose: Any) -> str:
    """The first sentence that can stand as a heading: one that begins a paragraph, tells, and is
    short."""
    for paragraph in BLANK_LINE.split(text(prose, LOOKED_AT).strip()):
        if paragraph.lstrip().startswith("#"):  # a heading says less than the text under it
            continue
        first = next(_sentences(plain(paragraph)), "")
        if any(map(str.isalnum, first)) and not first.endswith(("?", "!", ":")):
            heading = first[0].upper() + first[1:].removesuffix(".")
            return heading if len(heading) <= LONGEST_TITLE else ""
    return ""


def _sentences(prose: str) -> Iterator[str]:
    begun = ""
    for found in SENTENCE.finditer(prose):
        begun += found[0]
        if not ABBREVIATION.search(begun):
            yield begun.strip()
            begun = ""
    if begun:
        yield begun.strip()
