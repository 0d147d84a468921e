"""Signing out at a provider of OpenID Connect: it is told by the ID token whose session ends."""

import base64
import json
from urllib.parse import parse_qs

import pytest

from portal.accounts import audit
from portal.accounts.items import StoredSession
from tests.accounts.callback import begin, come_back
from tests.accounts.hosted_page import path_of, sign_in_at


@pytest.fixture
def sign_in(client, provider):
    """Sign somebody in at the provider, and return the ID token it gave."""

    def sign_in(**changes) -> str:
        location = begin(client)
        code = provider.code_for(location, **changes)
        id_token = provider.codes[code]["id_token"]
        assert come_back(client, location, code)["Location"] == "/"
        return id_token

    return sign_in


def sign_out(client) -> tuple[str, dict[str, list[str]]]:
    """Return the address that signing out goes on to, and its query."""
    address, _, query = client.post("/account/sign-out/")["Location"].partition("?")
    return address, parse_qs(query)


def test_the_provider_gets_the_token_of_the_sign_in(client, provider, sign_in, settings):
    id_token = sign_in()
    address, query = sign_out(client)
    assert address == f"{provider.url}/logout"
    assert query == {
        "client_id": ["portal-client"],
        "post_logout_redirect_uri": [f"{settings.PORTAL_URL}/"],
        "id_token_hint": [id_token],
    }
    assert sign_out(client) == ("/", {})


def test_the_newest_sign_in_s_token_is_sent(client, sign_in):
    sign_in()
    second = sign_in()
    assert sign_out(client)[1]["id_token_hint"] == [second]


def test_a_token_too_long_for_an_address_is_left_out(client, provider, sign_in):
    sign_in(groups=[f"team-{number}" for number in range(800)])
    address, query = sign_out(client)
    assert address == f"{provider.url}/logout"
    assert sorted(query) == ["client_id", "post_logout_redirect_uri"]


def test_an_address_with_a_query_of_its_own_keeps_it(client, provider, sign_in, settings):
    settings.IDENTITY_PROVIDERS["corporate"]["logout_url"] = f"{provider.url}/logout?policy=a"
    id_token = sign_in()
    query = sign_out(client)[1]
    assert (query["policy"], query["id_token_hint"]) == (["a"], [id_token])


def test_without_a_sign_out_address_no_token_is_kept(client, sign_in, settings):
    settings.IDENTITY_PROVIDERS["corporate"]["logout_url"] = ""
    sign_in()
    assert "sign_out_hint" not in client.session
    assert sign_out(client) == ("/", {})


def test_cognito_is_sent_no_token(client):
    client.get(path_of(sign_in_at(client, "cognito", "viewer@example.com")))
    assert "sign_out_hint" not in client.session
    assert sorted(sign_out(client)[1]) == ["client_id", "logout_uri"]


def test_the_token_is_read_nowhere_else(client, sign_in, caplog):
    secret = sign_in().rpartition(".")[2]
    pages = [client.get(path) for path in ("/account/", "/", "/api/v1/me/", "/no/such/page/")]
    person = pages[0].context["user"].profile
    stored = StoredSession.fetch(*StoredSession.key(client.session.session_key))
    client.post("/account/sign-out/")
    places = {
        "pages": "".join(page.content.decode() for page in pages),
        "the session's item": json.dumps(stored.serialize()),
        "the same, decoded": str(base64.urlsafe_b64decode(stored.data["sign_out_hint"])),
        "the log": caplog.text,
        "the audit log": "".join(
            json.dumps(each.serialize()) for each in audit.by_subject(person.ref)
        ),
    }
    assert [name for name, text in places.items() if secret in text] == []


def test_a_token_sealed_under_another_key_is_left_out(client, sign_in):
    sign_in()
    session = client.session
    session["sign_out_hint"] = "made-up"
    session.save()
    assert "id_token_hint" not in sign_out(client)[1]
