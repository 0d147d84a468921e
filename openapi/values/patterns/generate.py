"""Texts that match a pattern, made from its nodes; whoever uses one verifies it."""

from collections.abc import Callable, Iterator

from openapi.values.patterns import sets
from openapi.values.patterns.nodes import (
    Again,
    Characters,
    Group,
    Look,
    Node,
    Options,
    Ranges,
    Repeat,
    Sequence,
)
from openapi.values.patterns.parse import NotAPattern, parse

LONGEST = 5_000
# Characters beyond the fewest possible, where the pattern leaves it open.
NATURAL = 6
ATTEMPTS = 10

Pick = Callable[[int], int]


def candidates(pattern: str, least: int, most: int | None, pick: Pick) -> Iterator[str]:
    """Yield some texts that may match, at most ten. `pick` returns a number below the one given.

    Raise NotAPattern.
    """
    node = parse(pattern)
    if node.least > LONGEST or least > LONGEST:
        return
    needed = max(least - node.least, 0)
    room = max((LONGEST if most is None else most) - node.least, 0)
    natural = min(max(needed, NATURAL), room)
    ahead = [look for look in _looks(node) if not look.is_refused]
    for attempt in range(ATTEMPTS):
        extra = (natural, needed, min(needed + 2 * attempt, room))[min(attempt, 2)]
        writer = _Writer(extra, pick)
        text = writer.write(node)
        if ahead and attempt % 2 == 0:
            text = _with_ahead(text, ahead, pick)
        yield text.ljust(least, "x") if len(text) < least else text


def _looks(node: Node) -> Iterator[Look]:
    if isinstance(node, Look):
        yield node
    elif isinstance(node, Sequence | Options):
        for part in node.parts:
            yield from _looks(part)
    elif isinstance(node, Repeat | Group):
        yield from _looks(node.part)


def _with_ahead(text: str, ahead: list[Look], pick: Pick) -> str:
    """Return the text with what must be found ahead written over its beginning."""
    wanted = "".join(_Writer(0, pick).write(look.part) for look in ahead)
    return wanted + text[len(wanted) :]


class _Writer:
    def __init__(self, extra: int, pick: Pick) -> None:
        self._extra = extra
        self._pick = pick
        self._left = LONGEST
        self._groups: dict[str, str] = {}

    def write(self, node: Node) -> str:
        self._left -= 1
        if self._left < 0:
            raise NotAPattern("too long")
        if isinstance(node, Characters):
            return self._character(node.ranges)
        if isinstance(node, Sequence):
            return "".join(self.write(part) for part in node.parts)
        if isinstance(node, Options):
            return self._option(node)
        if isinstance(node, Repeat):
            return self._repeat(node)
        if isinstance(node, Group):
            text = self.write(node.part)
            self._groups |= dict.fromkeys(node.names, text)
            return text
        return self._groups.get(node.name, "") if isinstance(node, Again) else ""

    def _option(self, node: Options) -> str:
        fitting = [part for part in node.parts if part.least <= node.least + self._extra]
        chosen = fitting[self._pick(len(fitting))]
        self._extra -= chosen.least - node.least
        return self.write(chosen)

    def _repeat(self, node: Repeat) -> str:
        each = max(node.part.least, 1)
        more = min(self._extra // each, node.high - node.low)
        self._extra -= more * each
        return "".join(self.write(node.part) for _ in range(node.low + more))

    def _character(self, ranges: Ranges) -> str:
        for preferred in sets.PREFERRED:
            if fitting := sets.common(ranges, preferred):
                low, high = fitting[self._pick(len(fitting))]
                return chr(low + self._pick(high - low + 1))
        if not ranges:
            raise NotAPattern("no character fits")
        return chr(ranges[0][0])
