"""What an admin lets groups give, and what becomes of it at sign-ins."""

import pytest

from portal.accounts import administration, audit, group_mappings, services
from portal.accounts.groups import parse_access
from portal.accounts.items import GroupMapping
from portal.accounts.services import Claims
from portal.dynamo import Conflict, page
from portal.errors import AlreadyThere, Invalid

LIST = "/admin/accounts/groupmappingmodel/"
DN = "CN=Publishers,OU=Gruppen Süd,DC=corp,DC=example"


@pytest.fixture
def provider(settings, unique) -> str:
    """The name of a provider of this test's own; its group `configured` gives developer."""
    known = settings.IDENTITY_PROVIDERS
    own = {
        **known["corporate"],
        "name": unique,
        "label": f"Account of {unique}",
        "issuer": f"https://{unique}.test",
        "group_map": {"configured": parse_access(["role:developer", "team:configured"])},
    }
    settings.IDENTITY_PROVIDERS = {**known, unique: own}
    return unique


@pytest.fixture
def arrive(provider):
    """Sign somebody in at the provider who is in these groups; return their role and teams."""

    def arrive(*groups: str, issued_at: int = 1) -> tuple[str, list[str]]:
        claims = Claims(f"https://{provider}.test", "pat", groups=groups, issued_at=issued_at)
        profile = services.sign_in(claims=claims)
        return profile.role, profile.teams

    return arrive


def mappings(provider: str) -> list[GroupMapping]:
    return page(GroupMapping, GroupMapping.PARTITION, starts_with=f"{provider}#").items


def add(admin, provider, group, **values):
    sent = {"provider": provider, "group": group, "role": "", "teams": "", **values}
    return admin.client.post(f"{LIST}add/", sent, follow=True)


def change_page(provider: str) -> str:
    (mapping,) = mappings(provider)
    return f"{LIST}{mapping.sk.replace('#', '_23')}/change/"


def newest_act(admin):
    return admin.client.get("/admin/").context["recent_acts"][0]


def test_a_group_gives_what_an_admin_says_from_the_next_sign_in(admin, provider, arrive) -> None:
    assert arrive(DN) == ("viewer", [])

    added = add(admin, provider, DN, role="publisher", teams="payments, platform")

    assert "was added successfully" in added.text
    assert arrive(DN) == ("publisher", ["payments", "platform"])
    assert DN in admin.client.get(f"{LIST}?q=payments").text
    act = newest_act(admin)
    assert act.event == "group_mapping_added"
    assert DN in act.about
    assert change_page(provider) in act.about

    form = {"role": "developer", "teams": "payments", "revision": "1"}
    changed = admin.client.post(change_page(provider), form, follow=True)

    assert "was changed successfully" in changed.text
    assert arrive(DN) == ("developer", ["payments"])
    assert newest_act(admin).item.details["from"] == {
        "role": "publisher",
        "teams": ["payments", "platform"],
    }

    deleted = admin.client.post(
        change_page(provider).replace("change", "delete"), {"post": "yes"}, follow=True
    )

    assert "was deleted successfully" in deleted.text
    assert arrive(DN) == ("viewer", [])
    assert newest_act(admin).event == "group_mapping_deleted"


def test_an_admin_wins_over_the_configuration_and_over_names(admin, provider, arrive) -> None:
    assert arrive("configured", "admin") == ("admin", ["configured"])
    add(admin, provider, "configured", role="viewer")
    add(admin, provider, "admin", teams="admins")
    assert arrive("configured", "admin") == ("admin", ["admins"])
    assert arrive("configured", issued_at=2) == ("viewer", [])


def test_the_groups_of_other_providers_are_others(admin, provider, arrive) -> None:
    group = f"group-of-{provider}"
    add(admin, "corporate", group, role="admin")
    assert arrive(group) == ("viewer", [])


def test_names_are_compared_letter_by_letter(admin, provider, arrive) -> None:
    add(admin, provider, DN, role="publisher")
    assert arrive(DN.lower(), DN.replace(",", ", "), f"{DN} ") == ("viewer", [])


def test_a_token_at_the_rest_api_counts_the_same(admin, provider, arrive) -> None:
    add(admin, provider, DN, role="publisher")
    arrive(DN)
    claims = Claims(f"https://{provider}.test", "pat", groups=(DN,), issued_at=2)
    assert services.recognise(claims=claims).role == "publisher"


