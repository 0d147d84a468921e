"""Members of teams: what groups give and what is given here, owners, leaving, handing over."""

import pytest

from portal.accounts import administration, audit
from portal.accounts import services as accounts
from portal.accounts.items import Profile, Team
from portal.accounts.teams import members, services
from portal.accounts.teams.services import NotPossibleNow
from portal.dynamo import Conflict, NotFound
from portal.errors import AlreadyThere, Invalid, Missing, NotAllowed
from tests.accounts.teams.conftest import claims, found, now


def listed(team: Team) -> dict[str, tuple[bool, bool]]:
    """Return the members of a team: whether each is one by groups, and given."""
    page = members.members_of(team)
    return {member.user_id: (member.by_groups, member.given) for member in page}


def events(team: Team) -> list[str]:
    return [event.kind for event in audit.by_subject(team.ref)]


def test_who_makes_a_team_owns_it_at_once(team, olga):
    assert found(team).is_owned_by(now(olga))
    assert listed(team) == {olga.user_id: (False, True)}
    assert events(team) == ["team_created"]


def test_a_team_comes_with_the_first_person_whose_groups_name_it(arrive, unique):
    name = f"{unique}-core"
    first, second = arrive("one", "developer", f"team-{name}"), arrive("two", f"team-{name}")
    team = services.get_team_or_404(name, first)
    assert team.owners == []
    assert listed(team) == {first.user_id: (True, False), second.user_id: (True, False)}


def test_what_is_given_here_stays_when_the_groups_end(arrive, team, olga, mia):
    members.add_member(team=found(team), email=mia.email, by=olga)
    arrive("mia", "developer", f"team-{team.name}")
    assert listed(team)[mia.user_id] == (True, True)
    after = arrive("mia", "developer")
    assert after.teams == [team.name]
    assert listed(team)[mia.user_id] == (False, True)


def test_what_the_groups_give_stays_when_it_is_taken_here(arrive, team, olga, mia):
    arrive("mia", "developer", f"team-{team.name}")
    members.add_member(team=found(team), email=mia.email, by=olga)
    stays = members.remove_member(team=found(team), user_id=mia.user_id, by=olga)
    assert stays
    assert now(mia).teams == [team.name]
    assert listed(team)[mia.user_id] == (True, False)
    last = audit.by_subject(team.ref).items[0]
    assert last.kind == "team_member_removed"
    assert last.details["stays through groups"] is True
    with pytest.raises(NotPossibleNow) as refusal:
        members.remove_member(team=found(team), user_id=mia.user_id, by=olga)
    assert refusal.value.problem.code == "member_by_groups"
    assert arrive("mia", "developer").teams == []
    assert mia.user_id not in listed(team)


def test_who_is_removed_is_out_at_once(team, olga, mia):
    members.add_member(team=found(team), email=mia.email.upper(), by=olga)
    assert now(mia).teams == [team.name]
    assert not members.remove_member(team=found(team), user_id=mia.user_id, by=olga)
    assert now(mia).teams == []
    assert mia.user_id not in listed(team)
    assert events(team) == ["team_member_removed", "team_member_added", "team_created"]


def test_a_sign_in_with_nothing_new_costs_what_it_did(arrive, unique, dynamodb_requests):
    arrive("mia", "developer", f"team-{unique}")
    before = len(dynamodb_requests)
    arrive("mia", "developer", f"team-{unique}")
    again = dynamodb_requests[before:]
    assert "BatchGetItem" not in again
    assert again.count("TransactWriteItems") == 1


def test_teams_of_a_profile_from_before_are_listed_at_the_next_sign_in(arrive, unique):
    mia = arrive("mia", "developer", f"team-{unique}")
    team = services.get_team_or_404(unique, mia)
    members.member_or_404(team, mia.user_id).remove()
    found(team).remove()
    mia.update(Profile.claimed_teams.remove())
    after = arrive("mia", "developer", f"team-{unique}")
    assert (after.teams, after.claimed_teams) == ([unique], [unique])
    assert listed(found(team)) == {mia.user_id: (True, False)}


def test_a_profile_from_before_keeps_its_teams_when_it_is_given_one(arrive, unique, team, olga):
    mia = arrive("mia", "developer", f"team-{unique}")
    members.member_or_404(Team.new(unique), mia.user_id).remove()
    mia.update(Profile.claimed_teams.remove())
    members.add_member(team=found(team), email=mia.email, by=olga)
    assert now(mia).teams == sorted([unique, team.name])
    assert listed(Team.new(unique)) == {mia.user_id: (True, False)}


def test_hundreds_of_teams_come_and_go_with_one_sign_in(arrive, unique):
    many = [f"team-{unique}-{number:03}" for number in range(230)]
    mia = arrive("mia", "developer", *many)
    assert len(mia.teams) == 200
    last = Team.new(f"{unique}-199")
    assert listed(last) == {mia.user_id: (True, False)}
    assert arrive("mia", "developer").teams == []
    assert listed(last) == {}


def test_a_token_shows_teams_without_a_sign_in(unique):
    mia = accounts.recognise(claims=claims(f"{unique}-mia", "developer", f"team-{unique}"))
    assert listed(Team.new(unique)) == {mia.user_id: (True, False)}


