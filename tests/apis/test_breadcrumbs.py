"""The way back: every page below another says where it stands, each in the same words."""

import re

import pytest

from tests.apis.conftest import register

CRUMBS = re.compile(r'<nav class="breadcrumbs" aria-label="Breadcrumbs">.*?</nav>', re.DOTALL)


def way_on(answer) -> list[tuple[str, str]]:
    """The links of the page's breadcrumbs, then its own place, which is none."""
    (crumbs,) = CRUMBS.findall(answer.text)
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', crumbs)
    (here,) = re.findall(r'<span aria-current="page">([^<]+)</span>', crumbs)
    return [*((label, address) for address, label in links), (here, "")]


@pytest.mark.parametrize(
    ("path", "below", "here"),
    [
        ("", "APIs", "{name}"),
        ("edit/", "API", "Edit"),
        ("delete/", "API", "Delete this API"),
        ("versions/add/", "API", "Add a version"),
        ("versions/1.0.0/", "API", "1.0.0"),
        ("versions/1.0.0/status/deprecated/", "version", "Deprecate"),
        ("versions/1.0.0/delete/", "version", "Delete this version"),
    ],
)
def test_pages_of_an_api_lead_back_to_it(visit, publisher, unique, path, below, here):
    made = register(publisher, unique)
    home = f"/apis/{made['id']}/"
    whole = [("APIs", "/apis/"), (unique, home), ("1.0.0", f"{home}versions/1.0.0/")]
    way = whole[: ["APIs", "API", "version"].index(below) + 1]
    answer = visit(publisher).get(home + path)
    assert way_on(answer) == [*way, (here.format(name=unique), "")]


def test_pages_of_a_key_lead_back_to_the_profile(visit, publisher):
    browser = visit(publisher)
    opened = browser.get("/account/keys/new/")
    made = browser.post("/account/keys/new/", {"label": "nightly", "days": "30"})
    revoke = re.findall(r'href="(/account/keys/[^"]+/revoke/)"', browser.get("/account/").text)
    ending = browser.get("/account/sessions/end-others/")
    for answer, here in (
        (opened, "New key"),
        (made, "New key"),
        (browser.get(revoke[0]), "Revoke this key"),
        (ending, "End them all"),
    ):
        assert way_on(answer) == [("Profile", "/account/"), (here, "")]


def test_registering_leads_back_to_the_catalogue(visit, publisher):
    assert way_on(visit(publisher).get("/apis/register/")) == [("APIs", "/apis/"), ("Register", "")]
