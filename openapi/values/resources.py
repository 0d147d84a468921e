"""What a reference of a schema means: a part of the segment, or a place in the schema itself.

JSON Schema 2020-12, sections 8.2 and 9: an `$id` begins a resource of its own, against which the
references inside it resolve. Nothing is ever fetched.
"""

from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

from openapi.common.places import SCHEMA, Place
from openapi.common.pointers import pointer_keys
from openapi.common.references import References
from openapi.common.targets import anchor_names
from openapi.common.untrusted import JsonObject, mapping
from openapi.values.work import NoValue, Work

# Whatever these describe, an empty object is one.
METASCHEMAS = ("https://json-schema.org/draft/", "http://json-schema.org/draft-")
EMPTY = {"type": "object", "maxProperties": 0}
OLD_DRAFTS = ("draft-03", "draft-04", "draft-06", "draft-07")


class Scope(NamedTuple):
    """Where a schema stands: its base URI, the resources passed on the way, whether siblings of
    `$ref` are ignored, as drafts before 2019-09 say, and the identity of the resource's root."""

    base: str = ""
    passed: tuple[str, ...] = ("",)
    old: bool = False
    root: int = 0


class Part(NamedTuple):
    """A schema and where it stands."""

    schema: Any
    scope: Scope = Scope()


class Resources:
    """Finds what references mean, for one schema and the parts that travel with it."""

    def __init__(self, root: object, references: References, work: Work) -> None:
        self._root = root
        self._refs = references
        self._work = work
        self._nodes: dict[str, Any] | None = None
        self._anchors: dict[tuple[str, str], Any] = {}
        self._dynamic: set[tuple[str, str]] = set()

    def enter(self, schema: JsonObject, scope: Scope) -> Scope:
        """Return where the references of a schema resolve: its own `$id` counts."""
        if "$id" not in schema and "$schema" not in schema:
            return scope
        dialect = schema.get("$schema")
        if isinstance(dialect, str):
            scope = scope._replace(old=any(draft in dialect for draft in OLD_DRAFTS))
        name = "" if scope.root == id(schema) else _own_name(schema, scope.old)
        return _inside(scope, _joined(scope.base, name), schema) if name else scope

    def follow(self, ref: str, scope: Scope) -> Part:
        """Return what `$ref` means here. Raise NoValue where that is not there."""
        self._work.step()
        if not scope.base and ref in self._refs.found:
            return Part(self._refs.found[ref], scope)
        if scope.base or ref not in self._refs.missing:
            found = self._look_up(_joined(scope.base, ref), scope)
            if found is not None:
                return found
        if ref in self._refs.found:
            return Part(self._refs.found[ref], Scope())
        if ref.startswith(METASCHEMAS):
            return Part(EMPTY, scope)
        is_known = ref.startswith(("#/components/", "#/paths/")) and ref not in self._refs.missing
        code = "value_of_part_left_out" if is_known else "value_of_missing_part"
        raise NoValue(code, {"reference": ref[:200]})

    def follow_dynamic(self, ref: str, scope: Scope) -> Part:
        """Return what `$dynamicRef` means here (JSON Schema 2020-12, section 8.2.3.2)."""
        first = self.follow(ref, scope)
        name = unquote(ref.partition("#")[2])
        if name and mapping(first.schema).get("$dynamicAnchor") == name:
            self._index()
            for base in scope.passed:
                if (base, name) in self._dynamic:
                    return self._at(self._anchors[base, name], base, scope)
        return first

    def _look_up(self, address: str, scope: Scope) -> Part | None:
        base, _, fragment = address.partition("#")
        fragment = unquote(fragment)
        is_here = not base and (not fragment or fragment.startswith("/"))
        nodes = {"": self._root} if is_here else self._index()
        if base not in nodes:
            return None
        if fragment and not fragment.startswith("/"):
            if (base, fragment) not in self._anchors:
                return None
            return self._at(self._anchors[base, fragment], base, scope)
        node = nodes[base]
        for position, key in enumerate(pointer_keys(fragment)):
            name = _own_name(mapping(node), scope.old) if position else ""
            base = _joined(base, name) if name else base
            if isinstance(node, dict) and key in node:
                node = node[key]
            elif isinstance(node, list) and key.isdecimal() and int(key) < len(node):
                node = node[int(key)]
            else:
                return None
        return self._at(node, base, scope)

    def _at(self, node: Any, base: str, scope: Scope) -> Part:
        return Part(node, _inside(scope, base, self._index().get(base)) if base else scope)

    def _index(self) -> dict[str, Any]:
        """Return the resources by URI, collected where the first reference needs them."""
        if self._nodes is None:
            self._nodes = {"": self._root}
            self._collect(self._root)
            for part in self._refs.found.values():
                self._collect(part)
        return self._nodes

    def _collect(self, root: object) -> None:
        nodes = self._nodes if self._nodes is not None else {}
        stack: list[tuple[Any, Place, Scope]] = [(root, SCHEMA, Scope())]
        while stack:
            node, place, scope = stack.pop()
            self._work.step()
            if isinstance(node, list):
                stack += [(each, place, scope) for each in reversed(node)]
                continue
            if not isinstance(node, dict):
                continue
            if not place.named:
                entered = self.enter(node, scope)
                if entered.base != scope.base:
                    nodes.setdefault(entered.base, node)
                scope = entered
                self._name(node, scope)
            for key, child in reversed(node.items()):
                below = place.below(key, child)
                if isinstance(child, dict | list) and below is not None:
                    stack.append((child, below, scope))

    def _name(self, node: JsonObject, scope: Scope) -> None:
        for name in anchor_names(node):
            self._anchors.setdefault((scope.base, name), node)
        if isinstance(node.get("$dynamicAnchor"), str):
            self._dynamic.add((scope.base, node["$dynamicAnchor"]))
        # Before 2019-09 an anchor was an `$id` that is only a fragment.
        old_anchor = node.get("$id")
        if isinstance(old_anchor, str) and "#" in old_anchor and "$ref" not in node:
            self._anchors.setdefault((scope.base, old_anchor.partition("#")[2]), node)


def reference_of(schema: object) -> str:
    """Return what a schema refers to, "" for nothing."""
    ref = mapping(schema).get("$ref")
    return ref if isinstance(ref, str) else ""


def _own_name(schema: JsonObject, old: bool) -> str:
    name = schema.get("$id")
    if not isinstance(name, str) or (old and "$ref" in schema):
        return ""
    return name.partition("#")[0]


def _inside(scope: Scope, base: str, root: object) -> Scope:
    passed = scope.passed if base in scope.passed else (*scope.passed, base)
    return Scope(base, passed, scope.old, id(root) if base else 0)


def _joined(base: str, ref: str) -> str:
    if ref.startswith("#"):
        return base + ref
    try:
        return urljoin(base, ref) if not base.startswith(("urn:", "tag:")) else ref
    except ValueError:
        return ref
