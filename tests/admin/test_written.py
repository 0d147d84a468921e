"""Guides and added examples in the admin: found, looked at, deleted, never written there."""

import pytest

from docs.items import Contribution, Guide
from tests.apis.conftest import register, with_key
from tests.docs.writing import signed_in
from tests.people import person as known

CODE = {"operation": "things", "place": "code", "language": "Ruby", "title": "C", "value": "puts"}


@pytest.fixture
def slug(unique) -> str:
    """An API with a guide and two pieces of code."""
    user = known(f"{unique}-publisher", "publisher", f"team-{unique}")
    register(with_key(user), unique)
    owner = signed_in(user)
    owner.post(f"/docs/{unique}/guide/edit/", {"content": f"Words of {unique}."})
    for title in ("First", "Second"):
        path = f"/api/v1/apis/{unique}/examples/"
        body = CODE | {"title": f"{title} {unique}"}
        assert owner.post(path, body, content_type="application/json").status_code == 201
    return unique


def test_a_guide_is_found_and_deleted(admin, slug) -> None:
    listed = admin.client.get("/admin/docs/guidemodel/", {"q": f"Words of {slug}"}).text
    assert f"/admin/docs/guidemodel/{slug}/change/" in listed
    page = admin.client.get(f"/admin/docs/guidemodel/{slug}/change/")
    assert f"Words of {slug}." in page.text
    assert 'name="content"' not in page.text
    answer = admin.client.post(f"/admin/docs/guidemodel/{slug}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert Guide.find(*Guide.key(slug)) is None
    history = admin.client.get(f"/admin/apis/apimodel/{slug}/history/").text
    assert history.count("Guide deleted") == 1


def test_an_example_is_found_by_its_api_and_deleted(admin, slug) -> None:
    listed = admin.client.get("/admin/docs/examplemodel/", {"slug": slug}).text
    assert f"First {slug}" in listed
    assert f"Second {slug}" in listed
    assert "GET /things" in listed
    [number] = {
        part.split("/")[0]
        for part in listed.split(f"/admin/docs/examplemodel/{slug}~")[1:]
        if f"First {slug}" in part.split("</a>")[0]
    }
    address = f"/admin/docs/examplemodel/{slug}~{number}/"
    assert "Code Ruby" in admin.client.get(f"{address}change/").text
    assert admin.client.post(f"{address}delete/", {"post": "yes"}).status_code == 302
    assert Contribution.find(*Contribution.key(slug, number)) is None
    assert f"Second {slug}" in admin.client.get("/admin/docs/examplemodel/", {"slug": slug}).text


@pytest.mark.parametrize("model", ["guidemodel", "examplemodel"])
def test_nothing_is_written_there(admin, slug, model) -> None:
    assert admin.client.get(f"/admin/docs/{model}/add/").status_code == 403
    answer = admin.client.post(f"/admin/docs/{model}/{slug}/change/", {"content": "Taken over."})
    assert answer.status_code in (302, 403)
    assert "Words of" in Guide.fetch(*Guide.key(slug)).content


@pytest.mark.parametrize("pk", ["none", "a~b", "a~" + "0" * 16 + "-" + "0" * 8, "x" * 3000])
@pytest.mark.parametrize("model", ["guidemodel", "examplemodel"])
def test_what_is_not_there_leads_back(admin, model, pk) -> None:
    assert admin.client.get(f"/admin/docs/{model}/{pk}/change/").status_code in (302, 404)
