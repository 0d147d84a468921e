"""What does not go together among operations, paths, parameters and credentials is said."""

from typing import Any

import pytest

from openapi.read import Limits, read
from tests.openapi.builders import as_bytes, openapi, swagger

RESPONSES = {"200": {"description": "All"}}
QUERY = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def found(document: dict[str, Any]) -> list[tuple[str, str]]:
    """The codes and pointers of what is found, each with its line."""
    warnings = read(as_bytes(document)).warnings
    assert all(warning.line for warning in warnings)
    return [(warning.code, warning.pointer) for warning in warnings]


def operation(**fields: Any) -> dict[str, Any]:
    return {"responses": RESPONSES} | fields


def path(template: str, **item: Any) -> dict[str, Any]:
    return openapi(paths={template: item})


def test_an_operation_id_given_twice_names_the_other_operation() -> None:
    document = openapi(
        paths={
            "/a": {"get": operation(operationId="list")},
            "/b": {
                "get": operation(operationId="other"),
                "post": operation(
                    operationId="list",
                    callbacks={"done": {"{$url}": {"post": operation(operationId="other")}}},
                ),
            },
        }
    )
    warnings = read(as_bytes(document)).warnings
    assert [(each.pointer, each.message) for each in warnings] == [
        ("/paths/~1b/post/operationId", "The operationId “list” is that of GET /a too."),
        (
            "/paths/~1b/post/callbacks/done/{$url}/post/operationId",
            "The operationId “other” is that of GET /b too.",
        ),
    ]