def test_an_owner_by_groups_is_no_owner_once_the_groups_end(arrive, team, olga, mia):
    arrive("mia", "developer", f"team-{team.name}")
    members.set_owner(team=found(team), user_id=mia.user_id, owns=True, by=olga)
    assert found(team).is_owned_by(now(mia))
    arrive("mia", "developer")
    assert found(team).owners == [olga.user_id]


def test_members_change_nothing(team, olga, mia):
    members.add_member(team=found(team), email=mia.email, by=olga)
    by = now(mia)
    for act in (
        lambda: services.edit_team(team=found(team), description="Mine", by=by),
        lambda: services.delete_team(team=found(team), by=by),
        lambda: members.add_member(team=found(team), email=olga.email, by=by),
        lambda: members.set_owner(team=found(team), user_id=by.user_id, owns=True, by=by),
        lambda: members.hand_over(team=found(team), user_id=by.user_id, by=by),
        lambda: members.remove_member(team=found(team), user_id=olga.user_id, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert found(team).owners == [olga.user_id]


def test_an_admin_manages_every_team(team, admin, olga, mia):
    members.add_member(team=found(team), email=mia.email, by=admin)
    members.set_owner(team=found(team), user_id=mia.user_id, owns=True, by=admin)
    members.set_owner(team=found(team), user_id=olga.user_id, owns=False, by=admin)
    assert found(team).owners == [mia.user_id]
    members.add_member(team=found(team), email=admin.email, by=admin)
    assert now(admin).teams == [team.name]


def test_the_last_owner_hands_over_first(team, olga, mia):
    members.add_member(team=found(team), email=mia.email, by=olga)
    with pytest.raises(NotPossibleNow) as leaving:
        members.leave(team=found(team), by=now(olga))
    assert leaving.value.problem.code == "last_owner_of_others"
    with pytest.raises(NotPossibleNow):
        members.set_owner(team=found(team), user_id=olga.user_id, owns=False, by=olga)
    members.hand_over(team=found(team), user_id=mia.user_id, by=now(olga))
    assert found(team).owners == [mia.user_id]
    assert not members.leave(team=found(team), by=now(olga))
    assert now(olga).teams == []
    assert events(team)[:2] == ["team_left", "team_handed_over"]


def test_who_is_alone_leaves_and_the_team_is_gone(team, olga):
    members.leave(team=found(team), by=now(olga))
    with pytest.raises(NotFound):
        found(team)
    assert (now(olga).teams, listed(team)) == ([], {})


def test_two_owners_who_leave_at_once_do_not_leave_it_without_one(team, olga, mia):
    members.add_member(team=found(team), email=mia.email, by=olga)
    members.set_owner(team=found(team), user_id=mia.user_id, owns=True, by=olga)
    hers, mine = found(team), found(team)
    members.leave(team=hers, by=now(olga))
    with pytest.raises(Conflict):
        members.leave(team=mine, by=now(mia))
    assert found(team).owners == [mia.user_id]
    assert now(mia).teams == [team.name]


def test_two_who_add_the_same_person_at_once(team, admin, olga, mia):
    hers, mine = found(team), found(team)
    members.add_member(team=hers, email=mia.email, by=olga)
    with pytest.raises((Conflict, AlreadyThere)):
        members.add_member(team=mine, email=mia.email, by=admin)
    assert listed(team)[mia.user_id] == (False, True)


def test_an_owner_removed_meanwhile_is_told(team, admin, olga, mia):
    members.add_member(team=found(team), email=mia.email, by=olga)
    mine = found(team)
    members.set_owner(team=found(team), user_id=mia.user_id, owns=True, by=admin)
    with pytest.raises(Conflict):
        members.hand_over(team=mine, user_id=mia.user_id, by=now(olga))


def test_nobody_unknown_or_disabled_is_added(team, admin, olga, mia):
    with pytest.raises(Missing):
        members.add_member(team=team, email="nobody@nowhere.test", by=olga)
    administration.change_person(person=now(mia), by=admin, disabled=True)
    with pytest.raises(Invalid):
        members.add_member(team=team, email=mia.email, by=olga)
    assert listed(team) == {olga.user_id: (False, True)}


def test_a_deleted_person_is_in_no_team_and_owns_none(team, admin, olga, mia):
    members.add_member(team=found(team), email=mia.email, by=olga)
    members.set_owner(team=found(team), user_id=mia.user_id, owns=True, by=olga)
    administration.delete_person(person=now(mia), by=admin)
    assert listed(team) == {olga.user_id: (False, True)}
    assert found(team).owners == [olga.user_id]


def test_somebody_is_in_so_many_teams_at_most(olga, monkeypatch, unique):
    monkeypatch.setattr(services, "MAX_GIVEN_TEAMS", 2)
    for number in range(2):
        services.create_team(name=f"{unique}-{number}", by=now(olga))
    with pytest.raises(Invalid) as refusal:
        services.create_team(name=f"{unique}-more", by=now(olga))
    assert refusal.value.problem.code == "too_many_teams"
