"""An owner's way through the gateway's pages, as their forms send it."""

import re
from http.server import BaseHTTPRequestHandler

import pytest

from apis.services.gateway_settings import settings_of
from tests.apis.conftest import description
from tests.apis.gateway_settings.conftest import UPSTREAM
from tests.http_servers import serving


def text_of(answer) -> str:
    return answer.content.decode()


def fields_of(answer, **changes) -> dict[str, str]:
    """Return what the page's settings form would send, with these changes."""
    form = answer.context["form"]
    values, opened = {}, {}
    for field in form:
        value = form.data.get(field.html_name) if form.is_bound else field.initial
        value = form.fields[field.name].prepare_value(value)
        values[field.html_name] = value
        if form.fields[field.name].show_hidden_initial:
            known = form.data.get(field.html_initial_name, value) if form.is_bound else value
            opened[field.html_initial_name] = "" if known is None else str(known)
    values |= changes
    # What is empty, or a box that is not ticked, browsers leave out or send empty.
    given = {name: value for name, value in values.items() if value not in (None, "", False)}
    return opened | given


@pytest.fixture
def browser(visit, publisher):
    return visit(publisher)


def test_an_api_is_put_behind_the_gateway_with_what_its_description_names(browser, api):
    page = browser.get(f"/apis/{api}/")
    assert "do not pass the gateway" in text_of(page)
    form = browser.get(f"/apis/{api}/gateway/")
    sent = fields_of(form)
    assert sent["upstream-1.0.0"] == "https://api.example.com/v1"
    done = browser.post(f"/apis/{api}/gateway/", sent)
    assert done.status_code == 302, text_of(done)
    assert settings_of(api).upstreams == {"1.0.0": "https://api.example.com/v1"}
    page = text_of(browser.get(f"/apis/{api}/"))
    assert "do not pass the gateway" not in page
    assert f"/gateway/{api}/1.0.0</code>" in page


def test_readers_see_where_to_call_and_nothing_else_of_it(gateway, visit, developer):
    reader = visit(developer)
    page = text_of(reader.get(f"/apis/{gateway.api}/"))
    assert f"/gateway/{gateway.api}/1.0.0</code>" in page
    assert UPSTREAM not in page
    assert f"/apis/{gateway.api}/gateway/" not in page
    gateway.patch(enabled=False)
    assert "Call it at" not in text_of(reader.get(f"/apis/{gateway.api}/"))


def test_readers_of_an_api_without_gateway_are_not_told_to_set_one_up(api, visit, developer):
    assert "gateway" not in text_of(visit(developer).get(f"/apis/{api}/")).lower()


def test_each_fault_stands_beside_its_field(browser, gateway):
    form = browser.get(f"/apis/{gateway.api}/gateway/")
    sent = fields_of(
        form,
        **{"upstream-1.0.0": "http://10.0.0.1/", "cors": "rule", "cors_origins": "app.example"},
    )
    answer = browser.post(f"/apis/{gateway.api}/gateway/", sent)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert "An administrator must allow its network" in errors["upstream-1.0.0"][0]
    assert "https://app.example" in errors["cors_origins"][0]
    assert set(errors) == {"upstream-1.0.0", "cors_origins"}
    assert settings_of(gateway.api).upstreams == {"1.0.0": UPSTREAM}


def test_a_new_version_is_offered_the_upstream_of_another(browser, gateway, publisher, unique):
    body = {"spec": description(unique, "2.0.0")}
    publisher.rest.post(f"/api/v1/apis/{gateway.api}/versions/", body, format="json")
    page = browser.get(f"/apis/{gateway.api}/gateway/")
    assert f'<option value="{UPSTREAM}">Same as 1.0.0</option>' in text_of(page)
    # It is not behind the gateway before somebody says so.
    assert "upstream-2.0.0" not in fields_of(page)
    assert "do not pass the gateway" in text_of(browser.get(f"/apis/{gateway.api}/"))
    sent = fields_of(page, **{"upstream-2.0.0": UPSTREAM})
    assert browser.post(f"/apis/{gateway.api}/gateway/", sent).status_code == 302
    assert settings_of(gateway.api).upstreams == {"1.0.0": UPSTREAM, "2.0.0": UPSTREAM}


def test_who_saves_second_is_shown_what_the_first_one_stored(browser, gateway):
    form = browser.get(f"/apis/{gateway.api}/gateway/")
    gateway.patch(timeout_seconds=3, validates=True)
    sent = fields_of(form, timeout_seconds="9")
    answer = browser.post(f"/apis/{gateway.api}/gateway/", sent)
    assert answer.status_code == 409
    assert [each.name for each in answer.context["stale"]] == ["timeout_seconds"]
    again = browser.post(f"/apis/{gateway.api}/gateway/", fields_of(answer))
    assert again.status_code == 302
    stored = settings_of(gateway.api)
    # What only the other one changed stays.
    assert (stored.timeout_seconds, stored.validates) == (9, True)


def rule_names(api: str) -> list[str]:
    return [rule["name"] for rule in settings_of(api).request_rules]


