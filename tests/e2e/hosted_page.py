"""Signing in at a provider's own page, in the browser."""

from playwright.sync_api import Page

from devstack.accounts import PASSWORD


def sign_in(page: Page, label: str, email: str) -> None:
    page.goto("/account/sign-in/?next=/account/")
    choose_provider(page, label, email)


def choose_provider(page: Page, label: str, email: str) -> None:
    """Go on from the portal's sign-in page."""
    page.get_by_role("link", name=label).click()
    page.get_by_label("Username").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
