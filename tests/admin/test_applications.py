"""What an admin does with applications and their keys."""

import json
import re

import pytest

from apis.items.applications import Application
from portal.accounts import administration, audit
from portal.accounts.models import User
from portal.events import delivery
from tests.apis.applications import application_of, holding, key_for

APPLICATIONS = "/admin/apis/applicationmodel/"
KEYS = "/admin/apis/applicationkeymodel/"


@pytest.fixture
def owner(person):
    return User.of(person("owner", "developer", "team-shop"))


@pytest.fixture
def application(owner, unique):
    return application_of(owner, f"{unique} Shop")


@pytest.fixture
def key(application, owner):
    return key_for(application, owner, "Production", days=30)[0]


def found(answer) -> list[str]:
    return [row.pk for row in answer.context["cl"].result_list]


def newest(application) -> Application:
    return Application.fetch(application.pk, application.sk)


def test_applications_are_found_and_filtered(admin, application, owner, unique):
    other = application_of(owner, f"{unique} Till", owner="shop")
    assert found(admin.client.get(APPLICATIONS, {"q": unique})) == [
        application.app_id,
        other.app_id,
    ]
    assert found(admin.client.get(APPLICATIONS, {"q": application.app_id})) == [application.app_id]
    of_owner = {"q": unique, "owner": "TEAM#shop"}
    assert found(admin.client.get(APPLICATIONS, of_owner)) == [other.app_id]
    assert found(admin.client.get(APPLICATIONS, {"q": unique, "suspended__exact": "1"})) == []


def test_an_application_is_suspended_and_resumed(admin, application, owner, unique):
    address = f"{APPLICATIONS}{application.app_id}/change/"
    sent = {"suspended": "on", "revision": "1"}
    assert admin.client.post(address, sent).status_code == 302
    assert newest(application).suspended
    page = admin.client.get(f"/applications/{application.app_id}/").text
    assert "This application is suspended." in page
    actions = {"action": "resume", "_selected_action": application.app_id}
    assert "Resumed 1 application." in admin.client.post(APPLICATIONS, actions, follow=True).text
    assert not newest(application).suspended
    kinds = [each.kind for each in audit.by_subject(application.ref)]
    assert kinds[:2] == ["application_resumed", "application_suspended"]
    assert "Application suspended" in admin.client.get(address.replace("change", "history")).text


def test_an_application_is_deleted_with_its_keys(admin, application, key):
    answer = admin.client.post(f"{APPLICATIONS}{application.app_id}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert Application.find(application.pk, application.sk) is None
    assert holding(key) == [False]
    deleted = {"q": application.ref, "event": "application_deleted"}
    log = admin.client.get("/admin/accounts/auditrecord/", deleted).text
    assert f'<td class="field-about">{application.name}</td>' in log


def test_creating_is_the_portals_own_page(admin):
    assert admin.client.get(f"{APPLICATIONS}add/")["Location"] == "/applications/new/"
    assert admin.client.get(f"{KEYS}add/").status_code == 403


def test_keys_are_found_by_hint_name_and_application(admin, application, owner, key):
    other, _ = key_for(application, owner, "Reports", kind="sandbox")
    for words in (key.hint[-4:], f"production {application.app_id}"):
        assert key.digest in found(admin.client.get(KEYS, {"q": words}))
    of_application = {"app_id": application.app_id}
    assert found(admin.client.get(KEYS, of_application)) == [other.digest, key.digest]
    sandbox = {**of_application, "kind__exact": "sandbox"}
    assert found(admin.client.get(KEYS, sandbox)) == [other.digest]
    listed = admin.client.get(KEYS, of_application).text
    for words in ("All subscriptions", "Never", "Valid", key.hint):
        assert words in listed


def test_any_key_is_revoked(admin, application, key):
    page = admin.client.get(f"{KEYS}{key.digest}/change/").text
    link = re.search(r'href="([^"]+/revoke/)"', page)
    assert link
    assert 'name="_save"' not in page
    assert admin.client.get(link[1]).status_code == 200
    actions = {"action": "revoke", "_selected_action": key.digest}
    assert "Revoked 1 application key." in admin.client.post(KEYS, actions, follow=True).text
    assert holding(key) == [False]
    again = admin.client.post(KEYS, actions, follow=True).text
    assert "Not done for Production" in again
    assert "revoked or has ended" in again
    gone = {"app_id": application.app_id, "state__exact": "revoked"}
    assert found(admin.client.get(KEYS, gone)) == [key.digest]
    assert "/revoke/" not in admin.client.get(f"{KEYS}{key.digest}/change/").text
    history = admin.client.get(f"{KEYS}{key.digest}/history/").text
    assert history.count("Application key revoked") == 1


def test_a_key_is_not_deleted_or_changed_there(admin, key):
    assert admin.client.post(f"{KEYS}{key.digest}/delete/", {"post": "yes"}).status_code == 403
    sent = {"label": "Taken over", "revision": "0"}
    admin.client.post(f"{KEYS}{key.digest}/change/", sent)
    assert holding(key) == [True]
    assert "Taken over" not in admin.client.get(f"{KEYS}{key.digest}/change/").text


def test_both_lists_are_on_the_first_page(admin):
    page = admin.client.get("/admin/").text
    assert f'href="{APPLICATIONS}"' in page
    assert f'href="{KEYS}"' in page


@pytest.mark.parametrize("how", ["disabled", "deleted"])
def test_what_belongs_to_somebody_who_is_shut_out_is_suspended(admin, application, owner, how):
    of_team = application_of(owner, "Of the team", owner="shop")
    if how == "disabled":
        administration.change_person(person=owner.profile, disabled=True, by=admin.profile)
    else:
        administration.delete_person(person=owner.profile, by=admin.profile)
    [event] = [e for e in audit.by_subject(owner.profile.ref) if e.kind.endswith(how)]
    for _ in range(2):
        delivery.deliver(json.dumps(event.message))
    assert [newest(each).suspended for each in (application, of_team)] == [True, False]
    kinds = [each.kind for each in audit.by_subject(application.ref)]
    assert kinds.count("application_suspended") == 1
    assert audit.by_subject(application.ref).items[0].actor == admin.profile.ref


def test_who_is_back_before_the_event_comes_keeps_their_applications(admin, application, owner):
    for disabled in (True, False):
        administration.change_person(person=owner.profile, disabled=disabled, by=admin.profile)
    [event] = [e for e in audit.by_subject(owner.profile.ref) if e.kind == "user_disabled"]
    delivery.deliver(json.dumps(event.message))
    assert not newest(application).suspended
