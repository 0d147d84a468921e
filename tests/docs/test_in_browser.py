"""A reference in the browser: filtering, narrow screens, accessibility, GitHub's size."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.docs.conftest import Register
from tests.docs.hostile import hostile
from tests.docs.reading import description, document
from tests.e2e.axe import assert_accessible
from tests.e2e.nodes import nodes_of


@pytest.fixture
def api_video(register: Register) -> str:
    registered = register(description("api.video"))
    return f"/docs/{registered.api.slug}/{registered.version.version}/"


def test_githubs_largest_operations_stay_light(register: Register, page: Page) -> None:
    registered = register(description("github"))
    base = f"/docs/{registered.api.slug}/{registered.version.version}"
    for operation in ("repos-create-for-authenticated-user", "issues-create", "repos-get"):
        page.goto(f"{base}/operations/{operation}/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert nodes_of(page) < 5_000
    page.get_by_label("Find an operation").fill("branch protection admin")
    found = page.get_by_role("navigation", name="Reference")
    found.get_by_role("link", name="Set admin branch protection").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set admin branch protection")


def test_the_filter_stays_in_reach_beside_a_late_operation(register: Register, page: Page) -> None:
    paths = {f"/pets/{number}": {"get": {"tags": ["pets"]}} for number in range(60)}
    registered = register(document(paths=paths))
    page.set_viewport_size({"width": 1440, "height": 500})
    page.goto(f"/docs/{registered.api.slug}/{registered.version.version}/operations/get-pets-59/")
    expect(page.locator(".side-nav [aria-current=page]")).to_be_in_viewport()
    expect(page.get_by_label("Find an operation")).to_be_in_viewport()


def test_the_filter_finds_among_more_operations_than_a_browser_loads(
    register: Register, page: Page
) -> None:
    paths = {
        f"/pets/{number}": {"get": {"tags": ["pets"]}, "additionalOperations": {"COPY": {}}}
        for number in range(1_500)
    }
    registered = register(document(openapi="3.2.0", paths=paths))
    page.goto(f"/docs/{registered.api.slug}/{registered.version.version}/")
    page.get_by_label("Find an operation").fill("pets 149")
    found = page.get_by_role("navigation", name="Reference").locator("[data-found] li")
    expect(found).to_have_count(24)
    expect(found.filter(has_text="COPY")).to_have_count(12)
    page.get_by_label("Find an operation").fill("pets 1")
    expect(found.last).to_contain_text("more; press Enter for all")
    found.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("/pets/1")


def test_nested_parts_fold_and_responses_can_be_linked_to(page: Page, api_video: str) -> None:
    page.goto(f"{api_video}?q=create+video")
    page.get_by_role("article").get_by_role("link", name="Create a video").click()
    page.goto(f"{page.url}#response-400")
    expect(page.locator("#response-400 .props").first).to_be_visible()
    part = page.locator("#request-body ~ .media details.fold").first
    expect(part.locator(".props")).to_be_hidden()
    part.locator("summary").first.click()
    expect(part.locator(".props").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit_a_phone(page: Page, api_video: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{api_video}?q=video")
    operation = page.get_by_role("article").locator(".operations a").first.get_attribute("href")
    for path in (api_video, str(operation), f"{api_video}schemas/", f"{api_video}schemas/video/"):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(path)
        assert_accessible(page)
        page.set_viewport_size({"width": 360, "height": 740})
        page.reload()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert_accessible(page)


def test_everything_can_be_read_without_scripts(
    browser: Browser, live_portal: str, api_video: str
) -> None:
    context = browser.new_context(base_url=live_portal, java_script_enabled=False)
    page = context.new_page()
    page.goto(api_video)
    page.get_by_label("Find an operation").fill("create video")
    page.get_by_label("Find an operation").press("Enter")
    page.get_by_role("article").get_by_role("link", name="Create a video").click()
    expect(page.get_by_role("heading", name="Request body")).to_be_visible()
    context.close()


def test_a_hostile_description_runs_nothing(page: Page, register: Register) -> None:
    registered = register(hostile(), name="Hostile")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"/docs/{registered.api.slug}/{registered.version.version}/")
    page.get_by_label("Find an operation").fill("script")
    page.locator("[data-found] a").first.click()
    expect(page.get_by_role("heading", name="Responses")).to_be_visible()


def test_a_long_version_and_headers_fit_a_phone_and_the_outline(
    register: Register, page: Page
) -> None:
    document = description("api.video")
    document["info"]["version"] = "Wed Oct 15 2025 13:51:00 GMT+0000 (Coordinated Universal Time)"
    answer = document["paths"]["/videos"]["get"]["responses"]["200"]
    answer["headers"] = {"X-Total": {"schema": {"type": "integer"}}}
    registered = register(document)
    base = f"/docs/{registered.api.slug}/{registered.version.version}/"
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(base)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(f"{base}operations/list-videos/")
    expect(page.get_by_role("heading", name="Headers")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_samples_are_coloured_and_stay_plain_text(page: Page, api_video: str) -> None:
    page.goto(f"{api_video}operations/list-videos/")
    sample = page.locator(".code pre code").last
    assert page.evaluate("CSS.highlights.get('code-key').size") > 1
    assert page.evaluate("[...CSS.highlights.get('code-key')].every(r => r.startContainer.data)")
    assert sample.evaluate("code => code.children.length") == 0


def test_headings_and_code_of_a_description_are_in_order_and_in_reach(
    register: Register, page: Page
) -> None:
    words = "## Begin\n\nText.\n\n    GET " + "/very-long" * 20
    info = {"title": "Begin", "version": "1", "description": words}
    registered = register({"openapi": "3.0.3", "info": info, "paths": {}})
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/docs/{registered.api.slug}/{registered.version.version}/")
    expect(page.get_by_role("heading", name="Begin", exact=True, level=2)).to_be_visible()
    assert_accessible(page)


def test_a_heading_of_a_description_stands_with_what_follows_it(
    register: Register, page: Page
) -> None:
    text = "First.\n\n# Going live\n\nSecond."
    registered = register(document(info={"title": "Pets", "version": "1", "description": text}))
    page.goto(f"/docs/{registered.api.slug}/1/")
    heading = page.get_by_role("heading", name="Going live").bounding_box()
    before = page.get_by_text("First.").bounding_box()
    after = page.get_by_text("Second.").bounding_box()
    assert heading
    assert before
    assert after
    above = heading["y"] - (before["y"] + before["height"])
    assert above > after["y"] - (heading["y"] + heading["height"])


def test_long_names_of_the_operations_beside_this_one_fit_a_phone(
    register: Register, page: Page
) -> None:
    paths = {f"/{'verylongname' * 5}/{number}": {"get": {}} for number in range(3)}
    paths["/middle"] = paths.pop(f"/{'verylongname' * 5}/1")
    summaries = {"get": {"summary": "Search all the products of the organizations one may see"}}
    paths |= {"/after": summaries, "/last": summaries}
    registered = register(document(paths=paths))
    page.set_viewport_size({"width": 360, "height": 740})
    for operation in ("get-middle", "get-after"):
        base = f"/docs/{registered.api.slug}/{registered.version.version}"
        page.goto(f"{base}/operations/{operation}/")
        assert page.get_by_role("navigation", name="Operations").get_by_role("link").count() == 2
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_part_of_a_long_name_fits_a_phone(register: Register, page: Page) -> None:
    name = "io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionForDiscovery"
    group = {"type": "object", "properties": {"version": {"type": "string"}}}
    holder = {"properties": {"group": {"$ref": f"#/components/schemas/{name}"}}}
    content = {"application/json": {"schema": holder}}
    paths = {"/": {"get": {"responses": {"200": {"description": "Yes", "content": content}}}}}
    registered = register(document(paths=paths, schemas={name: group}))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/docs/{registered.api.slug}/{registered.version.version}/operations/get/")
    expect(page.get_by_text(f"1 property of {name}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_count_beside_a_long_name_stays_in_one_piece(register: Register, page: Page) -> None:
    tags = {"short": 12, "admissionregistration_v1alpha1_of_everything": 12}
    paths = {
        f"/{tag}/{number}": {"get": {"tags": [tag], "responses": {}}}
        for tag, count in tags.items()
        for number in range(count)
    }
    registered = register(document(paths=paths))
    page.goto(f"/docs/{registered.api.slug}/{registered.version.version}/")
    short, long = page.locator(".nav-count").all()
    assert long.bounding_box()["height"] == short.bounding_box()["height"]
