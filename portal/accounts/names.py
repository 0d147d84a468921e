"""People's names as they can be shown, whatever their provider sends."""

import unicodedata

ZERO_WIDTH_JOINER = "\u200d"
# Not drawn, but they shape what stands around them: emoji, and words of Persian or Hindi.
JOINERS = ("\u200c", ZERO_WIDTH_JOINER)
# Control and format characters (bidirectional overrides among them), halves of surrogate pairs,
# characters of private use and those that Unicode does not define.
HIDDEN_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Cn")
MARK_CATEGORIES = ("Mn", "Mc", "Me")


def displayable(text: str, *, max_chars: int) -> str:
    """Return a text without what cannot be shown, its white space folded, cut to `max_chars`.

    It is cut between two characters as readers see them, so an accent or an emoji is never left in
    half.
    """
    # What is cut off in the end need not be looked at: a provider may send a megabyte.
    words = text[: 4 * max_chars].split()
    shown = " ".join(word for word in map(_visible, words) if word)
    return _cut(shown, max_chars).rstrip()


def _visible(word: str) -> str:
    return "".join(
        char
        for char in word
        if char in JOINERS or unicodedata.category(char) not in HIDDEN_CATEGORIES
    ).strip("".join(JOINERS))


def _cut(text: str, max_chars: int) -> str:
    if len(text) <= max_chars:
        return text
    end = max_chars
    while end and _joins(text, end):
        end -= 1
    # Nothing but marks: no name of anybody's.
    return text[:end] or text[:max_chars]


def _joins(text: str, place: int) -> bool:
    """Tell whether the characters before and at a place are drawn as one.

    The cases of names and emoji out of https://www.unicode.org/reports/tr29/, for the standard
    library has none of them.
    """
    before, after = text[place - 1], text[place]
    return (
        unicodedata.category(after) in MARK_CATEGORIES
        or after in JOINERS
        or before == ZERO_WIDTH_JOINER
        # Skin tones; vowels and final consonants of Hangul in its parts.
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\u1160" <= after <= "\u11ff"
        or (_is_flag_letter(after) and _flag_letters_before(text, place) % 2 == 1)
    )


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_letters_before(text: str, place: int) -> int:
    start = place
    while start and _is_flag_letter(text[start - 1]):
        start -= 1
    return place - start
