"""What counts as an operation, in lists and in the reference alike."""

from openapi.model.outline import operation_count, operations
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
