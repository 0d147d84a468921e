"""Changes to a document that is not changed itself: what is touched is copied, the rest shared."""

from typing import Any

from openapi.common.pointers import Path
from openapi.common.untrusted import JsonObject


class Edits:
    """A copy of a document on the way. Objects are copied by their path, so one that stands in
    several places (as YAML aliases make them) can be changed in one of them."""

    def __init__(self, document: JsonObject) -> None:
        self.document: JsonObject = dict(document)
        # By identity of the path, with the path itself to keep the identity taken.
        self._copies: dict[int, tuple[Path, Any]] = {}

    def at(self, path: Path) -> Any:
        """Return the object or list at a path, given as a walk yields it, to be changed."""
        way: list[tuple[Path, Any]] = []
        while path is not None and id(path) not in self._copies:
            above, key = path
            way.append((path, key))
            path = above
        node = self.document if path is None else self._copies[id(path)][1]
        for below, key in reversed(way):
            copy = node[key].copy()
            node[key] = copy
            node = copy
            self._copies[id(below)] = (below, copy)
        return node
