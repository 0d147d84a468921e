"""Who may open which page of an application, send its form, and use its REST addresses."""

import pytest
from django.test import Client

from apis.items.applications import Application
from apis.services import application_keys
from portal.rest.on_demand import Endpoint
from tests.apis.applications import application_of, holding, key_for
from tests.apis.conftest import people_of_each_kind
from tests.routes import Route, unlisted

WHO = ("visitor", "viewer", "developer", "mate", "publisher", "stranger", "admin")
SIGN_IN = "sign in"
# One application of the developer alone, and one of the team that publisher and mate are in.
OWN, TEAM = "/applications/{own}/", "/applications/{team}/"
BELOW = ("", "edit/", "hand-over/", "delete/", "keys/new/", "keys/{key}/rotate/")
ABOUT_OWN = (SIGN_IN, 403, 200, 404, 404, 404, 200)
ABOUT_TEAM = (SIGN_IN, 403, 404, 200, 200, 404, 200)
TABLE = {
    "/applications/": (SIGN_IN, 403, 200, 200, 200, 200, 200),
    "/applications/new/": (SIGN_IN, 403, 200, 200, 200, 200, 200),
    **{f"{OWN}{below}": ABOUT_OWN for below in (*BELOW, "keys/{key}/revoke/")},
    # Only a key that sleeps is woken: the page leads back.
    f"{OWN}keys/{{key}}/wake/": (SIGN_IN, 403, 302, 404, 404, 404, 302),
    **{f"{TEAM}{below.format(key='{team_key}')}": ABOUT_TEAM for below in BELOW},
}
LOOKED_AT = ("/applications/", OWN, TEAM)


@pytest.fixture(scope="module")
def people():
    return people_of_each_kind()


@pytest.fixture(scope="module")
def browsers(people) -> dict[str, Client]:
    found = {"visitor": Client()}
    for who, user in people.items():
        found[who] = Client()
        found[who].force_login(user)
    return found


@pytest.fixture(scope="module")
def ids(people) -> dict[str, str]:
    own = application_of(people["developer"], "Own")
    of_team = application_of(people["publisher"], "Of the team", owner=people["publisher"].teams[0])
    key, _ = key_for(own, people["developer"])
    team_key, _ = key_for(of_team, people["publisher"])
    return {
        "own": own.app_id,
        "team": of_team.app_id,
        "key": key.digest,
        "team_key": team_key.digest,
    }


def outcome(answer):
    if answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/?next="):
        return SIGN_IN
    return answer.status_code


def is_page(route: Route) -> bool:
    return not isinstance(route.view, Endpoint) and route.path.startswith("/applications/")


def test_every_page_has_a_row(ids):
    assert unlisted({path.format(**ids) for path in TABLE}, wanted=is_page) == set()


@pytest.mark.parametrize("who", WHO)
def test_the_table_holds(who, browsers, ids):
    seen = {path: outcome(browsers[who].get(path.format(**ids))) for path in TABLE}
    assert seen == {path: row[WHO.index(who)] for path, row in TABLE.items()}


@pytest.mark.parametrize("path", [path for path in TABLE if path not in LOOKED_AT])
@pytest.mark.parametrize("who", ["visitor", "viewer", "stranger"])
def test_what_may_not_be_opened_may_not_be_sent(who, path, browsers, people, ids):
    """The answer to a form is its own request: nothing was opened before."""
    expected = TABLE[path][WHO.index(who)]
    if expected == 200:
        return
    sent = {"confirm": "Own", "name": "Taken over", "label": "mine", "kind": "live"}
    sent |= {"owner": "", "overlap_hours": "0", "request_name": "x", "revision": "1"}
    assert outcome(browsers[who].post(path.format(**ids), sent)) == expected
    for place in ("own", "team"):
        application = Application.fetch(*Application.key(ids[place]))
        assert application.name in ("Own", "Of the team")
        assert len(application_keys.keys_of(application)) == 1
        assert holding(*application_keys.keys_of(application)) == [True]


def test_an_id_that_none_can_have_is_not_found(browsers, ids):
    for odd in ("x", "0" * 3000, ids["own"].upper()):
        assert browsers["admin"].get(f"/applications/{odd}/").status_code == 404


def test_a_key_is_found_below_its_own_application_only(browsers, ids):
    address = f"/applications/{ids['own']}/keys/{ids['team_key']}/revoke/"
    assert browsers["admin"].post(address).status_code == 404
    assert browsers["developer"].get(address).status_code == 404


def test_the_shell_leads_developers_to_their_applications(browsers):
    link = 'href="/applications/"'
    offered = {who: link in browsers[who].get("/apis/").text for who in WHO}
    assert offered == {who: who not in ("visitor", "viewer") for who in WHO}
