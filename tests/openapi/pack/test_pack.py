"""A pack gives every page with two small reads, and the same bytes for the same description."""

import pytest

from openapi.pack.builder import build
from openapi.pack.reader import Index, NotAPack
from tests.openapi.packed import Packed, description, document, get, packed

SMALL = ["api.video", "adyen.com__BinLookupService"]


@pytest.mark.parametrize("name", [*SMALL, "github"])
def test_addresses_of_operations_and_schemas_are_unique_and_safe(name: str) -> None:
    index = packed(name).index
    slugs = [entry.slug for entry in index.operations]
    assert slugs
    assert len({slug.lower() for slug in slugs}) == len(slugs)
    assert all(slug.replace("-", "").isalnum() and slug.isascii() for slug in slugs)
    names = list(index.schema_slugs.values())
    assert len({slug.lower() for slug in names}) == len(names)


def test_every_github_operation_can_be_read_and_has_a_section() -> None:
    reader = packed("github")
    assert len(reader.index.operations) >= 1_223
    for entry in reader.index.operations[::40]:
        assert reader.model(entry.slug).responses
        assert entry.position in reader.index.tag_of(entry).positions


def test_a_page_of_githubs_reads_little() -> None:
    reader = packed("github")
    lengths = [reader.index.operation_range(entry.slug)[1] for entry in reader.index.operations]
    assert reader.index.size < 100_000
    assert max(lengths) < 40_000


def test_building_twice_gives_the_same_bytes() -> None:
    assert build(description("api.video")) == build(description("api.video"))


def test_operations_are_named_by_their_ids_else_by_method_and_path() -> None:
    paths = {
        "/a": {"get": {"operationId": "getThing"}, "post": {"operationId": "get thing"}},
        "/b/{id}": {"get": {}, "put": {"operationId": "日本"}},
        "/b-{id}": {"get": {"operationId": "GETTHING"}},
    }
    index = Packed(document(paths=paths)).index
    assert [entry.slug for entry in index.operations] == [
        "get-thing",
        "get-thing-2",
        "get-b-id",
        "put-b-id",
        "getthing",
    ]


def test_schemas_keep_their_names_where_an_address_can_hold_them() -> None:
    schemas = {name: {"type": "object"} for name in ("Pet", "pet", "io.k8s.Pod", "A/b c", "..")}
    index = Packed(document(schemas=schemas)).index
    assert list(index.schema_slugs.values()) == ["Pet", "pet-2", "io.k8s.Pod", "a-b-c", "unnamed"]


def test_tags_stand_in_declared_order_and_hold_what_has_no_tag() -> None:
    paths = {"/a": {"get": {"tags": ["two"]}, "put": {"tags": ["one", "two"]}, "post": {}}}
    tags = [{"name": "one", "description": "First"}, {"name": "empty"}, {"name": "two"}]
    index = Packed(document(paths=paths, tags=tags)).index
    assert [(tag.name, tag.positions) for tag in index.tags] == [
        ("one", [1]),
        ("two", [0, 1]),
        ("A", [2]),
    ]


def test_webhooks_have_a_section_of_their_own() -> None:
    hooks = {"petAdded": {"post": {"summary": "A pet came", "tags": ["pets"]}}}
    index = Packed(document(webhooks=hooks)).index
    assert [tag.name for tag in index.tags] == ["Webhooks"]
    assert index.operations[0].kind == "webhook"


def test_a_description_without_anything_has_a_pack() -> None:
    index = Packed({}).index
    assert (list(index.operations), list(index.tags)) == ([], [])


def test_other_bytes_are_no_pack() -> None:
    pack = build(document(paths=get()))
    for raw in (b"", b"PK\x03\x04 something else", pack[:20]):
        with pytest.raises(NotAPack):
            Index.parse(raw)
