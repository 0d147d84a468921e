"""Sets of characters as ranges of code points."""

from openapi.values.patterns.nodes import Ranges

LAST = 0x10FFFF
DIGITS: Ranges = ((48, 57),)
UPPER: Ranges = ((65, 90),)
LOWER: Ranges = ((97, 122),)
WORD: Ranges = (*LOWER, *DIGITS, *UPPER, (95, 95))
SPACE: Ranges = ((32, 32), (9, 13), (0xA0, 0xA0))
PUNCTUATION: Ranges = ((33, 35), (37, 42), (44, 47), (58, 59), (63, 64), (91, 93), (95, 95))
SYMBOLS: Ranges = ((36, 36), (43, 43), (60, 62), (94, 94), (96, 96), (124, 124), (126, 126))
# Neither halves of surrogate pairs nor line ends, which `.` does not match.
WITHOUT_LINE_ENDS: Ranges = ((0, 9), (11, 12), (14, 0x2027), (0x202A, 0xD7FF), (0xE000, LAST))
CLASSES = {"d": DIGITS, "w": WORD, "s": SPACE}
CONTROLS = {"n": 10, "r": 13, "t": 9, "v": 11, "f": 12, "0": 0, "b": 8}
# Read with preference: a text is better read than right in an odd way.
PREFERRED: tuple[Ranges, ...] = (LOWER, DIGITS, UPPER, ((32, 126),), ((0xA1, 0xD7FF),))


def complement(ranges: Ranges) -> Ranges:
    """Return all other characters, halves of surrogate pairs aside."""
    found, start = [], 0
    for low, high in (*sorted((*ranges, (0xD800, 0xDFFF))), (LAST + 1, LAST + 1)):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    return tuple(found)


def common(one: Ranges, other: Ranges) -> Ranges:
    found = [(max(a, c), min(b, d)) for a, b in one for c, d in other]
    return tuple((low, high) for low, high in found if low <= high)


def of_property(name: str) -> Ranges:
    """Return some characters that have a Unicode property; those of ASCII are enough here."""
    value = name.rpartition("=")[2]
    if value in ("Lu", "Uppercase_Letter", "Uppercase", "Lt"):
        return UPPER
    if value in ("Ll", "Lowercase_Letter", "Lowercase"):
        return LOWER
    kinds = {"N": DIGITS, "P": PUNCTUATION, "S": SYMBOLS, "Z": ((32, 32),), "C": ((1, 8),)}
    return kinds.get(value[:1], (*LOWER, *UPPER))
