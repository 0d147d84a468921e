"""The pages of a reference: what they say, to whom, and how they are found."""

import json
from typing import Any

from django.test import Client

from apis.services.lifecycle import edit_version
from apis.services.registration import add_version
from portal.accounts.models import User
from tests.docs.conftest import Register
from tests.docs.reading import document, get

PET = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
RESPONSES = {
    "200": {
        "description": "The pets",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
    }
}


def pets(version: str = "1.0.0", **more: Any) -> dict[str, Any]:
    paths = get(
        summary="List pets",
        tags=["pets"],
        parameters=[{"name": "limit", "in": "query", "required": True, "description": "How many"}],
        responses=RESPONSES,
    )
    paths["/pets/{id}"] = {"delete": {"summary": "Give a pet away", "responses": {}}}
    return document(
        info={"title": "Pets", "version": version, "description": "All *our* pets."},
        servers=[{"url": "https://pets.test/v1"}],
        paths=paths,
        schemas={"Pet": PET},
        **more,
    )


def read(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def test_the_reference_names_the_format_that_was_sent(register: Register) -> None:
    swagger = {"swagger": "2.0", "info": {"title": "Pets", "version": "1"}, "paths": {}}
    api = register(swagger).api
    assert ">Swagger 2.0</a>" in read(f"/docs/{api.slug}/1/")


def test_the_reference_reads_without_scripts(register: Register) -> None:
    api = register(pets()).api
    answer = Client().get(f"/docs/{api.slug}/")
    assert answer["Location"] == f"/docs/{api.slug}/1.0.0/"
    overview = read(answer["Location"])
    assert "All <em>our</em> pets." in overview
    assert "https://pets.test/v1" in overview
    assert f'href="/docs/{api.slug}/1.0.0/operations/list-pets/"' in overview
    raw = f"/api/v1/apis/{api.slug}/versions/1.0.0/spec"
    assert f'href="{raw}"' in overview
    assert json.loads(read(raw)) == pets()

    page = read(f"/docs/{api.slug}/1.0.0/operations/list-pets/")
    assert "<h1>List pets" in page
    assert '<code class="prop-name">limit</code>' in page
    assert '<span class="prop-required">required</span>' in page
    assert f'<a href="/docs/{api.slug}/1.0.0/schemas/Pet/">Pet</a>' in page
    assert "https://pets.test/v1/pets?limit=LIMIT" in page
    assert 'rel="next"' in page


def test_sections_and_schemas_have_pages(register: Register) -> None:
    base = f"/docs/{register(pets()).api.slug}/1.0.0"
    section = read(f"{base}/tags/pets/")
    assert "List pets" in section
    # It has no tag, but its path begins as those of the tag do.
    assert "Give a pet away" in section
    assert f'href="{base}/schemas/Pet/"' in read(f"{base}/schemas/")
    assert '<code class="prop-name">name</code>' in read(f"{base}/schemas/Pet/")
    part = read(f"{base}/operations/list-pets/?at=parameters/query/limit")
    assert "How many" in part


def test_a_webhook_is_listed_by_its_name_once(register: Register) -> None:
    adopted = {"post": {"summary": "Somebody took a pet home", "responses": {}}}
    base = f"/docs/{register(pets(webhooks={'petAdopted': adopted})).api.slug}/1.0.0"
    listed = read(f"{base}/tags/webhooks/").partition("<article")[2]
    assert listed.count("petAdopted") == 1


def test_operations_are_found_by_any_of_their_words(register: Register) -> None:
    base = f"/docs/{register(pets()).api.slug}/1.0.0"
    found = read(f"{base}/?q=delete+away").partition("<article")[2]
    assert "Give a pet away" in found
    assert "List pets" not in found
    assert "No operation has “unicorn”" in read(f"{base}/?q=unicorn")


def test_what_is_not_there_says_where_it_is_not(register: Register) -> None:
    base = f"/docs/{register(pets()).api.slug}/1.0.0"
    for path in ("operations/no/", "tags/no/", "schemas/no/", "operations/list-pets/?at=no"):
        page = read(f"{base}/{path}", status=404)
        assert "Pets 1.0.0 has no such" in page
        assert f'href="{base}/"' in page
    assert Client().post(f"{base}/").status_code == 405


def test_others_do_not_learn_that_it_exists(register: Register, unique: str) -> None:
    register(pets(), visibility="restricted")
    for path in ("", "1.0.0/", "1.0.0/operations/list-pets/", "1.0.0/operations.json"):
        known, unknown = (
            Client().get(f"/docs/{slug}/{path}") for slug in (unique, f"{unique}-other")
        )
        assert (known.status_code, unknown.status_code) == (404, 404)
        assert known.content == unknown.content.replace(b"-other", b"")


def test_the_list_for_the_filter_is_fetched_once(register: Register) -> None:
    path = f"/docs/{register(pets()).api.slug}/1.0.0/operations.json"
    answer = Client().get(path)
    assert json.loads(answer.content) == [
        ["list-pets", "get", "/pets", "List pets"],
        ["delete-pets-id", "delete", "/pets/{id}", "Give a pet away"],
    ]
    again = Client().get(path, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_another_version_opens_at_the_same_operation(register: Register, publisher: User) -> None:
    api = register(pets()).api
    later = pets("2.0.0")
    later["paths"].pop("/pets/{id}")
    add_version(user=publisher, api=api, data=json.dumps(later).encode())
    page = read(f"/docs/{api.slug}/1.0.0/operations/list-pets/")
    assert f'href="/docs/{api.slug}/2.0.0/?operation=list-pets"' in page
    there = Client().get(f"/docs/{api.slug}/2.0.0/?operation=list-pets")
    assert there["Location"] == f"/docs/{api.slug}/2.0.0/operations/list-pets/"
    assert "This version has no such operation" in read(
        f"/docs/{api.slug}/2.0.0/?operation=delete-pets-id"
    )


def test_an_old_version_leads_to_the_current_one(register: Register, publisher: User) -> None:
    made = register(pets())
    old = f"/docs/{made.api.slug}/1.0.0/"
    current = add_version(user=publisher, api=made.api, data=json.dumps(pets("2.0.0")).encode())
    assert ">Current version</a>" not in read(old)
    edit_version(
        user=publisher,
        api=current.api,
        version=made.version,
        status="deprecated",
        notes="Use\n<2>.",
    )
    there = f'href="/docs/{made.api.slug}/2.0.0/'
    assert f'{there}">Current version</a>' in read(old)
    page = read(f"{old}operations/list-pets/")
    assert f'{there}?operation=list-pets">Current version</a>' in page
    assert "Use<br>&lt;2&gt;." in read(old)
    assert "Notes on this version" not in read(f"/docs/{made.api.slug}/2.0.0/")


def test_an_unchanged_page_is_not_sent_again(register: Register) -> None:
    path = f"/docs/{register(pets()).api.slug}/1.0.0/operations/list-pets/"
    answer = Client().get(path)
    again = Client().get(path, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    for each in (answer, again):
        assert each["Cache-Control"] == "private, no-cache"
