"""A publisher's whole way: sign in, register GitHub's description, read an operation, sign out."""

import re

from playwright.sync_api import FilePayload, Page, expect

from tests.descriptions import raw
from tests.e2e.axe import assert_accessible
from tests.e2e.hosted_page import sign_in


def test_github_s_description_is_registered_and_read(page: Page, unique: str) -> None:
    sign_in(page, "Sign in with Developer Portal account", "publisher@example.com")
    page.get_by_role("link", name="APIs", exact=True).click()
    page.get_by_role("link", name="Register an API").first.click()
    assert_accessible(page)
    file = FilePayload(
        name="github.json",
        mimeType="application/json",
        buffer=raw("github"),
    )
    page.get_by_label("Description", exact=True).set_input_files(file)
    page.get_by_label(re.compile("^Id")).fill(unique)
    page.get_by_label(re.compile("^Name")).fill("GitHub")
    page.get_by_role("button", name="Register").click()
    # Some of its examples are not what their schemas take.
    expect(page.get_by_role("heading", level=1)).to_contain_text("Publish GitHub", timeout=60_000)
    assert_accessible(page)
    page.get_by_label("I have read these warnings").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("GitHub")
    assert_accessible(page)

    page.get_by_role("link", name="Read the reference").first.click()
    page.get_by_label("Find an operation").fill("create an issue")
    found = page.get_by_role("navigation", name="Reference")
    found.get_by_role("link", name=re.compile("Create an issue$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Create an issue")
    expect(page.get_by_text("/repos/{owner}/{repo}/issues").first).to_be_visible()
    assert_accessible(page)

    page.get_by_label(re.compile("^Account of")).click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    # Internal: for people who are signed in.
    answer = page.goto(f"/apis/{unique}/")
    assert answer
    assert answer.status == 404
