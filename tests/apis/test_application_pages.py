"""The pages of applications: from none to a key, what they show, and what ends."""

import pytest

from apis.items.applications import Application
from apis.services import application_keys, subscriptions
from portal import clock
from tests.apis.applications import application_of, holding, key_for, stored, time_machine
from tests.apis.subscriptions.conftest import ask, new_api, new_plan
from tests.aws_events import before_next_transaction
from tests.people import person, unique_name


@pytest.fixture
def browser(visit, developer):
    return visit(developer)


@pytest.fixture
def application(developer):
    return application_of(developer.user, "Web shop")


@pytest.fixture
def address(application):
    return f"/applications/{application.app_id}/"


def new_key_form(browser, address, **more):
    """Return what the form of a new key sends, as a browser fills it in."""
    form = browser.get(f"{address}keys/new/").context["form"]
    name = form["request_name"].value()
    return {"label": "Production", "kind": "live", "days": "90", "request_name": name} | more


def test_from_nothing_to_a_key(browser):
    empty = browser.get("/applications/").text
    assert "No applications yet" in empty
    assert 'href="/applications/new/"' in empty
    made = browser.post("/applications/new/", {"name": "Web shop", "description": "Sells."})
    address = made["Location"]
    page = browser.get(address).text
    assert "No keys yet" in page
    assert "No subscriptions yet" in page
    assert f'href="{address}keys/new/"' in page
    answer = browser.post(f"{address}keys/new/", new_key_form(browser, address))
    secret = answer.context["secret"]
    assert "no-store" in answer["Cache-Control"]
    assert answer.text.count(secret) == 2
    assert f"--header &#x27;X-API-Key: {secret}&#x27;" in answer.text
    page = browser.get(address).text
    assert "Production" in page
    assert secret not in page
    assert "Web shop" in browser.get("/applications/").text


def test_applications_are_grouped_by_owner(visit, mate, publisher, team):
    application_of(mate.user, "Mine")
    application_of(publisher.user, "Ours", owner=team)
    page = visit(mate).get("/applications/").text
    places = [page.index(words) for words in (">You<", ">Mine<", f">Team {team}<", ">Ours<")]
    assert places == sorted(places)


def test_a_reloaded_page_of_a_new_key_makes_no_second_one(browser, application, address):
    form = new_key_form(browser, address)
    first = browser.post(f"{address}keys/new/", form)
    again = browser.post(f"{address}keys/new/", form)
    assert again.status_code == 200
    assert "This key was made already." in again.text
    assert first.context["secret"] not in again.text
    newest = Application.fetch(application.pk, application.sk)
    assert len(application_keys.keys_of(newest)) == 1
    # Going back and changing the form is another request under the same name.
    changed = browser.post(f"{address}keys/new/", form | {"label": "Other"})
    assert changed.status_code == 422


def test_a_sample_calls_an_api_that_the_key_may_call(browser, developer, publisher, application):
    api = new_api(publisher, visibility="public")
    plan = new_plan(publisher, api, "Free", rate_calls=10)
    ask(developer, application, api, plan)
    address = f"/applications/{application.app_id}/"
    assert api.name in browser.get(address).text
    form = new_key_form(browser, address, scopes=[api.slug])
    answer = browser.post(f"{address}keys/new/", form)
    assert f"/gateway/{api.slug}/1.0.0/" in answer.text
    assert stored(answer.context["key"]).scopes == [api.slug]
    other = browser.post(f"{address}keys/new/", new_key_form(browser, address, scopes=["other"]))
    assert other.status_code == 422


def test_a_sandbox_key_comes_without_a_call_to_the_gateway(browser, address):
    form = new_key_form(browser, address, kind="sandbox")
    page = browser.post(f"{address}keys/new/", form).text
    assert "/gateway/" not in page
    assert "the gateway refuses it" in page


def test_the_form_offers_no_more_than_the_administrators_allow(browser, address, settings):
    def offered():
        return [
            value
            for value, _ in browser.get(f"{address}keys/new/").context["form"]["days"].field.choices
        ]

    assert offered() == ["30", "90", "365", ""]
    settings.KEY_MAX_DAYS = 60
    assert offered() == ["30", "60"]
    settings.KEY_MAX_DAYS = 1
    assert offered() == ["1"]
    refused = browser.post(f"{address}keys/new/", new_key_form(browser, address, days=""))
    assert "Production" in refused.text
    assert refused.status_code == 200
    assert "It ends earlier than asked for." in refused.text


