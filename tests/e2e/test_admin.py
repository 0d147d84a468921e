"""The admin in a real browser: no breach of the CSP, both themes, a phone, and its controls.

The `page` fixture fails a test on any breach of the Content-Security-Policy, script error or
request to another host.
"""

import json

import pytest
from django.contrib.admin.utils import quote
from playwright.sync_api import BrowserContext, Page, expect

from apis.services import registration
from apis.services.details import ApiDetails
from portal.accounts import group_mappings
from portal.accounts.models import User
from tests.e2e.admin_pages import set_role
from tests.e2e.axe import assert_accessible
from tests.e2e.sessions import give_session
from tests.people import person

# On how many lines the text of an element stands.
LINES = """element => {
  const range = new Range()
  range.selectNodeContents(element)
  return new Set([...range.getClientRects()].map(box => Math.round(box.bottom))).size
}"""


@pytest.fixture
def admin(unique) -> User:
    return person(f"{unique}-ada", "admin", "team-platform")


@pytest.fixture
def signed_in(context: BrowserContext, admin: User, live_portal: str) -> None:
    give_session(context, admin, live_portal)


@pytest.fixture
def pages(admin: User, unique: str) -> list[str]:
    """Every kind of page that the admin has."""
    description = {"openapi": "3.0.3", "info": {"title": unique, "version": "1"}, "paths": {}}
    api = registration.register_api(
        user=admin,
        data=json.dumps(description).encode(),
        details=ApiDetails(owner="platform", category="communication", tags=["a", "b"]),
        slug="",
        status="active",
    ).api.slug
    user = f"/admin/accounts/user/{admin.pk}"
    group = f"CN={unique},OU=API Portal,OU=Groups,OU=Berlin,DC=corp,DC=example,DC=com"
    mapping = group_mappings.add_mapping(
        provider="corporate",
        group=group,
        role="publisher",
        teams=["payments", "platform"],
        by=admin.profile,
    )
    mappings = "/admin/accounts/groupmappingmodel"
    return [
        "/admin/",
        "/admin/accounts/",
        f"/admin/accounts/user/?q={unique}",
        "/admin/accounts/user/?q=nobody-has-this-name",
        "/admin/accounts/user/add/",
        *(f"{user}/{page}/" for page in ("change", "sessions", "history", "delete")),
        f"{mappings}/?q={unique}",
        f"{mappings}/add/",
        *(f"{mappings}/{quote(mapping.sk)}/{page}/" for page in ("change", "history", "delete")),
        "/admin/accounts/auditrecord/",
        f"/admin/apis/apimodel/?q={unique}",
        *(f"/admin/apis/apimodel/{api}/{page}/" for page in ("change", "history", "delete")),
        f"/admin/apis/versionmodel/?slug={api}",
        f"/admin/apis/versionmodel/{api}~1/change/",
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("dark", 360)])
@pytest.mark.usefixtures("signed_in")
def test_pages_are_accessible(page: Page, pages: list[str], scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for address in pages:
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, address
        assert_accessible(page)


@pytest.mark.parametrize("width", [360, 768, 1024, 1440, 1920])
@pytest.mark.usefixtures("signed_in")
def test_nothing_scrolls_sideways(page: Page, pages: list[str], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for address in pages:
        page.goto(address)
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), address
        # A list is in a box of its own, which would scroll in the page's stead.
        for box in page.locator(".results").all():
            assert box.evaluate("box => box.scrollWidth <= box.clientWidth"), address


@pytest.mark.usefixtures("signed_in")
def test_on_a_desk_no_date_or_address_breaks(page: Page, pages: list[str]) -> None:
    page.set_viewport_size({"width": 1440, "height": 800})
    columns = ("email", "actor_email", "signed_in_on", "changed_on", "registered_on", "at")
    whole = ", ".join(f".results .field-{name}" for name in columns)
    checked = 0
    for address in pages:
        page.goto(address)
        for cell in page.locator(whole).all():
            assert cell.evaluate(LINES) <= 1, address
            checked += 1
    assert checked


@pytest.mark.usefixtures("signed_in")
def test_on_a_phone_lists_are_filtered_and_stay_tables(page: Page, pages: list[str]) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(next(address for address in pages if "apimodel/?q" in address))
    headings = page.get_by_role("table").get_by_role("columnheader")
    expect(headings).to_have_text(["", "Name", "Owner team", "Status"])
    page.get_by_role("link", name="Filters").click()
    expect(page.get_by_role("heading", name="Filter")).to_be_in_viewport()
    page.get_by_role("link", name="Draft").click()
    expect(page.get_by_text("0 found.")).to_be_visible()


@pytest.mark.usefixtures("signed_in")
def test_people_are_disabled_from_the_list(page: Page, unique: str) -> None:
    victim = person(f"{unique}-victim", "developer")
    page.goto(f"/admin/accounts/user/?q={victim.email}")
    page.get_by_label("Select all objects").check()
    expect(page.get_by_text("1 of 1 selected")).to_be_visible()
    page.locator("select[name=action]").select_option("Disable selected users")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("Disabled 1 user.")).to_be_visible()


@pytest.mark.usefixtures("signed_in")
def test_a_role_is_set_and_is_in_the_history(page: Page, unique: str) -> None:
    chosen = person(f"{unique}-chosen", "developer")
    page.goto(f"/admin/accounts/user/?q={chosen.email}")
    set_role(page, chosen.email, "Publisher")
    page.get_by_role("link", name=chosen.email).first.click()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("cell", name="Role changed")).to_be_visible()


@pytest.mark.usefixtures("signed_in")
def test_an_account_is_deleted_after_a_question(page: Page, unique: str) -> None:
    leaver = person(f"{unique}-leaver", "developer")
    page.goto(f"/admin/accounts/user/{leaver.pk}/change/")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("link", name="No, take me back").click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Yes, I\u2019m sure").click()
    expect(page.get_by_text("was deleted successfully")).to_be_visible()
