"""The page of the REST API's documentation: Swagger UI in the portal's dress.

The `page` fixture fails a test on any breach of the Content-Security-Policy, script error or
request to another host.
"""

import json
import re
from collections import Counter

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import assert_accessible
from tests.e2e.hosted_page import sign_in

PAGE = "/api/v1/docs/"
SCHEMA = "**/api/v1/schema/**"


def operation(page: Page, name: str) -> Locator:
    """The button that opens an operation, by its method, path and summary."""
    return page.get_by_role("button", name=name)


def opened(page: Page, name: str) -> Locator:
    """The operation's block, opened."""
    block = page.locator(".opblock", has=operation(page, name))
    operation(page, name).click()
    expect(block.get_by_role("heading", name="Responses")).to_be_visible()
    return block


def assert_sound(page: Page, width: int) -> None:
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert [name for name, times in Counter(ids).items() if times > 1] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_state_is_accessible_and_fits(page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(PAGE)
    expect(page.get_by_role("heading", level=2, name="Versions")).to_be_visible()
    assert_sound(page, width)

    page.get_by_role("heading", level=2, name="Schemas").get_by_role("button").click()
    page.get_by_role("button", name="RegisterInputRequest").click()
    expect(page.get_by_role("cell", name="spec_url", exact=True)).to_be_visible()
    block = opened(page, "GET /api/v1/apis/ List APIs")
    block.get_by_role("button", name="Try it out").click()
    block.get_by_label("status").select_option("active")
    block.get_by_role("button", name="Execute").click()
    expect(block.get_by_role("status")).to_have_text("Answered with status 200")
    expect(block.get_by_text("Response headers")).to_be_visible()
    block.get_by_role("tab", name="Schema").first.click()
    expect(block.get_by_role("button", name="EntryOutput")).to_be_visible()
    assert_sound(page, width)

    page.get_by_role("button", name="Schemas").click()
    operation(page, "GET /api/v1/apis/ List APIs").click()
    block = opened(page, "POST /api/v1/apis/ Register an API")
    block.get_by_role("button", name="Try it out").click()
    expect(block.get_by_label("Request body", exact=True)).to_be_editable()
    assert_sound(page, width)
    block.get_by_label("Request content type").select_option("multipart/form-data")
    expect(block.get_by_label("spec_url")).to_be_editable()
    assert_sound(page, width)

    page.get_by_role("button", name="Authorize").click()
    dialog = page.get_by_role("dialog", name="Credentials")
    dialog.get_by_label("Value").last.fill("a-key")
    dialog.get_by_role("button", name="Authorize personalKey").click()
    expect(dialog.get_by_role("button", name="Logout personalKey")).to_be_visible()
    assert_sound(page, width)


def test_the_filter_says_when_nothing_matches(page: Page) -> None:
    page.goto(PAGE)
    field = page.get_by_label("Filter operations")
    field.fill("jobs")
    expect(page.locator(".opblock")).to_have_count(2)
    field.fill("nothing-is-called-so")
    expect(page.get_by_text("No operation has this in its tag or path.")).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_description_that_does_not_load_can_be_loaded_again(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.route(SCHEMA, lambda route: route.fulfill(status=503, body="Busy."))
    page.goto(PAGE)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The description could not be loaded.")
    assert_accessible(page)
    page.unroute(SCHEMA)
    page.get_by_role("button", name="Try again").click()
    expect(operation(page, "Who am I")).to_be_visible()
    expect(alert).to_have_count(0)


def test_it_is_used_by_keyboard(page: Page) -> None:
    page.goto(PAGE)
    page.get_by_label("Filter operations").focus()
    page.keyboard.press("Tab")
    authorize = page.get_by_role("button", name="Authorize")
    expect(authorize).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Tab")
    expect(dialog.get_by_label("Value:", exact=True).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(authorize).to_be_focused()

    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="APIs", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    first = operation(page, "GET /api/v1/apis/ List APIs")
    expect(first).to_be_focused()
    assert first.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    expect(first).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(first).to_have_attribute("aria-expanded", "true")
    expect(page).to_have_url(re.compile("#/APIs/list_apis$"))
    # Wide code scrolls in its own box, which the keyboard must reach.
    code = page.locator(".microlight").first
    code.focus()
    expect(code).to_be_focused()
    first.focus()
    page.keyboard.press("Space")
    expect(first).to_have_attribute("aria-expanded", "false")


def test_an_address_leads_to_its_operation(page: Page) -> None:
    page.goto(f"{PAGE}#/Versions/delete_version")
    expect(operation(page, "Delete a version")).to_have_attribute("aria-expanded", "true")
    expect(operation(page, "Delete a version")).to_be_in_viewport()


def test_whoever_is_signed_in_registers_an_api(page: Page, unique: str) -> None:
    sign_in(page, "Sign in with Developer Portal account", "publisher@example.com")
    page.wait_for_url("**/account/")
    page.goto(PAGE)
    block = opened(page, "POST /api/v1/apis/ Register an API")
    block.get_by_role("button", name="Try it out").click()
    description = {"openapi": "3.0.3", "info": {"title": unique, "version": "1"}, "paths": {}}
    body = json.dumps({"spec": description, "slug": unique})
    block.get_by_label("Request body", exact=True).fill(body)
    block.get_by_role("button", name="Execute").click()
    expect(block.get_by_role("status")).to_have_text("Answered with status 201")
    expect(block.get_by_role("columnheader", name="Details")).to_be_visible()
    answer = page.goto(f"/apis/{unique}/")
    assert answer
    assert answer.status == 200


def test_a_personal_key_goes_along(page: Page) -> None:
    page.goto(PAGE)
    page.get_by_role("button", name="Authorize").click()
    dialog = page.get_by_role("dialog")
    # The session's cookie is no field: no script may send it.
    expect(dialog.get_by_text("sessionid")).to_have_count(0)
    dialog.get_by_label("Value").last.fill("no-such-key")
    dialog.get_by_role("button", name="Authorize personalKey").click()
    dialog.get_by_role("button", name="Close").click()
    block = opened(page, "GET /api/v1/me/ Who am I")
    block.get_by_role("button", name="Try it out").click()
    with page.expect_request("**/api/v1/me/") as sent:
        block.get_by_role("button", name="Execute").click()
    assert sent.value.headers["x-api-key"] == "no-such-key"
    expect(block.get_by_role("status")).to_have_text("Answered with status 401")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_code_is_coloured_for_its_theme(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(PAGE)
    opened(page, "GET /api/v1/apis/ List APIs")
    colours = page.evaluate(
        """() => {
          const code = document.querySelector(".microlight");
          const ranges = [...CSS.highlights.get("code-string")];
          const of = (pseudo) => getComputedStyle(code, pseudo).color;
          return [ranges.length, of("::highlight(code-string)"), of(null)];
        }"""
    )
    count, string, text = colours
    assert count > 5
    assert string != text