def test_a_key_is_rotated_and_the_second_tab_is_told(browser, developer, application, address):
    key, _ = key_for(application, developer.user)
    rotate = f"{address}keys/{key.digest}/rotate/"
    assert "In a day" in browser.get(rotate).text
    first = browser.post(rotate, {"overlap_hours": "24"})
    assert first.status_code == 200
    assert "no-store" in first["Cache-Control"]
    second = browser.post(rotate, {"overlap_hours": "24"})
    assert second.status_code == 409
    assert "another one takes its place" in second.text
    assert f'href="{address}"' in second.text
    page = browser.get(address).text
    assert "Replaced" in page
    assert f'href="{rotate}"' not in page
    assert first.context["key"].hint in page


def test_two_tabs_in_the_same_moment(browser, developer, application, address):
    key, _ = key_for(application, developer.user)
    rotate = f"{address}keys/{key.digest}/rotate/"
    with before_next_transaction(lambda: browser.post(rotate, {"overlap_hours": "1"})):
        answer = browser.post(rotate, {"overlap_hours": "24"})
    assert answer.status_code == 409
    newest = Application.fetch(application.pk, application.sk)
    assert len(application_keys.keys_of(newest)) == 2


def test_a_rotation_says_where_the_cap_shortens_it(
    browser, developer, application, address, settings
):
    key, _ = key_for(application, developer.user, days=90)
    settings.KEY_MAX_DAYS = 30
    answer = browser.post(f"{address}keys/{key.digest}/rotate/", {"overlap_hours": "0"})
    assert "The administrators let a key hold for 30 days at most" in answer.text


def test_a_key_is_revoked_in_two_clicks(browser, developer, application, address):
    key, _ = key_for(application, developer.user)
    revoke = f"{address}keys/{key.digest}/revoke/"
    assert f'href="{revoke}"' in browser.get(address).text
    assert "the application's only key" in browser.get(revoke).text.replace("&#x27;", "'")
    assert browser.post(revoke).status_code == 302
    assert holding(key) == [False]
    assert browser.get(revoke).status_code == 302
    assert browser.post(revoke).status_code == 409
    page = browser.get(address).text
    assert "Keys that ended" in page
    assert "Revoked" in page


def test_revoking_a_new_key_says_that_the_old_one_stays(browser, developer, application, address):
    old, _ = key_for(application, developer.user)
    new, _ = application_keys.rotate_key(
        user=developer.user, application=application, digest=old.digest, overlap_hours=24
    )
    words = browser.get(f"{address}keys/{new.digest}/revoke/").text
    until = f"{stored(old).ends_on:%-d %b %Y, %H:%M} UTC"
    assert f"{old.hint} until {until}" in words
    assert "After that no key of the application is left." in words
    assert "stays" not in browser.get(f"{address}keys/{old.digest}/revoke/").text


def test_a_key_that_sleeps_is_woken_on_its_page(
    browser, developer, application, address, settings, monkeypatch
):
    settings.KEY_DORMANT_DAYS = 30
    key, _ = key_for(application, developer.user)
    wake = f"{address}keys/{key.digest}/wake/"
    assert browser.get(wake).status_code == 302
    application_keys.note_use(digest=key.digest, at=clock.now())
    time_machine(monkeypatch)(days=31)
    browser.force_login(developer.user)
    page = browser.get(address).text
    assert "Dormant" in page
    assert f'href="{wake}"' in page
    assert "for 30 days sleeps" in page
    assert browser.post(wake).status_code == 302
    assert "Dormant" not in browser.get(address).text


def test_details_are_edited_and_who_comes_second_sees_what_the_first_wrote(
    browser, developer, application, address
):
    opened = browser.get(f"{address}edit/").context["form"]
    sent = {name: opened[name].value() for name in opened.fields}
    sent |= {f"initial-{name}": sent[name] for name in ("name", "description")}
    assert browser.post(f"{address}edit/", sent | {"name": "First"}).status_code == 302
    second = browser.post(f"{address}edit/", sent | {"name": "Second"})
    assert second.status_code == 409
    assert "Somebody else changed this while you did." in second.text
    assert Application.fetch(application.pk, application.sk).name == "First"