def test_a_sign_in_reads_them_with_one_query(arrive, provider, dynamodb_requests) -> None:
    arrive("configured")
    dynamodb_requests.clear()
    arrive("configured", *(f"group-{number}" for number in range(1000)))
    assert dynamodb_requests.count("Query") == 1
    dynamodb_requests.clear()
    arrive()
    assert "Query" not in dynamodb_requests


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Choose a role, or name a team."),
        ({"role": "emperor"}, "Select a valid choice"),
        ({"provider": "nobody", "role": "viewer"}, "Select a valid choice"),
        ({"group": "", "role": "viewer"}, "This field is required"),
        ({"group": "ü" * 512, "role": "viewer"}, "At most 512 characters"),
        ({"group": "x" * 513, "role": "viewer"}, "at most 512 characters"),
        ({"teams": ", ".join(f"t{number}" for number in range(11))}, "At most 10 teams"),
        ({"teams": "t" * 129}, "At most 10 teams, of at most 128 characters each"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_beside_the_form(admin, provider, values, words) -> None:
    sent = {"provider": provider, "group": "a group", **values}
    answer = add(admin, **sent)
    assert words in answer.text
    assert mappings(provider) == []


def test_a_group_is_mapped_once(admin, provider) -> None:
    add(admin, provider, DN, role="publisher")
    assert "This group has a mapping already" in add(admin, provider, DN, role="admin").text
    assert [each.role for each in mappings(provider)] == ["publisher"]


def test_their_number_is_bounded(admin, provider, monkeypatch) -> None:
    add(admin, provider, DN, role="publisher")
    monkeypatch.setattr(group_mappings, "MAX_GROUP_MAPPINGS", 1)
    assert "no more are possible" in add(admin, provider, "other", role="admin").text


def test_of_two_editors_the_second_sees_both_values(admin, other_admin, provider) -> None:
    add(admin, provider, DN, role="publisher")
    page = change_page(provider)
    other_admin.client.post(page, {"role": "developer", "revision": "1"})
    answer = admin.client.post(page, {"role": "admin", "revision": "1"})
    assert "Stored now: “Developer”. Yours: “Admin”." in answer.text


def test_who_is_no_admin_any_more_decides_nothing(admin, other_admin, provider) -> None:
    given = {"provider": provider, "group": DN, "role": "admin", "teams": []}
    mapping = group_mappings.add_mapping(**given, by=admin.profile)
    administration.change_person(
        person=admin.newest(), role_override="viewer", by=other_admin.profile
    )
    with pytest.raises(Conflict):
        group_mappings.add_mapping(**given | {"group": "another"}, by=admin.profile)
    with pytest.raises(Conflict):
        group_mappings.delete_mapping(mapping=mapping, by=admin.profile)
    with pytest.raises(Conflict):
        group_mappings.change_mapping(mapping=mapping, role="viewer", teams=[], by=admin.profile)
    assert [each.role for each in mappings(provider)] == ["admin"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [({"provider": "nobody"}, Invalid), ({"role": "emperor"}, Invalid), ({}, AlreadyThere)],
    ids=str,
)
def test_the_service_itself_refuses_what_cannot_be(admin, provider, wrong, error) -> None:
    given = {"provider": provider, "group": DN, "role": "viewer", "teams": []}
    if not wrong:
        group_mappings.add_mapping(**given, by=admin.profile)
    with pytest.raises(error):
        group_mappings.add_mapping(**given | wrong, by=admin.profile)


def test_history_is_the_audit_log(admin, provider) -> None:
    add(admin, provider, DN, role="publisher")
    (mapping,) = mappings(provider)
    assert audit.by_subject(mapping.ref).items[0].actor == admin.profile.ref
    history = admin.client.get(change_page(provider).replace("change", "history")).text
    assert "Group mapping added" in history


@pytest.mark.parametrize("hostile", ['<script>alert("x")</script>', "<img src=x onerror=alert(1)>"])
def test_markup_in_a_group_stays_text(admin, provider, hostile) -> None:
    add(admin, provider, hostile, role="publisher")
    for address in (LIST, "/admin/", change_page(provider)):
        assert hostile not in admin.client.get(address).text


def test_a_mapping_without_a_role_leaves_the_one_that_the_group_gives(
    admin, provider, arrive
) -> None:
    add(admin, provider, "publisher", teams="web")
    add(admin, provider, "configured", teams="ops")
    assert arrive("publisher") == ("publisher", ["web"])
    assert arrive("configured", issued_at=2) == ("developer", ["ops"])


def test_the_group_of_admins_keeps_their_role(admin, provider, arrive) -> None:
    refused = add(admin, provider, "admin", role="viewer")
    assert "could leave nobody to undo it" in refused.text
    assert mappings(provider) == []
    assert arrive("admin") == ("admin", [])
