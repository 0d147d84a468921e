"""Calls through the deployed gateway: from an owner's settings to an answer, all over HTTP."""

import re
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import requests

from tests import upstreams
from tests.deploy.test_smoke import SMALL, sign_in

pytestmark = pytest.mark.xdist_group("deploy")

PLAN = {"name": "Small", "approval": "automatic", "per_day": 2}


@dataclass
class Rest:
    """The deployed portal's REST API, as somebody uses it who is signed in in a browser."""

    url: str
    browser: requests.Session
    token: str

    def send(self, method, path, body, status):
        answer = self.browser.request(
            method,
            f"{self.url}/api/v1{path}",
            json=body,
            headers={"X-CSRFToken": self.token, "Referer": self.url},
            timeout=60,
        )
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None


@contextmanager
def signed_in(url):
    with requests.Session() as browser:
        sign_in(browser, url, "publisher@example.com")
        page = browser.get(f"{url}/apis/register/", timeout=30)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token, page.text
        yield Rest(url, browser, token[1])


def open_api(rest, slug, base_url):
    """Register an API that the gateway answers for, with a plan; return the plan's id."""
    about = {"owner": "payments", "slug": slug, "status": "active", "visibility": "public"}
    rest.send("POST", "/apis/", {"spec": SMALL, **about}, 201)
    rest.send("PUT", f"/apis/{slug}/gateway/", {"upstreams": {"1.0.0": base_url}}, 200)
    return rest.send("POST", f"/apis/{slug}/plans/", PLAN, 201)["id"]


def new_key(rest, slug, plan):
    """Return the secret of an application that is subscribed to the plan."""
    application = rest.send("POST", "/applications/", {"name": slug}, 201)["id"]
    place = f"/applications/{application}"
    rest.send("POST", f"{place}/subscriptions/", {"api": slug, "plan": plan}, 201)
    return rest.send("POST", f"{place}/keys/", {"label": "First"}, 201)["key"]


def test_a_call_reaches_the_upstream_until_its_quota_is_used_up(deployment, unique):
    with upstreams.recording() as upstream, signed_in(deployment.url) as rest:
        key = new_key(rest, unique, open_api(rest, unique, f"{upstream.url}/base"))
        address = f"{deployment.url}/gateway/{unique}/1.0.0/parcels"
        answers = [requests.get(address, headers={"X-API-Key": key}, timeout=30) for _ in range(3)]
        assert [each.status_code for each in answers] == [200, 200, 429], answers[0].text
        assert [each.target for each in upstream.received] == ["/base/parcels"] * 2
        assert answers[2].json()["violated-policies"] == ["day"]
        assert int(answers[2].headers["Retry-After"]) > 0
        assert answers[0].headers["Content-Security-Policy"] == "sandbox"
        assert requests.get(address, timeout=30).status_code == 401
