"""The portal behind TLS in a real browser, at a domain of its own and behind API Gateway's stage.

Browsers hold cookies there to rules that they do not have for http://localhost.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import boto3
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from devstack.stacks import PREFIX
from infra.environment import COGNITO_CALLBACK
from infra.stack import TEMPLATES, deploy_stack, parameters
from tests.e2e.admin_pages import set_role
from tests.e2e.hosted_page import choose_provider
from tests.e2e.https_portal import https_portal
from tests.people import person

STAGES = {"own domain": "", "API Gateway": "/dev"}


@pytest.fixture(scope="module", params=STAGES.values(), ids=STAGES.keys())
def portal(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal's address, known to the user pool as one to come back to."""
    with https_portal(tmp_path_factory.mktemp("tls"), request.param) as url:
        name = f"{PREFIX}identity"
        cloudformation = boto3.client("cloudformation")
        now = parameters(cloudformation, name)
        deploy_stack(
            cloudformation,
            name=name,
            template=TEMPLATES / "identity.yaml",
            parameters={
                "CallbackUrls": f"{now['CallbackUrls']},{url}{COGNITO_CALLBACK}",
                "LogoutUrls": f"{now['LogoutUrls']},{url}/",
            },
            report=print,
        )
        yield url


@pytest.fixture
def context(browser: Browser, portal: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=f"{portal}/", ignore_https_errors=True)
    yield context
    context.close()


def prefix_of(portal: str) -> str:
    """Return what cookies' names begin with; browsers hold them to what it promises."""
    return "__Secure-" if urlsplit(portal).path else "__Host-"


def sign_in(page: Page, email: str) -> None:
    page.goto("account/sign-in/")
    choose_provider(page, "Sign in with Developer Portal account", email)
    expect(page.get_by_label(re.compile("^Account of"))).to_be_visible()


def sign_out(page: Page, portal: str) -> None:
    page.get_by_label(re.compile("^Account of")).click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{portal}/")
    banner = page.get_by_role("banner")
    expect(banner.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_somebody_signs_in_makes_a_key_and_signs_out(page: Page, portal: str, unique: str) -> None:
    sign_in(page, "developer@example.com")
    page.goto("account/keys/new/")
    page.get_by_label("Name").fill(unique)
    page.get_by_role("button", name="Create key").click()
    expect(page.get_by_text("Copy the key now.")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    page.get_by_role("link", name=f"Revoke {unique}").click()
    page.get_by_label(re.compile("Type")).fill(unique)
    with page.expect_response(re.compile("/revoke/$")) as answer:
        page.get_by_role("button", name="Revoke this key").click()
    (message,) = answer.value.header_values("Set-Cookie")
    assert message.startswith(f"{prefix_of(portal)}messages=")
    assert f"Path={urlsplit(portal).path or '/'};" in message
    expect(page.get_by_text(f"The key “{unique}” is revoked.")).to_be_visible()
    # Also without the slash at the end of the stage.
    page.goto(portal)
    sign_out(page, portal)


def test_an_admin_sets_a_role(page: Page, portal: str, unique: str) -> None:
    chosen = person(unique, "developer")
    sign_in(page, "admin@example.com")
    page.goto(f"admin/accounts/user/?q={chosen.email}")
    set_role(page, chosen.email, "Publisher")
    page.goto("")
    sign_out(page, portal)


def test_cookies_are_secure_and_stay_with_the_portal(
    page: Page, context: BrowserContext, portal: str
) -> None:
    sign_in(page, "viewer@example.com")
    page.get_by_role("button", name="Dark").click()
    prefix, stage = prefix_of(portal), urlsplit(portal).path
    # The hosted page's own cookies are not secure here: the local AWS has no TLS.
    ours = {each["name"]: each for each in context.cookies(portal) if each["secure"]}
    assert set(ours) == {f"{prefix}sessionid", f"{prefix}csrftoken", "theme"}
    assert {each["path"] for each in ours.values()} == {stage or "/"}
    if stage:
        neighbour = page.goto(f"{portal.removesuffix(stage)}/development/")
        assert neighbour
        assert [name for name in ours if name in neighbour.text()] == []


def test_the_theme_is_kept(page: Page) -> None:
    page.goto("")
    page.get_by_role("button", name="Dark").click()
    page.goto("apis/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Follow the system").click()
    page.goto("")
    assert page.locator("html").get_attribute("data-theme") is None
