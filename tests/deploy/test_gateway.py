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
BY_HAND = {"name": "Partner", "approval": "manual"}


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


def open_api(rest, slug, base_url, plan=PLAN, versions=("1.0.0",)):
    """Register an API that the gateway answers for, with a plan; return the plan's id."""
    about = {"owner": "payments", "slug": slug, "status": "active", "visibility": "public"}
    rest.send("POST", "/apis/", {"spec": SMALL, **about}, 201)
    for version in versions[1:]:
        spec = SMALL | {"info": SMALL["info"] | {"version": version}}
        rest.send("POST", f"/apis/{slug}/versions/", {"spec": spec}, 201)
    upstreams_of = dict.fromkeys(versions, base_url)
    rest.send("PUT", f"/apis/{slug}/gateway/", {"upstreams": upstreams_of}, 200)
    return rest.send("POST", f"/apis/{slug}/plans/", plan, 201)["id"]


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


def test_a_request_is_approved_a_key_rotated_and_versions_end(deployment, unique):
    """The function keeps what it read for half a minute: each thing is called once it stands."""
    versions = ("1.0.0", "2.0.0", "3.0.0")

    def call(key, version):
        address = f"{deployment.url}/gateway/{unique}/{version}/parcels"
        return requests.get(address, headers={"X-API-Key": key}, timeout=30)

    with upstreams.recording() as upstream, signed_in(deployment.url) as rest:
        plan = open_api(rest, unique, upstream.url, BY_HAND, versions)
        application = rest.send("POST", "/applications/", {"name": unique}, 201)["id"]
        place = f"/applications/{application}"
        asked = rest.send("POST", f"{place}/subscriptions/", {"api": unique, "plan": plan}, 201)
        assert asked["status"] == "requested"
        assert application in str(rest.send("GET", "/approvals/", None, 200))
        subscriber = f"/apis/{unique}/subscriptions/{application}/"
        decided = rest.send("PATCH", subscriber, {"step": "approve", "comment": "Fine."}, 200)
        assert decided["status"] == "active"
        first = rest.send("POST", f"{place}/keys/", {"label": "First"}, 201)
        rotate = f"{place}/keys/{first['id']}/rotate/"
        second = rest.send("POST", rotate, {"overlap_hours": 1}, 201)
        announced = {"status": "deprecated", "successor": "3.0.0", "sunset_at": "2127-01-31"}
        rest.send("PATCH", f"/apis/{unique}/versions/2.0.0/", announced, 200)
        retired = f"/apis/{unique}/versions/1.0.0/"
        rest.send("PATCH", retired, {"status": "deprecated", "successor": "3.0.0"}, 200)
        rest.send("PATCH", retired, {"status": "retired"}, 200)

        live = [call(each["key"], "3.0.0").status_code for each in (first, second)]
        assert live == [200, 200]
        ending = call(second["key"], "2.0.0")
        assert ending.status_code == 200
        assert ending.headers["Deprecation"].startswith("@")
        assert ending.headers["Sunset"] == "Fri, 31 Jan 2127 23:59:59 GMT"
        assert 'rel="successor-version"' in ending.headers["Link"]
        gone = call(second["key"], "1.0.0")
        assert gone.status_code == 410
        assert "3.0.0" in gone.headers["Link"]
        assert len(upstream.received) == 3
