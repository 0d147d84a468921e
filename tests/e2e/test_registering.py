"""Registering in the browser: checked first, held back where there are warnings, then published."""

import json

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from devstack.stacks import Addresses
from portal.accounts.models import User
from tests.apis.conftest import description_with_warning
from tests.e2e.fit import assert_fits
from tests.e2e.sessions import give_session
from tests.people import person


@pytest.fixture(autouse=True)
def publisher(unique: str, context: BrowserContext, live_portal: str) -> User:
    """Whoever the browser is signed in as."""
    user = person(f"{unique}-publisher", "publisher", f"team-{unique}")
    give_session(context, user, live_portal)
    return user


def file_of(document: object) -> FilePayload:
    data = json.dumps(document, indent=2).encode()
    return FilePayload(name="openapi.json", mimeType="application/json", buffer=data)


@pytest.mark.parametrize("transfer", ["through the portal", "straight to S3"])
def test_a_file_is_checked_then_registered_without_being_chosen_again(
    page: Page, unique: str, settings, addresses: Addresses, transfer: str
) -> None:
    if transfer == "straight to S3":
        settings.TRANSFER_MAX_BYTES = 10
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        connect = [*directives["connect-src"], addresses.aws]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, "connect-src": connect}}
    page.goto("/apis/register/")
    file = file_of(description_with_warning(unique))
    page.get_by_label("Description", exact=True).set_input_files(file)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="Nothing was registered.")).to_be_focused()
    expect(page.get_by_text("The file that was checked is kept")).to_be_visible()
    assert_fits(page)

    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name=f"Publish {unique} 1.0.0?")).to_be_visible()
    expect(page.get_by_text("“summry”")).to_be_visible()
    assert_fits(page)

    page.get_by_label("I have read these warnings").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text(f"{unique} 1.0.0 is active now.")).to_be_visible()


def test_the_file_of_a_draft_is_replaced(page: Page, unique: str) -> None:
    page.goto("/apis/register/")
    faulty = file_of(description_with_warning(unique))
    page.get_by_label("Description", exact=True).set_input_files(faulty)
    page.get_by_role("button", name="Register").click()
    page.get_by_role("link", name="Keep it a draft").click()
    expect(page.get_by_role("heading", name="Warnings")).to_be_visible()
    assert_fits(page)

    page.get_by_role("link", name="Replace the file").click()
    assert_fits(page)
    document = description_with_warning(unique)
    del document["summry"]
    page.get_by_label("Description", exact=True).set_input_files(file_of(document))
    page.get_by_role("button", name="Replace the file").click()
    expect(page.get_by_text("has the new file")).to_be_visible()
    expect(page.get_by_text("None: the description follows the OpenAPI schema.")).to_be_visible()