def test_markup_in_a_name_stays_text(browser, developer):
    hostile = "<script>alert(1)</script>"
    application = application_of(developer.user, hostile, description=hostile)
    key, _ = key_for(application, developer.user, hostile)
    address = f"/applications/{application.app_id}/"
    for page in (
        "/applications/",
        address,
        f"{address}edit/",
        f"{address}delete/",
        f"{address}keys/{key.digest}/rotate/",
        f"{address}keys/{key.digest}/revoke/",
    ):
        text = browser.get(page).text
        assert hostile not in text, page
        assert "&lt;script&gt;alert(1)" in text, page


def test_an_application_is_handed_to_a_team(visit, mate, publisher, team):
    application = application_of(mate.user)
    address = f"/applications/{application.app_id}/"
    browser = visit(mate)
    assert f'href="{address}hand-over/"' in browser.get(address).text
    assert browser.post(f"{address}hand-over/", {"owner": "another"}).status_code == 422
    assert browser.post(f"{address}hand-over/", {"owner": team}).status_code == 302
    assert visit(publisher).get(address).status_code == 200


def test_who_has_no_other_team_is_told_who_can(browser, address):
    assert "hand-over" not in browser.get(address).text
    page = browser.get(f"{address}hand-over/").text
    assert "There is no other team of yours." in page
    assert browser.post(f"{address}hand-over/", {"owner": "x"}).status_code == 422


def test_an_administrator_hands_an_application_to_one_person(
    visit, admin, developer, mate, application, address
):
    browser = visit(admin)
    assert developer.user.email in browser.get(address).text
    hand_over = f"{address}hand-over/"
    for wrong in (
        {"owner": "", "email": ""},
        {"owner": "x", "email": mate.user.email},
        {"owner": "", "email": "nobody@nowhere.test"},
    ):
        assert browser.post(hand_over, wrong).status_code == 422
    assert browser.post(hand_over, {"owner": "", "email": mate.user.email}).status_code == 302
    assert visit(mate).get(address).status_code == 200
    assert visit(developer).get(address).status_code == 404


def test_nobody_is_given_an_application_whose_role_allows_none(visit, admin, address):
    viewer = person(unique_name(), "viewer")
    answer = visit(admin).post(f"{address}hand-over/", {"owner": "", "email": viewer.email})
    assert answer.status_code == 422
    assert "role allows no applications" in answer.text


def test_deleting_names_what_ends(browser, developer, publisher, application, address):
    api = new_api(publisher, visibility="public")
    ask(developer, application, api, new_plan(publisher, api, "Free"))
    key, _ = key_for(application, developer.user)
    page = browser.get(f"{address}delete/").text
    for words in ("the key “Production”", f"the subscription to {api.slug}"):
        assert words in page
    assert browser.post(f"{address}delete/", {"confirm": "wrong"}).status_code == 422
    assert holding(key) == [True]
    assert browser.post(f"{address}delete/", {"confirm": "Web shop"}).status_code == 302
    assert holding(key) == [False]
    assert browser.get(address).status_code == 404
    ended = subscriptions.subscriptions_of(application)
    assert [each.status for each in ended] == ["cancelled"]


def test_a_renewed_subscription_brings_no_revoked_key_back(developer, publisher, application):
    api = new_api(publisher, visibility="public")
    plan = new_plan(publisher, api, "Free")
    ask(developer, application, api, plan)
    key, _ = key_for(application, developer.user, scopes=[api.slug])
    application_keys.revoke_key(user=developer.user, application=application, digest=key.digest)
    subscriptions.cancel(user=developer.user, application=application, slug=api.slug)
    renewed = ask(developer, application, api, plan)
    assert renewed.status == "active"
    assert holding(key) == [False]
    newest = Application.fetch(application.pk, application.sk)
    assert application_keys.keys_of(newest) == []


def test_what_the_page_of_an_application_costs(
    browser, developer, application, address, dynamodb_requests
):
    key_for(application, developer.user)
    browser.get(address)
    dynamodb_requests.clear()
    browser.get(address)
    session_and_person = ["GetItem", "GetItem"]
    # How it is used and what is left of its quotas is a panel of the analytics.
    panel = ["Query", "Query", "Query"]
    assert sorted(dynamodb_requests) == sorted(
        [*session_and_person, "GetItem", "BatchGetItem", "Query", "Query", *panel]
    )
