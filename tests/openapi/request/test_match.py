"""From method and path of an incoming request to its operation."""

import pytest

from openapi.model.servers import servers
from openapi.request.match import Match, Miss, Routes, routes
from tests.openapi.packed import Packed, document

PATHS = [
    ("get", "/pets"),
    ("post", "/pets"),
    ("get", "/pets/{id}"),
    ("delete", "/pets/{id}"),
    ("get", "/pets/mine"),
    ("get", "/pets/{id}/toys/{toy}"),
    ("get", "/{any}/me"),
    ("get", "/pets/{id}.json"),
    ("get", "/from-{a}-to-{b}"),
    ("get", "/users{id}"),
    ("get", "/a b/{x}"),
    ("get", "/q?kind=dog"),
    ("get", "/q?kind={kind}"),
    ("get", "/q"),
    ("post", "/#Action=Make"),
    ("post", "/#Action=Break"),
    ("get", "/slash/"),
    ("COPY", "/pets/{id}"),
]
ROUTES = Routes((method, path, f"{method} {path}") for method, path in PATHS)


def found(method: str, path: str, query: str = "") -> tuple[str, dict[str, str]] | None:
    match = ROUTES.match(method, path, query)
    return (match.entry, match.values) if isinstance(match, Match) else None


@pytest.mark.parametrize(
    ("method", "path", "entry", "values"),
    [
        ("GET", "/pets", "get /pets", {}),
        ("POST", "/pets", "post /pets", {}),
        ("GET", "/pets/7", "get /pets/{id}", {"id": "7"}),
        # Concrete paths come first, if they have the method.
        ("GET", "/pets/mine", "get /pets/mine", {}),
        ("DELETE", "/pets/mine", "delete /pets/{id}", {"id": "mine"}),
        ("GET", "/pets/7/toys/9", "get /pets/{id}/toys/{toy}", {"id": "7", "toy": "9"}),
        # From left to right: what is concrete earlier wins.
        ("GET", "/pets/me", "get /pets/{id}", {"id": "me"}),
        ("GET", "/cats/me", "get /{any}/me", {"any": "cats"}),
        # More text of its own is more specific.
        ("GET", "/pets/7.json", "get /pets/{id}.json", {"id": "7"}),
        ("GET", "/from-x-to-y-to-z", "get /from-{a}-to-{b}", {"a": "x", "b": "y-to-z"}),
        ("GET", "/users.5", "get /users{id}", {"id": ".5"}),
        # An encoded slash stays inside its segment; values come as they were sent.
        ("GET", "/pets/a%2fb", "get /pets/{id}", {"id": "a%2Fb"}),
        ("GET", "/pets/a%2Cb,c", "get /pets/{id}", {"id": "a%2Cb,c"}),
        ("GET", "/p%65ts/%7E1", "get /pets/{id}", {"id": "~1"}),
        ("GET", "/a%20b/1", "get /a b/{x}", {"x": "1"}),
        ("HEAD", "/pets/7", "get /pets/{id}", {"id": "7"}),
        ("COPY", "/pets/7", "COPY /pets/{id}", {"id": "7"}),
        ("GET", "/slash/", "get /slash/", {}),
    ],
)
def test_paths(method: str, path: str, entry: str, values: dict[str, str]) -> None:
    assert found(method, path) == (entry, values)


@pytest.mark.parametrize(
    ("method", "path", "query", "entry"),
    [
        ("GET", "/q", "kind=dog&a=1", "get /q?kind=dog"),
        ("GET", "/q", "kind=cat", "get /q?kind={kind}"),
        ("GET", "/q", "", "get /q"),
        ("POST", "/", "Action=Make", "post /#Action=Make"),
        ("POST", "/", "Version=1&Action=Break", "post /#Action=Break"),
    ],
)
def test_operations_that_a_query_tells_apart(
    method: str, path: str, query: str, entry: str
) -> None:
    match = found(method, path, query)
    assert match
    assert match[0] == entry


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/pets", {"GET", "POST"}),
        ("OPTIONS", "/pets/7", {"GET", "DELETE", "COPY"}),
        ("GET", "/none", set()),
        ("GET", "/pets/", set()),
        ("GET", "/slash", set()),
        ("GET", "", set()),
        ("GET", "pets", set()),
        ("GET", "//pets", set()),
        ("GET", "/pets/" + "a/" * 500, set()),
        ("GET", "/pets/" + "a" * 10_000, set()),
        ("GET", "/pets/%", {"GET"}),
    ],
)
def test_misses_name_the_methods_that_the_path_has(
    method: str, path: str, allowed: set[str]
) -> None:
    match = ROUTES.match(method, path)
    if isinstance(match, Match):
        assert method in allowed
    else:
        assert set(match.allowed) == allowed


def test_base_paths_of_servers_are_left_out() -> None:
    given = [{"url": "https://a.test/v1/"}, {"url": "/api"}, {"url": "https://b.test"}]
    based = Routes([("get", "/pets/{id}", "found")], servers(given))
    for path in ("/v1/pets/7", "/api/pets/7", "/pets/7"):
        assert based.match("GET", path) == Match("found", {"id": "7"})
    assert based.match("GET", "/v10/pets/7") == Miss()


def test_the_operations_of_a_description() -> None:
    operation = {"responses": {}}
    packed = Packed(
        document(
            paths={"/pets/{id}": {"get": {**operation, "operationId": "getPet"}}},
            webhooks={"/hooks/new": {"post": operation}},
            servers=[{"url": "https://a.test/v1"}],
        )
    )
    match = routes(packed.index).match("GET", "/v1/pets/7")
    assert isinstance(match, Match)
    assert match.entry.slug == "get-pet"
    assert routes(packed.index).match("POST", "/hooks/new") == Miss()


def test_the_work_of_a_match_does_not_grow_with_paths_that_are_alike() -> None:
    """Each segment of these could be either of two, which a naive search tries 2^24 times."""
    depth = 24
    paths = ["/" + "/".join(["{x}"] * n + ["a"] * (depth - n)) + "/end" for n in range(depth)]
    many = Routes(("get", path, path) for path in paths)
    assert many.match("GET", "/" + "/".join(["a"] * depth) + "/other") == Miss()
