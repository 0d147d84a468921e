"""What parts of a description say of other parts that are not there, or of themselves."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from openapi.common.pointers import Key, Path, escaped, keys_of, pointer
from openapi.common.untrusted import JsonObject, mapping, sequence
from openapi.findings import Finding, warning
from openapi.model.servers import VARIABLE
from openapi.read.reference_check import kind_of
from openapi.read.survey import Survey

_LONGEST = 100
_MOST_LISTED = 50_000
_MOST_PATTERNS = 2_000
_LONGEST_PATTERN = 2_000


def findings(document: JsonObject, survey: Survey, version: str) -> Iterator[Finding]:
    """Yield warnings on links, mappings of discriminators, servers, enums and patterns."""
    yield from _links(document, survey)
    yield from _mappings(document, survey)
    yield from _servers(survey)
    yield from _enums(survey, version)
    yield from _patterns(survey)


def _links(document: JsonObject, survey: Survey) -> Iterator[Finding]:
    names: set[str] | None = None
    for link, path in survey.links:
        name, ref = link.get("operationId"), link.get("operationRef")
        if isinstance(name, str):
            if names is None:
                names = {str(one.get("operationId")) for one, _ in survey.operations}
            if name not in names:
                where = _at(path, "operationId")
                yield warning("unknown_operation", pointer=where, name=name[:_LONGEST])
        if isinstance(ref, str) and ref.startswith("#") and kind_of(document, ref) != "operation":
            where = _at(path, "operationRef")
            yield warning("reference_to_no_operation", pointer=where, reference=ref[:_LONGEST])


def _mappings(document: JsonObject, survey: Survey) -> Iterator[Finding]:
    schemas = mapping(mapping(document.get("components")).get("schemas"))
    for schema, path in survey.discriminators:
        for value, target in mapping(mapping(schema["discriminator"]).get("mapping")).items():
            if not isinstance(target, str) or target in schemas:
                continue  # what is no text, the official schema names
            ref = target if target.startswith("#") else f"#/components/schemas/{escaped(target)}"
            if kind_of(document, ref) != "schema":
                where = _at(path, "discriminator", "mapping", value)
                yield warning("mapping_to_no_schema", pointer=where, target=target[:_LONGEST])


def _servers(survey: Survey) -> Iterator[Finding]:
    for server, path in survey.servers:
        url, variables = server.get("url"), mapping(server.get("variables"))
        for name in VARIABLE.findall(url[: _LONGEST * 20]) if isinstance(url, str) else ():
            if name not in variables:
                where = _at(path, "url")
                yield warning("unknown_server_variable", pointer=where, name=name[:_LONGEST])
        for name, variable in variables.items():
            values, default = mapping(variable).get("enum"), mapping(variable).get("default")
            if sequence(values) and isinstance(default, str) and default not in sequence(values):
                where = _at(path, "variables", name, "default")
                yield warning("default_not_listed", pointer=where, default=default[:_LONGEST])


def _enums(survey: Survey, version: str) -> Iterator[Finding]:
    for node, path in survey.enums:
        values = node["enum"]
        if not isinstance(values, list):
            continue
        # The official schemas of 2.0 ask for both themselves, that of 3.0 for one value.
        if not values and version in ("3.1", "3.2"):
            yield warning("empty_enum", pointer=_at(path, "enum"))
        if version != "2.0" and (index := _first_repeated(values)):
            where, shown = _at(path, "enum", index), json.dumps(values[index], ensure_ascii=False)
            yield warning("repeated_enum_value", pointer=where, value=shown[:_LONGEST])


def _patterns(survey: Survey) -> Iterator[Finding]:
    for pattern, path in islice(survey.patterns.items(), _MOST_PATTERNS):
        if len(pattern) <= _LONGEST_PATTERN and not _is_pattern(pattern):
            yield warning("malformed_pattern", pointer=_at(path), pattern=pattern[:_LONGEST])


def _is_pattern(pattern: str) -> bool:
    """Return whether one of two readers of regular expressions understands a pattern: neither
    knows all of ECMA-262, and what only it knows is no fault."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        from jsonschema_rs import FancyRegexOptions, ValidationError, validator_for

        try:
            validator_for({"pattern": pattern}, pattern_options=FancyRegexOptions())
        except (ValidationError, ValueError):
            return False
    return True


def _first_repeated(values: list[Any]) -> int:
    """Return the position of the first value that was there before, 0 where there is none.

    Of lists and objects only the first 50,000 are looked at.
    """
    try:
        if len(set(values)) == len(values):
            return 0
    except TypeError:
        pass  # lists and objects among them
    seen: set[str] = set()
    for index, value in enumerate(values[:_MOST_LISTED]):
        key = json.dumps(value, sort_keys=True)
        if key in seen:
            return index
        seen.add(key)
    return 0


def _at(path: Path, *more: Key) -> str:
    return pointer([*keys_of(path), *more])
