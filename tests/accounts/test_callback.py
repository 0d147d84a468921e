"""Coming back from the provider: an attempt is its browser's own, serves once, and ends."""

import time
from datetime import timedelta

import pytest
from django.test import Client

from portal.accounts.items import StoredSession
from tests.accounts.callback import CALLBACK, begin, come_back, state_of
from tests.accounts.refusals import assert_refused, reasons_of

pytestmark = pytest.mark.usefixtures("own_refusals")


def test_a_state_serves_once(client, provider):
    location = begin(client)
    assert come_back(client, location, provider.code_for(location)).status_code == 302
    elsewhere = Client(**client.defaults)
    again = come_back(elsewhere, location, provider.code_for(location))
    assert_refused(again, elsewhere, "state_unknown")
    assert provider.requests["/token"] == 1


def signed_in_as(client):
    return client.get("/account/").context["user"].id


def test_a_callback_opened_again_leads_on_where_it_led(client, provider):
    location = client.get("/account/oidc/corporate/", {"next": "/apis/?q=pay"})["Location"]
    code = provider.code_for(location)
    come_back(client, location, code)
    person = signed_in_as(client)
    again = come_back(client, location, code)
    assert (again.status_code, again["Location"]) == (302, "/apis/?q=pay")
    assert (signed_in_as(client), provider.requests["/token"]) == (person, 1)
    assert reasons_of(client) == []


def test_a_callback_of_another_sign_in_leads_home_and_says_who_is_signed_in(client, provider):
    location = begin(client)
    come_back(client, location, provider.code_for(location))
    person = signed_in_as(client)
    attacker = Client(SERVER_NAME="localhost")
    other = begin(attacker)
    code = provider.code_for(other, sub="the attacker", email="mallory@provider.test")
    answer = come_back(client, other, code)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = client.get("/").content.decode()
    assert f"You are signed in already, as {provider.subject[:8]}@provider.test" in page
    assert (signed_in_as(client), provider.requests["/token"]) == (person, 1)


def test_somebody_signed_in_may_become_somebody_else(client, provider):
    location = begin(client)
    come_back(client, location, provider.code_for(location))
    location = begin(client)
    come_back(client, location, provider.code_for(location, sub="another", name="Alex"))
    assert client.get("/account/").context["user"].name == "Alex"


def test_a_code_serves_once(client, provider):
    first = begin(client)
    code = provider.code_for(first)
    come_back(client, first, code)
    other = Client(**client.defaults)
    assert_refused(come_back(other, begin(other), code), other, "code_refused")


def test_an_answer_to_somebody_elses_attempt_is_refused(client, provider):
    """Login CSRF: the attacker's own code and state, put before the victim's browser."""
    attacker = Client(SERVER_NAME="localhost")
    location = begin(attacker)
    begin(client)
    answer = come_back(client, location, provider.code_for(location))
    assert_refused(answer, client, "state_unknown")


def test_a_stolen_code_is_worth_nothing_in_another_browser(client, provider):
    """PKCE: the code fits only the verifier of the attempt it was asked for with."""
    victim = Client(SERVER_NAME="localhost")
    code = provider.code_for(begin(victim))
    assert_refused(come_back(client, begin(client), code), client, "code_refused")


def test_an_answer_at_the_other_providers_callback_is_refused(client, provider):
    """Mix-up: a state belongs to the provider it was made for."""
    location = begin(client, "cognito")
    answer = client.get(CALLBACK, {"state": state_of(location), "code": "x"})
    assert_refused(answer, client, "state_unknown")
    assert provider.requests["/token"] == 0


def test_a_cancelled_sign_in_says_so_and_can_be_repeated(client, provider):
    location = begin(client)
    answer = client.get(CALLBACK, {"state": state_of(location), "error": "access_denied"})
    assert_refused(answer, client, "provider_refused")
    assert "cancelled" in answer.content.decode()
    location = begin(client)
    assert come_back(client, location, provider.code_for(location)).status_code == 302


def test_a_link_with_an_error_does_not_sign_anybody_out(client, provider):
    location = begin(client)
    come_back(client, location, provider.code_for(location))
    client.get(CALLBACK, {"state": "x", "error": "login_required"})
    assert client.get("/account/").status_code == 200


def test_an_attempt_ends_after_ten_minutes(client, provider):
    location = begin(client)
    session = client.session
    session["oidc_states"][state_of(location)]["added_on"] -= 601
    session.save()
    answer = come_back(client, location, provider.code_for(location))
    assert_refused(answer, client, "state_expired")


def test_an_unknown_provider_is_not_found(client, settings):
    settings.IDENTITY_PROVIDERS = {}
    assert client.get("/account/oidc/corporate/").status_code == 404
    assert client.get(CALLBACK).status_code == 404


def let_pass(client, seconds: int) -> None:
    """Make this browser's session, and the attempts in it, older."""
    stored = StoredSession.fetch(*StoredSession.key(client.cookies["sessionid"].value))
    stored.created_at -= timedelta(seconds=seconds)
    stored.expires_at -= seconds
    for attempt in stored.data["oidc_states"].values():
        attempt["added_on"] -= seconds
    stored.put()


def test_a_later_attempt_has_ten_minutes_of_its_own(client, provider):
    first = begin(client)
    let_pass(client, 9 * 60 + 30)
    second = begin(client)
    let_pass(client, 9 * 60)
    late = come_back(client, first, provider.code_for(first))
    assert (late.status_code, reasons_of(client)) == (403, ["state_expired"])
    assert come_back(client, second, provider.code_for(second))["Location"] == "/"
    assert client.get("/account/").status_code == 200


def test_an_earlier_attempt_in_another_tab_still_counts(client, provider):
    first = begin(client)
    let_pass(client, 5 * 60)
    begin(client)
    assert come_back(client, first, provider.code_for(first))["Location"] == "/"


def test_the_cookie_of_an_attempt_ends_with_its_session(client, provider):
    begin(client)
    let_pass(client, 9 * 60)
    begin(client)
    cookie = client.cookies["sessionid"]
    stored = StoredSession.fetch(*StoredSession.key(cookie.value))
    assert abs(stored.expires_at - time.time() - cookie["max-age"]) <= 2
