"""Who may make a team of a name that something is meant for already."""

import pytest
from django.urls import reverse

from apis.services import applications
from portal.accounts import audit, group_mappings
from portal.accounts.groups import parse_access
from portal.accounts.items import Team
from portal.accounts.models import User
from portal.accounts.teams import members, services
from portal.dynamo import Conflict, NotFound
from portal.errors import AlreadyThere, ChangedMeanwhile
from tests.accounts.teams.conftest import found, now
from tests.apis.conftest import description, register, with_key
from tests.aws_events import before_next_transaction


def refused(name, by) -> str:
    with pytest.raises(AlreadyThere) as refusal:
        services.create_team(name=name, by=now(by))
    return refusal.value.problem.code


def test_an_api_given_to_a_team_that_nobody_made_keeps_its_name(admin, olga, unique):
    made = register(with_key(User.of(admin)), unique, owner=f"{unique}-new")
    assert made["owner"] == f"{unique}-new"
    assert refused(f"{unique}-new", olga) == "team_exists"
    team = found(Team.new(f"{unique}-new"))
    assert (team.owners, list(members.members_of(team))) == ([], [])
    assert [event.actor for event in audit.by_subject(team.ref)] == [admin.ref]
    members.add_member(team=team, email=olga.email, by=admin)
    assert now(olga).teams == [team.name]


def test_an_api_handed_to_a_new_team_keeps_its_name(admin, team, olga, unique):
    by_admin, by_owner = with_key(User.of(admin)), with_key(User.of(now(olga)))
    made = register(by_owner, unique, owner=team.name)
    path = f"/api/v1/apis/{made['id']}/"
    given = by_admin.rest.patch(path, {"owner": f"{unique}-heirs"}, format="json")
    assert given.status_code == 200
    assert refused(f"{unique}-heirs", olga) == "team_exists"
    services.delete_team(team=found(team), by=now(olga))


def test_readers_of_a_restricted_api_cannot_be_made_up_by_others(team, olga, unique):
    readers = f"{unique}-readers"
    by_owner = with_key(User.of(now(olga)))
    register(by_owner, unique, owner=team.name, visibility="restricted", readers=[readers])
    assert refused(readers, olga) == "team_exists"


def test_teams_of_mappings_and_of_the_configuration_are_kept(admin, olga, settings, unique):
    group_mappings.add_mapping(
        provider="corporate", group=unique, role="", teams=[f"{unique}-mapped"], by=admin
    )
    assert refused(f"{unique}-mapped", olga) == "team_exists"
    configured = parse_access([f"team:{unique}-set"])
    settings.IDENTITY_PROVIDERS = {
        **settings.IDENTITY_PROVIDERS,
        "corporate": {**settings.IDENTITY_PROVIDERS["corporate"], "group_map": {"x": configured}},
    }
    assert refused(f"{unique}-set", olga) == "team_name_taken"
    assert services.create_team(name=f"{unique}-set", by=admin).owners == [admin.user_id]


def test_apis_of_a_team_whose_item_is_gone_are_not_for_the_first_who_asks(team, olga, mia, unique):
    register(with_key(User.of(now(olga))), unique, owner=team.name)
    found(team).remove()
    assert refused(team.name, olga) == "team_name_taken"


def test_a_team_that_becomes_an_owner_meanwhile_is_not_deleted(team, olga, unique):
    owner = with_key(User.of(now(olga)))

    def becomes_owner() -> None:
        register(owner, unique, owner=team.name)

    with pytest.raises(Conflict), before_next_transaction(becomes_owner):
        services.delete_team(team=found(team), by=now(olga))
    assert found(team)
    assert now(olga).teams == [team.name]


def test_nothing_is_registered_for_a_team_that_is_deleted_meanwhile(team, olga, unique):
    owner = with_key(User.of(now(olga)))
    body = {"spec": description(unique), "slug": unique, "owner": team.name}
    with before_next_transaction(lambda: services.delete_team(team=found(team), by=now(olga))):
        answer = owner.rest.post("/api/v1/apis/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "changed_meanwhile")
    with pytest.raises(NotFound):
        found(team)
    assert owner.rest.get(f"/api/v1/apis/{unique}/").status_code == 404


def test_an_application_counts_as_an_api_does(team, olga, admin, unique, signed_in):
    owner = User.of(now(olga))
    made = applications.create_application(user=owner, name="Till", owner=team.name)
    page = signed_in(olga).get(reverse("team", args=[team.name])).content.decode()
    assert f'href="/applications/{made.app_id}/"' in page
    refused = signed_in(olga).post(reverse("team-delete", args=[team.name]))
    assert refused.status_code == 409
    assert f'application <a href="/applications/{made.app_id}/">Till</a>' in (
        refused.content.decode()
    )
    applications.hand_over(user=User.of(admin), application=made, owner=f"{unique}-heirs")
    assert found(Team.new(f"{unique}-heirs"))
    services.delete_team(team=found(team), by=now(olga))


def test_an_application_of_a_team_that_is_deleted_meanwhile_is_told(team, olga):
    owner = User.of(now(olga))

    def delete() -> None:
        services.delete_team(team=found(team), by=now(olga))

    with pytest.raises(ChangedMeanwhile), before_next_transaction(delete):
        applications.create_application(user=owner, name="Till", owner=team.name)
    assert not applications.applications_of_team(team.name).items
