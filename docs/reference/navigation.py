"""Ways through a reference: what stands beside an operation, before it and after it."""

from dataclasses import dataclass

from openapi.pack.reader import Index, OperationEntry, TagEntry

WINDOW = 40
MOST_TAGS = 100


@dataclass(frozen=True, slots=True)
class Navigation:
    """The column beside a page: tags, and a window of the current tag's operations.

    `before` and `after` count the tag's operations outside the window.
    """

    tags: list[TagEntry]
    tags_left: int
    current: TagEntry | None
    window: list[OperationEntry]
    before: int = 0
    after: int = 0


def navigation(index: Index, tag: TagEntry | None, entry: OperationEntry | None) -> Navigation:
    """Return what stands beside a page about this operation, this tag, or neither."""
    tags = index.tags[:MOST_TAGS]
    left = len(index.tags) - len(tags)
    if tag is None:
        return Navigation(tags, left, None, [])
    if tag not in tags:
        tags = [*tags, tag]
    at = tag.positions.index(entry.position) if entry else 0
    first = max(0, min(at - WINDOW // 2, len(tag.positions) - WINDOW))
    shown = tag.positions[first : first + WINDOW]
    window = [index.operations[position] for position in shown]
    return Navigation(tags, left, tag, window, first, len(tag.positions) - first - len(shown))


def neighbours(
    index: Index, entry: OperationEntry
) -> tuple[OperationEntry | None, OperationEntry | None]:
    """Return the operations before and after this one, in the order of the tags."""
    tag = index.tag_of(entry)
    at, where = tag.positions.index(entry.position), index.tags.index(tag)
    before = tag.positions[at - 1 : at] if at else _last(index, where - 1)
    after = tag.positions[at + 1 : at + 2] or _first(index, where + 1)
    return _entry(index, before), _entry(index, after)


def _last(index: Index, where: int) -> list[int]:
    return index.tags[where].positions[-1:] if where >= 0 else []


def _first(index: Index, where: int) -> list[int]:
    return index.tags[where].positions[:1] if where < len(index.tags) else []


def _entry(index: Index, positions: list[int]) -> OperationEntry | None:
    return index.operations[positions[0]] if positions else None


def matching(index: Index, query: str) -> list[OperationEntry]:
    """Return the operations whose method, path, name or summary hold every word of the query."""
    words = query.lower().split()[:12]
    ids = index.data["operations"]["id"]
    found = []
    for entry in index.operations:
        text = f"{entry.method} {entry.key} {entry.summary} {ids[entry.position]}".lower()
        if all(word in text for word in words):
            found.append(entry)
    return found
