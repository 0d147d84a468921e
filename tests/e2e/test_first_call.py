"""From nothing to the first call, and on to the last one: a consumer and an owner in two browsers,
the gateway, and a real upstream behind it."""

import json
import shlex
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from apis.demo import COFFEE, DEMO
from apis.gateway import pipeline
from apis.items import Api
from apis.items.plans import MANUAL, Plan
from apis.services import plans, registration
from apis.services.details import ApiDetails
from apis.services.gateway_settings import edit_settings
from devstack.coffee_service import CoffeeServer
from portal.accounts.models import User
from tests.conftest import watched
from tests.e2e.fit import assert_fits
from tests.e2e.sessions import give_session
from tests.people import person

DAILY = 4
# Longer than a process keeps what it read (`apis.gateway.lookups`).
MINUTE = 60.0


@dataclass
class Clock:
    """What the gateway's process takes for the time, so that a test need not wait."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead

    def pass_a_minute(self) -> None:
        self.ahead += MINUTE


@dataclass
class Got:
    """An answer of the gateway."""

    status: int
    headers: Message
    body: Any = field(repr=False)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which this process's gateway forgets what it read."""
    found = Clock()
    kept = pipeline.Pipeline(now=found)
    monkeypatch.setattr(pipeline, "_pipeline", lambda: kept)
    return found


@pytest.fixture
def upstream(settings) -> Iterator[str]:
    """The address of the demo's upstream, which the gateway may connect to."""
    server = CoffeeServer(0)
    address = f"localhost:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.GATEWAY_ALLOWED_NETWORKS = [address]
    yield f"http://{address}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def owner(unique: str) -> User:
    return person(f"{unique}-owner", "publisher", f"team-{unique}")


@pytest.fixture
def api(unique: str, owner: User, upstream: str) -> Api:
    """The demo's API under a name of the test's own, behind the gateway, with two plans."""
    demo = next(each for each in DEMO if each.slug == COFFEE)
    first, second = map(demo.description, demo.descriptions)
    details = ApiDetails(name=f"Coffee {unique}", visibility="internal")
    found = registration.register_api(user=owner, data=first, details=details, slug=unique).api
    found = registration.add_version(user=owner, api=found, data=second).api
    edit_settings(user=owner, api=found, upstreams={"1": f"{upstream}/v1", "2": f"{upstream}/v2"})
    partner = {"approval": MANUAL, "terms": "- Order only what is drunk."}
    plans.put_plan(user=owner, api=found, plan=Plan(name="Free", per_day=DAILY))
    plans.put_plan(user=owner, api=found, plan=Plan(name="Partner", rate_calls=50, **partner))
    return found


@pytest.fixture
def consumer_page(page: Page, context: BrowserContext, unique: str, live_portal: str) -> Page:
    give_session(context, person(f"{unique}-consumer", "developer"), live_portal)
    return page


@pytest.fixture
def owner_page(browser: Browser, owner: User, live_portal: str) -> Iterator[Page]:
    profile = browser.new_context(base_url=live_portal)
    give_session(profile, owner, live_portal)
    page = profile.new_page()
    faults = watched(page)
    yield page
    profile.close()
    assert not faults, "\n".join(faults)


def pasted(command: str) -> Got:
    """Send the request of a curl command that a page shows, as a shell would read it."""
    words = shlex.split(command.replace("\\\n", " "))
    assert words[0] == "curl"
    headers = [words[at + 1] for at, word in enumerate(words) if word == "-H"]
    return call(words[1], dict(header.split(": ", 1) for header in headers))


def call(url: str, headers: dict[str, str]) -> Got:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return Got(answer.status, answer.headers, json.load(answer))
    except HTTPError as error:
        return Got(error.code, error.headers, json.load(error))


def shown_call(page: Page) -> str:
    return page.locator("#curl-call").inner_text()


def get_access(page: Page, api: Api, plan: str, name: str = "") -> str:
    """Go from the catalogue to the first call of an API, and return the curl command."""
    page.goto("/apis/")
    page.get_by_role("searchbox").last.fill(api.name)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=api.name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(api.name)
    page.get_by_role("link", name="Get access", exact=True).click()
    if name:
        page.get_by_label("Name of the new application").fill(name)
    page.get_by_role("radio", name=plan).check()
    assert_fits(page)
    page.get_by_role("button", name="Continue").click()
    if plan == "Partner":
        assert_fits(page)
        page.get_by_label("I accept these terms").check()
        page.get_by_role("button", name="Accept and continue").click()
    expect(page.get_by_text("Copy the key now.")).to_be_visible()
    assert_fits(page)
    return shown_call(page)


def test_from_nothing_to_a_200_and_to_the_limit(
    consumer_page: Page, api: Api, clock: Clock
) -> None:
    command = get_access(consumer_page, api, "Free")
    first = pasted(command)
    assert first.status == 200
    assert first.body["drinks"][0]["id"] == "espresso"
    assert "RateLimit" in first.headers
    others = [pasted(command).status for _ in range(DAILY)]
    assert others == [200] * (DAILY - 1) + [429]
    refused = pasted(command)
    assert refused.body["type"].endswith("quota-exceeded")
    assert int(refused.headers["Retry-After"]) > 0


def test_an_owner_decides_and_ends_what_a_consumer_calls(
    consumer_page: Page, owner_page: Page, api: Api, clock: Clock, live_portal: str
) -> None:
    command = get_access(consumer_page, api, "Partner", "Kiosk")
    expect(consumer_page.get_by_role("heading", level=1)).to_contain_text("is asked for")
    assert pasted(command).status == 403

    _approve(owner_page, api)
    clock.pass_a_minute()
    assert pasted(command).status == 200

    newer = _rotated(consumer_page, command)
    assert [pasted(each).status for each in (command, newer)] == [200, 200]
    _revoke_last(consumer_page)
    clock.pass_a_minute()
    assert [pasted(each).status for each in (command, newer)] == [401, 200]

    _take_step(owner_page, api, "Deprecate")
    clock.pass_a_minute()
    deprecated = pasted(newer)
    assert deprecated.status == 200
    assert deprecated.headers["Deprecation"].startswith("@")
    assert 'rel="deprecation"' in deprecated.headers["Link"]
    _take_step(owner_page, api, "Retire")
    clock.pass_a_minute()
    gone = pasted(newer)
    assert (gone.status, gone.body["code"]) == (410, "version_retired")


def _approve(page: Page, api: Api) -> None:
    page.goto("/approvals/")
    page.get_by_role("link", name="Decide on Kiosk").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Active").first).to_be_visible()


def _rotated(page: Page, command: str) -> str:
    """Rotate the key from the page that showed it; return the call with the new one."""
    page.get_by_role("link", name="Keys and usage of the application").click()
    page.get_by_role("link", name="Rotate").click()
    page.get_by_role("button", name="Rotate key").click()
    secret = page.locator("#secret").inner_text()
    page.get_by_role("link", name="Done").click()
    old = next(word for word in shlex.split(command) if word.startswith("X-API-Key"))
    return command.replace(old.removeprefix("X-API-Key: "), secret)


def _revoke_last(page: Page) -> None:
    """Revoke the older of two keys, which the page of their application lists last."""
    page.get_by_role("link", name="Revoke").last.click()
    page.get_by_role("button", name="Revoke this key").click()


def _take_step(page: Page, api: Api, step: str) -> None:
    page.goto(f"/apis/{api.slug}/versions/2/")
    page.get_by_role("link", name=step, exact=True).click()
    assert_fits(page)
    page.get_by_role("button", name=step).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(api.name)
