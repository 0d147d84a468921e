"""References: each leads somewhere, to what belongs there, and none only refers to itself.

`survey` has refused those that leave the document before. `$ref` and `$dynamicRef` are
references. `$schema` and `jsonSchemaDialect` name things and are never fetched. `operationRef`
and `externalValue` may hold any URL: they are shown as text, never read.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import unquote

from openapi.common.places import place_at
from openapi.common.pointers import Path, keys_of, pointer, pointer_keys
from openapi.common.targets import Missing, Targets
from openapi.common.untrusted import JsonObject
from openapi.findings import DescriptionError, Finding, Severity
from openapi.read.description import Limits
from openapi.read.survey import Survey, reference_params

_MISSING = object()
_TYPES = {list: "array", str: "string", bool: "boolean", type(None): "null"}


def check(document: JsonObject, survey: Survey, *, limits: Limits) -> list[Finding]:
    """Return warnings for references without a target, or with one of the wrong kind.

    Raise DescriptionError on a reference that leads only to itself.
    """
    places = survey.references
    resolver = _Resolver(Targets(document))
    most = limits.findings + 1  # one more than is shown, so that it can be said that there are more
    circles = list(islice(filter(resolver.runs_in_circle, places), most))
    if circles:
        raise DescriptionError(
            [_finding("reference_circular", ref, places[ref]) for ref in circles]
        )
    missing = islice((ref for ref in places if resolver.target(ref) is _MISSING), most)
    warnings = [_finding("reference_unresolved", ref, places[ref], "warning") for ref in missing]
    return warnings + list(islice(_of_wrong_kind(document, survey), most))


def _finding(code: str, ref: str, path: Path, severity: Severity = "error", **more: str) -> Finding:
    return Finding(code, reference_params(ref) | more, pointer(keys_of(path)), severity=severity)


def _of_wrong_kind(document: JsonObject, survey: Survey) -> Iterator[Finding]:
    kinds: dict[str, str] = {}
    for wanted, references in survey.references_by_kind.items():
        if not wanted:
            continue
        for ref, path in references.items():
            if ref not in kinds:
                kinds[ref] = kind_of(document, ref)
            kind = kinds[ref]
            if kind and kind != wanted and not (wanted == "schema" and kind == "boolean"):
                more = {"wanted": wanted, "kind": kind}
                yield _finding("reference_of_wrong_kind", ref, path, "warning", **more)


def kind_of(document: JsonObject, ref: str) -> str:
    """Return what a reference leads to: an object's kind, or the type of what is no object.

    "" where it leads nowhere, or to an object of no known kind.
    """
    if ref[1:2] not in ("/", ""):
        return ""
    try:
        place, value = place_at(document, pointer_keys(unquote(ref[1:])))
    except LookupError:
        return ""
    if isinstance(value, dict):
        return place.kind if place else ""
    return _TYPES.get(type(value), "number")


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
