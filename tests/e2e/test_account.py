"""Signing in and out in the browser, through the hosted pages; the profile page."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal.accounts import key_format
from tests.e2e.axe import assert_accessible
from tests.e2e.hosted_page import sign_in


@pytest.mark.parametrize(
    ("label", "email"),
    [
        ("Sign in with Developer Portal account", "developer@example.com"),
        ("Sign in with Example Corporation", "employee@corp.example.com"),
    ],
)
def test_somebody_signs_in_and_out_again(page: Page, label: str, email: str) -> None:
    sign_in(page, label, email)
    expect(page.get_by_role("main").get_by_text(email).first).to_be_visible()
    expect(page.get_by_role("row", name="Chrome on Linux")).to_contain_text("This one")
    assert_accessible(page)

    page.get_by_label(re.compile("^Account of")).click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    banner = page.get_by_role("banner")
    expect(banner.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_a_key_is_made_copied_and_revoked(page: Page) -> None:
    sign_in(page, "Sign in with Developer Portal account", "publisher@example.com")
    page.get_by_role("link", name="New key").first.click()
    assert_accessible(page)
    page.get_by_label("Name").fill("Nightly import")
    page.get_by_role("button", name="Create key").click()
    expect(page.get_by_text("Copy the key now.")).to_be_visible()
    copy = page.get_by_role("button", name="Copy key")
    page.context.grant_permissions([])
    copy.click()
    expect(page.get_by_text("The text is selected.")).to_be_attached()
    secret = page.evaluate("getSelection().toString()")
    assert key_format.kind_of(secret) == key_format.PERSONAL
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy.click()
    expect(page.get_by_text("Copied", exact=True)).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    assert_accessible(page)

    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name="Revoke Nightly import").click()
    page.get_by_label(re.compile("Type")).fill("Nightly import")
    page.get_by_role("button", name="Revoke this key").click()
    expect(page.get_by_text("The key “Nightly import” is revoked.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_page_is_accessible(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto("/account/sign-in/")
    assert_accessible(page)


def test_a_refused_sign_in_says_why_and_offers_another(page: Page) -> None:
    page.goto("/account/oidc/corporate/callback/?state=unknown&code=x")
    expect(page.get_by_text("did not begin in this browser")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
