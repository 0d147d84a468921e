"""Samples beside an operation: given ones, and made ones where there are none."""

import json

from django.test import Client

from docs.reference.samples import LONGEST, shown
from openapi.pack.reader import Index
from tests.docs.conftest import Register
from tests.docs.reading import Reader, document, get


def test_given_examples_come_before_made_ones() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    content = {
        "application/json": {
            "schema": schema,
            "examples": {"one": {"summary": "First", "value": {"a": "x"}}, "two": {"$ref": "#/no"}},
        },
        "text/json": {"schema": schema},
        "text/plain": {"example": "plain <text>"},
    }
    page = Reader(document(paths=get(responses={"200": {"content": content}}))).operation()
    given, made, plain = (each.samples for each in page.responses[0].body.contents)
    assert [(sample.title, json.loads(sample.text)) for sample in given] == [("First", {"a": "x"})]
    assert (made[0].made, json.loads(made[0].text)) == (True, {"a": "string"})
    assert plain[0].text == "plain <text>"


def test_a_long_example_shows_its_beginning() -> None:
    sample = shown([{"n": number} for number in range(9_000)], "application/json")
    assert sample.cut
    assert len(sample.text) <= LONGEST


def test_where_no_example_can_be_made_a_sentence_says_why(register: Register) -> None:
    impossible = {"type": "integer", "minimum": 5, "maximum": 4}
    content = {"application/json": {"schema": impossible}}
    described = document(
        info={"title": "Pets", "version": "1"},
        paths=get(responses={"200": {"description": "", "content": content}}),
        schemas={"Odd": impossible},
    )
    api = register(described).api
    for page in ("operations/list-pets/", "schemas/Odd/"):
        answer = Client().get(f"/docs/{api.slug}/1/{page}")
        assert "no example. The bounds in the schema contradict each other." in (
            answer.content.decode()
        )


def test_every_example_stands_under_its_summary(register: Register) -> None:
    named = {name: {"summary": f"{name} summed up", "value": name} for name in ("One", "Two")}
    body = {"content": {"application/json": {"examples": named}}}
    operation = {"requestBody": body, "responses": {"200": {"description": "", **body}}}
    described = document(
        info={"title": "Pets", "version": "1"}, paths=get(), webhooks={"added": {"post": operation}}
    )
    api = register(described).api
    page = Client().get(f"/docs/{api.slug}/1/operations/post-added/").content.decode()
    for name in named:
        for place in ("Request body", "200"):
            assert f"{place} application/json: {name} summed up" in page


def test_an_overview_asks_each_section_once_what_it_lists(register: Register, monkeypatch) -> None:
    """Asked for each section on the page, 50,000 declared ones took 15 s a view."""
    tags = [{"name": f"t{number}", "description": "*About* it"} for number in range(400)]
    described = document(info={"title": "Pets", "version": "1"}, paths=get(), tags=tags)
    api = register(described).api
    asked: list[int] = []
    tag_at = Index._tag_at
    monkeypatch.setattr(Index, "_tag_at", lambda index, at: asked.append(at) or tag_at(index, at))
    assert Client().get(f"/docs/{api.slug}/1/").status_code == 200
    assert len(asked) < 1_000
