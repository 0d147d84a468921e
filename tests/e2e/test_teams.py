"""Teams in the browser: two people, one team, from its making to its handing over."""

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.accounts.models import User
from tests.apis.conftest import register, with_key
from tests.conftest import watched
from tests.e2e.axe import assert_accessible
from tests.e2e.sessions import give_session
from tests.people import person

WIDTHS = (360, 1440)


def look(page: Page) -> None:
    """Look at the page on a phone and on a desk."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        # The page is laid out anew some moments after the window has its size.
        page.wait_for_function("document.documentElement.scrollWidth <= innerWidth", timeout=5000)
        assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_team_is_made_filled_and_handed_over(
    page: Page, browser: Browser, live_portal: str, unique: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    olga = person(f"{unique}-olga", "publisher")
    mia = person(f"{unique}-mia", "developer")
    give_session(page.context, olga, live_portal)
    page.goto("/apis/")
    page.get_by_label(f"Account of {olga.name}").click()
    page.get_by_role("link", name="Teams").click()
    expect(page.get_by_role("heading", name="No team yet")).to_be_visible()
    look(page)

    page.get_by_role("main").get_by_role("link", name="New team").first.click()
    look(page)
    name = f"{unique} / café & co"
    page.get_by_label("Name").fill(name)
    page.get_by_label("Description").fill("Sells coffee.")
    page.get_by_role("button", name="Create team").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    look(page)

    page.get_by_role("link", name="Add a member").click()
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("Nobody with the address nobody@example.org")).to_be_visible()
    look(page)
    page.get_by_label("E-mail address").fill(mia.email)
    page.get_by_role("button", name="Add").click()
    row = page.get_by_role("listitem").filter(has_text=mia.email)
    expect(row).to_contain_text("Member")

    register(with_key(User.of(olga.profile.fetch(*olga.profile.key(olga.pk)))), unique, owner=name)
    page.get_by_role("link", name="Delete this team").click()
    expect(page.get_by_text("The team still owns something.")).to_be_visible()
    look(page)
    page.go_back()
    page.get_by_role("link", name="Leave this team").click()
    page.get_by_role("button", name="Leave the team").click()
    expect(page.get_by_text("Hand the team over first.")).to_be_visible()

    page.goto("/teams/")
    look(page)
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name=f"Hand over to {mia.email}").click()
    look(page)
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("listitem").filter(has_text=mia.email)).to_contain_text("Owner")
    expect(page.get_by_role("region", name="Table of the team's APIs")).to_contain_text(unique)
    look(page)

    context = browser.new_context(base_url=live_portal, color_scheme=scheme)
    give_session(context, mia, live_portal)
    hers = context.new_page()
    faults = watched(hers)
    hers.goto("/account/")
    hers.get_by_role("link", name=name).click()
    look(hers)
    hers.get_by_role("link", name=f"Remove {olga.email}").click()
    hers.get_by_role("button", name="Remove them").click()
    expect(hers.get_by_text(f"{olga.email} is no longer in the team.")).to_be_visible()
    context.close()
    assert not faults
    page.reload()
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
