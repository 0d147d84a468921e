"""The examples and defaults of a description, each with the schema it should be valid against."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

from openapi.common.pointers import Key, Path, keys_of, pointer_keys
from openapi.common.targets import Missing, Targets
from openapi.common.untrusted import JsonObject, mapping, sequence
from openapi.read.survey import Survey

_LONGEST_CHAIN = 16
_CLASSES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
# Keywords that refuse no plain value, or that are looked at here.
_PLAIN = frozenset(
    (
        "type",
        "format",
        "enum",
        "description",
        "title",
        "example",
        "examples",
        "default",
        "deprecated",
        "nullable",
        "readOnly",
        "writeOnly",
        "externalDocs",
        "xml",
    )
)
_FREE_FORMATS = frozenset(("int32", "int64", "float", "double", "byte", "binary", "password"))
_PARAMETERS_2 = ("name", "in", "required", "description", "default", "collectionFormat")


class GivenValue(NamedTuple):
    """A value, and where it stands: `below` are keys under `path`. `code` is that of a finding."""

    code: str
    value: Any
    schema: JsonObject
    path: Path
    below: tuple[Key, ...]

    @property
    def keys(self) -> list[Key]:
        return [*keys_of(self.path), *self.below]

    @property
    def identity(self) -> tuple[object, ...]:
        """Return what is the same for a shared example, however many refer to it by one schema."""
        return (id(self.path), self.below, self.schema.get("$ref", id(self.schema)))


def doubtful_values(document: JsonObject, survey: Survey, version: str) -> list[GivenValue]:
    """Return the examples and defaults that do not show at a look that they are valid.

    In the order of the text, each once however many refer to it.
    """
    reading = _Reading(document, version)
    found: dict[tuple[object, ...], GivenValue] = {}
    for node, path, kind in survey.values:
        for given in reading.at(node, path, kind):
            found.setdefault(given.identity, given)
    return list(found.values())


def _fits_plainly(value: Any, schema: JsonObject) -> bool:
    """Return whether a look shows that a value is valid, as it does for most."""
    kind = schema.get("type")
    classes = _CLASSES.get(kind) if isinstance(kind, str) else None
    if classes is None or value.__class__ not in classes:
        return False
    if not all(key in _PLAIN or key.startswith("x-") for key in schema):
        return False
    form = schema.get("format")
    if isinstance(value, str) and isinstance(form, str) and form not in _FREE_FORMATS:
        return False
    return "enum" not in schema or value in sequence(schema["enum"])


class _Reading:
    def __init__(self, document: JsonObject, version: str) -> None:
        self._targets = Targets(document)
        self._version = version

    def at(self, node: JsonObject, path: Path, kind: str) -> Iterator[GivenValue]:
        if kind == "schema":
            yield from self._of_schema(node, path)
        elif self._version == "2.0":
            yield from self._of_swagger(node, path, kind)
        elif isinstance(node.get("schema"), dict):
            yield from self._of_holder(node, path, kind)

    def _of_schema(self, schema: JsonObject, path: Path) -> Iterator[GivenValue]:
        if "$ref" in schema and self._version in ("2.0", "3.0"):
            return  # what stands beside it is ignored
        for key, code in (("default", "default_refused"), ("example", "example_refused")):
            if key in schema and not _fits_plainly(schema[key], schema):
                yield GivenValue(code, schema[key], schema, path, (key,))
        for index, value in enumerate(sequence(schema.get("examples"))):
            if not _fits_plainly(value, schema):
                yield GivenValue("example_refused", value, schema, path, ("examples", index))

    def _of_swagger(self, node: JsonObject, path: Path, kind: str) -> Iterator[GivenValue]:
        if kind in ("parameter", "header") and "default" in node:
            schema = {key: node[key] for key in node if key not in _PARAMETERS_2}
            if not _fits_plainly(node["default"], schema):
                yield GivenValue("default_refused", node["default"], schema, path, ("default",))
        if kind == "response" and isinstance(node.get("schema"), dict):
            for media_type, value in mapping(node.get("examples")).items():
                if _is_doubtful(value, node["schema"], media_type):
                    below = ("examples", media_type)
                    yield GivenValue("example_refused", value, node["schema"], path, below)

    def _of_holder(self, holder: JsonObject, path: Path, kind: str) -> Iterator[GivenValue]:
        """Yield the examples of a parameter, header or media type."""
        media_type = str(path[1]) if path and kind == "media type" else "json"
        schema = holder["schema"]
        if "example" in holder and _is_doubtful(holder["example"], schema, media_type):
            yield GivenValue("example_refused", holder["example"], schema, path, ("example",))
        for name, raw in mapping(holder.get("examples")).items():
            example, way, below = self._resolved(mapping(raw), path, ("examples", name))
            for key in ("value", "dataValue"):
                if key in example and _is_doubtful(example[key], schema, media_type):
                    yield GivenValue("example_refused", example[key], schema, way, (*below, key))

    def _resolved(
        self, example: JsonObject, path: Path, below: tuple[Key, ...]
    ) -> tuple[JsonObject, Path, tuple[Key, ...]]:
        for _ in range(_LONGEST_CHAIN):
            ref = example.get("$ref")
            if not isinstance(ref, str):
                break
            try:
                example = mapping(self._targets.find(ref))
            except Missing:
                return {}, path, below
            path, below = None, tuple(pointer_keys(unquote(ref[1:])))
        return example, path, below


def _is_doubtful(value: Any, schema: JsonObject, media_type: str) -> bool:
    """Return whether to compare a value. Text may be the data as it is sent in another form."""
    if isinstance(value, str) and "json" not in media_type:
        return False
    return not _fits_plainly(value, schema)
