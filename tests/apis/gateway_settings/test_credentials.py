"""The credential for an API's upstream: stored once, sent by the gateway, shown to nobody."""

import json

import pytest
from botocore.exceptions import EndpointConnectionError
from django.conf import settings as portal_settings

from apis.gateway import credentials
from apis.gateway.credentials import CredentialUnavailable, credential_fields
from apis.items.gateway_settings import secret_name
from apis.services.gateway_settings import settings_of
from apis.subscribers import forget_credential
from portal.aws import secret_store
from portal.aws.clients import client
from portal.aws.errors import NotFound
from portal.events import Event
from tests.apis.gateway_settings.conftest import Gateway

SECRET = "s3cret-of-the-upstream"


@pytest.fixture(autouse=True)
def nothing_kept():
    credentials._kept.clear()


@pytest.fixture
def secrets_requests():
    """The names of the requests that go to Secrets Manager, as they are sent."""
    sent: list[str] = []
    events = client("secretsmanager").meta.events

    def note(*, model, **_) -> None:
        sent.append(model.name)

    events.register("before-call.secrets-manager", note)
    yield sent
    events.unregister("before-call.secrets-manager", note)


def test_without_a_credential_nothing_is_asked_for_or_sent(gateway, secrets_requests):
    assert credential_fields(settings_of(gateway.api)) == ()
    assert secrets_requests == []


def test_what_is_stored_is_sent_and_never_shown(gateway, admin):
    answer = gateway.store(f" {SECRET}\n")
    assert answer.status_code == 204
    assert credential_fields(settings_of(gateway.api)) == (("Authorization", f"Bearer {SECRET}"),)
    shown = gateway.read()
    assert shown["credential_secret"] == "credential"
    assert shown["credential_stored_at"]
    assert SECRET not in json.dumps(shown)
    records = admin.rest.get("/api/v1/audit/", {"subject": f"API#{gateway.api}"}).content
    assert b"gateway_credential_stored" in records
    assert SECRET.encode() not in records


def test_the_owners_field_and_prefix_are_used(gateway):
    gateway.patch(credential_header="X-Api-Key", credential_prefix="")
    gateway.store(SECRET)
    assert credential_fields(settings_of(gateway.api)) == (("X-Api-Key", SECRET),)


def test_it_is_read_once_in_five_minutes_and_a_new_one_counts_at_once(gateway, secrets_requests):
    gateway.store("first")
    secrets_requests.clear()
    stored = settings_of(gateway.api)
    assert {credential_fields(stored) for _ in range(3)} == {(("Authorization", "Bearer first"),)}
    assert secrets_requests == ["GetSecretValue"]
    gateway.store("second")
    assert credential_fields(settings_of(gateway.api)) == (("Authorization", "Bearer second"),)


def test_what_operators_rotate_is_sent_once_the_kept_value_is_old(gateway, monkeypatch):
    name = secret_name(gateway.api, "rotated")
    secret_store.write(name, "old\n", description="")
    gateway.patch(credential_secret="rotated", credential_header="X-Key")
    stored = settings_of(gateway.api)
    assert credential_fields(stored) == (("X-Key", "old"),)
    secret_store.write(name, "new", description="")
    assert credential_fields(stored) == (("X-Key", "old"),)
    monkeypatch.setattr(credentials, "KEPT_SECONDS", 0)
    assert credential_fields(stored) == (("X-Key", "new"),)


@pytest.mark.parametrize("value", [None, "two\nlines", ""])
def test_a_secret_that_cannot_be_sent_refuses_the_call_without_saying_why(gateway, value, caplog):
    if value:
        secret_store.write(secret_name(gateway.api, "odd"), value, description="")
    gateway.patch(credential_secret="odd", credential_header="X-Key")
    with pytest.raises(CredentialUnavailable) as refused:
        credential_fields(settings_of(gateway.api))
    said = json.dumps(refused.value.problem.as_json())
    assert refused.value.status == 503
    assert "secret" not in said.lower()
    assert secret_name(gateway.api, "odd") in caplog.text
    assert "two" not in caplog.text


