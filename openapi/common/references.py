"""Following references among the parts that travel with a segment, bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from openapi.common.pointers import pointer_keys

LONGEST_CHAIN = 16


def schema_name(ref: str) -> str:
    """Return the component schema that a reference names, or an empty string."""
    if ref.startswith("#/components/schemas/"):
        keys = pointer_keys(unquote(ref[1:]))
        if len(keys) == 3:
            return keys[2]
    return ""


@dataclass(frozen=True, slots=True)
class Target:
    """What a value is after its references were followed.

    `ref` is the last reference followed ("" where there was none), `state` is "found",
    "missing" (the description has no such part) or "left out" (it has, the segment has not).
    """

    value: Any
    ref: str = ""
    state: str = "found"

    @property
    def name(self) -> str:
        return schema_name(self.ref)


@dataclass(frozen=True, slots=True)
class References:
    """The referenced parts that travel with a segment, by reference.

    `kinds` are the schemas that extend one with a discriminator, by the reference of that one:
    each a value of the discriminator and the reference it chooses (see `openapi.schema.kinds`).
    """

    found: Mapping[str, Any] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    kinds: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)

    def follow(self, value: object) -> Target:
        """Follow `$ref` until a value without one; siblings of `$ref` are not merged here."""
        ref = ""
        for _ in range(LONGEST_CHAIN):
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return Target(value, ref)
            ref = value["$ref"]
            if ref not in self.found:
                outside = ref in self.missing or not ref.startswith("#/")
                return Target({}, ref, "missing" if outside else "left out")
            value = self.found[ref]
        return Target({}, ref, "missing")
