"""Choosing what a sample shows, in the browser: with scripts and without, on a phone and beside."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.docs.choices import with_choices
from tests.docs.conftest import Register
from tests.e2e.axe import assert_accessible


@pytest.fixture
def publish(register: Register) -> str:
    return f"/docs/{register(with_choices()).api.slug}/1/operations/publish/"


def test_a_choice_replaces_the_sample_in_place(page: Page, publish: str) -> None:
    page.goto(publish)
    page.evaluate("window.stayed = true")
    languages = page.get_by_role("navigation", name="Languages")
    languages.get_by_role("link", name="Python").click()
    sample = page.locator("#sample-call")
    expect(sample).to_contain_text("import requests")
    expect(languages.get_by_role("link", name="Python")).to_be_focused()
    assert page.url.endswith("/publish/?language=python")
    page.locator(".call-fold summary").click()
    page.get_by_label("Server").focus()
    page.get_by_label("Server").select_option("1")
    expect(sample).to_contain_text("https://eu.news.test/acme/news")
    expect(page.get_by_label("Server")).to_be_focused()
    page.get_by_label("tenant").fill("mine")
    page.get_by_label("tenant").press("Enter")
    expect(sample).to_contain_text("https://eu.news.test/mine/news")
    page.get_by_label("Credentials").focus()
    scrolled = page.evaluate("scrollY")
    page.get_by_label("Credentials").select_option(label="None")
    expect(sample).not_to_contain_text("YOUR_API_KEY")
    assert page.evaluate("window.stayed && scrollY") == scrolled > 0
    assert page.evaluate("CSS.highlights.get('code-string').size") > 0
    expect(page.locator("[data-call] [data-copy]")).to_be_visible()
    page.reload()
    expect(sample).to_contain_text("https://eu.news.test/mine/news")


def test_the_last_of_quick_choices_is_shown(page: Page, publish: str) -> None:
    page.goto(publish)
    links = page.get_by_role("navigation", name="Languages").get_by_role("link")
    page.evaluate("for (const link of document.querySelectorAll('.call-languages a')) link.click()")
    expect(links.last).to_have_attribute("aria-current", "true")
    expect(page.locator("#sample-call")).to_have_text("puts 'hello'")


def test_choices_work_without_scripts(browser: Browser, live_portal: str, publish: str) -> None:
    context = browser.new_context(base_url=live_portal, java_script_enabled=False)
    page = context.new_page()
    page.goto(publish)
    page.get_by_role("link", name="PowerShell").click()
    sample = page.locator("#sample-call")
    expect(sample).to_contain_text("Invoke-RestMethod")
    page.locator(".call-fold summary").click()
    page.get_by_label("Body", exact=True).select_option("application/x-www-form-urlencoded")
    page.get_by_role("button", name="Show").click()
    expect(sample).to_contain_text("As a form")
    page.goto(publish.replace("publish", "list"))
    expect(sample).to_contain_text("Invoke-RestMethod")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_samples_are_accessible_and_fit(page: Page, publish: str, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{publish}?language=java&server=1")
    expect(page.get_by_label("region")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)


def test_a_phone_jumps_to_the_sample(page: Page, publish: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(publish)
    expect(page.locator("#sample-call")).not_to_be_in_viewport()
    jump = page.get_by_role("link", name="Jump to sample")
    expect(jump).to_be_in_viewport()
    jump.click()
    expect(page.locator("#sample-call")).to_be_in_viewport()
    page.set_viewport_size({"width": 1440, "height": 740})
    expect(jump).to_be_hidden()


def test_skip_to_content_skips_the_navigation(page: Page, publish: str) -> None:
    page.goto(publish)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article#content")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Breadcrumbs").get_by_role("link").first).to_be_focused()
