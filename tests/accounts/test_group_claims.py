"""Groups that a provider leaves out, cannot name, or names oddly; what stays and what changes."""

import pytest

from portal.accounts import administration, audit, services
from portal.accounts.claims import claims_of
from portal.accounts.items import Identity
from portal.accounts.providers import provider_named
from portal.dynamo import NotFound
from tests.accounts.refusals import refusals_of
from tests.accounts.vendor_claims import COGNITO, ENTRA_OVERAGE

NONE = ("viewer", [])
BOTH = ("publisher", ["payments"])


def who(client):
    user = client.get("/account/").context["user"]
    return user.role, user.teams


def newest_sign_in(client):
    person = client.get("/account/").context["user"].profile
    return next(each for each in audit.by_subject(person.ref) if each.kind == "signed_in")


UNKNOWN = {"absent": {"groups": None}, "number": {"groups": 5}, "numbers": {"groups": [1, {}]}}


@pytest.mark.parametrize("claims", UNKNOWN.values(), ids=UNKNOWN)
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
    claims = {"sub": "pat", "iat": 1, "token_use": "access"}
    known = provider_named("corporate")
    assert claims_of(known, claims).groups is None
    assert claims_of(known, claims | {"token_use": "id"}).groups == ()


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


def test_with_too_many_groups_nobody_new_gets_in(client, provider, arrive, own_refusals):
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


def test_too_many_groups_may_refuse_everybody(client, provider, configure, arrive, own_refusals):
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


def test_an_older_groups_statement_is_not_undone_by_a_token_without_groups(person):
    somebody = person("publisher")
    claims = services.Claims(
        somebody.issuer, somebody.subject, groups_unknown="absent", issued_at=99
    )
    assert services.recognise(claims=claims).role == "publisher"
