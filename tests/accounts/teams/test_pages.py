"""The pages of teams: who sees what, forms, and names with odd characters."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from portal.accounts import administration
from portal.accounts.models import User
from portal.accounts.teams import members, services
from portal.dynamo import NotFound
from tests.accounts.teams.conftest import found, now
from tests.apis.conftest import register, with_key

ODD_NAMES = [
    "a/b",
    "..",
    "new",
    "~2F",
    "100% & more? #1",
    "Zahlungen für Österreich",
    "back\\slash",
    "name/edit",
    "💶" * 128,
]


def send(browser, path, **fields):
    return browser.post(path, fields, follow=True)


def test_a_publisher_makes_a_team_and_fills_it(olga, mia, signed_in, unique):
    browser = signed_in(olga)
    assert "New team" in browser.get("/teams/").content.decode()
    made = send(browser, "/teams/new/", name=f" {unique} ", description="Pays\r\nbills")
    assert made.redirect_chain == [(f"/teams/{unique}/", 302)]
    page = made.content.decode()
    assert "You are its owner." in page
    assert "<p>Pays<br>bills</p>" in page
    added = send(browser, f"/teams/{unique}/members/add/", email=mia.email).content.decode()
    assert f"{mia.email} is in the team now." in added
    assert "Added here" in added
    mine = signed_in(mia)
    assert unique in mine.get("/teams/").content.decode()
    theirs = mine.get(f"/teams/{unique}/").content.decode()
    assert "Leave this team" in theirs
    assert "Delete this team" not in theirs


@pytest.mark.parametrize("name", ["", "x" * 129, "two\nlines", "\u202eevil"])
def test_an_impossible_name_is_refused_at_its_field(olga, signed_in, name):
    answer = signed_in(olga).post("/teams/new/", {"name": name})
    assert answer.status_code == 422
    assert answer.context["form"].errors["name"]


def test_names_differ_by_more_than_their_case(team, olga, signed_in):
    answer = signed_in(olga).post("/teams/new/", {"name": team.name.upper()})
    assert answer.status_code == 422
    assert "already, in whatever case" in answer.content.decode()


def test_a_team_is_there_for_its_members_and_admins_only(team, mia, admin, signed_in, client):
    path = reverse("team", args=[team.name])
    pages = ["", "edit/", "leave/", "delete/", "members/add/", f"members/{mia.user_id}/remove/"]
    for page in pages:
        assert signed_in(mia).get(path + page).status_code == 404
        assert client.get(path + page).status_code == 302
    assert signed_in(admin).get(path).status_code == 200
    assert signed_in(admin).get("/teams/never-made/").status_code == 404


def test_members_see_forms_of_owners_refused(team, olga, mia, signed_in):
    members.add_member(team=team, email=mia.email, by=olga)
    path = reverse("team", args=[team.name])
    for page in ("edit/", "delete/", "members/add/", f"members/{olga.user_id}/remove/"):
        assert signed_in(mia).get(path + page).status_code == 403


def test_developers_make_no_team(mia, signed_in):
    assert signed_in(mia).get("/teams/new/").status_code == 403
    assert "New team" not in signed_in(mia).get("/teams/").content.decode()


def test_the_menu_leads_to_teams_for_who_has_or_may_have_some(arrive, unique, mia, signed_in):
    link = 'href="/teams/"'
    assert link not in signed_in(arrive("vera", "viewer")).get("/apis/").content.decode()
    assert (
        link in signed_in(arrive("vic", "viewer", f"team-{unique}")).get("/apis/").content.decode()
    )
    assert link in signed_in(mia).get("/apis/").content.decode()


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_has_its_pages(arrive, signed_in, name):
    person = arrive("odd", "publisher", f"team-{name}")
    browser = signed_in(person)
    path = reverse("team", args=[name])
    assert path.count("/") == 3
    assert f'href="{escape(path)}"' in browser.get("/teams/").content.decode()
    page = browser.get(path)
    assert page.context["team"].name == name
    assert browser.get(f"{path}edit/").status_code in (200, 403)
    rest = with_key(User.of(now(person))).rest.get(f"/api/v1{path}")
    assert rest.json()["name"] == name


def test_steps_with_members_are_confirmed(team, olga, mia, signed_in):
    members.add_member(team=team, email=mia.email, by=olga)
    browser = signed_in(olga)
    path = reverse("team", args=[team.name])
    step = f"{path}members/{mia.user_id}"
    assert mia.email in browser.get(f"{step}/make-owner/").content.decode()
    assert found(team).owners == [olga.user_id]
    send(browser, f"{step}/make-owner/")
    assert set(found(team).owners) == {olga.user_id, mia.user_id}
    send(browser, f"{step}/make-member/")
    send(browser, f"{step}/hand-over/")
    assert found(team).owners == [mia.user_id]
    assert browser.get(f"{step}/promote/").status_code == 403
    left = send(browser, f"{path}leave/")
    assert left.redirect_chain == [("/teams/", 302)]
    assert "You left the team" in left.content.decode()
    assert signed_in(mia).get(f"{step}/promote/").status_code == 404


def test_who_stays_through_groups_is_said(arrive, team, olga, mia, signed_in):
    arrive("mia", "developer", f"team-{team.name}")
    members.add_member(team=found(team), email=mia.email, by=olga)
    path = reverse("team", args=[team.name])
    page = send(signed_in(olga), f"{path}members/{mia.user_id}/remove/").content.decode()
    assert "stays in the team through groups" in page
    assert "By groups" in page


def test_a_last_owner_who_leaves_is_told_what_to_do(team, olga, mia, signed_in):
    members.add_member(team=team, email=mia.email, by=olga)
    answer = signed_in(olga).post(reverse("team-leave", args=[team.name]))
    assert answer.status_code == 409
    assert "Hand the team over first." in answer.content.decode()


def test_the_second_editor_sees_what_the_first_wrote(team, olga, admin, signed_in):
    path = reverse("team-edit", args=[team.name])
    mine = signed_in(olga).get(path).context["form"].initial
    send(signed_in(admin), path, description="Hers", revision=mine["revision"])
    form = {"description": "Mine", "revision": mine["revision"], "initial-description": ""}
    late = signed_in(olga).post(path, form)
    assert late.status_code == 409
    assert "Hers" in late.content.decode()
    assert found(team).description == "Hers"


def test_a_disabled_member_is_shown_as_such(team, olga, mia, admin, signed_in):
    members.add_member(team=team, email=mia.email, by=olga)
    administration.change_person(person=now(mia), by=admin, disabled=True)
    page = signed_in(olga).get(reverse("team", args=[team.name])).content.decode()
    assert "Disabled" in page


def test_a_team_with_an_api_is_not_deleted(team, olga, signed_in, unique):
    owner = with_key(User.of(now(olga)))
    made = register(owner, unique, owner=team.name)
    browser = signed_in(olga)
    path = reverse("team", args=[team.name])
    page = browser.get(path).content.decode()
    assert f'href="/apis/{made["id"]}/"' in page
    refused = browser.post(f"{path}delete/", {"confirm": team.name})
    assert refused.status_code == 409
    assert f'href="/apis/{made["id"]}/"' in refused.content.decode()
    assert owner.rest.delete(f"/api/v1/apis/{made['id']}/").status_code == 204
    asked = browser.post(f"{path}delete/", {"confirm": "something else"})
    assert asked.status_code == 422
    gone = send(browser, f"{path}delete/", confirm=team.name)
    assert gone.redirect_chain == [("/teams/", 302)]
    with pytest.raises(NotFound):
        found(team)
    assert now(olga).teams == []


def test_a_team_page_costs_a_few_requests(team, olga, mia, signed_in, dynamodb_requests):
    members.add_member(team=team, email=mia.email, by=olga)
    browser = signed_in(olga)
    before = len(dynamodb_requests)
    browser.get(reverse("team", args=[team.name]))
    # Session and person; team, members, people; APIs and applications.
    assert len(dynamodb_requests) - before <= 7


def test_an_admin_sees_all_teams_page_by_page(admin, arrive, unique, signed_in):
    arrive("mia", *(f"team-{unique}-{number}" for number in range(3)))
    first = services.list_teams(user=admin, limit=2)
    assert first.next_cursor
    page = signed_in(admin).get("/teams/", {"cursor": first.next_cursor})
    assert page.status_code == 200
    assert signed_in(admin).get("/teams/", {"cursor": "made-up"}).status_code == 400


def test_ones_own_many_teams_come_in_pages(arrive, unique, signed_in):
    mia = arrive("mia", *(f"team-{unique}-{number:02}" for number in range(60)))
    browser = signed_in(mia)
    first = browser.get("/teams/").context["page"]
    second = browser.get("/teams/", {"cursor": first.next_cursor}).context["page"]
    assert [team.name for team in [*first, *second]] == mia.teams
    assert second.next_cursor is None
    for wrong in ("-1", "0", "x", "9" * 30, "²"):
        assert browser.get("/teams/", {"cursor": wrong}).status_code == 400
