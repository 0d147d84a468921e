"""The `page` fixture notices what must not happen in a page."""

import pytest

from tests.conftest import watched

STRICT = {"Content-Security-Policy": "default-src 'none'; img-src data:"}


@pytest.fixture
def visit(context, live_portal):
    """Open a made-up page of the portal's own origin and return the faults noticed."""

    def open_page(body, headers=STRICT):
        page = context.new_page()
        faults = watched(page)
        page.route(
            f"{live_portal}/**",
            lambda route: route.fulfill(body=body, content_type="text/html", headers=headers),
        )
        page.goto(f"{live_portal}/anything")
        return faults

    return open_page


def test_a_clean_page_has_no_faults(visit):
    assert visit("<link rel=icon href=data:,><p>Nothing wrong here") == []


def test_an_inline_script_breaks_the_policy(visit):
    faults = visit("<link rel=icon href=data:,><script>document.title = 'run'</script>")
    assert any("Content Security Policy" in fault for fault in faults)


def test_an_inline_style_breaks_the_policy(visit):
    faults = visit("<link rel=icon href=data:,><p style='color: red'>red")
    assert any("Content Security Policy" in fault for fault in faults)


def test_a_script_error_is_noticed(visit):
    faults = visit("<link rel=icon href=data:,><script>missing()</script>", headers={})
    assert any("missing is not defined" in fault for fault in faults)


def test_a_request_to_another_host_is_noticed(visit):
    faults = visit("<link rel=icon href=data:,><img src='http://cdn.invalid/a.png'>", headers={})
    assert "request to another host: http://cdn.invalid/a.png" in faults
