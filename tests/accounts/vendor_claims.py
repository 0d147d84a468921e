"""The claims of common providers, as each vendor's public documentation shows them."""

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
