"""What the checks look at, noted in one walk over a description: walks are what reading costs."""

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from openapi.common.places import Place, objects
from openapi.common.pointers import Path, keys_of, pointer
from openapi.common.untrusted import JsonObject
from openapi.findings import DescriptionError, Finding
from openapi.read.description import Limits

Noted: TypeAlias = tuple[JsonObject, Path]

_REFERENCES = ("$ref", "$dynamicRef")
_VALUES = frozenset(("example", "examples", "default"))
_KEYWORDS = frozenset((*_REFERENCES, *_VALUES, "enum", "discriminator", "pattern"))
_BAD_ESCAPE = re.compile(r"~(?![01])|%(?![0-9a-fA-F]{2})")
_LONGEST = 200


@dataclass(slots=True)
class Survey:
    """Objects of a description with their paths, in the order of the text."""

    # The first path of each different reference.
    references: dict[str, Path] = field(default_factory=dict)
    # The same by what the reference stands for (`Place.kind`).
    references_by_kind: dict[str, dict[str, Path]] = field(default_factory=dict)
    path_items: list[Noted] = field(default_factory=list)
    operations: list[Noted] = field(default_factory=list)
    links: list[Noted] = field(default_factory=list)
    servers: list[Noted] = field(default_factory=list)
    # What a schema stands in: parameters, headers, media types, responses.
    holders: list[Noted] = field(default_factory=list)
    # With `example`, `examples` or `default`.
    values: list[tuple[JsonObject, Path, str]] = field(default_factory=list)
    # Schemas with these keywords.
    enums: list[Noted] = field(default_factory=list)
    discriminators: list[Noted] = field(default_factory=list)
    # The first path of each different `pattern`.
    patterns: dict[str, Path] = field(default_factory=dict)


def survey(document: JsonObject, *, limits: Limits) -> Survey:
    """Return what there is to check.

    Raise DescriptionError on references that leave the document or are malformed, and on more
    than `limits.references` different ones.
    """
    walk = _Walk(limits)
    walk.run(document)
    if walk.faults:
        raise DescriptionError(walk.faults)
    return walk.found


def reference_params(ref: object) -> dict[str, str]:
    """Return a reference as the parameter of a finding."""
    return {"reference": ref[:_LONGEST]} if isinstance(ref, str) else {}


class _Walk:
    def __init__(self, limits: Limits) -> None:
        self.found = Survey()
        self.faults: list[Finding] = []
        self._limits = limits

    def run(self, document: JsonObject) -> None:
        found = self.found
        lists = {
            "path item": found.path_items,
            "operation": found.operations,
            "link": found.links,
            "server": found.servers,
            "parameter": found.holders,
            "header": found.holders,
            "media type": found.holders,
            "response": found.holders,
        }
        for node, place, path in objects(document):
            if place.kind in lists:
                lists[place.kind].append((node, path))
            if _KEYWORDS.isdisjoint(node):
                continue
            for key in _REFERENCES:
                if key in node and not self._note_reference(node[key], place, (path, key)):
                    return
            if not place.named:
                self._note_keywords(node, place, path)

    def _note_reference(self, ref: object, place: Place, path: Path) -> bool:
        """Note a reference; return whether to go on."""
        found = self.found
        if not isinstance(ref, str):
            # In a map of names it is something named “$ref”, such as a property.
            return place.named or self._refuse("reference_not_text", path)
        if ref not in found.references:
            if not ref.startswith("#"):
                return self._refuse("reference_outside", path, **reference_params(ref))
            if _BAD_ESCAPE.search(ref):
                return self._refuse("reference_malformed", path, **reference_params(ref))
            if len(found.references) == self._limits.references:
                self._refuse("too_many_references", path, limit=self._limits.references)
                return False
            found.references[ref] = path
        found.references_by_kind.setdefault(place.kind, {}).setdefault(ref, path)
        return True

    def _refuse(self, code: str, path: Path, **params: str | int) -> bool:
        self.faults.append(Finding(code, params, pointer(keys_of(path))))
        return len(self.faults) <= self._limits.findings

    def _note_keywords(self, node: JsonObject, place: Place, path: Path) -> None:
        found = self.found
        if not _VALUES.isdisjoint(node):
            found.values.append((node, path, place.kind))
        if "enum" in node:
            found.enums.append((node, path))
        if "discriminator" in node and place.kind == "schema":
            found.discriminators.append((node, path))
        if isinstance(pattern := node.get("pattern"), str) and place.kind == "schema":
            found.patterns.setdefault(pattern, (path, "pattern"))
