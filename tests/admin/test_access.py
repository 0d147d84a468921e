"""Who gets into the admin: admins, on every address; nobody else, on none."""

import re

import pytest
from django.test import Client

from portal.accounts import administration, services
from portal.accounts.models import User
from tests.admin.conftest import browser
from tests.routes import routes

# Django's admin has these; here there is nothing they could do.
REMOVED = [
    "/admin/logout/",
    "/admin/password_change/",
    "/admin/password_change/done/",
    "/admin/autocomplete/",
    "/admin/r/1/somebody/",
    "/admin/auth/group/",
    "/admin/auth/user/",
]


def addresses() -> list[str]:
    """Every address the admin answers, from the URL configuration."""
    found = {route.path for route in routes() if route.path.startswith("/admin/")}
    made = {re.sub(r"<path:object_id>", "somebody", path) for path in found}
    made = {re.sub(r"\(\?P<app_label>.*\)", "accounts", path) for path in made}
    return sorted(each for each in made if "(?P<url>" not in each and each != "/admin/login/")


@pytest.mark.parametrize("role", ["viewer", "developer", "publisher"])
def test_nobody_below_admin_sees_or_does_anything(visitor, role) -> None:
    client = visitor(role, role).client
    listed = addresses()
    assert len(listed) > 20
    for address in listed:
        for answer in (client.get(address), client.post(address, {"post": "yes"})):
            assert answer.status_code == 403, address
            assert "These pages are for administrators" in answer.text, address


def test_strangers_are_sent_to_sign_in_and_back() -> None:
    for address in addresses():
        answer = browser().get(f"{address}?q=x")
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/account/sign-in/?next=/admin/"), address
        assert answer["Location"].endswith("%3Fq%3Dx"), address


def test_admins_get_in(admin) -> None:
    for address in ("/admin/", "/admin/accounts/", "/admin/jsi18n/"):
        assert admin.client.get(address).status_code == 200, address


def test_an_admin_who_is_disabled_is_out_at_once(admin, other_admin) -> None:
    administration.change_person(person=admin.newest(), disabled=True, by=other_admin.profile)
    assert admin.client.get("/admin/").status_code == 302


@pytest.mark.parametrize("address", REMOVED)
def test_what_cannot_work_is_not_there(admin, address) -> None:
    assert admin.client.get(address).status_code == 404


def test_the_admins_own_sign_in_page_leads_to_the_portals(admin) -> None:
    answer = browser().get("/admin/login/?next=/admin/accounts/user/")
    assert answer["Location"] == "/account/sign-in/?next=/admin/accounts/user/"
    assert admin.client.get("/admin/login/?next=/admin/accounts/")["Location"] == "/admin/accounts/"


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(admin, elsewhere) -> None:
    assert admin.client.get("/admin/login/", {"next": elsewhere})["Location"] == "/admin/"


def test_sign_in_takes_an_address_for_no_name_of_a_page(admin) -> None:
    assert admin.client.get("/admin/login/", {"next": "foo"})["Location"] == "foo"


def test_a_post_without_token_is_refused(admin, person) -> None:
    victim = person("victim")
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(User.of(admin.newest()))
    for address in (
        f"/admin/accounts/user/{victim.user_id}/delete/",
        f"/admin/accounts/user/{victim.user_id}/change/",
        f"/admin/accounts/user/{victim.user_id}/sessions/",
        "/admin/accounts/user/",
    ):
        answer = client.post(address, {"post": "yes", "action": "delete_selected", "index": "0"})
        assert answer.status_code == 403, address
    assert services.person_by_email(victim.email)
