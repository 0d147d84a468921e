"""Whether a page fits the windows it is seen in."""

from playwright.sync_api import Page, TimeoutError

from tests.e2e.axe import assert_accessible

WIDTHS = (360, 1440)
LAID_OUT = "width => innerWidth === width && document.documentElement.scrollWidth <= width"


def assert_fits(page: Page, *widths: int) -> None:
    """Fail where a page is wider than a phone or a desk (or than these), or not accessible there.

    A click does not wait for the styles of the page that it leads to, and a page is laid out anew
    some moments after its window has another size: here both are waited for.
    """
    page.wait_for_load_state()
    for width in widths or WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        try:
            page.wait_for_function(LAID_OUT, arg=width, timeout=5_000)
        except TimeoutError:
            raise AssertionError(f"{page.url} is wider than {width} pixels") from None
        assert_accessible(page)
