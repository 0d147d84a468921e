"""Parameters as they are sent, by place, style, explode and type."""

from typing import Any

import pytest

from openapi.request.build import NoRequest
from tests.openapi.request.described import query, request, url

TEXT = "blue"
LIST = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}
NESTED = {"at": {"gt": 5, "lt": 9}, "tags": ["a", "b"], "lines": [{"sku": "x"}]}


# The table of https://spec.openapis.org/oas/v3.2.0.html#style-examples, row by row.
@pytest.mark.parametrize(
    ("style", "explode", "empty", "text", "items", "members"),
    [
        (
            "matrix",
            False,
            ";color",
            ";color=blue",
            ";color=blue,black,brown",
            ";color=R,100,G,200,B,150",
        ),
        (
            "matrix",
            True,
            ";color",
            ";color=blue",
            ";color=blue;color=black;color=brown",
            ";R=100;G=200;B=150",
        ),
        ("label", False, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"),
        ("label", True, ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"),
        ("simple", False, None, "blue", "blue,black,brown", "R,100,G,200,B,150"),
        ("simple", True, None, "blue", "blue,black,brown", "R=100,G=200,B=150"),
    ],
)
def test_path_styles(
    style: str, explode: bool, empty: str | None, text: str, items: str, members: str
) -> None:
    for value, shown in ((TEXT, text), (LIST, items), (OBJECT, members)):
        given = {"name": "color", "in": "path", "style": style, "explode": explode}
        assert url({**given, "example": value}, path="/a{color}/b") == f"/a{shown}/b"


@pytest.mark.parametrize(
    ("style", "explode", "empty", "text", "items", "members"),
    [
        (
            "form",
            False,
            "color=",
            "color=blue",
            "color=blue,black,brown",
            "color=R,100,G,200,B,150",
        ),
        (
            "form",
            True,
            "color=",
            "color=blue",
            "color=blue&color=black&color=brown",
            "R=100&G=200&B=150",
        ),
        (
            "spaceDelimited",
            False,
            None,
            None,
            "color=blue%20black%20brown",
            "color=R%20100%20G%20200%20B%20150",
        ),
        # Undefined since 3.1.1; before that, and in all tools, as an exploded form.
        ("spaceDelimited", True, None, None, "color=blue&color=black&color=brown", None),
        (
            "pipeDelimited",
            False,
            None,
            None,
            "color=blue%7Cblack%7Cbrown",
            "color=R%7C100%7CG%7C200%7CB%7C150",
        ),
        ("pipeDelimited", True, None, None, "color=blue&color=black&color=brown", None),
        (
            "deepObject",
            True,
            None,
            None,
            "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
            "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
        ),
    ],
)
def test_query_styles(
    style: str,
    explode: bool,
    empty: str | None,
    text: str | None,
    items: str,
    members: str | None,
) -> None:
    for value, shown in ((None, empty), (TEXT, text), (LIST, items), (OBJECT, members)):
        given = query("color", value, style=style, explode=explode)
        if shown is not None:
            assert url(given) == f"/things?{shown}"
        elif value is not None:
            with pytest.raises(NoRequest):
                url(given)


@pytest.mark.parametrize(
    ("parameter", "sent"),
    [
        # What stands without style and explode.
        (query("id", LIST), "id=blue&id=black&id=brown"),
        (query("id", LIST, style="pipeDelimited"), "id=blue%7Cblack%7Cbrown"),
        (query("id", []), "id="),
        (query("id", {}), "id="),
        (query("id", ""), "id="),
        (query("on", True), "on=true"),
        (query("n", 1.5), "n=1.5"),
        (query("n", [1, None, 2]), "n=1&n=2"),
        # RFC 6570: nothing but unreserved characters stays, of names neither.
        (query("q", "a b&c=d+é/~"), "q=a%20b%26c%3Dd%2B%C3%A9%2F~"),
        (query("a[b]", "x"), "a%5Bb%5D=x"),
        (query("q", ["a,b", "c"], explode=False), "q=a%2Cb,c"),
        # What would end the value, and is no text of a URL, is encoded even so.
        (query("q", "a/b?c:d", allowReserved=True), "q=a/b?c:d"),
        (query("q", "a&b#c+d[e] %41%", allowReserved=True), "q=a%26b%23c%2Bd%5Be%5D%20%41%25"),
        (query("q", ["a,b", "c/d"], allowReserved=True, explode=False), "q=a%2Cb,c/d"),
        # Deeper than the specification goes, as most servers read it.
        (
            query("f", NESTED, style="deepObject"),
            "f%5Bat%5D%5Bgt%5D=5&f%5Bat%5D%5Blt%5D=9&f%5Btags%5D%5B0%5D=a&f%5Btags%5D%5B1%5D=b"
            "&f%5Blines%5D%5B0%5D%5Bsku%5D=x",
        ),
        # An alternative that is no object has only one way to be written.
        (
            query(
                "at",
                5,
                style="deepObject",
                schema={"anyOf": [{"type": "object"}, {"type": "integer"}]},
            ),
            "at=5",
        ),
        # A style of another place that means the same here.
        (query("id", LIST, style="simple"), "id=blue,black,brown"),
        # An example of a list or object may be written as text.
        (query("id", "a, b", schema={"type": "array"}), "id=a&id=b"),
        (query("id", '["a","b"]', schema={"type": "array"}), "id=a&id=b"),
        (query("n", "12", schema={"type": "integer"}), "n=12"),
        (query("n", 12, schema={"type": "string"}), "n=12"),
    ],
)
def test_query_values(parameter: dict[str, Any], sent: str) -> None:
    assert url(parameter) == f"/things?{sent}"


@pytest.mark.parametrize(
    ("value", "explode", "sent"),
    [
        (TEXT, False, "blue"),
        ("a b, é", False, "a b, é"),
        (LIST, False, "blue,black,brown"),
        (LIST, True, "blue,black,brown"),
        (OBJECT, False, "R,100,G,200,B,150"),
        (OBJECT, True, "R=100,G=200,B=150"),
        (7, False, "7"),
    ],
)
def test_headers_are_not_percent_encoded(value: Any, explode: bool, sent: str) -> None:
    given = {"name": "X-Color", "in": "header", "required": True, "explode": explode}
    made = request(parameters=[{**given, "example": value}])
    assert made.headers == (("X-Color", sent),)


@pytest.mark.parametrize(
    ("style", "explode", "value", "sent"),
    [
        ("form", False, "a b;é", [("color", "a%20b%3B%C3%A9")]),
        ("form", False, LIST, [("color", "blue,black,brown")]),
        ("form", True, LIST, [("color", "blue"), ("color", "black"), ("color", "brown")]),
        ("form", True, OBJECT, [("R", "100"), ("G", "200"), ("B", "150")]),
        ("cookie", False, "Hello%2C world!", [("color", "Hello%2C world!")]),
        ("cookie", False, LIST, [("color", "blue,black,brown")]),
        ("cookie", True, LIST, [("color", "blue"), ("color", "black"), ("color", "brown")]),
        ("cookie", True, OBJECT, [("R", "100"), ("G", "200"), ("B", "150")]),
    ],
)
def test_cookies(style: str, explode: bool, value: Any, sent: list[tuple[str, str]]) -> None:
    given = {"name": "color", "in": "cookie", "required": True, "style": style, "explode": explode}
    made = request(parameters=[{**given, "example": value}])
    assert list(made.cookies) == sent


def content(where: str, media_type: str, example: Any, **more: Any) -> dict[str, Any]:
    given = {"name": "f", "in": where, "required": True}
    return {**given, "content": {media_type: {"example": example, **more}}}


@pytest.mark.parametrize(
    ("parameter", "sent"),
    [
        (content("query", "application/json", {"a": [1]}), "f=%7B%22a%22%3A%5B1%5D%7D"),
        (content("query", "application/json", "x"), "f=%22x%22"),
        (content("query", "text/plain", "a b"), "f=a%20b"),
        (content("query", "application/vnd.a+json", None), "f=null"),
        # One value for the whole query (3.2).
        (
            content(
                "querystring", "application/x-www-form-urlencoded", {"foo": "a + b", "bar": True}
            ),
            "foo=a+%2B+b&bar=true",
        ),
        (
            content("querystring", "application/json", {"numbers": [1, 2], "flag": None}),
            "%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D",
        ),
        (content("querystring", "application/jsonpath", "$.a.b[1:1]"), "%24.a.b%5B1%3A1%5D"),
        (content("querystring", "text/plain", "a[0]=b c&d"), "a%5B0%5D=b%20c&d"),
    ],
)
def test_parameters_with_content(parameter: dict[str, Any], sent: str) -> None:
    assert url(parameter) == f"/things?{sent}"


def test_content_in_other_places() -> None:
    example = {"a": "b c"}
    assert url(content("path", "application/json", example), path="/a/{f}") == (
        "/a/%7B%22a%22%3A%22b%20c%22%7D"
    )
    made = request(parameters=[content("header", "application/json", example)])
    assert made.headers == (("f", '{"a":"b c"}'),)
    made = request(parameters=[content("cookie", "application/json", example)])
    assert made.cookies == (("f", "%7B%22a%22%3A%22b%20c%22%7D"),)


@pytest.mark.parametrize(
    ("parameter", "code"),
    [
        (query("q", "x", style="spaceDelimited"), "request_style_type"),
        (query("q", 1, style="pipeDelimited"), "request_style_type"),
        (query("q", "x", style="deepObject", schema={"type": "string"}), "request_style_type"),
        (query("q", OBJECT, style="pipeDelimited", explode=True), "request_style_type"),
        (query("q", [[1]]), "request_style_nested"),
        (query("q", {"a": {"b": 1}}), "request_style_nested"),
        (query("q", "x", style="matrix"), "request_style_place"),
        (query("q", "x", style="of-another-version"), "request_style_place"),
        (query("q", ["a|b", "c"], style="pipeDelimited"), "request_style_delimiter"),
        (query("q", ["a b", "c"], style="spaceDelimited"), "request_style_delimiter"),
        ({**query("X", ["a,b", "c"]), "in": "header"}, "request_style_delimiter"),
        ({**query("@/etc/passwd", "x"), "in": "header"}, "request_name_not_allowed"),
        ({**query("a=b", "x", style="cookie"), "in": "cookie"}, "request_name_not_allowed"),
        (content("query", "image/png", {"a": 1}), "request_content"),
        (query("q", "x" * 9_000), "request_too_large"),
        (query("q", list(range(500))), "request_too_large"),
    ],
)
def test_what_nothing_says_how_to_write_is_refused(parameter: dict[str, Any], code: str) -> None:
    with pytest.raises(NoRequest) as refused:
        url(parameter)
    assert refused.value.code == code
    assert "is not as expected" not in refused.value.message
