"""References by `$id`, `$anchor` and `$dynamicAnchor`, rewritten to plain pointers from the root.

JSON Schema 2020-12, section 8.2: a schema with an `$id` is a resource of its own, and references
below it are resolved against that `$id`; bundlers embed the schemas of other files so. Done once,
at reading, so that everything after it knows pointers only. What leads to no resource of this
description stays as it is, and is refused where references are checked.

A `$dynamicRef` becomes a `$ref` to the anchor of that name in the outermost resource around it,
which is where it leads when that resource is the one that was asked for.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urljoin

from openapi.common.edits import Edits
from openapi.common.places import objects
from openapi.common.pointers import Path, escaped, keys_of, pointer
from openapi.common.targets import Missing, anchor_names, find_below
from openapi.common.untrusted import JsonObject
from openapi.findings import Finding, warning

# A file without these words has nothing to rewrite, as nearly all have not.
_WORDS = re.compile(r"\$(?:id|self|anchor|dynamic|recursive)")
_KEYWORDS = ("$ref", "$dynamicRef", "$recursiveRef")
_NOTED = frozenset((*_KEYWORDS, "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor"))
_LONGEST = 4_000
_LONGEST_SHOWN = 200


@dataclass(eq=False, slots=True)
class _Resource:
    """A schema with an `$id`, or the document; `uri` is absolute as far as its base is."""

    uri: str
    path: Path
    value: Any
    around: "_Resource | None" = None
    anchors: dict[str, Path] = field(default_factory=dict)
    dynamic: dict[str, Path] = field(default_factory=dict)


def with_plain_references(document: Any, text: str) -> tuple[Any, list[Finding]]:
    """Return `document` with its references as pointers from the root, and warnings.

    `text` is what it was read from. The document given is not changed.
    """
    if not isinstance(document, dict) or not _WORDS.search(text):
        return document, []
    return _Rewriting(document).run()


class _Rewriting:
    def __init__(self, document: JsonObject) -> None:
        base = document.get("$self")
        self._root = _Resource(_short(base), None, document)
        self._resources = {self._root.uri: self._root, "": self._root}
        self._as_written: dict[str, _Resource] = {}
        # The resource that a path belongs to, by identity of the path, with the path to keep it.
        self._at: dict[int, tuple[Path, _Resource]] = {}
        self._anchors: dict[str, Path] = {}
        self._pointers: dict[int, str] = {}
        self._results: dict[tuple[int, str, str], str] = {}
        # In 3.0 and 2.0 references are relative to the document, whatever `$id` is around.
        self._from_root = not str(document.get("openapi")).startswith(("3.1", "3.2"))
        self._edits = Edits(document)
        self._warnings: list[Finding] = []

    def run(self) -> tuple[JsonObject, list[Finding]]:
        uses: list[tuple[JsonObject, Path]] = []
        for node, place, path in objects(self._root.value):
            if _NOTED.isdisjoint(node) or place.named:
                continue
            if isinstance(node.get("$id"), str) and path is not None:
                self._add_resource(node, path)
            self._add_anchors(node, path)
            if any(isinstance(node.get(key), str) for key in _KEYWORDS):
                uses.append((node, path))
        for node, path in uses:
            self._rewrite(node, path)
        return self._edits.document, self._warnings

    def _resource(self, path: Path) -> _Resource:
        """Return the nearest resource around a path, or at it."""
        way: list[Path] = []
        while path is not None and id(path) not in self._at:
            way.append(path)
            path = path[0]
        found = self._root if path is None else self._at[id(path)][1]
        self._at |= {id(each): (each, found) for each in way}
        return found

    def _add_resource(self, node: JsonObject, path: Path) -> None:
        around = self._resource(path)
        name, _, fragment = _short(node["$id"]).partition("#")
        if fragment:  # how drafts 6 and 7 write an anchor
            around.anchors.setdefault(fragment, path)
        if not name:
            return
        resource = _Resource(_joined(around.uri, name), path, node, around)
        self._resources.setdefault(resource.uri, resource)
        self._as_written.setdefault(name, resource)
        self._at[id(path)] = (path, resource)

    def _add_anchors(self, node: JsonObject, path: Path) -> None:
        resource = self._resource(path)
        for name in anchor_names(node):
            resource.anchors.setdefault(name, path)
            self._anchors.setdefault(name, path)
            if name == node.get("$dynamicAnchor"):
                resource.dynamic.setdefault(name, path)
        if node.get("$recursiveAnchor") is True:  # of 2019-09, the same for a whole resource
            resource.dynamic.setdefault("", path)

    def _rewrite(self, node: JsonObject, path: Path) -> None:
        resource = self._resource(path)
        for key in _KEYWORDS:
            ref = node.get(key)
            if not isinstance(ref, str) or not ref:
                continue
            asked = (id(resource), key, ref)
            if asked not in self._results:
                self._results[asked] = self._plain(resource, key, ref, path)
            plain = self._results[asked]
            # A dynamic one beside a plain one stays, as text.
            if key == "$ref" or ("$ref" not in node and plain.startswith("#")):
                if (key, plain) == ("$ref", ref):
                    continue
                copy = self._edits.at(path)
                renamed = {("$ref" if each == key else each): copy[each] for each in copy}
                copy.clear()
                copy.update(renamed | {"$ref": plain})

    def _plain(self, resource: _Resource, key: str, ref: str, path: Path) -> str:
        """Return the reference as a pointer from the root; as it is where it leads nowhere."""
        uri, _, fragment = ref.partition("#")
        if uri:
            found = self._resources.get(_joined(resource.uri, uri)) or self._as_written.get(uri)
            if found is None:
                return ref
            resource = found
        if not fragment or fragment.startswith("/"):
            if key == "$recursiveRef":
                return self._to(self._outermost(resource, "") or resource.path)
            return self._pointer(resource, fragment, path if not uri else None, ref)
        name = unquote(fragment)
        anchored = resource.anchors.get(name)
        if key == "$dynamicRef" and name in resource.dynamic:
            anchored = self._outermost(resource, name) or anchored
        anchored = anchored or self._anchors.get(name)
        return self._to(anchored) if anchored else f"#{fragment}"

    def _outermost(self, resource: _Resource, name: str) -> Path:
        found: Path = None
        around: _Resource | None = resource
        while around is not None:
            found = around.dynamic.get(name, found)
            around = around.around
        return found

    def _pointer(self, resource: _Resource, fragment: str, path: Path, ref: str) -> str:
        """Return a pointer into `resource`; `path` is where it stands if it names no resource."""
        if resource is self._root:
            return f"#{fragment}"
        within = _leads(resource.value, fragment)
        if path and fragment and (self._from_root or not within):
            if _leads(self._root.value, fragment):
                if not self._from_root:
                    self._warnings.append(
                        warning(
                            "reference_from_root",
                            pointer=pointer([*keys_of(path), "$ref"]),
                            reference=ref[:_LONGEST_SHOWN],
                            id=resource.uri[:_LONGEST_SHOWN],
                        )
                    )
                return ref
            if not within:
                return ref
        plain = self._to(resource.path) + fragment
        return plain if len(plain) <= _LONGEST else ref

    def _to(self, path: Path) -> str:
        """Return a path as a reference."""
        if id(path) not in self._pointers:
            keys = [escaped(str(key)[:_LONGEST]).replace("%", "%25") for key in keys_of(path)]
            self._pointers[id(path)] = "#" + "".join(f"/{key}" for key in keys)
        return self._pointers[id(path)]


def _leads(value: Any, fragment: str) -> bool:
    try:
        find_below(value, fragment)
    except Missing:
        return False
    return True


def _joined(base: str, uri: str) -> str:
    """Return `uri` resolved against `base` (RFC 3986, section 5)."""
    try:
        return urljoin(base, uri)
    except ValueError:
        return uri


def _short(uri: object) -> str:
    return uri if isinstance(uri, str) and len(uri) <= _LONGEST else ""
