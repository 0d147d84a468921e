"""Ways through a reference: what stands beside an operation, before it and after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from openapi.pack.reader import Index, OperationEntry, TagEntry

WINDOW = 40
MOST_TAGS = 100
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Navigation:
    """The column beside a page: tags, and a window of the current tag's operations.

    `before` and `after` count the tag's operations outside the window.
    """

    tags: Sequence[TagEntry]
    tags_left: int
    current: TagEntry | None
    window: Sequence[OperationEntry]
    before: int = 0
    after: int = 0


def navigation(index: Index, tag: TagEntry | None, entry: OperationEntry | None) -> Navigation:
    """Return what stands beside a page about this operation, this tag, or neither."""
    tags = list(index.tags[:MOST_TAGS])
    left = len(index.tags) - len(tags)
    if tag is None:
        return Navigation(tags, left, None, [])
    if tag.position >= len(tags):
        tags.append(tag)
    at = tag.positions.index(entry.position) if entry else 0
    first = max(0, min(at - WINDOW // 2, len(tag.positions) - WINDOW))
    window = index.entries(tag.positions[first : first + WINDOW])
    return Navigation(tags, left, tag, window, first, len(tag.positions) - first - len(window))


def neighbours(
    index: Index, entry: OperationEntry
) -> tuple[OperationEntry | None, OperationEntry | None]:
    """Return the operations before and after this one, in the order of the tags."""
    tag = index.tag_of(entry)
    at = tag.positions.index(entry.position)
    before = tag.positions[at - 1 : at] if at else _beside(index, tag.position, -1)
    after = tag.positions[at + 1 : at + 2] or _beside(index, tag.position, 1)
    return _entry(index, before), _entry(index, after)


def _beside(index: Index, where: int, step: int) -> list[int]:
    """Return the last operation before a tag (`step` -1), or the first one after it (1)."""
    for position in range(where + step, len(index.tags) if step > 0 else -1, step):
        if found := index.tags[position].positions:
            return found[-1:] if step < 0 else found[:1]
    return []


def _entry(index: Index, positions: list[int]) -> OperationEntry | None:
    return index.operations[positions[0]] if positions else None


def matching(index: Index, query: str) -> Sequence[OperationEntry]:
    """Return the operations whose method, path, name or summary hold every word of the query."""
    return index.search(query.lower().split()[:MOST_WORDS])
