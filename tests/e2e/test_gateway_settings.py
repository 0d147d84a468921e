"""An owner puts an API behind the gateway, on a narrow and a wide screen."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.apis.conftest import description, register, with_key
from tests.e2e.sessions import give_session
from tests.e2e.test_registering import assert_fits
from tests.people import person


@pytest.fixture
def api(unique: str, context: BrowserContext, live_portal: str) -> str:
    """The id of an API of whoever the browser is signed in as."""
    user = person(f"{unique}-publisher", "publisher", f"team-{unique}")
    give_session(context, user, live_portal)
    servers = [{"url": "https://8.8.8.8/v1"}]
    return register(with_key(user), unique, spec=description(unique, servers=servers))["id"]


def assert_loaded_page_fits(page: Page) -> None:
    """A click waits for the next page, not for its styles."""
    page.wait_for_load_state()
    assert_fits(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_owner_sets_the_gateway_up(page: Page, api: str, scripts: bool) -> None:
    if not scripts:
        page.route("**/*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
    page.goto(f"/apis/{api}/")
    assert_loaded_page_fits(page)
    page.get_by_role("link", name="Put it behind the gateway").click()
    expect(page.get_by_label("Upstream of 1.0.0")).to_have_value("https://8.8.8.8/v1")
    assert_loaded_page_fits(page)
    page.get_by_label("Upstream of 1.0.0").fill("http://10.0.0.1/")
    page.get_by_role("button", name="Put it behind the gateway").click()
    expect(page.get_by_role("alert")).to_contain_text("An administrator must allow its network")
    assert_loaded_page_fits(page)
    page.get_by_label("Upstream of 1.0.0").fill("https://8.8.8.8/v1")
    page.get_by_role("button", name="Put it behind the gateway").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text("Calls pass")).to_be_visible()

    page.get_by_role("link", name="Add a rule for requests: header field").click()
    assert_loaded_page_fits(page)
    page.get_by_label("Set", exact=True).check()
    page.get_by_role("textbox", name="Name", exact=True).fill("X-Tenant")
    page.get_by_role("textbox", name="Value, or new name").fill("portal")
    page.get_by_role("button", name="Add the rule").click()
    page.get_by_role("link", name="Add a rule for requests: path").click()
    page.get_by_role("textbox", name="Path optional", exact=True).fill("/old")
    page.get_by_role("textbox", name="New path").fill("/new")
    page.get_by_role("button", name="Add the rule").click()
    rows = page.get_by_role("region", name="Rules for calls").get_by_role("listitem")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Move rule 2 for requests up").click()
    expect(rows.first).to_contain_text("/old")
    assert_loaded_page_fits(page)
    page.get_by_role("link", name="Delete rule 1 for requests").click()
    assert_loaded_page_fits(page)
    page.get_by_role("button", name="Delete the rule").click()
    expect(rows).to_have_count(1)

    page.get_by_role("link", name="Store a credential").click()
    assert_loaded_page_fits(page)
    page.get_by_label("Credential").fill("s3cret")
    page.get_by_role("button", name="Store it").click()
    expect(page.get_by_text("it is not shown again")).to_be_visible()
    assert_loaded_page_fits(page)
    page.goto(f"/apis/{api}/")
    expect(page.get_by_role("heading", name="Call it at")).to_be_visible()
    assert_loaded_page_fits(page)
