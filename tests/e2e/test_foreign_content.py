"""What an upstream answers, opened by somebody signed in: nothing of it acts as the portal."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.apis.gateway.forwarding.conftest import PLACE, upstream  # noqa: F401
from tests.e2e.sessions import give_session
from tests.people import person

# Says what a script of the answer got hold of.
PROBE = """
document.title = 'ran';
try { document.title = 'cookie:' + document.cookie; } catch (e) { }
fetch('/account/', {credentials: 'include'}).then(a => { document.title = 'fetched'; });
"""
HTML = f"<!doctype html><title>quiet</title><p id=shown>hello</p><script>{PROBE}</script>"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><title>quiet</title><script>{PROBE}</script></svg>'
XHTML = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>quiet</title>'
    f"<script>//<![CDATA[\n{PROBE}\n//]]></script></head><body/></html>"
)
OWN_POLICY = "Content-Security-Policy: sandbox allow-same-origin allow-scripts allow-top-navigation"


@pytest.fixture
def page(context: BrowserContext, live_portal: str, unique: str, upstream) -> Page:  # noqa: F811
    """A page of somebody who is signed in; scripts that are kept from running are logged."""
    give_session(context, person(unique, "developer"), live_portal)
    return context.new_page()


def answer(upstream, status: int, *fields: str, body: str) -> None:  # noqa: F811
    data = body.encode()
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(data)}", *fields, "", ""]
    upstream.reply = lambda _: "\r\n".join(lines).encode() + data


def is_signed_in(page: Page) -> bool:
    page.goto("/account/")
    return urlsplit(page.url).path == "/account/"


@pytest.mark.parametrize(("status", "fields", "body"), [
    (200, ["Content-Type: text/html"], HTML), (200, ["Content-Type: image/svg+xml"], SVG),
    (200, ["Content-Type: text/html", OWN_POLICY], HTML), (400, ["Content-Type: text/html"], HTML),
    (502, ["Content-Type: text/html"], HTML), (200, ["Content-Type: application/xhtml+xml"], XHTML),
])  # fmt: skip
def test_no_script_of_an_answer_runs(page, upstream, status, fields, body):  # noqa: F811
    answer(upstream, status, *fields, body=body)
    page.goto(f"{PLACE}/page")
    assert page.title() == "quiet"
    # Of no origin: not even a script of ours in it could read the portal's cookies.
    assert page.evaluate("self.origin") == "null"
    assert len(upstream.received) == 1
    assert is_signed_in(page)


def test_an_answer_without_a_type_is_no_page(page, upstream):  # noqa: F811
    answer(upstream, 200, body=HTML)
    page.goto("/account/")
    with page.expect_download() as download:
        page.evaluate(f"location.href = '{PLACE}/page'")
    assert download.value.path().read_text() == HTML


def test_no_script_of_the_portal_s_origin_can_call_an_answer_its_own(page, upstream):  # noqa: F811
    answer(upstream, 200, "Content-Type: text/javascript", body="window.stolen = 1")
    page.goto("/account/")
    page.evaluate(
        """source => new Promise(done => {
            const script = document.createElement('script');
            script.src = source;
            script.onload = script.onerror = done;
            document.body.append(script);
        })""",
        f"{PLACE}/x.js",
    )
    assert page.evaluate("window.stolen") is None
    assert upstream.received == []


def test_the_session_survives_what_would_end_it(page, upstream):  # noqa: F811
    answer(
        upstream,
        200,
        'Clear-Site-Data: "*"',
        "Set-Cookie: sessionid=stolen; Path=/",
        "Set-Cookie: up=1; Path=/",
        "Content-Type: text/plain",
        body="gone?",
    )
    page.goto(f"{PLACE}/page")
    assert is_signed_in(page)
    assert "up" not in {cookie["name"] for cookie in page.context.cookies()}


def test_a_refresh_leads_nowhere(page, upstream):  # noqa: F811
    answer(upstream, 200, "Refresh: 0;url=/account/", "Content-Type: text/html", body=HTML)
    page.goto(f"{PLACE}/page")
    page.wait_for_load_state("networkidle")
    assert page.url.endswith(f"{PLACE}/page")


@pytest.mark.parametrize("scope", ["/", f"{PLACE}/"])
def test_no_service_worker_is_registered(page, upstream, scope):  # noqa: F811
    answer(
        upstream,
        200,
        "Content-Type: text/javascript",
        "Service-Worker-Allowed: /",
        body="self.onfetch = () => {}",
    )
    # Without the page's policy, as an attacker would have it who got round it.
    page.route("**/account/", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    page.goto("/account/")
    outcome = page.evaluate(
        """([source, scope]) => navigator.serviceWorker.register(source, {scope})
            .then(() => 'registered', error => error.name)""",
        [f"{PLACE}/sw.js", scope],
    )
    assert outcome in ("SecurityError", "TypeError")
    assert upstream.received == []
