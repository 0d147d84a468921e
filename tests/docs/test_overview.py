"""What the overview and the sections of a reference say, however much a description holds."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.docs.conftest import Register
from tests.docs.reading import document, get

INFO = {
    "title": "Pets",
    "version": "1",
    "summary": "Everything about pets",
    "termsOfService": "/terms.html",
    "contact": {"name": "Pet team", "url": "https://pets.test/team", "email": "pets@pets.test"},
    "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
}
DEVICE = {
    "type": "oauth2",
    "deprecated": True,
    "x-scheme": "of the scheme",
    "oauth2MetadataUrl": "https://id.test/.well-known/oauth-authorization-server",
    "flows": {
        "x-flows": 3,
        "deviceAuthorization": {
            "deviceAuthorizationUrl": "https://id.test/device",
            "tokenUrl": "/token",
            "refreshUrl": "https://id.test/refresh",
            "scopes": {"x-read": "Read pets"},
        },
    },
}
REGION = {
    "default": "eu",
    "enum": [*(f"r{number}" for number in range(120)), "eu"],
    "description": "Where the pets live",
}


def article(path: str) -> str:
    return page(path).partition("<article")[2]


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def base_of(register: Register, described: dict[str, Any]) -> str:
    registered = register(described)
    return f"/docs/{registered.api.slug}/{registered.version.version}/"


def test_everything_said_of_the_api_stands_on_its_overview(register: Register) -> None:
    shown = article(
        base_of(
            register,
            document(
                openapi="3.2.0",
                info=INFO,
                jsonSchemaDialect="https://json-schema.org/draft/2020-12/schema",
                externalDocs={"url": "guide/index.html", "description": "The guide"},
                servers=[
                    {
                        "url": "https://{region}.pets.test",
                        "name": "production",
                        "description": "The real one",
                        "x-server": ["a"],
                        "variables": {"region": REGION},
                    }
                ],
                components={"securitySchemes": {"x-device": DEVICE}},
            ),
        )
    )
    for words in (
        "Everything about pets",
        '<a href="https://pets.test/team" rel="nofollow noopener">Pet team</a>',
        "pets@pets.test",
        "/terms.html",
        "Apache 2.0 <code>Apache-2.0</code>",
        "The guide guide/index.html",
        "<strong>production</strong> The real one",
        "https://eu.pets.test",
        "r99 and 21 more",
        "Where the pets live",
        "x-device",
        "deprecated",
        "https://id.test/.well-known/oauth-authorization-server",
        "https://id.test/device",
        "<code>/token</code>",
        "https://id.test/refresh",
        "x-read",
        "Read pets",
        "<code>https://json-schema.org/draft/2020-12/schema</code>",
        "Also given: x-flows 3, x-scheme of the scheme",
        "Also given: x-server [&quot;a&quot;]",
    ):
        assert words in " ".join(shown.split()), words


def test_an_operation_says_all_of_its_own_servers(register: Register) -> None:
    server = {"url": "https://own.test", "name": "own", "x-server": 5}
    paths = get(servers=[server], callbacks={"on": {"/in": {"post": {"servers": [server]}}}})
    shown = article(f"{base_of(register, document(paths=paths))}operations/list-pets/")
    assert shown.count("<strong>own</strong>") == 2
    assert shown.count("Also given: x-server 5") == 2


def test_a_tag_shows_its_name_for_people_and_its_documentation(register: Register) -> None:
    tags = [
        {"name": "shop", "summary": "The shop", "description": "What we *sell*"},
        {
            "name": "pets",
            "parent": "shop",
            "x-displayName": "Our pets",
            "externalDocs": {"url": "https://pets.test/guide", "description": "A guide"},
        },
        {"name": "toys", "parent": "shop", "externalDocs": {"url": "toys.html"}},
    ]
    paths = get(tags=["pets"]) | {"/toys": {"get": {"tags": ["toys"]}}}
    base = base_of(register, document(openapi="3.2.0", paths=paths, tags=tags))
    overview = page(base)
    assert '<li class="nav-group">The shop</li>' in overview
    assert f'<a href="{base}tags/pets/">Our pets' in overview
    section = article(f"{base}tags/pets/")
    assert "<h1>Our pets</h1>" in section
    assert '<a href="https://pets.test/guide" rel="nofollow noopener">A guide</a>' in section
    assert "More documentation toys.html" in article(f"{base}tags/toys/")
    assert "What we <em>sell</em>" in article(f"{base}tags/shop/")
    # A tag without operations stands between others that have some.
    assert 'rel="next"' in article(f"{base}operations/list-pets/")


def test_a_method_without_a_field_stands_as_it_is_sent(register: Register) -> None:
    item = {"additionalOperations": {"COPY": {"tags": ["a"]}}, "query": {"tags": ["a"]}}
    base = base_of(register, document(openapi="3.2.0", paths={"/a": item}))
    listed = article(f"{base}tags/a/")
    assert '<span class="method method-as-sent">COPY</span>' in listed
    assert '<span class="method method-query">query</span>' in listed
    assert ">COPY</span>" in article(f"{base}operations/copy-a/")
    slug = base.split("/")[2]
    rest = Client().get(f"/api/v1/apis/{slug}/versions/1/operations/").json()["items"]
    assert [each["method"] for each in rest] == ["COPY", "QUERY"]


def test_very_many_sections_come_in_pages(register: Register) -> None:
    names = [f"section {number:05}" for number in range(20_000)]
    paths = {f"/{number}": {"get": {"tags": [name]}} for number, name in enumerate(names)}
    base = base_of(register, document(paths=paths, info=INFO))
    first, third = page(base), page(f"{base}?page=3")
    assert "19,900 more sections" in first
    assert "Page 1 of 200" in first
    assert article(base).count('class="tag-line"') == 100
    assert "section 00200" in article(f"{base}?page=3")
    assert "Pet team" in first
    assert "Pet team" not in third
    api = page(f"/apis/{base.split('/')[2]}/")
    assert max(map(len, (first, third, api))) < 100_000
    last = page(f"{base}tags/section-19999/")
    assert len(last) < 100_000
    assert 'aria-current="page"' in last


def numbered(count: int) -> dict[str, Any]:
    return document(paths={f"/pets/{number}": {"get": {}} for number in range(count)})


def test_the_filter_loads_the_operations_where_they_are_few(register: Register) -> None:
    base = base_of(register, numbered(30))
    assert "data-asks" not in page(base)
    assert len(Client().get(f"{base}operations.json").json()) == 30


def test_the_filter_asks_where_there_are_too_many_operations_to_load(register: Register) -> None:
    base = base_of(register, numbered(5_000))
    assert "data-asks" in page(base)
    assert len(Client().get(f"{base}operations.json").json()) == 2_000
    found = Client().get(f"{base}operations.json", {"q": "GET 499"}).json()
    assert found["total"] == len(found["rows"]) == 15
    assert found["rows"][0] == ["get-pets-499", "get", "/pets/499", ""]
    assert Client().get(f"{base}operations.json", {"q": "pets"}).json()["total"] == 5_000


MARKS = "<&\"'>"
SCOPES = {f"{MARKS * 12}{number}": MARKS * 60 for number in range(300)}


@pytest.mark.parametrize(
    "described",
    [
        document(
            servers=[{"url": "/a", "description": MARKS * 100}] * 10_000,
            info=INFO | {"description": f"[{MARKS}](https://a.test) " * 200_000},
        ),
        document(
            components={
                "securitySchemes": {
                    f"s{number}": {
                        "type": "oauth2",
                        "description": MARKS * 800,
                        "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": SCOPES}},
                    }
                    for number in range(30)
                }
            },
            security=[{f"s{number % 30}": list(SCOPES)} for number in range(500)],
            paths=get(),
        ),
        document(
            paths={
                f"/{number}/{MARKS * 400}": {"get": {"tags": ["a", f"{MARKS * 24}{number}"]}}
                for number in range(400)
            },
            tags=[
                {"name": f"{MARKS * 24}{number}", "description": MARKS * 120}
                for number in range(400)
            ],
        ),
    ],
    ids=["servers", "security", "lists"],
)
def test_pages_stay_small_whatever_is_listed(register: Register, described: Any) -> None:
    base = base_of(register, described)
    entries = Client().get(f"{base}operations.json").json()
    paths = [base, f"{base}?q=get", f"{base}operations.json", f"{base}tags/a/"]
    paths += [f"{base}operations/{slug}/" for slug, *_ in entries[:1]]
    sizes = {path: len(Client().get(path).content) for path in paths}
    assert max(sizes.values()) < 500_000, sizes


@pytest.mark.parametrize(
    ("where", "operation"),
    [
        ("parameters", {"parameters": [{"name": f"p{n}", "in": "query"} for n in range(9_000)]}),
        ("responses", {"responses": {f"{n}": {"description": "x"} for n in range(9_000)}}),
    ],
)
def test_a_page_says_what_is_too_large_for_it(
    register: Register, where: str, operation: dict[str, Any]
) -> None:
    base = base_of(register, document(paths=get(**operation)))
    shown = article(f"{base}operations/list-pets/")
    assert f"“{where}” has 9,000 entries; the first" in shown
    assert 'All of it is in the <a href="/api/v1/apis/' in shown
    assert len(shown) < 200_000


def test_a_large_schema_says_so_and_has_no_example(register: Register) -> None:
    schema = {"type": "object", "properties": {f"p{n}": {"type": "string"} for n in range(20_000)}}
    base = base_of(register, document(schemas={"Big": schema}))
    shown = article(f"{base}schemas/Big/")
    assert "“properties” has 20,000 entries; the first 4,000 are here." in shown
    assert "Samples" not in shown
    more = article(f"{base}schemas/Big/?from=3990")
    assert "p3999" in more
    assert json.dumps("p4000") not in more
