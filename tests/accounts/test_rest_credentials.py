"""REST: JWTs of the user pool, personal keys, browser sessions, and what is refused."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from portal.accounts import administration, audit, bearer, keys
from portal.accounts.items import Identity, Profile
from portal.accounts.models import User
from tests.accounts.hosted_page import sign_in_at
from tests.people import person as person_named

ME = "/api/v1/me/"


@pytest.fixture
def pool(provider, settings, monkeypatch):
    """The test provider in the user pool's place, and no token known yet."""
    facts = provider.settings("cognito") | {"groups_claim": "cognito:groups"}
    settings.IDENTITY_PROVIDERS = {"cognito": facts | {"api_client_ids": ("command-line",)}}
    monkeypatch.setattr(bearer, "known_tokens", bearer.KnownTokens())
    return provider


def access_token(pool, **changes) -> str:
    facts = {
        "aud": None,
        "email": None,
        "name": None,
        "groups": None,
        "token_use": "access",
        "client_id": "portal-client",
        "cognito:groups": ["publisher", "team-payments"],
    }
    return pool.sign(pool.claims(**facts | changes))


def get_me(client, token: str):
    return client.get(ME, headers={"Authorization": f"Bearer {token}"})


def test_a_token_of_the_real_user_pool_is_accepted(client, addresses, settings):
    """The ID token that the pool's own token endpoint gives to our client."""
    import requests

    facts = settings.IDENTITY_PROVIDERS["cognito"]
    callback = sign_in_at(client, "cognito", "publisher@example.com")
    query = parse_qs(urlsplit(callback).query)
    attempt = client.session["oidc_states"][query["state"][0]]
    answer = requests.post(
        facts["token_url"],
        data={
            "grant_type": "authorization_code",
            "code": query["code"][0],
            "redirect_uri": f"{addresses.portal}/account/oidc/cognito/callback/",
            "code_verifier": attempt["code_verifier"],
        },
        auth=(facts["client_id"], facts["client_secret"]),
        timeout=10,
    ).json()
    for name in ("id_token", "access_token"):
        me = get_me(client, answer[name]).json()
        assert (me["email"], me["role"], me["teams"]) == (
            "publisher@example.com",
            "publisher",
            ["payments"],
        )


def test_somebody_unknown_becomes_known_on_first_use(client, pool):
    answer = get_me(client, access_token(pool))
    assert answer.status_code == 200
    assert (answer.json()["role"], answer.json()["teams"]) == ("publisher", ["payments"])
    assert Identity.fetch(*Identity.key(pool.url, pool.subject)).user_id == answer.json()["id"]


def test_an_access_token_with_openid_scope_brings_the_address(client, pool):
    pool.userinfo = {"sub": pool.subject, "email": "pat@pool.test", "email_verified": "true"}
    assert get_me(client, access_token(pool, scope="openid")).json()["email"] == "pat@pool.test"


def test_a_known_token_is_verified_once(client, pool, dynamodb_requests):
    token = access_token(pool)
    get_me(client, token)
    dynamodb_requests.clear()
    for _ in range(3):
        assert get_me(client, token).status_code == 200
    assert dynamodb_requests == ["GetItem"] * 3
    assert pool.requests["/jwks"] == 1


def test_a_new_token_of_a_known_person_costs_two_reads(client, pool, dynamodb_requests):
    now = int(time.time())
    get_me(client, access_token(pool, iat=now))
    dynamodb_requests.clear()
    assert get_me(client, access_token(pool, iat=now, jti="another")).status_code == 200
    assert dynamodb_requests == ["GetItem", "GetItem"]
    # A newer one may name other groups: what admins say of them is looked up.
    dynamodb_requests.clear()
    assert get_me(client, access_token(pool, iat=now + 1, jti="newer")).status_code == 200
    assert dynamodb_requests == ["GetItem", "GetItem", "Query"]


def test_userinfo_of_somebody_else_is_refused(client, pool):
    pool.userinfo = {"sub": "somebody-else", "email": "admin@example.com"}
    answer = get_me(client, access_token(pool, scope="openid"))
    assert answer.status_code == 401
    assert "claims" in answer["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"client_id": "another-client"}, "audience"),
        ({"token_use": "refresh"}, "use"),
        ({"token_use": None}, "use"),
        ({"iss": "https://evil.test"}, "issuer"),
        ({"exp": 1}, "time"),
        ({"exp": None}, "claims"),
        ({"token_use": "id", "client_id": "portal-client"}, "audience"),
        ({"token_use": "id", "aud": "another-client"}, "audience"),
    ],
)
def test_a_token_that_does_not_hold_is_a_401_that_says_why(client, pool, changes, word):
    answer = get_me(client, access_token(pool, **changes))
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    challenge = answer["WWW-Authenticate"]
    assert challenge.startswith('Bearer realm="api", error="invalid_token"')
    assert word in challenge


def test_a_token_of_a_further_app_client_is_accepted(client, pool):
    assert get_me(client, access_token(pool, client_id="command-line")).status_code == 200


def test_a_known_token_ends_when_it_expires(client, pool, monkeypatch):
    token = access_token(pool, exp=int(time.time()) + 100)
    assert get_me(client, token).status_code == 200
    now = time.time()
    monkeypatch.setattr(bearer.time, "time", lambda: now + 101)
    assert bearer.known_tokens.user_of(token) is None


