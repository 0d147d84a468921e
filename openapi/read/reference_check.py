"""References: every one stays inside the document, and none only refers to itself.

Checked before any library sees the document, so that nothing can follow one outside. `$ref` and
`$dynamicRef` are references. `$id`, `$schema` and `jsonSchemaDialect` name things and are never
fetched; a `$ref` is resolved against the whole document whatever `$id` stands around it.
`discriminator.mapping`, `operationRef` and `externalValue` may hold any URL: they are shown as
text, never read. A `$ref` inside data (see `walk`) is data.
"""

import re
from itertools import islice
from typing import Any

from openapi.common.pointers import Path, keys_of, pointer
from openapi.common.targets import Missing, Targets, anchor_names
from openapi.common.untrusted import JsonObject
from openapi.common.walk import Part, objects
from openapi.findings import DescriptionError, Finding, Severity
from openapi.read.description import Limits

_BAD_ESCAPE = re.compile(r"~(?![01])|%(?![0-9a-fA-F]{2})")
_KEYWORDS = frozenset(("$ref", "$dynamicRef", "$anchor", "$dynamicAnchor"))
_NAMED = (Part.NAMES, Part.PATHS, Part.EXAMPLES, Part.LINKS)
_MISSING = object()
_LONGEST = 200


def check(document: JsonObject, *, limits: Limits) -> list[Finding]:
    """Return warnings for references without a target.

    Raise DescriptionError on a reference that leaves the document, is malformed, or leads only to
    itself, and on more than `limits.references`.
    """
    places, anchors, errors = _collect(document, limits)
    if errors:
        raise DescriptionError(errors)
    resolver = _Resolver(Targets(document, anchors))
    most = limits.findings + 1  # one more than is shown, so that it can be said that there are more
    circles = list(islice(filter(resolver.runs_in_circle, places), most))
    if circles:
        raise DescriptionError(
            [_finding("reference_circular", ref, places[ref]) for ref in circles]
        )
    missing = islice((ref for ref in places if resolver.target(ref) is _MISSING), most)
    return [_finding("reference_unresolved", ref, places[ref], "warning") for ref in missing]


def _finding(code: str, ref: object, path: Path, severity: Severity = "error") -> Finding:
    params = {"reference": ref[:_LONGEST]} if isinstance(ref, str) else {}
    return Finding(code, params, pointer(keys_of(path)), severity=severity)


def _collect(
    document: JsonObject, limits: Limits
) -> tuple[dict[str, Path], JsonObject, list[Finding]]:
    """Return the first place of each distinct reference, the anchors, and what is refused."""
    places: dict[str, Path] = {}
    anchors: JsonObject = {}
    errors: list[Finding] = []
    for node, part, path in objects(document):
        if _KEYWORDS.isdisjoint(node):
            continue
        for key in ("$ref", "$dynamicRef"):
            if key not in node:
                continue
            ref = node[key]  # type: ignore[call-overload]
            if ref.__class__ is str and ref in places:
                continue
            if part in _NAMED and not isinstance(ref, str):
                continue  # something named “$ref”, such as a property
            if len(places) == limits.references:
                place = pointer(keys_of((path, key)))
                errors.append(Finding("too_many_references", {"limit": limits.references}, place))
                return places, anchors, errors
            fault = _fault(ref)
            if fault is None:
                places[ref] = (path, key)
            else:
                errors.append(_finding(fault, ref, (path, key)))
                if len(errors) > limits.findings:
                    return places, anchors, errors
        if part is Part.FIELDS:
            anchors |= dict.fromkeys(anchor_names(node), node)
    return places, anchors, errors


def _fault(ref: object) -> str | None:
    """Return the code of what is wrong with a reference by itself."""
    if not isinstance(ref, str):
        return "reference_not_text"
    if not ref.startswith("#"):
        return "reference_outside"
    return "reference_malformed" if _BAD_ESCAPE.search(ref) else None


class _Resolver:
    def __init__(self, targets: Targets) -> None:
        self._find = targets.find
        self._targets: JsonObject = {}
        self._leads_somewhere: dict[str, bool] = {}

    def target(self, ref: str) -> Any:
        if ref not in self._targets:
            try:
                self._targets[ref] = self._find(ref)
            except Missing:
                self._targets[ref] = _MISSING
        return self._targets[ref]

    def runs_in_circle(self, ref: Any) -> bool:
        """Return whether following `ref`, and the `$ref` at its target, and so on, never ends."""
        chain: dict[str, None] = {}
        somewhere = True
        while isinstance(ref, str):
            if ref in chain:
                somewhere = False
                break
            if ref in self._leads_somewhere:
                somewhere = self._leads_somewhere[ref]
                break
            chain[ref] = None
            target = self.target(ref)
            if not isinstance(target, dict):
                break
            ref = target.get("$ref")
        self._leads_somewhere.update(dict.fromkeys(chain, somewhere))
        return not somewhere
