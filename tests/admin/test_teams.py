"""Teams in the admin."""

from django.utils.html import escape

from portal.accounts.items import Profile, Team
from portal.accounts.models import User
from portal.accounts.teams import services
from tests.apis.conftest import register, with_key


def test_an_admin_finds_describes_and_deletes_a_team(admin, visitor, unique):
    owner = visitor("olga", "publisher")
    team = services.create_team(name=f"{unique}/odd & name", by=owner.profile)
    pages = admin.client
    listed = pages.get("/admin/accounts/teammodel/", {"q": unique}).content.decode()
    assert f"{unique}/odd &amp; name" in listed
    [row] = pages.get("/admin/accounts/teammodel/", {"q": unique}).context["cl"].result_list
    change = f"/admin/accounts/teammodel/{unique}_2Fodd _26 name/change/"
    page = pages.get(change)
    assert escape(row.page_url) in page.content.decode()
    form = {"description": "Found", "revision": page.context["adminform"].form["revision"].value()}
    assert pages.post(change, form).status_code == 302
    assert Team.fetch(team.pk, team.sk).description == "Found"
    history = pages.get(f"/admin/accounts/teammodel/{unique}_2Fodd _26 name/history/")
    assert "Team edited" in history.content.decode()
    gone = pages.post(change.replace("change", "delete"), {"post": "yes"})
    assert gone.status_code == 302
    assert Team.find(team.pk, team.sk) is None
    assert Profile.fetch(*Profile.key(owner.profile.user_id)).teams == []


def test_a_team_with_an_api_stays(admin, visitor, unique):
    owner = visitor("olga", "publisher")
    services.create_team(name=unique, by=owner.profile)
    register(with_key(User.of(owner.newest())), unique, owner=unique)
    page = admin.client.post(
        f"/admin/accounts/teammodel/{unique}/delete/", {"post": "yes"}, follow=True
    )
    assert "The team owns API" in page.content.decode()
    assert Team.find(*Team.key(unique))


def test_the_log_leads_to_the_team(admin, visitor, unique):
    owner = visitor("olga", "publisher")
    services.create_team(name=unique, by=owner.profile)
    log = admin.client.get("/admin/accounts/auditrecord/", {"event": "team_created"})
    assert f'<a href="/admin/accounts/teammodel/{unique}/change/">team {unique}</a>' in (
        log.content.decode()
    )
