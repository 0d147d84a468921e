"""The lines of a description around a place that is wrong with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LINE_LENGTH = 120
LINES_AROUND = 1
EXCERPTS = 20
# What editors, and the description's reader, count as an end of line.
LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    is_meant: bool


def excerpts(data: bytes, places: Iterable[tuple[int | None, int | None]]) -> list[list[Line]]:
    """Return an excerpt for each of the first 20 places (line and column, from 1)."""
    lines = LINE_END.split(data.decode(errors="replace").removeprefix("\ufeff"))
    return [
        _excerpt(lines, line, column) if line and position < EXCERPTS else []
        for position, (line, column) in enumerate(places)
    ]


def _excerpt(lines: list[str], line: int, column: int | None) -> list[Line]:
    """Return a line with its neighbours, each cut to what can be read around the column.

    A minified description is one long line, so the place in it counts, not its beginning.
    """
    first = max(1, line - LINES_AROUND)
    last = min(len(lines), line + LINES_AROUND)
    start = max(0, (column or 1) - 1 - LINE_LENGTH // 2)
    if all(len(text) <= LINE_LENGTH for text in lines[first - 1 : last]):
        start = 0
    return [
        Line(number, lines[number - 1][start : start + LINE_LENGTH], number == line)
        for number in range(first, last + 1)
    ]
