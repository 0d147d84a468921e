"""What the claims of common providers make of a person, from the token to role and teams."""

import pytest

from tests.accounts.vendor_claims import (
    ADFS,
    BY_DN,
    BY_GUID,
    COGNITO,
    ENTRA,
    ENTRA_OVERAGE,
    FEDERATED,
    GOOGLE,
    GUIDS,
    KEYCLOAK,
    OKTA,
    OKTA_USERINFO,
    PAYMENTS,
    PAYMENTS_DN,
    PUBLISHERS,
    PUBLISHERS_DN,
)

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