ONE_MISSING = [("path_parameter_missing", "/paths/~1a~1{id}")]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (path("/a/{id}", get=operation(parameters=[ID])), []),
        (path("/a/{id}", parameters=[ID], get=operation()), []),
        (path("/a/{id}", parameters=[ID], get=operation(parameters=[ID])), []),
        (path("/a/{id}"), []),
        (path("/a/{id+}", get=operation(parameters=[ID])), []),
        (path("/a/{id}.{id}", get=operation(parameters=[ID])), []),
        (path("/a/{id}", get=operation()), ONE_MISSING),
        (path("/a/{id}", get=operation(), put=operation()), ONE_MISSING),
        (
            path("/a/{id}", get=operation(parameters=[ID | {"name": "ID"}])),
            [
                ("path_parameter_missing", "/paths/~1a~1{id}"),
                ("path_parameter_unused", "/paths/~1a~1{id}/get/parameters/0"),
            ],
        ),
        (
            path("/a/{id}", get=operation(parameters=[ID]), put=operation()),
            [("path_parameter_missing", "/paths/~1a~1{id}/put")],
        ),
        (
            path("/a", parameters=[ID], get=operation()),
            [("path_parameter_unused", "/paths/~1a/parameters/0")],
        ),
        (path("/a?b={id}", get=operation()), [("path_with_query", "/paths/~1a?b={id}")]),
        (
            path("/a/{id}", additionalOperations={"COPY": operation()}) | {"openapi": "3.2.0"},
            ONE_MISSING,
        ),
        (
            path(
                "/a/{id}",
                get=operation(parameters=[ID]),
                additionalOperations={"COPY": operation(parameters=[ID, ID | {"name": "b"}])},
            )
            | {"openapi": "3.2.0"},
            [
                (
                    "path_parameter_unused",
                    "/paths/~1a~1{id}/additionalOperations/COPY/parameters/1",
                )
            ],
        ),
        # What a parameter is called that leads nowhere, nobody knows.
        (
            path("/a/{id}", get=operation(parameters=[{"$ref": "#/components/parameters/x"}])),
            [("reference_unresolved", "/paths/~1a~1{id}/get/parameters/0/$ref")],
        ),
    ],
)
def test_paths_and_their_parameters_go_together(
    document: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert found(document) == expected


def test_parameters_are_followed_where_they_are_shared() -> None:
    document = path("/a/{id}", get=operation(parameters=[{"$ref": "#/components/parameters/id"}]))
    document["components"] = {"parameters": {"id": ID}}
    assert found(document) == []


def test_a_path_item_elsewhere_is_held_against_its_path() -> None:
    document = path("/a/{id}", **{"$ref": "#/components/pathItems/one"})
    document |= {"openapi": "3.1.0", "components": {"pathItems": {"one": {"get": operation()}}}}
    assert found(document) == ONE_MISSING


@pytest.mark.parametrize(
    ("parameters", "repeated"),
    [
        ([QUERY, QUERY], True),
        ([QUERY, {"$ref": "#/components/parameters/limit"}], True),
        ([QUERY, QUERY | {"in": "header"}], False),
        ([QUERY | {"in": "header"}, QUERY | {"in": "header", "name": "LIMIT"}], True),
        ([QUERY, QUERY | {"name": "LIMIT"}], False),
    ],
)
@pytest.mark.parametrize("at_path", [True, False])
def test_a_parameter_given_twice_is_named(
    parameters: list[dict[str, Any]], repeated: bool, at_path: bool
) -> None:
    item = {"get": operation()}
    (item if at_path else item["get"])["parameters"] = parameters
    document = openapi(paths={"/a": item}, components={"parameters": {"limit": QUERY}})
    where = "/paths/~1a" if at_path else "/paths/~1a/get"
    assert found(document) == ([("repeated_parameter", f"{where}/parameters/1")] * repeated)


def test_an_operation_may_override_a_parameter_of_its_path() -> None:
    assert found(path("/a", parameters=[QUERY], get=operation(parameters=[QUERY]))) == []


def test_paths_that_differ_in_names_only_are_one_path() -> None:
    items = {"/a/{id}": {}, "/a/{name}": {}, "/a/{id}/": {}, "/b/{id}": {}}
    assert found(openapi(paths=items)) == [("repeated_path", "/paths/~1a~1{name}")]


@pytest.mark.parametrize("at_operation", [True, False])
def test_credentials_of_no_scheme_are_named(at_operation: bool) -> None:
    document = path("/a", get=operation())
    document["components"] = {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    }
    security = [{"key": []}, {}, {"kye": []}]
    (document["paths"]["/a"]["get"] if at_operation else document)["security"] = security
    where = "/paths/~1a/get" if at_operation else ""
    assert found(document) == [("unknown_security_scheme", f"{where}/security/2/kye")]


def test_swagger_is_checked_in_its_own_shape() -> None:
    limit = {"name": "limit", "in": "query", "type": "integer"}
    document = swagger(
        paths={"/a/{id}": {"get": operation(parameters=[limit, limit], security=[{"key": []}])}},
        securityDefinitions={"kye": {"type": "basic"}},
    )
    assert found(document) == [
        ("path_parameter_missing", "/paths/~1a~1{id}"),
        ("repeated_parameter", "/paths/~1a~1{id}/get/parameters/1"),
        ("unknown_security_scheme", "/paths/~1a~1{id}/get/security/0/key"),
    ]


@pytest.mark.parametrize(
    ("status", "is_one"),
    [
        ("200", True),
        ("4XX", True),
        ("default", True),
        ("x-a", True),
        ("2000", False),
        ("4xx", False),
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_what_is_no_status_is_named(status: str, is_one: bool, version: str) -> None:
    responses = {"201": {"description": "Made"}, status: {"description": "All"}}
    document = openapi(version, paths={"/a": {"get": {"responses": responses}}})
    place = ("wrong_status", f"/paths/~1a/get/responses/{status}")
    assert found(document) == ([] if is_one else [place])


def test_a_great_many_faults_are_counted_once() -> None:
    many = {f"/a/{i}/{{b}}": {"get": operation(operationId="same")} for i in range(20_000)}
    parameters = [QUERY] * 10_000
    document = openapi(paths=many | {"/p": {"get": operation(parameters=parameters)}})
    warnings = read(as_bytes(document), limits=Limits(findings=10)).warnings
    assert len(warnings) == 11
    assert warnings[-1].code == "more_findings"


def test_parts_of_the_wrong_type_are_passed_by() -> None:
    odd: list[Any] = [7, "x", None, [], {}, [[]], [7], {"a": 7}, True]
    for one in odd:
        item = {"parameters": one, "get": one, "post": {"parameters": one, "security": one}}
        item["put"] = {
            "operationId": one,
            "parameters": [{"name": one, "in": one}],
            "responses": one,
        }
        document = openapi(paths={"/a/{b}": item}, security=one, components={"links": {"a": one}})
        document["servers"] = [{"url": one, "variables": one}]
        read(as_bytes(document))
        read(as_bytes(document | {"openapi": "3.2.0", "webhooks": {"a": item}}))
        read(as_bytes(swagger(paths={"/a": item}, parameters={"a": one}, responses={"b": one})))
