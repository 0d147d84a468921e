"""What counts as an operation, in lists and in the reference alike."""

from openapi.model.outline import as_sent, count, operation_count, operations
from tests.openapi.packed import document


def test_a_path_item_behind_a_reference_counts_and_an_extension_does_not() -> None:
    described = document(
        paths={
            "/a": {"get": {}, "parameters": [], "x-post": {}},
            "/b": {"$ref": "#/components/pathItems/B"},
            "x-c": {"get": {}},
        },
        webhooks={"added": {"post": {}}},
        components={"pathItems": {"B": {"put": {}, "patch": {}}}},
    )
    assert operation_count(described) == 3
    assert [(each.method, each.key) for each in operations(described)] == [
        ("get", "/a"),
        ("put", "/b"),
        ("patch", "/b"),
        ("post", "added"),
    ]


def test_any_method_that_3_2_names_is_an_operation() -> None:
    item = {
        "query": {"operationId": "findPets"},
        "additionalOperations": {"COPY": {}, "Purge": {"tags": ["pets"]}, "": {}, "LOCK": "no"},
    }
    described = document(openapi="3.2.0", **{"$self": "https://a.test/pets"}, paths={"/a": item})
    assert operation_count(described) == count(described) == 3
    found = list(operations(described))
    assert [(each.method, as_sent(each.method), each.slug) for each in found] == [
        ("query", "QUERY", "find-pets"),
        ("COPY", "COPY", "copy-a"),
        ("Purge", "Purge", "purge-a"),
    ]


def test_what_stands_beside_a_reference_to_a_path_item_counts_first() -> None:
    shared = {"summary": "Theirs", "description": "Theirs", "get": {}, "parameters": [{"a": 1}]}
    described = document(
        paths={"/a": {"$ref": "#/components/pathItems/A", "summary": "Ours"}},
        components={"pathItems": {"A": shared}},
    )
    (found,) = operations(described)
    assert found.summary == "Ours"
    assert found.path_level["description"] == "Theirs"
    assert found.path_level["parameters"] == [{"a": 1}]
