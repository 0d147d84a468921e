"""The shell around every page: keys, theme, narrow screens, no scripts, accessibility."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import assert_accessible

ANYBODY = ["/", "/apis/", "/apis/?view=table", "/apis/?q=nothing-is-called-so", "/nowhere/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ANYBODY)
def test_pages_are_accessible_in_both_themes(page: Page, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    assert_accessible(page)


@pytest.mark.parametrize("path", ANYBODY)
@pytest.mark.parametrize("width", [320, 360, 1920])
def test_pages_fit_the_screen(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_slash_moves_to_search_and_is_typed_elsewhere(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("a/b")
    expect(search).to_have_value("a/b")


def test_the_first_tab_stop_skips_to_the_content(page: Page) -> None:
    page.goto("/apis/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_the_chosen_theme_is_served_from_then_on(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/")
    page.get_by_role("button", name="Dark").click()
    response = page.reload()
    assert response
    assert 'data-theme="dark"' in response.text()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"

    page.get_by_role("button", name="Follow the system").click()
    response = page.reload()
    assert response
    assert "data-theme=" not in response.text().partition("<head>")[0]


def test_a_page_without_scripts_shows_no_control_that_needs_them(
    browser: Browser, live_portal: str
) -> None:
    context = browser.new_context(base_url=live_portal, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("group", name="Theme")).to_be_hidden()
    page.get_by_role("searchbox").fill("orders")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("searchbox")).to_have_value("orders")
    context.close()
