"""What tests of every app stand on: names of their own, a portal to visit, and a browser.

The local AWS itself is started by `devstack.pytest_stack`, before settings are loaded. Tests share
its tables, so each works with names nobody else uses (`unique`) and leaves what it made behind.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from devstack import chromium
from devstack.pytest_stack import ADDRESSES
from devstack.stacks import Addresses
from portal.aws.clients import client
from tests import aws_events
from tests.live_portal import served_at
from tests.people import unique_name

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # What the browser would ask of its maker's hosts on its own account.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def unique() -> str:
    """A name that no other test uses, fit for keys, slugs and the start of an address."""
    return unique_name()


@pytest.fixture
def queue_url() -> str:
    """The queue of short jobs; nothing is in it, nor in that of long ones."""
    for url in (settings.QUEUE_URL, settings.LONG_QUEUE_URL):
        client("sqs").purge_queue(QueueUrl=url)
    return settings.QUEUE_URL


@pytest.fixture
def dynamodb_requests() -> Iterator[list[str]]:
    """The names of the requests that go to DynamoDB, as they are sent."""
    with aws_events.dynamodb_requests() as sent:
        yield sent


@pytest.fixture(scope="session")
def addresses(pytestconfig: pytest.Config) -> Addresses:
    """Where the local AWS, the corporate provider and the live portal answer."""
    return pytestconfig.stash[ADDRESSES]


@pytest.fixture(scope="session")
def live_portal(addresses: Addresses) -> Iterator[str]:
    """The address of the portal, served over HTTP from this process for the whole session."""
    with served_at(addresses.portal):
        yield addresses.portal


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find()
    assert path, chromium.MISSING
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, live_portal: str) -> Iterator[BrowserContext]:
    """A browser profile without cookies; relative addresses are the portal's."""
    context = browser.new_context(base_url=live_portal)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test on a script error, a console error or a breach of the CSP, and
    on a request that leaves this machine."""
    page = context.new_page()
    faults = watched(page)
    yield page
    assert not faults, "\n".join(faults)


def watched(page: Page) -> list[str]:
    """Return a list that fills with what goes wrong in `page`, as long as it is open.

    Chromium reports a breach of the Content-Security-Policy as a console error.
    """
    faults: list[str] = []

    def on_console(message) -> None:
        # A page that answers 4xx on purpose logs its own status; tests look at that themselves.
        if message.type == "error" and "the server responded with a status" not in message.text:
            faults.append(f"console: {message.text} ({message.location.get('url')})")

    def on_request(request) -> None:
        if urlsplit(request.url).hostname not in ("localhost", None):
            faults.append(f"request to another host: {request.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    return faults
