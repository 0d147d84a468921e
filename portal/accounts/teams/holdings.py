"""What a team owns. Whoever lets teams own things registers a function that finds them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Holding:
    """One thing that a team owns; `kind` in a word: "API"."""

    kind: str
    name: str
    url: str


# Gets the name of a team; returns what it owns, as it is now, or the first ones of many.
Finder = Callable[[str], list[Holding]]
_finders: list[str] = []


def register(finder: str) -> None:
    """Let a `Finder`, given as a dotted path, say what teams own. Twice is as once."""
    if finder not in _finders:
        _finders.append(finder)


def holdings_of(team: str) -> list[Holding]:
    """Return what a team owns; of many, the first ones. The requests of all finders."""
    return [holding for finder in _finders for holding in import_string(finder)(team)]
