"""What an operation is called: its summary, or how its description begins.

Descriptions found in the wild put whole paragraphs of Markdown into `summary`, and many have no
summary at all but a description that begins with one.
"""

import re
from collections.abc import Iterator

from openapi.common.prose import BLANK_LINE, plain
from openapi.common.untrusted import line, text

LONGEST_TITLE = 120
LONGEST_SUMMARY = 160
# Only the beginning is looked at: it can be megabytes long.
LOOKED_AT = 2_000
SENTENCE = re.compile(r".*?[.!?:](?=\s|$)|.+")
ABBREVIATION = re.compile(r"(?:\b[a-z]\.[a-z]|\b(?:etc|vs|cf|incl|approx|no))\.$", re.IGNORECASE)


def operation_title(summary: object, description: object) -> str:
    """Return one plain line, "" where there is no summary and no sentence to take for one.

    Plain text still: whoever shows it must escape it.
    """
    whole = line(plain(text(summary, LOOKED_AT)), LOOKED_AT)
    if len(whole) <= LONGEST_TITLE:
        return whole or _sentence(description)
    return _sentence(summary) or line(whole, LONGEST_SUMMARY)


def repeats(heading: str, prose: str) -> bool:
    """Return whether `prose` is no more than `heading`, but for mark-up and the full stop."""
    if len(prose) > LOOKED_AT:
        return False
    return line(plain(prose), LOOKED_AT).rstrip(".").casefold() == heading.rstrip(".").casefold()


def _sentence(prose: object) -> str:
    """Return the first sentence that can be a heading: a statement that begins a paragraph."""
    for paragraph in BLANK_LINE.split(text(prose, LOOKED_AT).strip()):
        if paragraph.lstrip().startswith("#"):  # a heading says less than the text under it
            continue
        first = next(_sentences(line(plain(paragraph), LOOKED_AT)), "")
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
