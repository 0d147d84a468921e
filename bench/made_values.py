"""Values made from schemas, each validated by jsonschema-rs.

First the official JSON Schema suite: every schema that has a valid and an invalid instance and
refers to nothing outside. Exits 1 below 98% of draft 2020-12 or 100% of draft 7, or where a value
is invalid. Then the request bodies of real descriptions, made from the segments of their packs and
validated with the whole document. Both need the cases beside the checkout (`../shared`).
"""

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import jsonschema_rs

from openapi.common.references import References
from openapi.pack.builder import build
from openapi.pack.reader import Index, parse_segment
from openapi.read import read
from openapi.values import NoValue, example

SHARED = Path(__file__).parents[1].parent / "shared"
SUITE = SHARED / "cases" / "json-schema" / "tests"
SPECS = SHARED / "specs"
DRAFTS = {
    "draft2020-12": (jsonschema_rs.Draft202012Validator, 0.98, 0.95),
    "draft7": (jsonschema_rs.Draft7Validator, 1.0, 0.98),
}
# Of larger descriptions every so-and-so-many-th operation is taken, so that so many are.
MOST_OPERATIONS = 150


def main() -> int:
    if not SUITE.is_dir() or not SPECS.is_dir():
        print(f"not run: it needs the JSON Schema suite and real descriptions in {SHARED}")
        return 0
    kept = [suite(draft, *rest) for draft, rest in DRAFTS.items()]
    kept.append(descriptions())
    return 0 if all(kept) else 1


def suite(draft: str, validator: Any, goal: float, least: float) -> bool:
    outcomes: Counter[str] = Counter()
    failures = []
    for name, schema in groups(draft, validator):
        outcome, detail = outcome_of(schema, validator)
        outcomes[outcome] += 1
        if outcome != "valid":
            failures.append(f"    {outcome}: {name}: {detail}")
    total = outcomes.total()
    share = outcomes["valid"] / total
    print(
        f"{draft}: {outcomes['valid']} of {total} schemas have a valid value: {share:.1%}"
        f" (goal {goal:.0%}, at least {least:.0%}); {outcomes['invalid']} invalid"
    )
    for failure in failures:
        print(failure)
    return share >= goal and not outcomes["invalid"]


def groups(draft: str, validator: Any) -> Iterator[tuple[str, Any]]:
    for path in sorted((SUITE / draft).rglob("*.json")):
        for group in json.loads(path.read_text()):
            schema = group["schema"]
            if draft == "draft7" and isinstance(schema, dict):
                schema = {"$schema": "http://json-schema.org/draft-07/schema#", **schema}
            verdicts = {test["valid"] for test in group["tests"]}
            if len(verdicts) == 2 and not is_remote(schema, validator):
                yield f"{path.relative_to(SUITE / draft)}: {group['description']}", schema


def is_remote(schema: Any, validator: Any) -> bool:
    """Return whether a schema cannot be read without one that is neither in it nor a dialect's."""
    try:
        validator(schema, offline=True)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError):
        return True
    return False


def values_of(schema: Any, keyword: str) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get(keyword), str):
            yield schema[keyword]
        schema = list(schema.values())
    for below in schema if isinstance(schema, list) else ():
        yield from values_of(below, keyword)


def outcome_of(schema: Any, validator: Any) -> tuple[str, str]:
    try:
        value = example(schema, References())
    except NoValue as error:
        return "none", str(error)
    try:
        validator(schema, validate_formats=True, offline=True).validate(value)
    except jsonschema_rs.ValidationError as error:
        return "invalid", f"{json.dumps(value)[:80]}: {error.message[:120]}"
    return "valid", ""


def descriptions() -> bool:
    outcomes: Counter[str] = Counter()
    failures: list[str] = []
    begun = perf_counter()
    spent = 0.0
    paths = sorted(SPECS.rglob("*.gz"))
    for path in paths:
        for name, outcome, seconds in bodies(path):
            kind, _, detail = outcome.partition(": ")
            outcomes[kind] += 1
            spent += seconds
            if detail:
                failures.append(f"    {kind}: {path.name}: {name}: {detail}")
    made = outcomes["valid"] + outcomes["invalid"]
    print(
        f"{len(paths)} descriptions, request bodies of at most {MOST_OPERATIONS} operations each:"
        f" {outcomes['valid']} of {made} made values valid, {outcomes['none']} without a value,"
        f" {outcomes['unusable']} of schemas that the validator refuses"
        f" ({spent / max(outcomes.total(), 1) * 1e3:.2f} ms a value,"
        f" {perf_counter() - begun:.0f} s in all)"
    )
    for failure in failures:
        print(failure)
    return not outcomes["invalid"]


