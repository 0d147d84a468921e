"""What the claims of common providers make of a person, from the token to role and teams.

The claims follow what each vendor's public documentation shows; the pages are named beside them.
"""

from urllib.parse import parse_qs, urlsplit

import pytest

from portal.accounts import administration, audit, services
from portal.accounts.claims import claims_of
from portal.accounts.groups import parse_access
from portal.accounts.items import Identity
from portal.accounts.providers import provider_named
from portal.dynamo import NotFound
from tests.accounts.refusals import refusals_of

CALLBACK = "/account/oidc/corporate/callback/"
GUIDS = [f"5f3c2a10-8d4e-4b6f-9a7b-{number:012x}" for number in range(300)]
PUBLISHERS, PAYMENTS = GUIDS[7], GUIDS[299]
BY_GUID = {PUBLISHERS: ["role:publisher"], PAYMENTS: ["team:payments"]}
PUBLISHERS_DN = "CN=Publishers,OU=API Portal,OU=Groups,DC=corp,DC=example,DC=com"
PAYMENTS_DN = "CN=Team Payments,OU=Groups,DC=corp,DC=example,DC=com"
BY_DN = {PUBLISHERS_DN: ["role:publisher"], PAYMENTS_DN: ["team:payments"]}
# No claim of the test provider's own but those that every ID token has.
BARE = {"email": None, "name": None, "groups": None}

# https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/#id-token
OKTA = {
    **BARE,
    "ver": 1,
    "amr": ["pwd"],
    "idp": "00o1a2b3c4d5e6f7g8h9",
    "auth_time": 1_790_000_000,
    "preferred_username": "pat@corp.example.com",
}
# https://help.okta.com/en-us/Content/topics/security/api-config-claims.htm
OKTA_USERINFO = {
    "name": "Pat Lee",
    "email": "pat@corp.example.com",
    "email_verified": True,
    "preferred_username": "pat@corp.example.com",
    "groups": ["Everyone", "publisher", "team-payments"],
}
# https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference
ENTRA = {
    **BARE,
    "ver": "2.0",
    "tid": "9122040d-6c67-4c5b-b112-36a304b66dad",
    "oid": "00000000-0000-0000-66f3-3332eca7ea81",
    "name": "Pat Lee",
    "preferred_username": "pat@corp.example.com",
    "email": "pat@corp.example.com",
}
ENTRA_OVERAGE = {
    **ENTRA,
    "_claim_names": {"groups": "src1"},
    "_claim_sources": {
        "src1": {"endpoint": "https://graph.microsoft.com/v1.0/users/66f3/getMemberObjects"}
    },
}
# https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers
KEYCLOAK = {
    **BARE,
    "typ": "ID",
    "acr": "1",
    "sid": "b1c2",
    "name": "Pat Lee",
    "preferred_username": "pat",
    "email": "pat@corp.example.com",
    "email_verified": False,
    "realm_access": {"roles": ["offline_access", "uma_authorization", "publisher"]},
    "resource_access": {"portal.example.com": {"roles": ["developer"]}},
}
# https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload
GOOGLE = {
    **BARE,
    "azp": "portal-client",
    "hd": "example.com",
    "email": "pat@example.com",
    "email_verified": True,
    "name": "Pat Lee",
}
# https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-oidce/
ADFS = {
    **BARE,
    "auth_time": 1_790_000_000,
    "upn": "pat@corp.example.com",
    "unique_name": "CORP\\pat",
    "sid": "S-1-5-21-1004336348-1177238915-682003330-512",
}
# https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
COGNITO = {
    **BARE,
    "token_use": "id",
    "cognito:username": "Okta_pat",
    "identities": [{"providerName": "Okta", "providerType": "OIDC", "userId": "pat"}],
    "email": "pat@corp.example.com",
    "email_verified": False,
}
# https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html
FEDERATED = "eu-west-1_AbCdEf123_Okta"

NONE = ("viewer", [])
BOTH = ("publisher", ["payments"])


def case(name, claims, expected, *, userinfo=None, asked=0, **settings):
    return pytest.param(claims, userinfo, settings, expected, asked, id=name)


