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
from openapi.common.walk import Part, objects
from openapi.findings import DescriptionError, Finding, Severity
from openapi.read.description import Limits

_BAD_ESCAPE = re.compile(r"~(?![01])|%(?![0-9a-fA-F]{2})")
_TELLING = frozenset(("$ref", "$dynamicRef", "$anchor", "$dynamicAnchor"))
_NAMED = (Part.NAMES, Part.PATHS, Part.EXAMPLES, Part.LINKS)
_MISSING = object()


def check(document: dict[str, Any], *, limits: Limits) -> list[Finding]:
    """Warnings for references without a target. Raises DescriptionError on one that leaves the
    document, is malformed, or leads only to itself, and on more than `limits.references`."""
    places, anchors, errors = _collect(document, limits)
    if errors:
        raise DescriptionError(errors)
    resolver = _Resolver(Targets(document, anchors))
    most = limits.findings + 1  # one more than is shown, to tell that there are more
    circles = list(islice(filter(resolver.runs_in_circle, places), most))
    if circles:
        message = "“{}” refers only to itself."
        raise DescriptionError([_finding(message, ref, places[ref], "error") for ref in circles])
    missing = islice((ref for ref in places if resolver.target(ref) is _MISSING), most)
    message = "“{}” has no target in this description."
    return [_finding(message, ref, places[ref], "warning") for ref in missing]


def shown(ref: object) -> str:
    """A reference as it may stand in a message."""
    return str(ref)[:200]


def _finding(message: str, ref: str, path: Path, severity: Severity) -> Finding:
    return Finding(message.format(shown(ref)), pointer(keys_of(path)), severity=severity, ref=ref)


def _collect(
    document: dict[str, Any], limits: Limits
) -> tuple[dict[str, Path], dict[str, Any], list[Finding]]:
    """The first place of each distinct reference, the anchors, and what is refused."""
    places: dict[str, Path] = {}
    anchors: dict[str, Any] = {}
    errors: list[Finding] = []
    for node, part, path in objects(document):
        if _TELLING.isdisjoint(node):
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
                message = f"There are more than {limits.references:,} different references."
                errors.append(Finding(message, pointer(keys_of((path, key)))))
                return places, anchors, errors
            fault = _fault(ref)
            if fault is None:
                places[ref] = (path, key)
            else:
                where = pointer(keys_of((path, key)))
                errors.append(Finding(fault, where, ref=ref if isinstance(ref, str) else ""))
                if len(errors) > limits.findings:
                    return places, anchors, errors
        if part is Part.FIELDS:
            anchors |= dict.fromkeys(anchor_names(node), node)
    return places, anchors, errors


def _fault(ref: object) -> str | None:
    if not isinstance(ref, str):
        return "A $ref must be text that begins with “#”."
    if not ref.startswith("#"):
        return (
            f"“{shown(ref)}” points outside this description, and nothing outside is read. "
            "Bundle all parts into one file."
        )
    if _BAD_ESCAPE.search(ref):
        return f"“{shown(ref)}” is not a valid JSON pointer: it has a broken ~ or % escape."
    return None


class _Resolver:
    def __init__(self, targets: Targets) -> None:
        self._find = targets.find
        self._targets: dict[str, Any] = {}
        self._leads_somewhere: dict[str, bool] = {}

    def target(self, ref: str) -> Any:
        if ref not in self._targets:
            try:
                self._targets[ref] = self._find(ref)
            except Missing:
                self._targets[ref] = _MISSING
        return self._targets[ref]

    def runs_in_circle(self, ref: Any) -> bool:
        """Whether following `ref`, and the `$ref` at its target, and so on, never ends."""
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
