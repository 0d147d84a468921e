"""What a reader chooses about a sample: by the address alone, kept for the next operation."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client

from docs import fragments
from docs.choices import COOKIE
from openapi.languages import LANGUAGES
from tests.docs.choices import with_choices
from tests.docs.conftest import Register


@pytest.fixture
def publish(register: Register) -> str:
    """The address of an operation whose sample leaves all to the reader."""
    slug = register(with_choices()).api.slug
    return f"/docs/{slug}/1/operations/publish/"


def code(address: str, client: Client | None = None, **query: str) -> str:
    """The sample that a page shows."""
    text = page(address, client, **query)
    found = re.search(r'<code id="sample-call">(.*?)</code>', text, re.DOTALL)
    assert found, text
    return unescape(found[1])


def page(address: str, client: Client | None = None, **query: str) -> str:
    answer = (client or Client()).get(f"{address}?{urlencode(query)}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "curl -X POST https://news.test/news"),
        ({"language": "python"}, 'requests.post(\n    "https://news.test/news"'),
        ({"language": "ruby"}, "puts 'hello'"),
        ({"server": "1"}, "https://eu.news.test/acme/news"),
        ({"server": "1", "variable.region": "us"}, "https://us.news.test/acme/news"),
        ({"server": "1", "variable.tenant": "mine"}, "https://eu.news.test/mine/news"),
        ({}, "X-Key: YOUR_API_KEY"),
        ({"access": "1"}, "Authorization: Bearer YOUR_TOKEN"),
        ({"media_type": "application/x-www-form-urlencoded"}, "'title=As a form'"),
        ({}, '"title": "Short"'),
        ({"example": "long"}, '"title": "Long"'),
    ],
)
def test_what_an_address_chooses_is_shown(
    publish: str, query: dict[str, str], expected: str
) -> None:
    assert expected in code(publish, **query)


def test_no_credentials_can_be_chosen_where_they_are_optional(publish: str) -> None:
    assert "YOUR_" not in code(publish, access="none")


@pytest.mark.parametrize(
    "query",
    [
        {"language": "cobol"},
        {"language": "x" * 5_000},
        {"server": "2"},
        {"server": "-1"},
        {"server": "9" * 5_000},
        {"variable.region": "us"},
        {"server": "1", "variable.region": "mars"},
        {"server": "1", "variable.tenant": "evil.test/?"},
        {"access": "7"},
        {"media_type": "text/nothing"},
        {"example": "</script>"},
        {"unknown": "x"},
    ],
)
def test_what_does_not_exist_is_not_chosen_and_takes_no_room(
    publish: str, query: dict[str, str]
) -> None:
    usual = code(publish, server="1") if len(query) > 1 else code(publish)
    kept = fragments.rendered_calls.held
    assert code(publish, **query) == usual
    assert fragments.rendered_calls.held == kept


def test_what_a_reader_types_is_not_kept(publish: str) -> None:
    page(publish, server="1")
    kept = fragments.rendered_calls.held
    assert "/tenant-9/" in code(publish, server="1", **{"variable.tenant": "tenant-9"})
    assert fragments.rendered_calls.held == kept


def test_the_language_is_remembered_for_the_next_operation(publish: str) -> None:
    client = Client()
    list_news = publish.replace("publish", "list")
    assert code(list_news, client).startswith("curl ")
    page(publish, client, language="go")
    assert code(list_news, client).startswith("package main")
    # The description has Ruby for one of them only.
    page(publish, client, language="ruby")
    assert code(publish, client).startswith("puts")
    assert code(list_news, client).startswith("curl ")


def test_an_unknown_language_is_not_remembered(publish: str) -> None:
    client = Client()
    page(publish, client, language="cobol")
    assert COOKIE not in client.cookies
    client.cookies[COOKIE] = "cobol"
    assert code(publish, client).startswith("curl ")


def test_shared_caches_know_that_the_page_depends_on_a_cookie(publish: str) -> None:
    answer = Client().get(publish)
    assert "Cookie" in answer["Vary"]
    assert answer["Cache-Control"] == "private, no-cache"
    client = Client()
    client.cookies[COOKIE] = "go"
    assert client.get(publish)["ETag"] != answer["ETag"]


def test_every_language_is_a_link_that_keeps_the_other_choices(publish: str) -> None:
    text = page(publish, server="1", **{"variable.region": "us"})
    links = [unescape(link) for link in re.findall(r'href="(\?language=[^"]*)#samples"', text)]
    assert [link.split("&")[0] for link in links] == [
        f"?language={name}" for name in [*LANGUAGES, "ruby"]
    ]
    assert all("server=1" in link and "variable.region=us" in link for link in links)


def test_why_there_is_no_sample_stands_in_its_place(register: Register) -> None:
    digest = {"securitySchemes": {"d": {"type": "http", "scheme": "digest"}}}
    described = with_choices(security=[{"d": []}]) | {"components": digest}
    slug = register(described).api.slug
    text = page(f"/docs/{slug}/1/operations/publish/", language="go")
    assert "There is no sample in Go: net/http cannot send Digest authentication." in text


def test_a_sample_of_the_description_cannot_break_the_page(register: Register) -> None:
    given = [
        {"lang": "</a><script>", "label": "<b>", "source": "</code><script>alert(1)</script>"},
        {"lang": "Python", "source": "print(1)"},
        {"lang": ["x"], "source": {"$ref": "#/nowhere"}},
        "x",
    ]
    slug = register(with_choices(**{"x-codeSamples": given})).api.slug
    address = f"/docs/{slug}/1/operations/publish/"
    assert code(address, language="b") == "</code><script>alert(1)</script>"
    assert "<script>alert" not in page(address, language="b")
    assert "Python (from the description)" in page(address)
    assert "requests.post" in code(address, language="python")
    assert code(address, language="python-2") == "print(1)"
