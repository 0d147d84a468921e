"""What a good description gives, in every form it may come in."""

import hashlib
import json
from pathlib import Path

import pytest

from openapi.read import read
from tests.openapi.builders import YAML, as_bytes, openapi, swagger

REAL = sorted((Path(__file__).parents[2] / "data" / "descriptions").glob("*.json"))


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_descriptions_are_read_without_a_warning(path):
    description = read(path.read_bytes())

    assert description.warnings == []
    assert description.document == json.loads(path.read_bytes())
    assert description.title
    assert description.operation_count > 0


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_every_unicode_encoding_gives_the_same_document(encoding):
    document = openapi(info={"title": "Tiere — für alle 🐕", "version": "1"})
    data = json.dumps(document, ensure_ascii=False).encode(encoding)

    description = read(data)

    assert description.document == document
    assert description.size == len(data)
    assert description.sha256 == hashlib.sha256(data).hexdigest()


def test_json_and_yaml_are_told_apart_by_content():
    assert read(as_bytes(openapi())).format == "json"
    assert read(YAML).format == "yaml"
    assert read(b"{openapi: 3.0.0, info: {title: Flow, version: '1'}, paths: {}}").format == "yaml"


@pytest.mark.parametrize(
    ("fields", "dialect"),
    [
        ({"openapi": "3.0.0"}, "3.0"),
        ({"openapi": "3.1.1"}, "3.1"),
        ({"openapi": "3.2.0"}, "3.2"),
        ({"openapi": 3.0}, "3.0"),
        ({"swagger": "2.0"}, "2.0"),
        ({"swagger": 2.0}, "2.0"),
    ],
)
def test_dialect_follows_the_version_even_when_it_is_a_number(fields, dialect):
    rest = {"info": {"title": "Pets", "version": "1"}, "paths": {}}
    assert read(as_bytes(fields | rest)).dialect == dialect


def test_facts_for_lists_and_headings():
    description = read(
        as_bytes(
            openapi(
                info={
                    "title": "  Pet\u0000\nshop ",
                    "version": "1.0",
                    "description": "# Pets\n\nSell <b>pets</b> by [mail](/x) &amp; *more*.\n\nMore",
                },
                servers=[
                    {
                        "url": "https://{region}.example.com/v1",
                        "variables": {"region": {"default": "eu"}},
                    },
                    {"url": "javascript:alert(1)"},
                    {"url": "/v2"},
                ],
                tags=[{"name": "pets"}],
                paths={
                    "/pets": {
                        "get": {"tags": ["pets"], "responses": {}},
                        "post": {"tags": ["admin"], "responses": {}},
                        "parameters": [],
                    }
                },
            )
        )
    )
    assert description.title == "Pet shop"
    assert description.summary == "Sell pets by mail & more."
    assert description.server_urls == ["https://eu.example.com/v1", "/v2"]
    assert description.operation_count == 2


@pytest.mark.parametrize(
    ("prose", "summary"),
    [
        ("Send your `api_key` to the C# client.", "Send your api_key to the C# client."),
        ("*List* or **page** with `list_items`", "List or page with list_items"),
        ("# Pets\n> All <b>our</b> pets &amp; <id>", "All our pets & <id>"),
        ("* One [item](https://a.example)", "One item"),
    ],
)
def test_a_summary_loses_mark_up_and_no_letter(prose, summary):
    info = {"title": "Pets", "version": "1", "description": prose}
    assert read(as_bytes(openapi(info=info))).summary == summary


def test_a_long_summary_is_cut_at_a_word():
    info = {"title": "Pets", "version": "1", "summary": "word " * 200}
    summary = read(as_bytes(openapi(info=info))).summary
    assert len(summary) <= 300
    assert summary.endswith("word…")


def test_a_title_with_a_link_is_told_by_its_words():
    info = {"title": "Use a [New Version](https://a.example/docs) Instead", "version": "1"}
    assert read(as_bytes(openapi(info=info))).title == "Use a New Version Instead"


@pytest.mark.parametrize("document", [openapi(), swagger()])
def test_without_title_and_version_it_still_reads_with_warnings(document):
    del document["info"]
    document |= {"servers": [{"url": "https://api.example.com/v1"}], "host": "api.example.com"}
    if "swagger" in document:
        del document["servers"]
    else:
        del document["host"]

    description = read(as_bytes(document))

    assert description.title == "api.example.com"
    assert description.version == "unversioned"
    assert any("no title" in warning.message for warning in description.warnings)


def test_webhooks_alone_are_a_description():
    document = openapi("3.1.0", webhooks={"newPet": {"post": {}}})
    del document["paths"]
    assert read(as_bytes(document)).operation_count == 0
