"""What a regular expression consists of. `least` and `most` are lengths in characters."""

from dataclasses import dataclass
from typing import TypeAlias

ENDLESS = 1_000_000
# Code points, first and last.
Ranges: TypeAlias = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Characters:
    """One character of these ranges."""

    ranges: Ranges
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: "tuple[Node, ...]"
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Options:
    parts: "tuple[Node, ...]"
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Repeat:
    part: "Node"
    low: int
    high: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group that can be referred to by its number or name."""

    part: "Node"
    names: tuple[str, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Again:
    """What a group matched, once more."""

    name: str
    least: int = 0
    most: int = ENDLESS


@dataclass(frozen=True, slots=True)
class Look:
    """What must, or must not, follow or precede."""

    part: "Node"
    is_refused: bool
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """`^`, `$` or a word's boundary."""

    kind: str
    least: int = 0
    most: int = 0


Node: TypeAlias = Characters | Sequence | Options | Repeat | Group | Again | Look | Edge


def sequence_of(parts: "list[Node]") -> Node:
    if len(parts) == 1:
        return parts[0]
    least, most = sum(each.least for each in parts), sum(each.most for each in parts)
    return Sequence(tuple(parts), min(least, ENDLESS), min(most, ENDLESS))


def options_of(parts: "list[Node]") -> Node:
    if len(parts) == 1:
        return parts[0]
    least, most = min(each.least for each in parts), max(each.most for each in parts)
    return Options(tuple(parts), least, most)


def repeat_of(part: "Node", low: int, high: int) -> Node:
    least, most = min(part.least * low, ENDLESS), min(part.most * high, ENDLESS)
    return Repeat(part, low, high, least, most)
