"""A linter of HTTP finds nothing wrong with what the gateway answers, on its own or from upstreams.

The answers come over a socket from the local web server, byte for byte as clients get them.
"""

import gzip
import json
import time
from dataclasses import dataclass, field

import pytest
from httplint import HttpRequestLinter, HttpResponseLinter
from httplint.note import levels

from apis.items import RETIRED, ApiVersion
from devstack.network import free_port
from tests.apis.conftest import Person, description
from tests.apis.gateway.exchange import ORIGIN, application, key_of, open_api, subscribe
from tests.apis.gateway.forwarding.front import Client, Got

JSON = ("Content-Type", "application/json")
BODY = json.dumps({"things": [{"id": 1}]}).encode()


@dataclass
class Setting:
    """APIs of several kinds, and keys that get several answers from them."""

    base: str
    keys: dict[str, str]
    others: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def setting(publisher: Person, unique: str, server) -> Setting:
    spec = description(unique)
    api = open_api(publisher, unique, server.url, spec=spec)
    api.change(
        cors={"origins": [ORIGIN], "exposed_headers": ["ETag"]},
        older_limit_fields=True,
    )
    app = application(f"{unique}-callers")
    subscribe(app, api, api.put_plan(rate_calls=1_000, burst=1_000, per_day=10_000))
    once = application(f"{unique}-once")
    subscribe(once, api, api.put_plan(per_day=1))
    others = {}
    for name, change in {
        "strict": {"validates": True},
        "absent": {"upstreams": {api.version: f"http://127.0.0.1:{free_port()}"}},
        "retired": {},
    }.items():
        other = open_api(publisher, f"{unique}-{name}", server.url, spec=description(name + unique))
        subscribe(app, other)
        other.change(**change)
        others[name] = f"/gateway/{other.slug}/{other.version}"
        if name == "retired":
            version = ApiVersion.fetch(*ApiVersion.key(other.slug, other.version))
            version.status = RETIRED
            version.put()
    keys = {"good": key_of(app), "once": key_of(once), "other": key_of(application(unique))}
    return Setting(f"/gateway/{api.slug}/{api.version}", keys, others)


@dataclass
class Case:
    """A call, what the upstream answers, and the status that the client gets."""

    status: int
    upstream: tuple[int | None, list[tuple[str, str]], bytes] = (200, [JSON], BODY)
    key: str = "good"
    to: str = ""
    path: str = "/things"
    method: str = "GET"
    fields: tuple[str, ...] = ()


CASES = {
    "JSON": Case(200),
    "validators": Case(
        200,
        (
            200,
            [
                JSON,
                ("ETag", '"a1"'),
                ("Last-Modified", "Sat, 28 Nov 2026 12:00:00 GMT"),
                ("Cache-Control", "max-age=60"),
                ("Vary", "Accept-Encoding"),
            ],
            BODY,
        ),
    ),
    "compressed": Case(
        200,
        (
            200,
            [JSON, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")],
            gzip.compress(BODY),
        ),
    ),
    "no type": Case(200, (200, [], b"<script>alert(1)</script>")),
    "HEAD": Case(200, method="HEAD"),
    "created": Case(201, (201, [JSON, ("Location", "/things/1")], BODY), method="POST"),
    "no content": Case(204, (204, [], b""), method="DELETE"),
    "redirect": Case(308, (308, [("Location", "/things/")], b"")),
    "not modified": Case(304, (304, [("ETag", '"a1"')], b""), fields=('If-None-Match: "a1"',)),
    "across origins": Case(200, fields=(f"Origin: {ORIGIN}",)),
    "preflight": Case(
        204,
        key="",
        method="OPTIONS",
        fields=(f"Origin: {ORIGIN}", "Access-Control-Request-Method: GET"),
    ),
    "no key": Case(401, key=""),
    "another's key": Case(403, key="other"),
    "not there": Case(404, (404, [JSON], b"{}"), path="/things/9"),
    "not described": Case(404, to="strict", path="/nothing"),
    "wrong method": Case(405, to="strict", method="DELETE"),
    "retired": Case(410, to="retired"),
    "too many": Case(429, key="once"),
    "broken upstream": Case(502, (None, [], b"")),
    "absent upstream": Case(502, to="absent"),
}


def answer_to(portal: str, setting: Setting, case: Case) -> tuple[bytes, Got]:
    key = setting.keys.get(case.key)
    sent = [f"X-API-Key: {key}"] if key else []
    target = f"{setting.others[case.to] if case.to else setting.base}{case.path}"
    with Client(portal) as client:
        got = client.call(target, *sent, *case.fields, method=case.method)
    assert got.complete
    return f"{portal}{target}".encode(), got


def faults_of(case: Case, address: bytes, got: Got) -> list[str]:
    """Return what the linter holds to be wrong with an answer, in its words."""
    asked = HttpRequestLinter(start_time=time.time())
    asked.process_request_topline(case.method.encode(), address, b"1.1")
    asked.process_headers([_raw(*line.split(": ", 1)) for line in case.fields])
    asked.finish_content(True)
    linter = HttpResponseLinter(start_time=time.time())
    linter.request = asked
    linter.is_head_response = case.method == "HEAD"
    linter.process_response_topline(b"1.1", str(got.status).encode(), b"")
    linter.process_headers([_raw(name, value) for name, value in got.fields])
    linter.feed_content(got.body)
    linter.finish_content(True)
    return [str(note.summary) for note in linter.notes if note.level is levels.BAD]


def _raw(name: str, value: str) -> tuple[bytes, bytes]:
    return name.encode("latin-1"), value.encode("latin-1")


def test_the_linter_finds_what_is_wrong():
    got = Got(200, [("Retry-After", "-1"), ("Content-Length", "3")], b"four")
    assert faults_of(CASES["JSON"], b"http://localhost/", got)


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_wrong_with_an_answer(name: str, live_portal: str, setting: Setting, server):
    case = CASES[name]
    server.answer = case.upstream
    if case.key == "once":
        answer_to(live_portal, setting, case)
    address, got = answer_to(live_portal, setting, case)
    assert got.status == case.status, got.body
    assert faults_of(case, address, got) == []
