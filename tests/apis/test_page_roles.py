"""Who may open which page: every kind of caller, at every page of an API and of an account."""

import pytest

from tests.apis.conftest import description, person, register, with_key

WHO = ("visitor", "viewer", "developer", "mate", "publisher", "stranger", "admin")
SIGN_IN = "sign in"
# An internal API of the publisher's team: 1.1.0 is its current version, and 2.0.0 a draft, which
# cannot become the current one, so that the page for it leads back.
TABLE = {
    "/": (200, 200, 200, 200, 200, 200, 200),
    "/apis/": (200, 200, 200, 200, 200, 200, 200),
    "/apis/register/": (SIGN_IN, 403, 403, 403, 200, 200, 200),
    "/apis/{id}/": (404, 200, 200, 200, 200, 200, 200),
    "/apis/{id}/edit/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/delete/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/versions/add/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/versions/1.0.0/": (404, 200, 200, 200, 200, 200, 200),
    "/apis/{id}/versions/1.0.0/status/deprecated/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/versions/1.0.0/current/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/versions/1.0.0/delete/": (SIGN_IN, 403, 403, 403, 200, 403, 200),
    "/apis/{id}/versions/2.0.0/": (404, 404, 404, 200, 200, 404, 200),
    "/apis/{id}/versions/2.0.0/status/active/": (SIGN_IN, 404, 404, 403, 200, 404, 200),
    "/apis/{id}/versions/2.0.0/current/": (SIGN_IN, 404, 404, 403, 302, 404, 302),
    "/apis/{id}/versions/2.0.0/delete/": (SIGN_IN, 404, 404, 403, 200, 404, 200),
    "/docs/{id}/1.0.0/": (404, 200, 200, 200, 200, 200, 200),
    "/docs/{id}/1.0.0/operations.json": (404, 200, 200, 200, 200, 200, 200),
    "/docs/{id}/1.0.0/operations/things/": (404, 200, 200, 200, 200, 200, 200),
    "/docs/{id}/2.0.0/": (404, 404, 404, 200, 200, 404, 200),
    "/docs/{id}/2.0.0/operations/things/": (404, 404, 404, 200, 200, 404, 200),
    "/jobs/none/": (SIGN_IN, 404, 404, 404, 404, 404, 404),
    "/account/": (SIGN_IN, 200, 200, 200, 200, 200, 200),
    "/account/keys/new/": (SIGN_IN, 403, 200, 200, 200, 200, 200),
    "/account/sessions/end-others/": (SIGN_IN, 200, 200, 200, 200, 200, 200),
    "/admin/": (SIGN_IN, 403, 403, 403, 403, 403, 200),
    "/api/v1/docs/": (200, 200, 200, 200, 200, 200, 200),
}
# What a page that is hidden from somebody answers is what one that is not there answers.
ABSENT = "nothing-of-this-name"


@pytest.fixture
def viewer(unique):
    return with_key(person(f"{unique}-viewer", "viewer"))


@pytest.mark.parametrize("who", WHO)
def test_the_table_holds(request, publisher, unique, visit, who):
    api = register(publisher, unique)["id"]
    for version, status in (("1.1.0", "active"), ("2.0.0", "draft")):
        body = {"spec": description(unique, version), "status": status}
        added = publisher.rest.post(f"/api/v1/apis/{api}/versions/", body, format="json")
        assert added.status_code == 201
    browser = visit() if who == "visitor" else visit(request.getfixturevalue(who))
    if who == "admin":
        # Who is in no team cannot own one: the page says so in place of its form.
        assert b"team" in browser.get("/apis/register/").content
    expected = {path: row[WHO.index(who)] for path, row in TABLE.items()}
    assert {path: decrypt(browser, path.format(id=api)) for path in TABLE} == expected
    hidden = [path for path, status in expected.items() if "{id}" in path and status == 404]
    absent = {path: decrypt(browser, path.format(id=ABSENT)) for path in hidden}
    assert set(absent.values()) <= {404}


@pytest.mark.parametrize("path", [path for path in TABLE if path.startswith("/apis/{id}/")])
def test_what_may_not_be_opened_may_not_be_sent(path, publisher, stranger, unique, visit):
    """The answer to a form is its own request: nothing was opened before."""
    api = register(publisher, unique)["id"]
    rest = [f"/api/v1/apis/{api}/", f"/api/v1/apis/{api}/versions/1.0.0/"]
    before = [publisher.rest.get(each).content for each in rest]
    confirm = "1.0.0" if "versions" in path else unique
    sent = {"confirm": confirm, "name": "Taken over", "revision": "1", "notes": "mine"}
    for browser in (visit(), visit(stranger)):
        answer = browser.post(path.format(id=api), sent)
        assert answer.status_code in (302, 403, 404, 405)
        assert answer.status_code != 302 or answer["Location"].startswith("/account/")
    assert [publisher.rest.get(each).content for each in rest] == before


def decrypt(browser, path):
    answer = browser.get(path)
    if answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/?next="):
        return SIGN_IN
    return answer.status_code