@pytest.mark.parametrize(
    ("claims", "userinfo", "configured", "expected", "asked"),
    [
        case("okta-thin", OKTA, BOTH, userinfo=OKTA_USERINFO, asked=1),
        case(
            "okta-full",
            OKTA | {"email": "pat@corp.example.com", "groups": ["publisher", "team-payments"]},
            BOTH,
        ),
        case(
            "entra-few",
            ENTRA | {"groups": [PUBLISHERS, PAYMENTS, GUIDS[3]]},
            BOTH,
            group_map=BY_GUID,
        ),
        case("entra-300", ENTRA | {"groups": GUIDS}, BOTH, group_map=BY_GUID),
        case(
            "entra-app-roles",
            ENTRA_OVERAGE | {"roles": ["publisher"]},
            ("publisher", []),
            groups_claim="roles",
        ),
        case("keycloak-realm", KEYCLOAK, ("publisher", []), groups_claim="realm_access.roles"),
        case(
            "keycloak-client",
            KEYCLOAK,
            ("developer", []),
            groups_claim="resource_access.portal.example.com.roles",
        ),
        case(
            "keycloak-paths",
            KEYCLOAK | {"groups": ["/publisher", "/teams/payments"]},
            BOTH,
            group_map={"/publisher": ["role:publisher"], "/teams/payments": ["team:payments"]},
        ),
        case("keycloak-unmapped", KEYCLOAK | {"groups": ["/publisher", "/admin"]}, NONE),
        case("google", GOOGLE, NONE, userinfo={"email": "pat@example.com"}, asked=1),
        case("adfs-one", ADFS | {"groups": "publisher"}, ("publisher", []), userinfo={}, asked=1),
        case(
            "adfs-dns",
            ADFS | {"groups": [PUBLISHERS_DN, PAYMENTS_DN]},
            BOTH,
            group_map=BY_DN,
            userinfo={},
            asked=1,
        ),
        case(
            "adfs-url",
            ADFS | {"http://schemas.xmlsoap.org/claims/Group": ["publisher"]},
            ("publisher", []),
            groups_claim="http://schemas.xmlsoap.org/claims/Group",
            userinfo={},
            asked=1,
        ),
        case(
            "cognito-federated",
            COGNITO | {"cognito:groups": [FEDERATED, "publisher", "team-payments"]},
            BOTH,
            groups_claim="cognito:groups",
        ),
        case(
            "cognito-automatic",
            COGNITO | {"cognito:groups": [FEDERATED]},
            ("developer", []),
            groups_claim="cognito:groups",
            group_map={FEDERATED: ["role:developer"]},
        ),
        case("cognito-no-group", COGNITO, NONE, groups_claim="cognito:groups"),
        case(
            "cognito-attribute",
            COGNITO | {"custom:groups": "[publisher, team-payments]"},
            BOTH,
            groups_claim="custom:groups",
        ),
        case(
            "cognito-attribute-dns",
            COGNITO | {"custom:groups": "[CN%3DPublishers%2COU%3DApps,team-payments]"},
            BOTH,
            groups_claim="custom:groups",
            group_map={"CN=Publishers,OU=Apps": ["role:publisher"]},
        ),
        case(
            "cognito-attribute-json",
            COGNITO | {"custom:groups": '["publisher", "team-payments"]'},
            BOTH,
            groups_claim="custom:groups",
        ),
    ],
)
def test_a_providers_claims_give_role_and_teams(
    client, provider, configure, arrive, claims, userinfo, configured, expected, asked
):
    configure(**configured)
    provider.userinfo = {"sub": provider.subject, **(userinfo or {})}
    assert arrive(**claims).status_code == 302
    user = client.get("/account/").context["user"]
    assert (user.role, user.teams) == expected
    assert user.email in ("pat@corp.example.com", "pat@example.com")
    assert provider.requests["/userinfo"] == asked


@pytest.fixture
def configure(provider, settings):
    """Change the settings of the corporate provider."""

    def configure(**changes):
        changes["group_map"] = {
            group: parse_access(grants) for group, grants in changes.get("group_map", {}).items()
        }
        known = settings.IDENTITY_PROVIDERS
        settings.IDENTITY_PROVIDERS = {
            **known,
            "corporate": {**known["corporate"], **changes},
        }

    return configure


@pytest.fixture
def arrive(client, provider):
    """Come back from the provider with these claims in the ID token."""

    def arrive(**claims):
        location = client.get("/account/oidc/corporate/")["Location"]
        code = provider.code_for(location, **claims)
        state = parse_qs(urlsplit(location).query)["state"][0]
        return client.get(CALLBACK, {"state": state, "code": code})

    return arrive


