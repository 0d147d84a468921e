"""Pages of the schemas of the official JSON Schema test suite, searched for what the schemas say.

Every schema group of the suite becomes the page of a component. The words, names, numbers and
patterns of each of its keywords have to stand on that page, or on a page that its links lead to.
Those that do not are listed; known are `unevaluatedProperties: false` with `additionalProperties`,
which leaves nothing unevaluated, and parts of an `allOf` that demand different types. Exits 1 where
more than 1 in 100 of the groups lack something.
"""

import json
import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from docs.reference import operation as views
from docs.rows import Rows
from openapi.common.untrusted import mapping
from openapi.pack.builder import build
from openapi.pack.reader import Index, parse_segment

SUITE = Path(__file__).resolve().parents[2] / "shared" / "cases" / "json-schema" / "tests"
DRAFTS = ("draft2020-12", "draft7")
MOST_RATIO_LACKING = 0.01
BASE = "/reference/"
MOST_PAGES = 60
ROOT = "#/components/schemas/Root"
LINK = re.compile(r'href="([^"]*)"')
TAG = re.compile(r"<[^<>]*>")
SCHEMA_KEYWORDS = (
    *("not", "if", "then", "else", "contains", "propertyNames", "additionalItems", "items"),
    *("additionalProperties", "unevaluatedItems", "unevaluatedProperties", "contentSchema"),
)
LIST_KEYWORDS = ("allOf", "anyOf", "oneOf", "prefixItems", "items")
NAME_KEYWORDS = (
    *("properties", "patternProperties", "dependentSchemas", "dependentRequired"),
    *("dependencies", "$defs", "definitions"),
)
# What a reference leads to stands there instead.
FOLLOWED = ("$ref", "$dynamicRef", "$recursiveRef")
# Says nothing: it is so without the keyword.
IDLE = (
    *(("minLength", 0), ("minItems", 0), ("minProperties", 0), ("uniqueItems", False)),
    *(("required", []), ("dependentRequired", {}), ("dependencies", {})),
)
# What is said of a boolean.
SAID = {
    ("uniqueItems", True): "items are unique",
    ("additionalProperties", False): "no other properties",
    ("additionalProperties", True): "other properties are allowed",
    ("unevaluatedProperties", False): "no other properties",
    ("unevaluatedProperties", True): "other properties are allowed",
    ("additionalItems", False): "no other items",
    ("unevaluatedItems", False): "no other items",
    ("unevaluatedItems", True): "other items are allowed",
    ("readOnly", True): "read only",
    ("writeOnly", True): "write only",
    ("deprecated", True): "deprecated",
}


def main() -> int:
    if not SUITE.is_dir():
        print(f"  skipped: the suite is not at {SUITE.resolve()}")
        return 0
    lacking = []
    count = 0
    for draft in DRAFTS:
        for path in sorted((SUITE / draft).rglob("*.json")):
            for group in json.loads(path.read_bytes()):
                count += 1
                if lost := sorted(set(wanted(group["schema"])) - found(group["schema"])):
                    name = f"{draft}/{path.stem}: {group['description']}"
                    lacking.append(f"{name}: {', '.join(lost)}"[:200])
    for line in lacking:
        print(f"  not all there: {line}")
    print(f"  {count - len(lacking)} of {count} schemas are there with every keyword and value")
    print(f"  ratio {len(lacking) / count:.3f} lacking (at most {MOST_RATIO_LACKING} wanted)")
    return 0 if len(lacking) <= MOST_RATIO_LACKING * count else 1


def found(schema: Any) -> set[str]:
    """Return what is wanted of a schema and stands on its pages."""
    text = " ".join(page_texts(schema))
    return {each for each in wanted(schema) if stands_in(each, text)}


def stands_in(wanted: str, text: str) -> bool:
    ways = {" ".join(wanted.split()), json.dumps(wanted, ensure_ascii=False)}
    ways.add(json.dumps(wanted, ensure_ascii=False)[1:-1])
    return any(
        re.search(rf"(?<![\w.]){re.escape(way)}(?!\w|\.\d)", text) for way in ways if way.strip()
    )


def page_texts(schema: Any) -> Iterator[str]:
    """Yield the texts of the schema's page and of those that its links lead to."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Suite", "version": "1"},
        "paths": {},
        "components": {"schemas": {"Root": moved(schema)}},
    }
    pack = build(document)
    index = Index.parse(pack)
    start, length = index.schema_range("Root")
    segment = parse_segment(pack[start : start + length])
    waiting, seen = [("", 0)], set()
    while waiting and len(seen) < MOST_PAGES:
        place, number = waiting.pop()
        if (place, number) in seen:
            continue
        seen.add((place, number))
        row = views.schema(index, segment, place, number)
        if row is None:
            raise SystemExit(f"{place} is linked and not there")
        html = str(Rows(BASE).tree(row))
        yield unescape(TAG.sub(" ", html))
        for link in LINK.findall(unescape(html)):
            query = parse_qs(urlsplit(link).query)
            if "at" in query:
                waiting.append((query["at"][0], int(query.get("from", ["0"])[0])))


def moved(schema: Any, *, top: bool = True) -> Any:
    """Return the schema with its references to itself as they are below `components`."""
    if isinstance(schema, list):
        return [moved(each, top=False) for each in schema]
    if not isinstance(schema, dict) or ("$id" in schema and not top):
        return schema
    data = ("enum", "const", "default", "examples")
    kept = {key: each if key in data else moved(each, top=False) for key, each in schema.items()}
    ref = kept.get("$ref")
    if isinstance(ref, str) and (ref == "#" or ref.startswith("#/")):
        kept["$ref"] = ROOT + ref[1:]
    return kept


def wanted(schema: Any) -> Iterator[str]:
    """Yield every name, word, number and pattern that the keywords of a schema hold."""
    for keyword, given in mapping(schema).items():
        if (keyword, given) in IDLE or keyword in FOLLOWED:
            continue
        if isinstance(given, bool):
            yield from _boolean(keyword, given)
        elif keyword in NAME_KEYWORDS and isinstance(given, dict):
            for name, below in given.items():
                yield from [name] if below != [] else []
                yield from wanted(below) if isinstance(below, dict) else _leaves(below)
                yield from ["nothing is valid here"] if below is False else []
        elif keyword in LIST_KEYWORDS and isinstance(given, list):
            for below in given:
                yield from wanted(below)
                yield from ["nothing is valid here"] if below is False else []
        elif keyword in SCHEMA_KEYWORDS and isinstance(given, dict):
            yield from wanted(given)
        else:
            yield from _leaves(given)


def _boolean(keyword: str, given: bool) -> Iterator[str]:
    if (keyword, given) in SAID:
        yield SAID[keyword, given]
    elif keyword in SCHEMA_KEYWORDS and not given and keyword not in ("items", "if", "not"):
        yield "nothing is valid here"


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield name
            yield from _leaves(below)
    elif isinstance(value, list):
        for below in value:
            yield from _leaves(below)
    elif isinstance(value, str):
        yield value
    elif not isinstance(value, bool):
        yield json.dumps(value)


if __name__ == "__main__":
    sys.exit(main())
