"""Following references among the parts that travel with a segment, bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from openapi.common.pointers import pointer_keys
from openapi.common.untrusted import JsonObject, mapping

LONGEST_CHAIN = 16
# What a Reference Object may say of its target.
DESCRIBING = ("summary", "description")


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


class Meter:
    """Counts the members of schemas that are read for one page, so that it can stop in time.

    `memo` keeps what was made of references on the way. Without a limit nothing is kept.
    """

    __slots__ = ("limit", "memo", "used")

    def __init__(self, limit: int = 0) -> None:
        self.used = 0
        self.limit = limit
        self.memo: dict[Any, Any] = {}

    @property
    def is_spent(self) -> bool:
        return 0 < self.limit < self.used


@dataclass(frozen=True, slots=True)
class References:
    """The referenced parts that travel with a segment, by reference.

    `kinds` are the schemas that extend one with a discriminator, by the reference of that one:
    each a value of the discriminator and the reference it chooses (see `openapi.schema.kinds`).
    `is_cut`: something was too large to travel in full, so that what is read here may be less than
    the description says.
    """

    found: Mapping[str, Any] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    kinds: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    is_cut: bool = False
    meter: Meter = field(default_factory=Meter, compare=False, repr=False)

    def metered(self, limit: int) -> "References":
        """Return the same with a meter of their own."""
        return replace(self, meter=Meter(limit))

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

    def described(self, value: object) -> JsonObject:
        """Return the object that a value is or refers to; {} for anything else.

        The `summary` and `description` of a Reference Object override those of its target
        (OpenAPI 3.1.1, 4.8.23).
        """
        own: JsonObject = {}
        for _ in range(LONGEST_CHAIN):
            raw = mapping(value)
            if not isinstance(raw.get("$ref"), str):
                return raw | own if own else raw
            own = {key: raw[key] for key in DESCRIBING if isinstance(raw.get(key), str)} | own
            value = self.found.get(raw["$ref"])
        return {}
