"""A `$ref` stays inside the document, and leads somewhere."""

import pytest

from openapi.findings import DescriptionError
from openapi.read import read
from tests.openapi.builders import as_bytes, openapi, with_schemas


def refused(document) -> list[tuple[str, str]]:
    with pytest.raises(DescriptionError) as caught:
        read(as_bytes(document))
    assert caught.value.status == 422
    assert all(finding.line for finding in caught.value.findings)
    return [(finding.pointer, finding.message) for finding in caught.value.findings]


@pytest.mark.parametrize(
    "ref",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "https://example.com/pet.json#/Pet",
        "pet.yaml",
        "../pet.yaml#/Pet",
        "Pet",
        "//example.com/pet",
        "",
        " #/components/schemas/Pet",
        "#/components/schemas/~2",
        "#/components/schemas/%zz",
        7,
        None,
        ["#/a"],
        {"a": 1},
    ],
)
def test_a_reference_that_leaves_or_is_malformed_is_refused_with_its_place(ref):
    [(pointer, message)] = refused(with_schemas(Pet={"$ref": ref}))
    assert pointer == "/components/schemas/Pet/$ref"
    assert message


def test_references_are_found_wherever_a_reader_would_follow_them():
    outside = {"$ref": "http://example.com/a"}
    document = openapi(
        paths={
            "/a": {"$ref": "a.yaml"},
            "/b": {
                "get": {
                    "parameters": [{"$ref": "b.yaml"}],
                    "responses": {
                        "200": {
                            "description": "",
                            "content": {"a/b": {"schema": {"items": {"$ref": "c.yaml"}}}},
                        }
                    },
                }
            },
        },
        components={
            "schemas": {
                # Names that would be data if they were fields.
                "default": {
                    "properties": {"example": {"$ref": "d.yaml"}, "enum": {"$ref": "e.yaml"}}
                },
                "x-internal": {"$ref": "f.yaml"},
            },
            "examples": {"one": {"$ref": "g.yaml"}},
            "headers": {"x-rate": outside},
        },
    )
    assert [pointer for pointer, _ in refused(document)] == [
        "/paths/~1a/$ref",
        "/paths/~1b/get/parameters/0/$ref",
        "/paths/~1b/get/responses/200/content/a~1b/schema/items/$ref",
        "/components/schemas/default/properties/example/$ref",
        "/components/schemas/default/properties/enum/$ref",
        "/components/schemas/x-internal/$ref",
        "/components/examples/one/$ref",
        "/components/headers/x-rate/$ref",
    ]


def test_a_dynamic_reference_outside_is_refused():
    document = with_schemas(Pet={"$dynamicRef": "https://example.com/tree"})
    document["openapi"] = "3.1.0"
    assert refused(document)[0][0] == "/components/schemas/Pet/$dynamicRef"


def test_a_ref_in_data_is_data():
    data = {"$ref": "file:///etc/passwd"}
    document = openapi(
        components={
            "schemas": {
                "Pet": {"default": data, "example": data, "enum": [data], "x-origin": data}
            },
            "examples": {"one": {"value": data}},
        }
    )
    assert read(as_bytes(document)).warnings == []


def test_a_property_may_be_named_ref():
    document = with_schemas(Pet={"properties": {"$ref": {"type": "string"}}})
    assert read(as_bytes(document)).warnings == []


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"$ref": "#/components/schemas/A"}},
        {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}},
        {"A": {"$ref": "#/components/schemas/%41"}},
    ],
)
def test_a_reference_that_only_refers_to_itself_is_refused(schemas):
    pointer, message = refused(with_schemas(**schemas))[0]
    assert pointer == "/components/schemas/A/$ref"
    assert "only to itself" in message


def test_recursive_schemas_are_normal():
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    tree = {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
    assert read(as_bytes(with_schemas(Node=node, Tree=tree))).warnings == []


def test_a_reference_without_target_is_a_located_warning():
    document = with_schemas(Pet={"properties": {"owner": {"$ref": "#/components/schemas/Owner"}}})
    [warning] = read(as_bytes(document)).warnings
    assert "has no target" in warning.message
    assert warning.pointer == "/components/schemas/Pet/properties/owner/$ref"
    assert warning.line


def test_escapes_and_positions_are_resolved():
    schemas = {
        "a~b": {"oneOf": [{"type": "string"}]},
        "B": {"$ref": "#/components/schemas/a~0b/oneOf/0"},
        "C": {"$ref": "#/paths/~1pets/get/responses/200"},
    }
    messages = [warning.message for warning in read(as_bytes(with_schemas(**schemas))).warnings]
    assert not any("no target" in message for message in messages)


def test_urls_that_are_only_shown_are_left_alone():
    link = {"operationRef": "https://example.com/other.yaml#/paths/~1a/get"}
    example = {"externalValue": "https://example.com/pet.json"}
    document = openapi(components={"links": {"other": link}, "examples": {"pet": example}})
    assert read(as_bytes(document)).warnings == []


def lists(content) -> dict:
    response = {"description": "All", "content": {"application/json": content}}
    return {"get": {"responses": {"200": response}}}


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"schema": {"$ref": "#/components/responses/Gone"}}, "a response; a schema"),
        ({"schema": {"$ref": "#/paths/~1pets/get"}}, "an operation; a schema"),
        ({"schema": {"$ref": "#/info/title"}}, "text; a schema"),
        ({"schema": {"$ref": "#/components/schemas/Pet/required"}}, "a list; a schema"),
        ({"examples": {"a": {"$ref": "#/components/schemas/Pet"}}}, "a schema; an example"),
    ],
)
def test_a_reference_to_the_wrong_kind_of_thing_is_named(part, message):
    document = openapi(
        paths={"/pets": lists(part)},
        components={
            "schemas": {"Pet": {"required": ["name"]}},
            "responses": {"Gone": {"description": "Gone"}},
        },
    )
    [warning] = read(as_bytes(document)).warnings
    assert warning.code == "reference_of_wrong_kind"
    assert f"leads to {message} belongs here." in warning.message
    assert warning.pointer.endswith("/$ref")
    assert warning.line


def test_one_reference_may_fit_one_place_and_not_another():
    gone = {"$ref": "#/components/responses/Gone"}
    document = openapi(
        paths={"/a": {"get": {"responses": {"410": gone}}}, "/b": lists({"schema": gone})},
        components={"responses": {"Gone": {"description": "Gone"}}},
    )
    [warning] = read(as_bytes(document)).warnings
    assert warning.pointer == "/paths/~1b/get/responses/200/content/application~1json/schema/$ref"


def test_a_reference_to_what_only_extensions_know_is_left_alone():
    document = with_schemas(Pet={"$ref": "#/x-parts/pet"}, Any={"$ref": "#/components/schemas/Yes"})
    document |= {"x-parts": {"pet": {"type": "object"}}, "openapi": "3.1.0"}
    document["components"]["schemas"]["Yes"] = True
    assert read(as_bytes(document)).warnings == []
