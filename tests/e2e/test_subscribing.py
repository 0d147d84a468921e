"""Two people in two browsers: an owner offers plans and decides, a consumer asks and is let in."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from apis.items import Api
from apis.services import applications, registration
from apis.services.details import ApiDetails
from portal.accounts.models import User
from tests.apis.conftest import description
from tests.conftest import watched
from tests.e2e.fit import assert_fits
from tests.e2e.sessions import give_session
from tests.people import person

TERMS = "## Fair use\n\nBe kind to the service. See [the rules](https://example.com/rules)."


@pytest.fixture
def owner(unique: str, context: BrowserContext, live_portal: str) -> User:
    user = person(f"{unique}-owner", "publisher", f"team-{unique}")
    give_session(context, user, live_portal)
    return user


@pytest.fixture
def api(unique: str, owner: User) -> Api:
    done = registration.register_api(
        user=owner,
        data=json.dumps(description(unique)).encode(),
        details=ApiDetails(visibility="internal"),
        slug=unique,
    )
    return done.api


@pytest.fixture
def consumer(browser: Browser, unique: str, live_portal: str) -> Iterator[tuple[User, Page]]:
    """A developer with a browser of their own."""
    user = person(f"{unique}-consumer", "developer")
    profile = browser.new_context(base_url=live_portal)
    give_session(profile, user, live_portal)
    page = profile.new_page()
    faults = watched(page)
    yield user, page
    profile.close()
    assert not faults, "\n".join(faults)


def add_plan(page: Page, name: str, *, manual: bool = False, terms: str = "") -> None:
    page.get_by_role("link", name="Add a plan").click()
    page.get_by_label("Name", exact=True).fill(name)
    if manual:
        page.get_by_label("Manual").check()
    page.get_by_label("Rate optional", exact=True).fill("10")
    page.get_by_label("Burst").fill("20")
    page.get_by_label("Calls a day").fill("1000")
    page.get_by_label("Limits of single operations").fill("GET /things 5/minute")
    page.get_by_label("Terms").fill(terms)
    assert_fits(page)
    page.get_by_role("button", name="Add this plan").click()
    expect(page.get_by_text(f"The plan {name} is saved.")).to_be_visible()


def test_a_consumer_asks_the_owner_approves_and_the_consumer_sees_it(
    page: Page, api: Api, consumer: tuple[User, Page]
) -> None:
    page.goto(f"/apis/{api.slug}/")
    add_plan(page, "Free")
    add_plan(page, "Gold", manual=True, terms=TERMS)
    expect(page.get_by_text("10 calls a second, bursts of 20; 1,000 a day").first).to_be_visible()
    assert_fits(page)

    user, other = consumer
    application = applications.create_application(user=user, name="Shop")
    other.goto(f"/apis/{api.slug}/")
    expect(other.get_by_text("Approved by the owner")).to_be_visible()
    assert_fits(other)
    address = f"/applications/{application.app_id}/subscriptions/{api.slug}/"
    other.goto(f"{address}plan/")
    assert_fits(other)
    other.get_by_role("link", name="Choose Gold").click()
    expect(other.get_by_role("heading", name="Fair use")).to_be_visible()
    other.get_by_role("button", name="Ask for this plan").click()
    other.get_by_label("I accept these terms").check()
    other.get_by_label("Comment").fill("For our shop.")
    assert_fits(other)
    other.get_by_role("button", name="Ask for this plan").click()
    expect(other.get_by_text("Waiting for approval.")).to_be_visible()
    assert_fits(other)

    page.goto("/approvals/")
    assert_fits(page)
    page.get_by_role("link", name="Decide on Shop").click()
    expect(page.get_by_text("For our shop.")).to_be_visible()
    assert_fits(page)
    page.get_by_label("Comment").fill("Welcome.")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("The request of Shop is approved.")).to_be_visible()
    page.goto("/approvals/")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    assert_fits(page)

    other.reload()
    expect(other.get_by_text("Welcome.")).to_be_visible()
    expect(other.get_by_text("Active", exact=True)).to_be_visible()
    other.get_by_role("link", name="Change the plan").click()
    other.get_by_role("link", name="Choose Free").click()
    other.get_by_role("button", name="Take this plan").click()
    expect(other.get_by_text("The plan Free holds now.")).to_be_visible()

    page.goto(f"/apis/{api.slug}/subscribers/?status=active")
    assert_fits(page)
    page.get_by_role("link", name="Shop").click()
    page.get_by_role("link", name="Suspend").click()
    assert_fits(page)
    page.get_by_label("Comment").fill("Too many errors.")
    page.get_by_role("button", name="Suspend").click()
    expect(page.get_by_text("Shop is suspended.")).to_be_visible()

    other.reload()
    expect(other.get_by_text("This subscription is suspended.")).to_be_visible()
    other.get_by_role("link", name="Cancel").click()
    other.get_by_role("button", name="Cancel the subscription").click()
    expect(other.get_by_text("The subscription is cancelled.")).to_be_visible()
    assert_fits(other)
