"""What one operation says against another, its path, or the description's other parts."""

import re
from collections.abc import Iterator
from typing import Any

from openapi.common.pointers import Key, Path, keys_of, pointer
from openapi.common.targets import Missing, Targets
from openapi.common.untrusted import JsonObject, mapping, sequence
from openapi.findings import Finding, warning
from openapi.model.outline import METHODS
from openapi.read.survey import Survey

# In the template of a path. API Gateway writes {proxy+} for the parameter “proxy”; RFC 6570's
# operators begin what is no part of a path.
_VARIABLE = re.compile(r"\{([^{}?&#;]+?)\+?\}")
_ANY_VARIABLE = re.compile(r"\{[^{}]*\}")
_PATHS: Path = (None, "paths")
_METHODS = frozenset(METHODS)
_LONGEST_CHAIN = 16
_LONGEST = 100


def findings(document: JsonObject, survey: Survey) -> Iterator[Finding]:
    """Yield warnings on operations, parameters, paths and security requirements."""
    checks = _Checks(document, survey)
    yield from checks.operation_ids()
    yield from checks.repeated_paths()
    yield from checks.parameters()
    yield from checks.security()


class _Checks:
    def __init__(self, document: JsonObject, survey: Survey) -> None:
        self._document = document
        self._path_items = survey.path_items
        self._operations = survey.operations
        self._targets = Targets(document)
        self._found: dict[str, JsonObject] = {}

    def operation_ids(self) -> Iterator[Finding]:
        seen: dict[str, str] = {}
        for operation, path in self._operations:
            name = operation.get("operationId")
            if not isinstance(name, str):
                continue
            if name in seen:
                where = _at(path, "operationId")
                yield warning(
                    "repeated_operation_id", pointer=where, name=name[:_LONGEST], other=seen[name]
                )
            else:
                seen[name] = _called(path)

    def repeated_paths(self) -> Iterator[Finding]:
        seen: dict[str, str] = {}
        for path in mapping(self._document.get("paths")):
            form = _ANY_VARIABLE.sub("{}", path)
            if path.startswith("/") and seen.setdefault(form, path) != path:
                other = seen[form][:_LONGEST]
                yield warning("repeated_path", pointer=pointer(["paths", path]), other=other)

    def parameters(self) -> Iterator[Finding]:
        for item, path in self._path_items:
            yield from self._repeated(item, path)
            if path and path[0] == _PATHS:
                yield from self._of_template(item, path, str(path[1]))
        for operation, path in self._operations:
            yield from self._repeated(operation, path)

    def _repeated(self, holder: JsonObject, path: Path) -> Iterator[Finding]:
        if "parameters" not in holder:
            return
        seen: set[tuple[str, str]] = set()
        for index, one in enumerate(sequence(holder["parameters"])):
            name, where = _identity(self._resolved(one))
            if not name or not where:
                continue
            if (name, where) in seen:
                place = _at(path, "parameters", index)
                yield warning(
                    "repeated_parameter", pointer=place, name=name[:_LONGEST], where=where
                )
            seen.add((name, where))

    def _of_template(self, item: JsonObject, path: Path, template: str) -> Iterator[Finding]:
        """Yield what does not fit between a path and the path parameters of its operations."""
        template, query, _ = template.partition("?")
        if query:
            yield warning("path_with_query", pointer=_at(path))
        variables = dict.fromkeys(_VARIABLE.findall(template))
        resolved = self._resolved(item)
        shared = self._in_path(resolved)
        yield from self._unused(shared or {}, variables, path)
        missing: dict[str, list[Path]] = {}
        operations = list(_methods(resolved))
        for steps, operation in operations:
            own, place = self._in_path(operation), _below(path, *steps)
            yield from self._unused(own or {}, variables, place)
            if own is None or shared is None:
                continue  # one leads nowhere, so that its name is not known
            for name in variables:
                if name not in own and name not in shared:
                    missing.setdefault(name, []).append(place)
        for name, places in missing.items():
            for place in [path] if len(places) == len(operations) else places:
                where = _at(place)
                yield warning("path_parameter_missing", pointer=where, name=name[:_LONGEST])

    def _in_path(self, holder: JsonObject) -> dict[str, int] | None:
        """Return the positions of path parameters by name; None where one leads nowhere."""
        found: dict[str, int] = {}
        for index, one in enumerate(sequence(holder.get("parameters"))):
            resolved = self._resolved(one)
            if "$ref" in resolved:
                return None
            name, where = _identity(resolved)
            if where == "path":
                found.setdefault(name, index)
        return found

    def _unused(
        self, given: dict[str, int], variables: dict[str, None], path: Path
    ) -> Iterator[Finding]:
        for name, index in given.items():
            if name not in variables:
                where = _at(path, "parameters", index)
                yield warning("path_parameter_unused", pointer=where, name=name[:_LONGEST])

    def security(self) -> Iterator[Finding]:
        components = mapping(self._document.get("components"))
        known = mapping(components.get("securitySchemes"))
        known = known or mapping(self._document.get("securityDefinitions"))
        holders = [(self._document, None), *self._operations]
        for holder, path in holders:
            for index, one in enumerate(sequence(holder.get("security"))):
                for name in mapping(one):
                    # From 3.2 on a name may also be the address of a scheme.
                    if name not in known and "/" not in name:
                        where = _at(path, "security", index, name)
                        yield warning(
                            "unknown_security_scheme", pointer=where, name=name[:_LONGEST]
                        )

    def _resolved(self, value: object) -> JsonObject:
        """Return what an object refers to, with what stands beside; itself without a target."""
        found = mapping(value)
        ref = found.get("$ref")
        if not isinstance(ref, str):
            return found
        if ref not in self._found:
            self._found[ref] = self._target(ref)
        target = self._found[ref]
        return target if len(found) == 1 and target else found | target

    def _target(self, ref: str) -> JsonObject:
        target: JsonObject = {"$ref": ref}
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(target.get("$ref"), str):
                break
            try:
                target = mapping(self._targets.find(target["$ref"]))
            except Missing:
                break
        return target


def _methods(item: JsonObject) -> Iterator[tuple[tuple[str, ...], JsonObject]]:
    """Yield the operations of a path item, each with the keys that lead to it."""
    further = mapping(item.get("additionalOperations"))
    found: list[tuple[tuple[str, ...], Any]] = [
        ((method,), operation) for method, operation in item.items() if method in _METHODS
    ]
    found += [(("additionalOperations", method), below) for method, below in further.items()]
    yield from ((steps, operation) for steps, operation in found if isinstance(operation, dict))


def _below(path: Path, *keys: Key) -> Path:
    for key in keys:
        path = (path, key)
    return path


def _identity(parameter: JsonObject) -> tuple[str, str]:
    name, where = parameter.get("name"), parameter.get("in")
    if not isinstance(name, str) or not isinstance(where, str):
        return "", ""
    # Names of headers are the same in any case (RFC 9110, section 5.1).
    return (name.lower() if where == "header" else name), where[:_LONGEST]


def _called(path: Path) -> str:
    """Return an operation's method and path, as people call it."""
    *_, key, method = [*keys_of(path)]
    return f"{str(method).upper()} {str(key)[:_LONGEST]}"


def _at(path: Path, *more: Key) -> str:
    return pointer([*keys_of(path), *more])
