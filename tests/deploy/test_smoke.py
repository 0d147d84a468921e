"""The deployed portal used as a person uses it: sign in, register an API, read it."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
import requests

from devstack.accounts import PASSWORD
from tests.accounts.hosted_page import HIDDEN
from tests.descriptions import raw

pytestmark = pytest.mark.xdist_group("deploy")

SMALL = {
    "openapi": "3.1.0",
    "info": {"title": "Parcels", "version": "1.0.0"},
    "paths": {
        "/parcels": {
            "get": {
                "operationId": "list-parcels",
                "summary": "List parcels",
                "responses": {"200": {"description": "The parcels."}},
            }
        }
    },
}


@pytest.fixture(scope="module")
def publisher(deployment) -> Iterator[requests.Session]:
    with requests.Session() as browser:
        sign_in(browser, deployment.url, "publisher@example.com")
        yield browser


def sign_in(browser: requests.Session, url: str, email: str) -> requests.Response:
    """Follow the redirects to the hosted page, fill in its form, and come back."""
    page = browser.get(f"{url}/account/oidc/cognito/", timeout=30)
    assert page.status_code == 200, page.text
    form = {name: unescape(value) for name, value in HIDDEN.findall(page.text)}
    back = browser.post(
        urljoin(page.url, "/login"),
        data=form | {"username": email, "password": PASSWORD},
        timeout=30,
    )
    assert back.status_code == 200, back.text
    assert back.url.startswith(f"{url}/"), back.url
    return back


def rest(browser: requests.Session, url: str, **body) -> requests.Response:
    page = browser.get(f"{url}/apis/register/", timeout=30)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token, page.text
    return browser.post(
        f"{url}/api/v1/apis/", headers={"X-CSRFToken": token[1], "Referer": url}, timeout=60, **body
    )


def test_a_person_signs_in_at_the_hosted_page_and_comes_back_to_the_stage(deployment, publisher):
    profile = publisher.get(f"{deployment.url}/account/", timeout=30)
    assert profile.status_code == 200
    assert "publisher@example.com" in profile.text
    prefix = urlsplit(deployment.url).path
    cookies = {cookie.name: cookie.path for cookie in publisher.cookies if cookie.path != "/"}
    assert cookies["sessionid"] == prefix
    local = re.findall(r'(?:href|action|src)="(/[^"]*)"', profile.text)
    assert local
    assert [address for address in local if not address.startswith(prefix + "/")] == []


def test_every_cookie_of_an_answer_comes_out_once(deployment):
    with requests.Session() as browser:
        back = sign_in(browser, deployment.url, "viewer@example.com")
    callback = next(answer for answer in back.history if "/callback/" in answer.url)
    cookies = callback.raw.headers.getlist("Set-Cookie")
    assert sorted(cookie.split("=")[0] for cookie in cookies) == ["csrftoken", "sessionid"]


def test_an_api_registered_over_rest_is_read_on_its_page(deployment, publisher):
    answer = rest(publisher, deployment.url, json={"spec": SMALL, "owner": "payments"})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"].startswith(f"{deployment.url}/api/v1/apis/")
    slug = answer.json()["id"]
    page = publisher.get(f"{deployment.url}/apis/{slug}/", timeout=30)
    assert page.status_code == 200
    assert "Parcels" in page.text
    reference = publisher.get(f"{deployment.url}/docs/{slug}/1.0.0/", timeout=30)
    assert reference.status_code == 200, reference.text
    assert "List parcels" in reference.text
    stored = publisher.get(f"{deployment.url}/api/v1/apis/{slug}/versions/1.0.0/spec", timeout=30)
    assert stored.json() == SMALL


def test_a_file_sent_through_api_gateway_arrives_byte_for_byte(deployment, publisher):
    data = raw("api.video")
    answer = rest(
        publisher,
        deployment.url,
        files={"spec": ("api.json", data, "application/json")},
        data={"owner": "payments", "slug": "video"},
    )
    assert answer.status_code == 201, answer.text
    versions = publisher.get(f"{deployment.url}/api/v1/apis/video/versions/", timeout=30).json()
    version = versions["items"][0]["version"]
    stored = publisher.get(
        f"{deployment.url}/api/v1/apis/video/versions/{version}/spec", timeout=30
    )
    assert stored.content == data
