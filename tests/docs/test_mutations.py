"""Whatever shapes a description has, its reference is built and every page of it is made."""

import copy
import random
from typing import Any

import pytest

from docs.reference import samples
from docs.reference.navigation import navigation, neighbours
from docs.reference.overview import overview
from tests.docs.reading import Reader, description

WEIRD: list[Any] = [
    None,
    True,
    -1,
    1e308,
    10**400,
    "",
    "x",
    "\ud800",
    [],
    {},
    [None],
    ["a", 1, {}],
    {"": ""},
    {"$ref": 5},
    {"$ref": "#"},
    {"$ref": "#/paths"},
    {"$ref": "#/components/schemas/None"},
    {"type": ["string", "null", 3]},
    {"allOf": "x"},
    {"oneOf": []},
    {"anyOf": [True, False, 3]},
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every holder and key below a value."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    found = [(value, key) for key in keys]
    for key in keys:
        if isinstance(value[key], dict | list):
            found += places(value[key])
    return found


def mutated(document: dict[str, Any], seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    document = copy.deepcopy(document)
    for _ in range(chance.randint(1, 30)):
        found = places(document)
        if not found:
            break
        holder, key = chance.choice(found)
        other_holder, other_key = chance.choice(found)
        grafted = chance.random() < 0.3
        source = other_holder[other_key] if grafted else chance.choice(WEIRD)
        holder[key] = copy.deepcopy(source)
    return document


def read_everything(reader: Reader) -> None:
    index = reader.index
    overview(index)
    for entry in index.operations:
        neighbours(index, entry)
        navigation(index, index.tag_of(entry), entry)
        reader.operation(entry.slug)
        reader.part("response/200/application/json", slug=entry.slug)
    for slug in index.schema_slugs.values():
        reader.schema(slug)
        segment = reader.segment(index.schema_range(slug))
        samples.made(segment.schema, segment.references, "application/json")


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("name", ["adyen.com__BinLookupService", "api.video"])
def test_a_description_in_any_shape_is_readable(name: str, seed: int) -> None:
    read_everything(Reader(mutated(description(name), seed)))
