"""Columns of texts as an index stores them: few long texts, which are parsed in no time.

A description may have tens of thousands of operations, and a page needs a dozen of them. As lists
of strings they would take a tenth of a second to parse and five times their size in memory.
"""

from collections.abc import Iterable, Iterator, Sequence

# Taken out of every text of a description (`openapi.common.untrusted.text`).
SEPARATOR = "\x7f"
CHUNK = 256


def packed(values: Iterable[str]) -> list[str]:
    """Return values without the separator as chunks of 256."""
    cells = list(values)
    return [SEPARATOR.join(cells[at : at + CHUNK]) for at in range(0, len(cells), CHUNK)]


class Column(Sequence[str]):
    """The values of packed chunks. Of what was split last, little is kept."""

    def __init__(self, chunks: list[str], length: int) -> None:
        self._chunks = chunks
        self._length = length
        self._split: dict[int, list[str]] = {}

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, at: int) -> str:  # type: ignore[override]
        return self._cells(at // CHUNK)[at % CHUNK]

    def __iter__(self) -> Iterator[str]:
        for chunk in self._chunks:
            yield from chunk.split(SEPARATOR)

    def find(self, value: str) -> int | None:
        """Return where the value is first."""
        if not value or SEPARATOR in value:
            return None
        wanted = f"{SEPARATOR}{value}{SEPARATOR}"
        for number, chunk in enumerate(self._chunks):
            if value in chunk:
                before, found, _ = f"{SEPARATOR}{chunk}{SEPARATOR}".partition(wanted)
                if found:
                    return number * CHUNK + before.count(SEPARATOR)
        return None

    def index(self, value: str) -> int:  # type: ignore[override]
        """Return where the value is first. Raise ValueError where it is nowhere."""
        at = self.find(value)
        if at is None:
            raise ValueError(value)
        return at

    def _cells(self, number: int) -> list[str]:
        cells = self._split.get(number)
        if cells is None:
            cells = self._chunks[number].split(SEPARATOR)
            # A page shows neighbours; several threads may do this at once.
            self._split = {number: cells}
        return cells
