"""Whether a page fits the windows it is seen in."""

from playwright.sync_api import Page

from tests.e2e.axe import assert_accessible

WIDTHS = (360, 1440)


def assert_fits(page: Page, *widths: int) -> None:
    """Fail where a page is wider than a phone or a desk (or than these), or not accessible there.

    A click does not wait for the styles of the page that it leads to: here it is waited for.
    """
    page.wait_for_load_state()
    for width in widths or WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("document.documentElement.scrollWidth")
        assert found <= width, f"{page.url} is {found} pixels wide at {width}"
        assert_accessible(page)
