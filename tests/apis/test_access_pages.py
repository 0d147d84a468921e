"""“Get access”: from an API's page to a key and a first call, in a browser without scripts."""

import html
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from apis.items import RETIRED, Api, ApiVersion
from apis.items.applications import Application
from apis.items.gateway_settings import GatewaySettings
from apis.items.plans import MANUAL
from apis.services.application_keys import keys_of
from apis.services.applications import applications_of
from tests.apis.applications import application_of, key_for
from tests.apis.conftest import description, register
from tests.apis.subscriptions.conftest import decide, new_api, new_plan, stored

OPERATIONS = {
    "/things": {
        "post": {"operationId": "add", "responses": {"201": {"description": "Added"}}},
        "get": {
            "operationId": "old",
            "summary": "Old list",
            "deprecated": True,
            "responses": {"200": {"description": "Things"}},
        },
    },
    "/things/{id}": {
        "get": {
            "operationId": "one",
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "responses": {"200": {"description": "A thing"}},
        }
    },
    "/search": {
        "get": {
            "operationId": "search",
            "parameters": [
                {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
            ],
            "responses": {"200": {"description": "Found"}},
        }
    },
    "/all": {
        "get": {
            "operationId": "all",
            "summary": "List all",
            "responses": {"200": {"description": "All"}},
        }
    },
}


@pytest.fixture
def api(publisher) -> Api:
    found = new_api(publisher)
    GatewaySettings(
        *GatewaySettings.key(found.slug), upstreams={"1.0.0": "https://api.example.com"}
    ).create()
    return found


@pytest.fixture
def free(publisher, api):
    return new_plan(publisher, api, "Free", rate_calls=5, per_day=1000, price="No charge")


@pytest.fixture
def partner(publisher, api):
    return new_plan(publisher, api, "Partner", approval=MANUAL, terms="**Be kind.**")


def sent(page, **chosen: str) -> dict[str, str]:
    """Return what a browser sends of the form on a page."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | chosen


def choose(browser, api: Api, **chosen: str):
    path = f"/apis/{api.slug}/access/"
    return browser.post(path, sent(browser.get(path), **chosen))


def accept(browser, page, **chosen: str):
    """Accept the terms that a page shows."""
    data = dict(page.context["chosen"]) | sent(page) | {"accept": "on"} | chosen
    return browser.post(page.request["PATH_INFO"], data)


def secret_in(page) -> str:
    found = re.search(r'id="secret"[^>]*>([^<]+)<', page.text)
    return found[1] if found else ""


def code_of(page, language: str) -> str:
    found = re.search(rf'<code id="{language}-call">(.*?)</code>', page.text, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_a_newcomer_gets_a_key_and_a_call_with_it_in_one_step(visit, developer, api, free):
    browser = visit(developer)
    assert (
        f'href="/apis/{api.slug}/access/">Get access</a>' in browser.get(f"/apis/{api.slug}/").text
    )
    page = browser.get(f"/apis/{api.slug}/access/")
    assert 'value="My first application"' in page.text
    assert "5 calls a second; 1,000 a day · No charge · Approved at once" in page.text
    done = choose(browser, api)
    assert f"You have access to {html.escape(api.name)}" in done.text
    (application,) = applications_of(developer.user)
    assert application.name == "My first application"
    assert stored(application, api).status == "active"
    secret = secret_in(done)
    assert [key.digest for key in keys_of(application)] == list(application.standing_keys)
    for language in ("curl", "python", "javascript"):
        assert secret in code_of(done, language)
    assert f"/gateway/{api.slug}/1.0.0/things" in code_of(done, "curl")
    assert done["Cache-Control"].count("no-store")


def test_the_form_sent_twice_makes_one_application_and_one_key(visit, developer, api, free):
    browser = visit(developer)
    path = f"/apis/{api.slug}/access/"
    data = sent(browser.get(path))
    assert secret_in(browser.post(path, data))
    again = browser.post(path, data)
    assert again.status_code == 200
    assert not secret_in(again)
    (application,) = applications_of(developer.user)
    assert len(keys_of(application)) == 1


def test_the_form_sent_twice_at_once_makes_one_application_and_one_key(visit, developer, api, free):
    browsers = [visit(developer) for _ in range(4)]
    path = f"/apis/{api.slug}/access/"
    data = sent(browsers[0].get(path))
    with ThreadPoolExecutor(len(browsers)) as pool:
        pages = list(pool.map(lambda browser: browser.post(path, data), browsers))
    (application,) = applications_of(developer.user)
    assert len(keys_of(application)) == 1
    assert len([page for page in pages if secret_in(page)]) == 1


def test_a_name_is_offered_for_one_more_application(visit, developer, api, free):
    application_of(developer.user, "My application 3")
    browser = visit(developer)
    choose(browser, api)
    choose(browser, api, application="new", name="Shop")
    page = browser.get(f"/apis/{api.slug}/access/")
    assert page.context["form"]["application"].value() == "new"
    assert page.context["form"]["name"].value() == "My application 4"
    assert "You have access" in choose(browser, api).text


def test_an_application_one_has_gets_access_with_the_key_it_has(visit, developer, api, free):
    application = application_of(developer.user, "Shop")
    _, secret = key_for(application, developer.user)
    browser = visit(developer)
    done = choose(browser, api, key="same")
    assert stored(application, api).status == "active"
    assert not secret_in(done)
    assert "YOUR_KEY" in code_of(done, "curl")
    assert secret not in done.text
    assert len(keys_of(Application.fetch(*Application.key(application.app_id)))) == 1


def test_terms_are_read_and_accepted_before_access_is_asked_for(visit, developer, api, partner):
    browser = visit(developer)
    terms = choose(browser, api)
    assert "<strong>Be kind.</strong>" in terms.text
    assert applications_of(developer.user) == []
    refused = accept(browser, terms, accept="")
    assert refused.status_code == 422
    assert "Accept the terms to go on" in refused.text
    done = accept(browser, terms)
    assert f"The team {api.owner} decides" in done.text
    assert secret_in(done)
    (application,) = applications_of(developer.user)
    waiting = stored(application, api)
    assert (waiting.status, waiting.terms_revision) == ("requested", 1)
    assert f'href="/applications/{application.app_id}/"' in done.text


def test_terms_that_changed_meanwhile_are_shown_again(visit, publisher, developer, api, partner):
    browser = visit(developer)
    terms = choose(browser, api)
    new_plan(
        publisher,
        api,
        "Partner",
        plan_id=partner.plan_id,
        approval=MANUAL,
        terms="Be kinder.",
    )
    again = accept(browser, terms)
    assert again.status_code == 422
    assert "Be kinder." in again.text
    assert applications_of(developer.user) == []
    assert "is asked for" in accept(browser, again).text


def test_another_plan_is_asked_for_while_the_first_one_goes_on(
    visit, publisher, developer, api, free, partner
):
    browser = visit(developer)
    choose(browser, api, plan=free.plan_id)
    page = browser.get(f"/apis/{api.slug}/access/")
    assert "My first application, active on Free" in page.text
    (application,) = applications_of(developer.user)
    done = accept(
        browser, choose(browser, api, plan=partner.plan_id, application=application.app_id)
    )
    assert "The plan you have goes on." in done.text
    assert stored(application, api).plan_id == free.plan_id
    decide(publisher, api, application)
    assert stored(application, api).plan_id == partner.plan_id


def test_a_plan_approved_at_once_is_chosen_first_unless_another_is_asked_for(
    visit, developer, api, partner, free
):
    browser = visit(developer)
    path = f"/apis/{api.slug}/access/"
    assert browser.get(path).context["form"]["plan"].value() == free.plan_id
    asked = browser.get(path, {"plan": partner.plan_id})
    assert asked.context["form"]["plan"].value() == partner.plan_id
    odd = browser.get(path, {"plan": "nothing"})
    assert odd.context["form"]["plan"].value() == free.plan_id


def test_a_name_that_one_has_means_that_application(visit, developer, api, free):
    application = application_of(developer.user, "Shop")
    choose(visit(developer), api, application="new", name="shop")
    assert [each.app_id for each in applications_of(developer.user)] == [application.app_id]
    assert stored(application, api).status == "active"


def test_what_has_no_access_yet_is_chosen_first(visit, developer, api, free):
    browser = visit(developer)
    path = f"/apis/{api.slug}/access/"
    other = application_of(developer.user, "Other")
    assert browser.get(path).context["form"]["application"].value() == other.app_id
    choose(browser, api)
    assert browser.get(path).context["form"]["application"].value() == "new"


@pytest.mark.parametrize(
    "odd",
    [
        {"plan": "nothing"},
        {"application": "0123456789abcdef"},
        {"name": "x" * 81, "application": "new"},
        {"name": " ", "application": "new"},
        {"application": ""},
        {"request": "x" * 100},
    ],
)
def test_odd_choices_are_refused_and_leave_nothing(visit, developer, api, free, odd):
    application_of(developer.user, "Shop")
    browser = visit(developer)
    assert choose(browser, api, **odd).status_code == 422
    assert [each.name for each in applications_of(developer.user)] == ["Shop"]


def test_another_persons_application_cannot_be_chosen(visit, developer, mate, api, free):
    theirs = application_of(mate.user, "Theirs")
    application_of(developer.user, "Mine")
    page = choose(visit(developer), api, application=theirs.app_id)
    assert page.status_code == 422
    assert keys_of(theirs) == []


def test_a_stranger_signs_in_and_comes_back(visit, api, free):
    path = f"/apis/{api.slug}/access/"
    answer = visit().get(path)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={path}")


def test_a_viewer_is_told_which_role_it_takes_and_whom_to_ask(visit, viewer, api, free):
    answer = visit(viewer).get(f"/apis/{api.slug}/access/")
    assert answer.status_code == 403
    assert "This needs the role of developer" in answer.text
    assert f"ask the team {api.owner}" in answer.text
    assert visit(viewer).post(f"/apis/{api.slug}/access/").status_code == 403


def test_an_api_that_one_may_not_see_is_not_there(visit, publisher, developer):
    hidden = new_api(publisher, visibility="restricted")
    assert visit(developer).get(f"/apis/{hidden.slug}/access/").status_code == 404


def test_without_a_plan_the_way_to_one_is_shown(visit, developer, publisher, api):
    path = f"/apis/{api.slug}/access/"
    assert f"Ask the team {api.owner}" in visit(developer).get(path).text
    assert f'href="/apis/{api.slug}/plans/"' in visit(publisher).get(path).text


def test_a_draft_and_a_retired_api_give_no_access(visit, publisher, developer, api, free):
    draft = new_api(publisher, status="draft")
    assert "is a draft" in visit(publisher).get(f"/apis/{draft.slug}/access/").text
    for status in ("deprecated", "retired"):
        publisher.rest.patch(
            f"/api/v1/apis/{api.slug}/versions/1.0.0/", {"status": status}, format="json"
        )
    browser = visit(developer)
    assert "is retired" in browser.get(f"/apis/{api.slug}/access/").text
    assert "Get access" not in browser.get(f"/apis/{api.slug}/").text


def test_who_gets_access_to_what_has_no_upstream_is_told_so(visit, publisher, developer):
    api = new_api(publisher)
    new_plan(publisher, api, "Free")
    done = choose(visit(developer), api)
    assert "The gateway does not know where this API answers." in done.text
    assert secret_in(done)


def test_the_call_needs_as_little_as_can_be(visit, publisher, developer, unique):
    spec = description(unique, paths=OPERATIONS, servers=[{"url": "https://elsewhere.example"}])
    made = register(publisher, unique, spec=spec)
    api = Api.fetch(*Api.key(made["id"]))
    new_plan(publisher, api, "Free")
    done = choose(visit(developer), api)
    assert "Your first call: List all" in done.text
    assert f"/gateway/{api.slug}/1.0.0/all" in code_of(done, "curl")
    assert "elsewhere.example" not in done.text


def test_what_the_gateway_adds_itself_is_not_asked_of_the_caller(
    visit, publisher, developer, unique
):
    schemes = {
        "ours": {"type": "apiKey", "in": "header", "name": "x-api-key"},
        "theirs": {"type": "http", "scheme": "bearer"},
    }
    spec = description(
        unique, components={"securitySchemes": schemes}, security=[{"ours": [], "theirs": []}]
    )
    api = Api.fetch(*Api.key(register(publisher, unique, spec=spec)["id"]))
    new_plan(publisher, api, "Free")
    done = choose(visit(developer), api)
    code = code_of(done, "curl")
    assert code.lower().count("x-api-key") == 1
    assert "Authorization: Bearer" in code
    GatewaySettings(
        *GatewaySettings.key(api.slug),
        upstreams={"1.0.0": "https://api.example.com"},
        credential_secret="a-secret",
        credential_header="Authorization",
    ).create()
    again = choose(visit(developer), api, application=applications_of(developer.user)[0].app_id)
    assert "Authorization" not in code_of(again, "curl")


def test_the_version_that_answers_is_called(visit, publisher, developer, api, free, unique):
    body = {"spec": description(unique, "2.0.0")}
    publisher.rest.post(f"/api/v1/apis/{api.slug}/versions/", body, format="json")
    done = choose(visit(developer), api)
    assert f"/gateway/{api.slug}/1.0.0/things" in code_of(done, "curl")


def test_a_retired_version_is_not_the_one_to_call(visit, publisher, developer, api, free, unique):
    for version in ("2.0.0", "3.0.0"):
        body = {"spec": description(unique, version)}
        publisher.rest.post(f"/api/v1/apis/{api.slug}/versions/", body, format="json")
    settings = GatewaySettings.fetch(*GatewaySettings.key(api.slug))
    settings.upstreams = {**settings.upstreams, "2.0.0": "https://8.8.8.8"}
    settings.put()
    retired = ApiVersion.fetch(*ApiVersion.key(api.slug, "2.0.0"))
    retired.update(ApiVersion.status.set(RETIRED))
    done = choose(visit(developer), api)
    assert f"/gateway/{api.slug}/1.0.0/things" in code_of(done, "curl")
