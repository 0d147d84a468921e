"""A publisher's first visit: sign in, register GitHub's description, read of it, sign out."""

import gzip
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.axe import assert_accessible
from tests.e2e.test_account import sign_in

GITHUB = Path(__file__).parent.parent / "data" / "github.json.gz"


def test_githubs_description_is_registered_and_read(page: Page) -> None:
    sign_in(page, "Sign in with Developer Portal account", "publisher@example.com")
    page.goto("/apis/")
    page.get_by_role("link", name="Register an API").first.click()
    page.locator("input[type=file]").set_input_files(
        {
            "name": "github.json",
            "mimeType": "application/json",
            "buffer": gzip.decompress(GITHUB.read_bytes()),
        }
    )
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "GitHub's official OpenAPI", timeout=60_000
    )
    assert_accessible(page)

    page.get_by_role("link", name="Read the reference").click()
    page.get_by_label("Find an operation").fill("repository for the authenticated user")
    page.get_by_role("link", name="Create a repository for the authenticated user").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Create a repository for the authenticated user"
    )
    expect(page.get_by_text("/user/repos").first).to_be_visible()
    assert_accessible(page)

    page.get_by_label(re.compile("^Account of")).click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    banner = page.get_by_role("banner")
    expect(banner.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
