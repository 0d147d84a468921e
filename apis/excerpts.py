"""The lines of a description around the places that something is said about."""

import re
from collections.abc import Iterable

from portal.errors import ExcerptLine

LINE_LENGTH = 120
LINES_AROUND = 1
# What editors, and the description's reader, count as an end of line.
LINE_END = re.compile(r"\r\n|\r|\n")


def excerpts(
    data: bytes, places: Iterable[tuple[int | None, int | None]]
) -> list[tuple[ExcerptLine, ...]]:
    """Return an excerpt for each place (line and column, from 1), empty for one without a line."""
    known = list(places)
    wanted = {
        number
        for line, _ in known
        if line
        for number in range(line - LINES_AROUND, line + LINES_AROUND + 1)
    }
    lines = _lines(data, wanted) if wanted else {}
    return [_excerpt(lines, line, column) if line else () for line, column in known]


def _lines(data: bytes, wanted: set[int]) -> dict[int, str]:
    """Return the lines of these numbers, as far as there are any."""
    text = _text(data)
    lines: dict[int, str] = {}
    start, number, last = 0, 1, max(wanted)
    for end in LINE_END.finditer(text):
        if number in wanted:
            lines[number] = text[start : end.start()]
        start, number = end.end(), number + 1
        if number > last:
            return lines
    lines[number] = text[start:]
    return lines


def _text(data: bytes) -> str:
    # Imported late: with it comes the whole reader of descriptions.
    from openapi.read import DescriptionError
    from openapi.read.decode import decode

    try:
        return decode(data)
    except DescriptionError:
        return data.decode(errors="replace")


def _excerpt(lines: dict[int, str], line: int, column: int | None) -> tuple[ExcerptLine, ...]:
    """Return a line with its neighbours, each cut to what can be read around the column.

    A minified description is one long line, so the place in it counts, not its beginning.
    """
    around = range(line - LINES_AROUND, line + LINES_AROUND + 1)
    found = [(number, lines[number]) for number in around if number in lines]
    start = max(0, (column or 1) - 1 - LINE_LENGTH // 2)
    if all(len(text) <= LINE_LENGTH for _, text in found):
        start = 0
    return tuple(ExcerptLine(number, text[start : start + LINE_LENGTH]) for number, text in found)