def test_a_disabled_persons_token_stops_at_once(client, pool, person):
    token = access_token(pool)
    profile = Profile.fetch(*Profile.key(get_me(client, token).json()["id"]))
    administration.change_person(person=profile, disabled=True, by=person("admin"))
    assert get_me(client, token).status_code == 401
    assert get_me(client, access_token(pool, jti="another")).status_code == 401


def test_a_refused_token_is_in_the_audit_log_under_its_person(client, pool, person):
    profile = Profile.fetch(*Profile.key(get_me(client, access_token(pool)).json()["id"]))
    administration.change_person(person=profile, disabled=True, by=person("admin"))
    for number in range(3):
        get_me(client, access_token(pool, jti=str(number)))
    (entry,) = [each for each in audit.by_subject(profile.ref) if each.kind == "credential_refused"]
    assert entry.details == {"reason": "disabled", "provider": "cognito"}


def test_a_flood_of_made_up_credentials_asks_little_of_the_database(
    client, pool, dynamodb_requests, monkeypatch
):
    monkeypatch.setattr(audit, "_noted", set())
    for _ in range(50):
        assert client.get(ME, headers={"X-API-Key": "made up"}).status_code == 401
        assert get_me(client, "a.b.c").status_code == 401
    # One for each reason, and again where the clock turns to a new minute meanwhile.
    assert len(dynamodb_requests) <= 4


def test_the_tokens_that_are_remembered_are_bounded():
    known = bearer.KnownTokens()
    for number in range(bearer.MAX_KNOWN + 10):
        known.remember(str(number), bearer.Known("u", time.time() + 60))
    assert known.user_of("0") is None
    assert known.user_of(str(bearer.MAX_KNOWN + 9)) == "u"


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x y", "Bearer é", "bearer a.b.c"])
def test_what_is_no_token_is_a_401(client, pool, header):
    answer = client.get(ME, headers={"Authorization": header})
    assert answer.status_code == 401
    assert "invalid_token" in answer["WWW-Authenticate"]


def test_a_pool_that_is_away_is_a_503(client, pool):
    token = access_token(pool)
    pool.broken["/jwks"] = (500, b"")
    assert get_me(client, token).status_code == 503


def test_no_credential_is_a_401_with_a_bare_challenge(client):
    answer = client.get(ME)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_key_stands_for_its_owner(client, person, dynamodb_requests):
    owner = person()
    _, secret = keys.create(owner=owner, label="import")
    dynamodb_requests.clear()
    assert client.get(ME, headers={"X-API-Key": secret}).json()["id"] == owner.user_id
    assert dynamodb_requests == ["GetItem", "GetItem"]


@pytest.mark.parametrize("mistake", ["", "x", "adp_", "adp_é" + "x" * 37, "x" * 10_000])
def test_what_is_no_key_is_refused_without_a_read(client, mistake, dynamodb_requests):
    answer = client.get(ME, headers={"X-API-Key": mistake})
    assert answer.status_code == 401
    assert "X-API-Key" in answer["WWW-Authenticate"]
    assert dynamodb_requests == []


def test_a_mistyped_key_is_refused_without_a_read(client, person, dynamodb_requests):
    _, secret = keys.create(owner=person(), label="import")
    wrong = secret[:10] + ("a" if secret[10] != "a" else "b") + secret[11:]
    dynamodb_requests.clear()
    assert client.get(ME, headers={"X-API-Key": wrong}).status_code == 401
    assert dynamodb_requests == []


def test_two_credentials_at_once_are_a_400(client, person):
    _, secret = keys.create(owner=person(), label="import")
    answer = client.get(ME, headers={"X-API-Key": secret, "Authorization": "Bearer x"})
    assert answer.status_code == 400
    assert "not both" in answer.json()["detail"]


def test_a_session_serves_for_reading(client, person):
    owner = person()
    client.force_login(User.of(owner))
    assert client.get(ME).json()["id"] == owner.user_id


def test_a_session_needs_the_csrf_token_to_write(person):
    from django.test import RequestFactory
    from rest_framework.exceptions import PermissionDenied
    from rest_framework.request import Request

    from portal.accounts.endpoints.authentication import BrowserSession

    request = RequestFactory().post(ME)
    request.user = User.of(person())
    with pytest.raises(PermissionDenied, match="CSRF"):
        BrowserSession().authenticate(Request(request))


def test_the_schema_names_each_way_to_sign_in(client):
    schema = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()
    assert {"bearer", "personalKey", "cookieAuth"} <= set(schema["components"]["securitySchemes"])
    ways = {name for way in schema["paths"][ME]["get"]["security"] for name in way}
    assert ways == {"bearer", "personalKey", "cookieAuth"}


def test_a_browsers_session_reads_without_a_token_and_writes_with_one(unique):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(person_named(unique, "developer"))
    assert browser.get("/api/v1/me/").status_code == 200
    assert browser.head("/api/v1/me/").status_code == 200
    made = browser.post("/api/v1/me/keys/", {"label": "CI"}, content_type="application/json")
    assert made.status_code == 403
    browser.get("/account/keys/new/")
    token = browser.cookies["csrftoken"].value
    made = browser.post(
        "/api/v1/me/keys/",
        {"label": "CI"},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert made.status_code == 201
