"""Usage on pages as they are seen: by everybody, on narrow screens, in both themes."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from apis.items.applications import Application
from tests.apis.conftest import Person
from tests.e2e.axe import assert_accessible
from tests.e2e.sessions import give_session

WIDER_THAN_THE_SCREEN = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def used(called, api, developer) -> Application:
    """An application of the developer's that called the publisher's API."""
    owner = developer.user.profile.ref
    application = Application.new(name="Till", owner=owner, created_by="x")
    application.create()
    called(api, app_id=application.app_id, times=12, milliseconds=120)
    called(api, app_id=application.app_id, outcome="error", status=502, times=3)
    return application


def open_as(who: Person, context: BrowserContext, page: Page, live_portal: str, path: str) -> None:
    give_session(context, who.user, live_portal)
    page.goto(path)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_owner_reads_the_week_of_an_api(used, api, publisher, context, page, live_portal, theme):
    page.emulate_media(color_scheme=theme)
    open_as(publisher, context, page, live_portal, f"/apis/{api}/")
    usage = page.get_by_role("region", name="Usage in the last 7 days")
    expect(usage.get_by_role("img", name="Calls on each of the last 7 days")).to_be_visible()
    usage.get_by_text("By day").click()
    rows = usage.get_by_role("row")
    expect(rows).to_have_count(8)
    expect(rows.last).to_contain_text("15")
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert not page.evaluate(WIDER_THAN_THE_SCREEN)


def test_the_user_of_an_application_reads_its_week(
    used, api, developer, context, page, live_portal
):
    open_as(developer, context, page, live_portal, f"/applications/{used.app_id}/")
    usage = page.get_by_role("region", name="Usage in the last 7 days")
    expect(usage.get_by_role("rowheader", name=api)).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert not page.evaluate(WIDER_THAN_THE_SCREEN)


def test_an_owner_reads_who_calls(used, api, publisher, context, page, live_portal):
    open_as(publisher, context, page, live_portal, f"/apis/{api}/subscribers/")
    table = page.get_by_role("region", name="Calls by application")
    expect(table.get_by_role("row", name="Till")).to_contain_text("15")
    assert_accessible(page)
