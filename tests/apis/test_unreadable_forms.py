"""Forms of which nothing arrives, or too much: told, with the form at hand again where it helps."""

import pytest

from apis.items import Api
from portal.web.form_pages import UNREADABLE
from tests.apis.conftest import register

BODIES = {
    "JSON": ("application/json", b'{"name": "x"}'),
    "no type": ("", b"name=x"),
    "broken multipart": ("multipart/form-data; boundary=b", b"--c\r\nname"),
    "nothing": ("application/x-www-form-urlencoded", b""),
}


@pytest.mark.parametrize(("kind", "body"), BODIES.values(), ids=BODIES)
def test_what_cannot_be_read_is_refused_and_changes_nothing(
    visit, publisher, unique, team, kind, body
):
    made = register(publisher, unique)
    browser = visit(publisher)
    address = f"/apis/{made['id']}"
    for path in (
        "/apis/register/",
        f"{address}/versions/add/",
        f"{address}/edit/",
        f"{address}/versions/1.0.0/",
        "/account/keys/new/",
    ):
        answer = browser.generic("POST", path, body, content_type=kind)
        assert answer.status_code == 400, path
        assert UNREADABLE in answer.text, path
        assert '<form class="form' in answer.text, path
        assert 'aria-invalid="true"' not in answer.text, path
    assert Api.fetch(*Api.key(made["id"])).name == unique


@pytest.mark.parametrize("path", ["/apis/register/", "/account/keys/new/"])
def test_a_field_out_of_all_bounds_is_not_repeated(visit, publisher, path):
    answer = visit(publisher).post(path, {"name": "x" * 300_000, "label": "x" * 300_000})
    assert answer.status_code == 413
    assert "at most 10,000 characters" in answer.text
    assert len(answer.content) < 50_000


def test_a_large_description_is_not_pasted_back(visit, publisher, team):
    values = {"spec_text": "x" * 2_000_000, "owner": team, "visibility": "internal"}
    answer = visit(publisher).post("/apis/register/?by=paste", values)
    assert answer.status_code == 422
    assert "too long to be shown again" in answer.text
    assert len(answer.content) < 50_000