def test_the_last_value_known_is_sent_while_secrets_manager_is_away(gateway, monkeypatch):
    gateway.store(SECRET)
    stored = settings_of(gateway.api)
    known = credential_fields(stored)
    monkeypatch.setattr(credentials, "KEPT_SECONDS", 0)
    events = client("secretsmanager").meta.events

    def refuse(**_):
        raise EndpointConnectionError(endpoint_url="https://secretsmanager.invalid")

    events.register("before-send.secrets-manager", refuse)
    try:
        assert credential_fields(stored) == known
        credentials._kept.clear()
        with pytest.raises(CredentialUnavailable):
            credential_fields(stored)
    finally:
        events.unregister("before-send.secrets-manager", refuse)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("a\r\nX-Evil: b", "field_value_rule"),
        ("é", "field_value_rule"),
        # Whether or not it is well formed.
        ("adp_live_mistyped", "credential_is_ours"),
    ],
)
def test_what_can_be_no_credential_is_refused_and_not_repeated(gateway, value, code):
    answer = gateway.store(value)
    assert answer.status_code == 422
    assert json.loads(answer.content)["errors"][0]["code"] == code
    assert value not in answer.content.decode()
    assert gateway.read()["credential_secret"] == ""


def test_an_api_that_is_not_behind_the_gateway_has_none(publisher, api):
    assert Gateway(publisher, api).store(SECRET).status_code == 404
    with pytest.raises(NotFound):
        secret_store.read(secret_name(api, "credential"))


@pytest.mark.parametrize("who", ["stranger", "mate", "developer"])
def test_only_who_may_change_the_api_stores_or_removes_it(gateway, request, who):
    gateway.store(SECRET)
    other = Gateway(request.getfixturevalue(who), gateway.api)
    assert other.store("theirs").status_code == 403
    assert other.person.rest.delete(f"{other.address}credential/").status_code == 403
    assert credential_fields(settings_of(gateway.api)) == (("Authorization", f"Bearer {SECRET}"),)


def test_what_is_removed_is_deleted(gateway, publisher):
    gateway.store(SECRET)
    assert publisher.rest.delete(f"{gateway.address}credential/").status_code == 204
    assert credential_fields(settings_of(gateway.api)) == ()
    with pytest.raises(NotFound):
        secret_store.read(secret_name(gateway.api, "credential"))
    # And may be stored again.
    assert gateway.store("again").status_code == 204


def test_it_goes_with_its_api_whose_id_stays_with_the_team(
    gateway, publisher, stranger, unique, team
):
    gateway.store(SECRET)
    draft = {"spec": _spec(unique), "status": "draft", "slug": f"{unique}-draft"}
    made = publisher.rest.post("/api/v1/apis/", draft, format="json")
    hidden = Gateway(publisher, json.loads(made.content)["id"])
    assert hidden.put().status_code == 200
    assert hidden.store(SECRET).status_code == 204
    for each in (gateway, hidden):
        assert publisher.rest.delete(f"/api/v1/apis/{each.api}/").status_code == 204
        # Nobody else may take the id, and with it what operators keep under its name.
        theirs = {"spec": _spec(unique), "slug": each.api}
        assert stranger.rest.post("/api/v1/apis/", theirs, format="json").status_code == 409
        forget_credential(Event(subject=f"API#{each.api}"))
        with pytest.raises(NotFound):
            secret_store.read(secret_name(each.api, "credential"))


def _spec(title: str) -> dict:
    return {"openapi": "3.0.3", "info": {"title": title, "version": "1.0.0"}, "paths": {}}


def test_a_credential_stands_under_the_stages_own_prefix(gateway):
    gateway.store(SECRET)
    name = settings_of(gateway.api).secret_name
    assert name == f"{portal_settings.TABLE_PREFIX}gateway/{gateway.api}/credential"
    assert secret_store.read(name) == SECRET