def test_rules_are_added_moved_changed_and_deleted(browser, gateway):
    home = f"/apis/{gateway.api}/gateway/"
    for name in ("X-A", "X-B", "X-C"):
        page = browser.get(f"{home}rules/request/add/header/")
        sent = fields_of(page, name=name, value="1", action="set")
        assert browser.post(f"{home}rules/request/add/header/", sent).status_code == 302
    assert rule_names(gateway.api) == ["X-A", "X-B", "X-C"]

    def revision() -> str:
        return str(settings_of(gateway.api).revision)

    browser.post(f"{home}rules/request/3/move/", {"to": "up", "revision": revision()})
    assert rule_names(gateway.api) == ["X-A", "X-C", "X-B"]
    browser.post(f"{home}rules/request/1/move/", {"to": "down", "revision": revision()})
    assert rule_names(gateway.api) == ["X-C", "X-A", "X-B"]
    # Beyond the ends there is nowhere to go.
    browser.post(f"{home}rules/request/1/move/", {"to": "up", "revision": revision()})
    browser.post(f"{home}rules/request/3/move/", {"to": "down", "revision": revision()})
    assert rule_names(gateway.api) == ["X-C", "X-A", "X-B"]

    page = browser.get(f"{home}rules/request/2/")
    browser.post(f"{home}rules/request/2/", fields_of(page, name="X-D"))
    assert rule_names(gateway.api) == ["X-C", "X-D", "X-B"]
    listed = browser.get(home)
    address = re.search(r'href="([^"]+rules/request/1/delete/[^"]+)"', text_of(listed))[1]
    assert browser.get(address).status_code == 200
    assert browser.post(address).status_code == 302
    assert rule_names(gateway.api) == ["X-D", "X-B"]


def test_no_rule_is_changed_by_a_position_that_another_one_has_now(browser, gateway):
    rules = [{"part": "query", "action": "remove", "name": name} for name in "ab"]
    gateway.patch(request_rules=rules)
    home = f"/apis/{gateway.api}/gateway/rules/request/1/"
    page = browser.get(home)
    old = settings_of(gateway.api).revision
    gateway.patch(request_rules=rules[::-1])
    assert browser.post(home, fields_of(page, name="c")).status_code == 409
    assert browser.post(f"{home}delete/?revision={old}").status_code == 409
    move = browser.post(f"{home}move/", {"to": "down", "revision": old})
    assert move.status_code == 409
    assert rule_names(gateway.api) == ["b", "a"]


def test_what_is_wrong_with_a_rule_stands_beside_its_field(browser, gateway):
    address = f"/apis/{gateway.api}/gateway/rules/response/add/header/"
    page = browser.get(address)
    sent = fields_of(page, action="set", name="Set-Cookie", value="a=b")
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name"}
    assert settings_of(gateway.api).response_rules == []


@pytest.mark.parametrize(
    "path",
    [
        "rules/request/1/",
        "rules/request/0/delete/",
        "rules/other/add/header/",
        "rules/response/add/query/",
        "rules/request/add/cookie/",
    ],
)
def test_there_are_no_other_rules(browser, gateway, path):
    assert browser.get(f"/apis/{gateway.api}/gateway/{path}").status_code == 404


def test_a_credential_is_typed_once_and_only_its_date_is_shown(browser, gateway):
    address = f"/apis/{gateway.api}/gateway/credential/"
    secret = "s3cret-value"
    assert browser.post(address, {"value": secret}).status_code == 302
    home = text_of(browser.get(f"/apis/{gateway.api}/gateway/"))
    assert "Stored on" in home
    assert secret not in home
    assert secret not in text_of(browser.get(address))
    refused = browser.post(address, {"value": "ä" + secret})
    assert refused.status_code == 422
    assert secret not in text_of(refused)
    assert browser.post(f"{address}delete/").status_code == 302
    assert settings_of(gateway.api).credential_secret == ""


def test_the_page_costs_two_requests(browser, gateway, dynamodb_requests):
    browser.get(f"/apis/{gateway.api}/gateway/")
    dynamodb_requests.clear()
    browser.get(f"/apis/{gateway.api}/gateway/")
    assert dynamodb_requests[-2:] == ["BatchGetItem", "Query"]
    # Before them the session and its person.
    assert len(dynamodb_requests) <= 4


class Answering(BaseHTTPRequestHandler):
    """An upstream that knows its own credential, and is away for whom it is not shown."""

    def do_HEAD(self) -> None:
        self.send_response(204 if self.headers["Authorization"] == "Bearer theirs" else 401)
        self.end_headers()


def test_an_owner_tries_the_upstream(browser, gateway, settings):
    settings.GATEWAY_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    address = f"/apis/{gateway.api}/gateway/versions/1.0.0/try/"
    with serving(Answering) as server:
        port = server.server_address[1]
        gateway.patch(upstreams={"1.0.0": f"http://127.0.0.1:{port}/base"})
        assert "answered HEAD with 401 in" in text_of(browser.post(address, follow=True))
        gateway.store("theirs")
        assert "answered HEAD with 204 in" in text_of(browser.post(address, follow=True))
    said = text_of(browser.post(address, follow=True))
    assert "Upstream of 1.0.0: The portal could not connect" in said
    other = browser.post(f"/apis/{gateway.api}/gateway/versions/2.0.0/try/")
    assert other.status_code == 404
