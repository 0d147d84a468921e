"""An application and its keys in the browser: made, rotated, revoked, deleted; on a phone, too."""

import re

import pytest
from playwright.sync_api import Error, Page, expect

from portal.accounts import key_format
from tests.apis.applications import application_of, key_for
from tests.e2e.fit import assert_fits
from tests.e2e.sessions import give_session
from tests.people import person, unique_name

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


@pytest.fixture
def user(page: Page, live_portal: str):
    """A developer of a team who is signed in in this browser."""
    name = unique_name()
    user = person(name, "developer", f"team-{name}")
    give_session(page.context, user, live_portal)
    return user


def look_at(page: Page) -> None:
    assert_fits(page, page.viewport_size["width"])


def secret_on(page: Page) -> str:
    expect(page.get_by_text("Copy the key now.")).to_be_visible()
    return page.locator("#secret").inner_text()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1440"])
def test_from_no_application_to_a_rotated_key(page: Page, user, size) -> None:
    page.set_viewport_size(size)
    page.goto("/")
    page.get_by_role("link", name="Applications", exact=True).click()
    expect(page.get_by_role("heading", name="No applications yet")).to_be_visible()
    look_at(page)

    page.get_by_role("link", name="New application").click()
    look_at(page)
    page.get_by_label("Name").fill("Web shop")
    page.get_by_label("Owner").select_option(label=f"Team {user.teams[0]}")
    page.get_by_role("button", name="Create application").click()
    expect(page.get_by_text("Web shop is created. Now it needs a key.")).to_be_visible()
    look_at(page)

    page.get_by_role("link", name="New key").click()
    look_at(page)
    page.get_by_label("Name").fill("Production")
    page.get_by_role("button", name="Create key").click()
    first = secret_on(page)
    assert key_format.kind_of(first) == key_format.LIVE
    expect(page.locator("#sample")).to_contain_text(first)
    expect(page.get_by_role("button", name="Copy key")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("row", name=re.compile("Production"))).to_contain_text("Valid")
    expect(page.get_by_text(first)).to_have_count(0)
    look_at(page)

    page.get_by_role("link", name=re.compile("^Rotate Production")).click()
    look_at(page)
    page.get_by_label("In an hour").check()
    page.get_by_role("button", name="Rotate key").click()
    second = secret_on(page)
    assert second != first
    page.get_by_role("link", name="Done").click()
    rows = page.get_by_role("row", name=re.compile("Production"))
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text=first[-4:])).to_contain_text("Replaced")

    page.get_by_role(
        "link", name=re.compile(f"^Revoke Production .*{re.escape(first[-4:])}")
    ).click()
    look_at(page)
    page.get_by_role("button", name="Revoke this key").click()
    expect(page.get_by_role("heading", name="Keys that ended")).to_be_visible()
    look_at(page)

    page.get_by_role("link", name="Delete this application").click()
    expect(page.get_by_text("With it end the key “Production”")).to_be_visible()
    page.get_by_label(re.compile("Type")).fill("Web shop")
    page.get_by_role("button", name="Delete this application").click()
    expect(page.get_by_text("Web shop is deleted, and its keys have ended.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_are_accessible_in_both_schemes(page: Page, user, scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    application = application_of(user, "Web shop", owner=user.teams[0], description="Sells.")
    key, _ = key_for(application, user, "A long name of a key " * 3)
    address = f"/applications/{application.app_id}/"
    for path in (
        "/applications/",
        address,
        f"{address}edit/",
        f"{address}hand-over/",
        f"{address}keys/{key.digest}/rotate/",
        f"{address}delete/",
    ):
        page.goto(path)
        look_at(page)


def test_going_back_and_forward_shows_no_secret_again(page: Page, user) -> None:
    application = application_of(user, "Web shop")
    address = f"/applications/{application.app_id}/"
    page.goto(f"{address}keys/new/")
    page.get_by_label("Name").fill("Production")
    page.get_by_role("button", name="Create key").click()
    secret_on(page)
    page.get_by_role("link", name="Done").click()
    # The browser has kept nothing of it: it would have to send the form again.
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back()