def who(client):
    user = client.get("/account/").context["user"]
    return user.role, user.teams


def newest_sign_in(client):
    person = client.get("/account/").context["user"].profile
    return next(each for each in audit.by_subject(person.ref) if each.kind == "signed_in")


UNSAID = {"absent": {"groups": None}, "number": {"groups": 5}, "numbers": {"groups": [1, {}]}}


@pytest.mark.parametrize("claims", UNSAID.values(), ids=UNSAID)
def test_a_sign_in_that_says_nothing_of_groups_changes_nothing(client, provider, arrive, claims):
    provider.userinfo = {"sub": provider.subject}
    arrive(groups=["publisher", "team-payments"])
    arrive(**claims)
    assert who(client) == BOTH
    reason = "absent" if claims["groups"] is None else "unreadable"
    assert newest_sign_in(client).details == {"groups": reason}


def test_an_empty_list_means_none(client, arrive):
    arrive(groups=["publisher", "team-payments"])
    arrive(groups=[])
    assert who(client) == NONE
    assert newest_sign_in(client).details == {}


def test_without_groups_somebody_new_is_a_viewer(client, provider, arrive):
    provider.userinfo = {"sub": provider.subject}
    arrive(groups=None)
    assert who(client) == NONE


def test_a_provider_may_be_known_to_leave_out_an_empty_list(client, provider, configure, arrive):
    configure(groups_absent="none")
    provider.userinfo = {"sub": provider.subject}
    arrive(groups=["publisher"])
    arrive(groups=None)
    assert who(client) == NONE


def test_without_a_group_in_the_user_pool_the_claim_is_left_out(
    client, provider, configure, arrive
):
    configure(groups_claim="cognito:groups")
    arrive(**COGNITO | {"cognito:groups": ["publisher"]})
    assert who(client) == ("publisher", [])
    arrive(**COGNITO)
    assert who(client) == NONE


def test_an_access_token_lacks_a_persons_attributes(configure):
    configure(groups_claim="custom:groups", groups_absent="none")
    said = {"sub": "pat", "iat": 1, "token_use": "access"}
    known = provider_named("corporate")
    assert claims_of(known, said).groups is None
    assert claims_of(known, said | {"token_use": "id"}).groups == ()


def test_userinfo_may_say_that_there_are_none(client, provider, arrive):
    provider.userinfo = {"sub": provider.subject, "groups": []}
    arrive(groups=["publisher"])
    arrive(groups=None)
    assert who(client) == NONE


def test_the_token_wins_over_userinfo(client, provider, arrive):
    provider.userinfo = {"sub": provider.subject, "email": "b@x.test", "groups": ["admin"]}
    arrive(email=None, groups=["developer"])
    assert who(client) == ("developer", [])


OVERAGES = {
    "claim names": {"_claim_names": {"groups": "src1"}, "groups": None},
    "hasgroups": {"hasgroups": True, "groups": None},
}


@pytest.mark.parametrize("overage", OVERAGES.values(), ids=OVERAGES)
def test_with_too_many_groups_the_role_of_before_stays_and_that_is_said(
    client, provider, arrive, overage
):
    arrive(groups=["publisher", "team-payments"])
    arrive(**overage)
    assert "more groups than the sign-in service can name" in client.get("/").text
    assert who(client) == BOTH
    assert newest_sign_in(client).details == {"groups": "overage"}
    assert provider.requests["/userinfo"] == 0


def refusal_of(client, answer):
    assert answer.status_code == 403
    assert "assign app roles" in answer.text
    (entry,) = refusals_of(client)
    assert entry.details["reference"] in answer.text
    assert entry.details["reason"] == "groups_overage"
    return entry


@pytest.fixture
def own_slot(client, monkeypatch, unique):
    """Give this browser's refusals entries of their own."""
    monkeypatch.setattr(audit, "REFUSALS_PER_MINUTE", 2**32)
    client.defaults["REMOTE_ADDR"] = f"address-of-{unique}"


def test_with_too_many_groups_nobody_new_gets_in(client, provider, arrive, own_slot):
    answer = arrive(**ENTRA_OVERAGE)
    assert refusal_of(client, answer).details["provider"] == "corporate"
    with pytest.raises(NotFound):
        Identity.fetch(*Identity.key(provider.url, provider.subject))


