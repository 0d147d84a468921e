"""Writing a guide and examples in the browser: by hand, on a phone, without scripts."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.accounts.models import User
from tests.docs.conftest import Register
from tests.docs.reading import description
from tests.e2e.fit import assert_fits
from tests.e2e.sessions import give_session

TEXT = """# First steps

Ask for a key, then send it with each call.

![What happens to an upload](flow.png)

## Upload a video

1. Create it: `POST /videos`.
2. Send its bytes.

| step | status |
|---|---|
| uploaded | `uploaded` |

    curl -F file=@video.mp4 https://ws.api.video/videos/""" + ("very-long-" * 30)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def slug(register: Register) -> str:
    return register(description("api.video")).api.slug


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    file = tmp_path / "flow.png"
    file.write_bytes(PNG)
    return file


def test_a_guide_is_written_without_scripts(
    browser: Browser, live_portal: str, slug: str, publisher: User, flow: Path
) -> None:
    context = browser.new_context(base_url=live_portal, java_script_enabled=False)
    give_session(context, publisher, live_portal)
    page = context.new_page()
    page.goto(f"/apis/{slug}/")
    page.get_by_role("link", name="Write a guide").click()
    page.get_by_role("link", name="Images (0)").click()
    page.get_by_label("Image", exact=True).set_input_files(flow)
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("link", name="Back to the guide").click()
    page.get_by_label("Guide", exact=True).fill(TEXT)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Upload a video")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Upload a video").click()
    assert page.url.endswith("#guide-upload-a-video")
    shown = page.get_by_role("img", name="What happens to an upload")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    context.close()


def test_an_example_is_added_and_corrected_without_scripts(
    browser: Browser, live_portal: str, slug: str, publisher: User
) -> None:
    context = browser.new_context(base_url=live_portal, java_script_enabled=False)
    give_session(context, publisher, live_portal)
    page = context.new_page()
    page.goto(f"/docs/{slug}/1/operations/post-video/")
    page.get_by_role("link", name="Add an example").click()
    page.get_by_role("link", name="Add an example to Request body application/json").click()
    page.get_by_label("Title", exact=True).fill("A short one")
    page.get_by_label("Value").fill('{"title": 5}')
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Refused by its schema in version 1 at /title").first).to_be_visible()
    page.get_by_label("Value").fill('{"title": "Kittens at play"}')
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The example is added.")).to_be_visible()
    expect(page.locator("#sample-call")).to_contain_text("Kittens at play")
    page.get_by_role("link", name="Edit A short one").click()
    page.get_by_label("Value").fill('{"title": "Kittens asleep"}')
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#sample-call")).to_contain_text("Kittens asleep")
    page.get_by_role("link", name="Delete A short one").click()
    page.get_by_role("button", name="Delete the example").click()
    expect(page.get_by_role("heading", name="No examples yet")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit_a_phone(
    page: Page,
    context: BrowserContext,
    live_portal: str,
    slug: str,
    publisher: User,
    flow: Path,
    scheme: str,
) -> None:
    give_session(context, publisher, live_portal)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"/docs/{slug}/guide/images/")
    page.get_by_label("Image", exact=True).set_input_files(flow)
    page.get_by_role("button", name="Add it").click()
    page.goto(f"/docs/{slug}/guide/edit/")
    page.get_by_label("Guide", exact=True).fill(TEXT)
    page.get_by_role("button", name="Preview").click()
    assert_fits(page)
    page.get_by_role("button", name="Save").click()
    operation = f"/docs/{slug}/1/operations/post-video/"
    place = f"{operation}examples/?place=request/application/json"
    page.goto(place)
    page.get_by_label("Title", exact=True).fill("A short one")
    page.get_by_label("Value").fill('{"title": "' + "Kitten" * 40 + '"}')
    page.get_by_role("button", name="Add it").click()
    page.goto(f"{operation}examples/?place=code")
    page.get_by_label("Language").fill("Ruby")
    page.get_by_label("Title", exact=True).fill("With the client")
    page.get_by_label("Code").fill("client.videos.create(" + "title, " * 60 + ")")
    page.get_by_role("button", name="Add it").click()
    below = ("guide/", "guide/images/", "examples/")
    paths = [operation, *(f"/docs/{slug}/{each}" for each in below)]
    if scheme == "light":
        paths += [f"/docs/{slug}/guide/edit/", f"{operation}examples/", place, f"/apis/{slug}/"]
    for path in paths:
        page.goto(path)
        assert_fits(page)
