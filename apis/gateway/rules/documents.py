"""A JSON document, changed at places that pointers name."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from apis.items.gateway_rules import REMOVE, RENAME, SET, Rule
from openapi.common.pointers import pointer_keys

EACH = "*"
BEHIND_LAST = "-"
_POSITION = re.compile(r"0|[1-9][0-9]{0,8}")


class TooLargeError(Exception):
    """The document would grow by more than there is room for."""


class Document:
    """A document in hand. `load` reads the JSON of a rule; `room` is what all rules may add."""

    def __init__(self, value: Any, *, load: Callable[[str], Any], room: int) -> None:
        self.value = value
        self._load = load
        self._room = room

    def change(self, rules: Sequence[Rule]) -> bool:
        """Apply the rules in their order, and tell whether any of them found its place.

        Where a pointer leads nowhere, nothing is changed: no parent is made for a member. Raises
        `TooLargeError`.
        """
        changed = [self._apply(rule) for rule in rules]
        return any(changed)

    def _apply(self, rule: Rule) -> bool:
        keys = pointer_keys(rule.name)
        if not keys:
            self._take_room(rule)
            self.value = self._load(rule.value)
            return True
        # All of them before the first is changed: what a rule sets is not searched by it again.
        parents = list(_parents(self.value, keys[:-1]))
        changed = [self._change_at(parent, keys[-1], rule) for parent in parents]
        return any(changed)

    def _change_at(self, parent: Any, key: str, rule: Rule) -> bool:
        if isinstance(parent, dict):
            return self._change_member(parent, key, rule)
        if isinstance(parent, list) and rule.action != RENAME:
            return self._change_items(parent, key, rule)
        return False

    def _change_member(self, parent: dict[str, Any], key: str, rule: Rule) -> bool:
        if rule.action == SET:
            self._take_room(rule)
            parent[key] = self._load(rule.value)
            return True
        if key not in parent:
            return False
        if rule.action == REMOVE:
            del parent[key]
        elif key != rule.value:
            renamed = [
                (rule.value if name == key else name, value)
                for name, value in parent.items()
                if name != rule.value
            ]
            parent.clear()
            parent.update(renamed)
        return True

    def _change_items(self, parent: list[Any], key: str, rule: Rule) -> bool:
        if key == BEHIND_LAST and rule.action == SET:
            self._take_room(rule)
            parent.append(self._load(rule.value))
            return True
        positions = list(_positions(parent, key))
        if rule.action == REMOVE:
            # A list's own deletion moves what follows, so all of them at once.
            gone = set(positions)
            parent[:] = [each for position, each in enumerate(parent) if position not in gone]
        else:
            for position in positions:
                self._take_room(rule)
                parent[position] = self._load(rule.value)
        return bool(positions)

    def _take_room(self, rule: Rule) -> None:
        self._room -= len(rule.value) + len(rule.name)
        if self._room < 0:
            raise TooLargeError


def _parents(value: Any, keys: Sequence[str]) -> Iterator[Any]:
    """Yield what a pointer's keys lead to."""
    for depth, key in enumerate(keys):
        if isinstance(value, list):
            for position in _positions(value, key):
                yield from _parents(value[position], keys[depth + 1 :])
            return
        if not isinstance(value, dict) or key not in value:
            return
        value = value[key]
    yield value


def _positions(items: list[Any], key: str) -> Iterator[int]:
    """Yield the positions that a key of a pointer names (RFC 6901, 4), or all for "*"."""
    if key == EACH:
        yield from range(len(items))
    elif _POSITION.fullmatch(key) and int(key) < len(items):
        yield int(key)