@pytest.mark.parametrize(("role", "status"), [("publisher", 302), ("", 403)])
def test_with_too_many_groups_a_role_set_by_an_admin_stands_in(
    provider, arrive, person, role, status
):
    administration.add_person(
        issuer=provider.url,
        subject=provider.subject,
        email="pat@corp.example.com",
        name="Pat",
        role_override=role,
        by=person("admin"),
    )
    assert arrive(**ENTRA_OVERAGE).status_code == status


def test_too_many_groups_may_refuse_everybody(client, provider, configure, arrive, own_slot):
    configure(groups_overage="refuse")
    arrive(groups=["publisher"])
    person = client.get("/account/").context["user"].profile
    assert refusal_of(client, arrive(**ENTRA_OVERAGE)).subject == person.ref


def test_ten_thousand_groups_count_to_the_last(client, configure, arrive):
    names = [f"CN=Group {number:05},OU=Groups,DC=example" for number in range(9_998)]
    configure(group_map={names[-1]: ["team:last"]})
    arrive(groups=[*names, "publisher", "team-payments"])
    assert who(client) == ("publisher", ["last", "payments"])


ODD_GROUPS = {
    "wrong types": [5, None, {"a": []}, ["admin"], "publisher", "team-payments"],
    "long names": ["team-" + "x" * 5000, "publisher", "team-payments"],
    "repeated": ["publisher", "publisher", "team-payments", "team-payments"],
    "no name": ["team-", "team- ", "", "team-\u202eevil", "publisher", "team-payments"],
    "other cases": ["Admin", " admin", "publisher", "team-payments"],
}


@pytest.mark.parametrize("groups", ODD_GROUPS.values(), ids=ODD_GROUPS)
def test_odd_groups_are_ignored_and_the_others_count(client, arrive, groups):
    arrive(groups=groups)
    assert who(client) == BOTH


ODD_CLAIMS = [
    {"realm_access": value}
    for value in ("text", 5, None, [], {}, {"roles": 5}, {"roles": {"roles": {}}}, [["roles"]])
]


@pytest.mark.parametrize("claims", ODD_CLAIMS, ids=str)
def test_a_path_through_odd_claims_leads_to_nothing(client, provider, configure, arrive, claims):
    configure(groups_claim="realm_access.roles")
    provider.userinfo = {"sub": provider.subject}
    assert arrive(**claims).status_code == 302
    assert who(client) == NONE


def test_userinfo_nested_without_end_gives_a_plain_page(provider, arrive):
    nested = b'{"sub": "' + provider.subject.encode() + b'", "groups": ' + b"[" * 100_000
    provider.broken["/userinfo"] = (200, nested)
    assert arrive(groups=None).status_code == 502


NAMES = {
    "Pat\x00 \u202eLee\u200b": "Pat Lee",
    "  Pat \t\n  Lee ": "Pat Lee",
    "Zoë 👩‍👩‍👧 فارسی‌زبان": "Zoë 👩‍👩‍👧 فارسی‌زبان",
    "x" * 500: "x" * 200,
    "x" * 199 + "e\u0301": "x" * 199,
    "x" * 199 + "👩‍👧": "x" * 199,
    "x" * 198 + "🇳🇱🇳🇱": "x" * 198 + "🇳🇱",
    "x" * 199 + "🇳🇱": "x" * 199,
    "\ud800Pat": "Pat",
}


@pytest.mark.parametrize(("sent", "shown"), NAMES.items(), ids=map(ascii, NAMES))
def test_a_name_loses_only_what_cannot_be_shown(client, arrive, sent, shown):
    arrive(name=sent)
    assert client.get("/account/").context["user"].name == shown


def test_a_name_of_nothing_but_the_unshowable_gives_way_to_the_user_name(client, arrive):
    arrive(name="\u202e\x00", preferred_username="pat")
    assert client.get("/account/").context["user"].name == "pat"


def test_an_older_groups_statement_is_not_undone_by_a_token_without_groups(person):
    somebody = person("publisher")
    claims = services.Claims(
        somebody.issuer, somebody.subject, groups_unknown="absent", issued_at=99
    )
    assert services.recognise(claims=claims).role == "publisher"
