"""Text of any kind as one line, for names, headings and lists."""

import re

# White space; controls; what reverses or hides text (Unicode's Cf but for the two joiners, which
# scripts and emoji need); halves of surrogate pairs, which no encoding has a place for.
_FOLDED = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff\s]+"
)


def one_line(text: object, longest: int | None = None) -> str:
    """Return `text` with spaces and control characters folded to single spaces, cut at a word.

    Of more than four times `longest` characters only the beginning is looked at.
    """
    if longest is None:
        return _FOLDED.sub(" ", str(text)).strip()
    line = _FOLDED.sub(" ", str(text)[: longest * 4]).strip()
    if len(line) <= longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
