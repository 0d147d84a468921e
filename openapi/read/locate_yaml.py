"""Where the values that pointers lead to stand in YAML text."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from openapi.common.pointers import Offsets, Wanted

_ENDS = (MappingEndEvent, SequenceEndEvent)
_STARTS = (MappingStartEvent, SequenceStartEvent)


def yaml_offsets(text: str, wanted: Wanted) -> Offsets:
    """Return the offsets of the `wanted` places that are there: of a name in an object, of a value
    in a list.

    What stands behind an alias or is merged in is not found. The text need not be sound: what
    stands before the error is found.
    """
    walk = _Walk(wanted)
    with suppress(YAMLError):
        parser = CParser(text)
        event = parser.get_event()
        while type(event) is not StreamEndEvent:
            walk.take(event)
            event = parser.get_event()
    return walk.offsets


@dataclass(slots=True)
class _Level:
    """An object or list on the way to something wanted, while it is open."""

    wanted: Wanted
    keys: tuple[str, ...]
    is_object: bool
    # The name whose value comes next (None: a name comes next), or the position in a list.
    name: str | None = None
    position: int = 0


class _Walk:
    """Takes the parser's events one by one and keeps track of the way to what is wanted."""

    def __init__(self, wanted: Wanted) -> None:
        self.offsets: Offsets = {}
        self._root = wanted
        self._levels: list[_Level] = []
        self._passing = 0  # open objects and lists that hold nothing wanted

    def take(self, event: Any) -> None:
        kind = type(event)
        if self._passing:
            if kind in _STARTS:
                self._passing += 1
            elif kind in _ENDS:
                self._passing -= 1
        elif kind in _ENDS:
            self._levels.pop()
        elif kind is ScalarEvent or kind is AliasEvent:
            if self._levels:
                self._step(self._levels[-1], event)
        elif kind in _STARTS:
            self._open(event)

    def _open(self, event: Any) -> None:
        if self._levels:
            wanted, keys = self._step(self._levels[-1], event)
        else:
            wanted, keys = self._root, ()
        if wanted:
            self._levels.append(_Level(wanted, keys, type(event) is MappingStartEvent))
        else:
            self._passing = 1

    def _step(self, level: _Level, event: Any) -> tuple[Wanted, tuple[str, ...]]:
        """Take a name or a value inside `level`; return what is wanted below it, and the keys."""
        if level.is_object and level.name is None:
            level.name = event.value if type(event) is ScalarEvent else ""
            if level.name in level.wanted:
                self.offsets[(*level.keys, level.name)] = event.start_mark.index
            return {}, ()
        if level.is_object:
            key, level.name = level.name or "", None
        else:
            key = str(level.position)
            level.position += 1
        if key not in level.wanted:
            return {}, ()
        keys = (*level.keys, key)
        if not level.is_object:
            self.offsets[keys] = event.start_mark.index
        return level.wanted[key], keys
