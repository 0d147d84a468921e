"""How the deployed portal answers over HTTP, and what it makes of events as AWS sends them."""

import json

import pytest
import requests

from tests.proxy_events import request_event

pytestmark = pytest.mark.xdist_group("deploy")


def access_line(deployment, request_id: str) -> dict:
    lines = [line for line in deployment.logs().splitlines() if line.startswith("{")]
    (entry,) = [e for e in map(json.loads, lines) if e.get("request_id") == request_id]
    return entry


def test_it_is_alive_and_reaches_its_data(deployment):
    assert requests.get(f"{deployment.url}/healthz", timeout=30).json() == {"status": "alive"}
    answer = requests.get(f"{deployment.url}/readyz", timeout=30)
    assert answer.status_code == 200, answer.text


def test_pages_name_their_files_below_the_stage_and_by_content(deployment):
    page = requests.get(f"{deployment.url}/", timeout=30)
    assert page.status_code == 200, page.text
    prefix = "/" + deployment.url.split("/", 3)[3]
    style = page.text.split('<link rel="stylesheet" href="')[1].split('"')[0]
    assert style.startswith(f"{prefix}/static/css/")
    answer = requests.get(deployment.url.removesuffix(prefix) + style, timeout=30)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "name",
    [
        *("css/base.css", "staticfiles.json", "x", ""),
        *("../x", "%2e%2e/x", "../descriptions/x", "/x", "..\\x", "%00", "%0a", "%ff", "x" * 5000),
    ],
)
def test_only_published_files_are_served_and_only_by_their_hashed_names(deployment, name):
    answer, failed = deployment.invoke(request_event(f"/static/{name}"))
    assert not failed
    assert answer["statusCode"] == 404


def test_head_has_the_headers_and_no_body(deployment):
    answer, _ = deployment.invoke(request_event("/healthz", method="HEAD"))
    assert answer["statusCode"] == 200
    assert answer["multiValueHeaders"]["Content-Length"] == ["19"]
    assert answer["body"] == ""


def test_the_clients_address_is_the_connections_and_not_what_it_claims(deployment):
    deployment.invoke(request_event("/healthz", request_id="who"))
    assert access_line(deployment, "who")["client"] == "203.0.113.9"


def test_the_log_has_no_query_string_and_no_header(deployment):
    event = request_event(
        "/healthz",
        request_id="quiet",
        query={"code": ["c0de-of-a-sign-in"]},
        headers={"Cookie": ["sessionid=s3ss10n"]},
    )
    deployment.invoke(event)
    logs = deployment.logs()
    assert access_line(deployment, "quiet")["status"] == 200
    assert "c0de-of-a-sign-in" not in logs
    assert "s3ss10n" not in logs


def test_a_forged_host_is_refused(deployment):
    answer, _ = deployment.invoke(request_event("/healthz", headers={"Host": ["evil.example"]}))
    assert answer["statusCode"] == 400


def test_a_path_that_begins_like_the_stage_is_left_whole(deployment):
    event = request_event("/development/x", request_id="prefix")
    event["multiValueHeaders"]["Host"] = ["localhost"]
    deployment.invoke(event)
    assert "/development/x" in access_line(deployment, "prefix")["message"]
