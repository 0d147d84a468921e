"""What an admin does in the admin's pages, in the browser."""

from playwright.sync_api import Page, expect


def set_role(page: Page, email: str, role: str) -> None:
    """From a list that shows somebody, set their role, and see it in the list."""
    page.get_by_role("link", name=email).click()
    page.get_by_label("Role set here").select_option(role)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    expect(page.get_by_role("cell", name=f"{role} (set here)")).to_be_visible()