def bodies(path: Path) -> Iterator[tuple[str, str, float]]:
    """Yield each request body of a description, what became of its value, and the seconds."""
    document = read(gzip.decompress(path.read_bytes())).openapi3
    pack = build(document)
    index = Index.parse(pack)
    entries = index.operations[:: max(1, len(index.operations) // MOST_OPERATIONS)]
    for entry in entries:
        start, length = index.operation_range(entry.slug)
        segment = parse_segment(pack[start : start + length])
        body = index.open_operation(entry, segment).body
        for content in body.contents if body else ():
            begun = perf_counter()
            try:
                value = example(content.schema, segment.references, "readOnly")
            except NoValue as error:
                yield f"{entry.slug} {content.name}", f"none: {error}", perf_counter() - begun
                continue
            seconds = perf_counter() - begun
            yield f"{entry.slug} {content.name}", checked(value, content.schema, document), seconds


def checked(value: Any, schema: Any, document: Any) -> str:
    """Return "valid", or "invalid" or "unusable" with the reason."""
    requests = Requests(document)
    wanted = requests.schema(schema)
    wanted = {"allOf": [wanted], "components": {"schemas": requests.reachable(wanted)}}
    try:
        validator = jsonschema_rs.Draft202012Validator(wanted, validate_formats=True, offline=True)
    except (jsonschema_rs.ValidationError, ValueError) as error:
        return f"unusable: {str(error)[:160]!r}"
    try:
        validator.validate(value)
    except jsonschema_rs.ValidationError as error:
        where = "/".join(map(str, error.instance_path))
        return f"invalid: at /{where}: {error.message[:160]}"
    return "valid"


class Requests:
    """The schemas of a description of 3.0 or 3.1 as JSON Schema says what requests see of them."""

    def __init__(self, document: Any) -> None:
        self._schemas = document.get("components", {}).get("schemas", {})

    def reachable(self, schema: Any) -> dict[str, Any]:
        """Return the component schemas that a schema refers to."""
        found: dict[str, Any] = {}
        stack = [schema]
        while stack:
            for ref in values_of(stack.pop(), "$ref"):
                name = component(ref)
                if name in self._schemas and name not in found:
                    found[name] = self.schema(self._schemas[name])
                    stack.append(found[name])
        return found

    def schema(self, schema: Any) -> Any:
        if isinstance(schema, list):
            return [self.schema(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        kept = {}
        for keyword, value in schema.items():
            if keyword in ("example", "examples", "default", "enum", "const", "x-enum"):
                kept[keyword] = value
            elif keyword in ("properties", "patternProperties") and isinstance(value, dict):
                kept[keyword] = {name: self.schema(below) for name, below in value.items()}
            else:
                kept[keyword] = self.schema(value)
        if isinstance(kept.get("properties"), dict) and isinstance(kept.get("required"), list):
            below = kept["properties"]
            kept["required"] = [n for n in kept["required"] if not self.is_hidden(below.get(n))]
        for plain, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if isinstance(kept.get(exclusive), bool) and kept.pop(exclusive) and plain in kept:
                kept[exclusive] = kept.pop(plain)
        if kept.get("nullable") is True and isinstance(kept.get("type"), str):
            kept["type"] = [kept["type"], "null"]
        return kept

    def is_hidden(self, schema: Any, depth: int = 0) -> bool:
        if not isinstance(schema, dict) or depth > 9:
            return False
        target = self._schemas.get(component(schema.get("$ref", "")))
        below = [target, *schema.get("allOf", [])]
        return schema.get("readOnly") is True or any(self.is_hidden(s, depth + 1) for s in below)


def component(ref: str) -> str:
    name = ref.removeprefix("#/components/schemas/").partition("/")[0]
    return name.replace("~1", "/").replace("~0", "~")


if __name__ == "__main__":
    sys.exit(main())
