"""Signing in at both providers' real hosted pages, and what is stored of it."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from portal.accounts import audit, services
from portal.accounts.admin_models import AuditRecord
from portal.accounts.items import digest
from portal.accounts.services import Claims
from tests.accounts.hosted_page import path_of, sign_in_at

BOTH = [
    ("cognito", "publisher@example.com", "publisher", ["payments"]),
    ("corporate", "employee@corp.example.com", "developer", ["platform"]),
]


@pytest.mark.parametrize(("provider", "email", "role", "teams"), BOTH)
def test_a_person_signs_in_and_is_who_the_provider_says(client, provider, email, role, teams):
    arrived = client.get(path_of(sign_in_at(client, provider, email)))
    assert (arrived.status_code, arrived["Location"]) == (302, "/")

    page = client.get("/account/")
    assert email in page.content.decode()
    user = page.context["user"]
    assert (user.role, user.teams) == (role, teams)

    latest = audit.by_subject(user.profile.ref).items[0]
    assert (latest.kind, latest.actor_email, latest.source_ip) == (
        "signed_in",
        email,
        "127.0.0.1",
    )


def test_the_way_back_is_the_page_one_came_from(client):
    callback = sign_in_at(client, "cognito", "viewer@example.com", next_url="/apis/?q=pay")
    assert client.get(path_of(callback))["Location"] == "/apis/?q=pay"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)", "/" * 3000],
)
def test_the_way_back_never_leads_elsewhere(client, elsewhere):
    callback = sign_in_at(client, "cognito", "viewer@example.com", next_url=elsewhere)
    assert client.get(path_of(callback))["Location"] == "/"


def test_the_way_back_is_not_the_sign_in_page_itself(client):
    page = client.get("/account/sign-in/").content.decode()
    assert "?next=/account/sign-in/" not in page
    callback = sign_in_at(client, "cognito", "viewer@example.com", next_url="/account/sign-in/")
    assert client.get(path_of(callback))["Location"] == "/"


def test_one_person_stays_one_person(client):
    client.get(path_of(sign_in_at(client, "cognito", "viewer@example.com")))
    first = client.get("/account/").context["user"]
    other = Client(SERVER_NAME="localhost")
    other.get(path_of(sign_in_at(other, "cognito", "viewer@example.com")))
    second = other.get("/account/").context["user"]
    assert first.id == second.id
    assert second.last_sign_in > first.last_sign_in


def test_signing_in_gives_a_new_session_and_the_old_one_is_gone(client):
    callback = sign_in_at(client, "cognito", "viewer@example.com")
    before = client.cookies["sessionid"].value
    client.get(path_of(callback))
    after = client.cookies["sessionid"].value
    assert before != after

    thief = Client(SERVER_NAME="localhost")
    thief.cookies["sessionid"] = before
    assert thief.get("/account/").status_code == 302


def test_signing_in_again_as_the_same_person_gives_a_new_session_too(client):
    client.get(path_of(sign_in_at(client, "cognito", "viewer@example.com")))
    before = client.cookies["sessionid"].value
    client.get(path_of(sign_in_at(client, "cognito", "viewer@example.com")))
    assert client.cookies["sessionid"].value != before

    thief = Client(SERVER_NAME="localhost")
    thief.cookies["sessionid"] = before
    assert thief.get("/account/").status_code == 302


def test_an_id_that_a_client_made_up_is_not_taken_over(client):
    client.cookies["sessionid"] = "a" * 32
    callback = sign_in_at(client, "cognito", "viewer@example.com")
    assert client.cookies["sessionid"].value != "a" * 32
    client.get(path_of(callback))
    assert client.cookies["sessionid"].value != "a" * 32


def test_signing_out_ends_the_session_here_and_at_the_provider(client, addresses, settings):
    client.get(path_of(sign_in_at(client, "cognito", "viewer@example.com")))
    person = client.get("/account/").context["user"].profile
    stolen = client.cookies["sessionid"].value

    answer = client.post("/account/sign-out/")
    target = urlsplit(answer["Location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == f"{addresses.aws}/logout"
    assert "logout_uri=" in target.query
    client.cookies["sessionid"] = stolen
    assert client.get("/account/").status_code == 302
    assert audit.by_subject(person.ref).items[0].kind == "signed_out"


def test_the_provider_accepts_the_way_back_from_its_sign_out(client, addresses):
    import requests

    client.get(path_of(sign_in_at(client, "corporate", "employee@corp.example.com")))
    target = client.post("/account/sign-out/")["Location"]
    answer = requests.get(target, allow_redirects=False, timeout=10)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{addresses.portal}/")


def test_signing_out_by_a_link_does_not_work(client):
    client.get(path_of(sign_in_at(client, "cognito", "viewer@example.com")))
    assert client.get("/account/sign-out/").status_code == 405
    assert client.get("/account/").status_code == 200


def test_the_policy_lets_the_sign_out_form_go_on_to_the_providers(client, addresses):
    policy = client.get("/account/sign-in/")["Content-Security-Policy"]
    form_action = next(part for part in policy.split(";") if "form-action" in part)
    assert addresses.aws in form_action
    assert addresses.corporate in form_action


def test_the_same_address_at_two_providers_is_two_people(unique):
    facts = {"subject": "1", "email": f"{unique}@x.test", "name": "X"}
    one = services.recognise(claims=Claims(issuer=f"https://one.{unique}.test", **facts))
    two = services.recognise(claims=Claims(issuer=f"https://two.{unique}.test", **facts))
    assert one.user_id != two.user_id


def test_a_visitor_has_no_session(client):
    assert "sessionid" not in client.get("/account/sign-in/").cookies


def test_sign_ins_are_found_in_the_log_of_this_month(client):
    client.get(path_of(sign_in_at(client, "cognito", "developer@example.com")))
    user = client.get("/account/").context["user"]
    newest, *_ = AuditRecord.objects.filter(actor=user.profile.ref).order_by("-at")
    assert (newest.event, newest.actor_email) == ("signed_in", "developer@example.com")


def test_the_session_item_does_not_hold_the_cookie(client):
    from portal.accounts.items import StoredSession

    client.get(path_of(sign_in_at(client, "cognito", "viewer@example.com")))
    cookie = client.cookies["sessionid"].value
    stored = StoredSession.fetch(f"SESSION#{digest(cookie)}", "SESSION")
    assert cookie not in repr(stored.serialize())
