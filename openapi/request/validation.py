"""Values of a request against their schemas, with the places of what is wrong.

The schema is made one document of JSON Schema 2020-12: with what it refers to, and without what
OpenAPI 3.0 says in another way. Nothing is fetched. A schema that the validator does not take is
the description's fault and not the request's: then nothing is found.
"""

from typing import TYPE_CHECKING, Any

from openapi.common.pointers import pointer
from openapi.common.references import References
from openapi.common.untrusted import JsonObject, mapping, names
from openapi.read.violation_codes import violation
from openapi.request.faults import Fault

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

MOST_FAULTS = 20
DEEPEST = 200
BACKTRACKING = 20_000
COMPILED_BYTES = 1_000_000
_DATA = ("const", "default", "enum", "example", "examples")
_LIMITS = (
    "maximum",
    "exclusiveMaximum",
    "maxItems",
    "maxLength",
    "minLength",
    "multipleOf",
    "minContains",
    "maxContains",
)
_KNOWN = (
    "required",
    "type",
    "enum",
    "const",
    "pattern",
    "minimum",
    "exclusiveMinimum",
    "minItems",
    "minProperties",
    "maxProperties",
    "uniqueItems",
)


def faults(
    value: object, schema: object, references: References, place: str, name: str = ""
) -> list[Fault]:
    """Return what is wrong with a value, at most 20 faults."""
    validator = _validator(_Document(references).of(schema))
    if validator is None:
        return []
    found = []
    for error in validator.iter_errors(value):
        if _is_undecided(error):
            continue
        found.append(_fault(error, place, name))
        if len(found) == MOST_FAULTS:
            break
    return found


def _validator(document: JsonObject) -> "Validator | None":
    # Imported here: a twentieth of a second that a process which checks nothing need not pay.
    from jsonschema_rs import Draft202012Validator, FancyRegexOptions, ValidationError

    options = FancyRegexOptions(
        backtrack_limit=BACKTRACKING, size_limit=COMPILED_BYTES, dfa_size_limit=COMPILED_BYTES
    )
    try:
        return Draft202012Validator(
            document, validate_formats=True, pattern_options=options, offline=True
        )
    except (ValidationError, ValueError):
        return None


def _is_undecided(error: "ValidationError") -> bool:
    """Return whether a pattern took too long, which is no fault of the request."""
    return error.kind.name == "pattern" and not hasattr(error.kind, "pattern")


def _fault(error: "ValidationError", place: str, name: str) -> Fault:
    kind: Any = error.kind
    if kind.name in _KNOWN:
        keys, code, params = violation(error)
        return Fault(code, params, place, name, pointer(keys))
    keys = list(error.instance_path)
    if kind.name in ("additionalProperties", "unevaluatedProperties"):
        unexpected = [each[:60] for each in list(kind.unexpected)[:3]]
        return Fault("value_not_known", {"names": unexpected}, place, name, pointer(keys))
    if kind.name in _LIMITS:
        limit = str(getattr(kind, "limit", "") or getattr(kind, "multiple_of", ""))[:40]
        return Fault(
            "value_breaks_limit", {"keyword": kind.name, "limit": limit}, place, name, pointer(keys)
        )
    return Fault("value_not_valid", {"keyword": kind.name}, place, name, pointer(keys))


class _Document:
    """A schema as one document, its references as `$defs`."""

    def __init__(self, references: References) -> None:
        self._refs = references
        self._names: dict[str, str] = {}
        self._waiting: list[str] = []

    def of(self, schema: object) -> JsonObject:
        root = self._schema(schema, 0)
        defs: JsonObject = {}
        while self._waiting:
            ref = self._waiting.pop()
            defs[self._names[ref]] = self._schema(self._refs.found[ref], 0)
        return {"allOf": [root], "$defs": {**defs, "any": True}}

    def _schema(self, schema: object, depth: int) -> Any:
        if isinstance(schema, bool) or not isinstance(schema, dict) or depth > DEEPEST:
            return schema if isinstance(schema, bool) else True
        found: JsonObject = {}
        for keyword, value in schema.items():
            if keyword in _DATA:
                if keyword in ("const", "enum"):
                    found[keyword] = value
            elif keyword == "$ref":
                found["$ref"] = self._reference(value)
            elif not keyword.startswith(("$", "x-")):
                found[keyword] = self._below(keyword, value, depth)
        return self._of_30(found, schema)

    def _below(self, keyword: str, value: Any, depth: int) -> Any:
        if keyword in ("properties", "patternProperties", "dependentSchemas"):
            return {name: self._schema(each, depth + 1) for name, each in mapping(value).items()}
        if isinstance(value, list) and keyword not in ("type", "required"):
            return [self._schema(each, depth + 1) for each in value]
        return self._schema(value, depth + 1) if isinstance(value, dict) else value

    def _of_30(self, found: JsonObject, schema: JsonObject) -> JsonObject:
        """Say what 3.0 says in its own way, and that `readOnly` is not asked of requests."""
        for bound, plain in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            is_exclusive = found.get(bound)
            if isinstance(is_exclusive, bool):
                del found[bound]
                if is_exclusive and plain in found:
                    found[bound] = found.pop(plain)
        found.pop("discriminator", None)
        found.pop("xml", None)
        if "required" in found:
            found["required"] = self._required(schema)
        if schema.get("nullable") is True and ("type" in found or "enum" in found):
            return {"anyOf": [found, {"type": "null"}]}
        return found

    def _required(self, schema: JsonObject) -> list[str]:
        properties = mapping(schema.get("properties"))
        return [
            name
            for name in names(schema.get("required"))
            if mapping(self._refs.follow(properties.get(name)).value).get("readOnly") is not True
        ]

    def _reference(self, ref: object) -> str:
        if not isinstance(ref, str) or ref not in self._refs.found:
            # What is not here allows anything.
            return "#/$defs/any"
        if ref not in self._names:
            self._names[ref] = f"s{len(self._names)}"
            self._waiting.append(ref)
        return f"#/$defs/{self._names[ref]}"
