"""An API on the gateway, applications that call it, and a server that answers for it."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import Any

from apis.gateway.messages import Answer, Call, values_of
from apis.gateway.pipeline import Pipeline
from apis.items import Api
from apis.items.applications import Application, ApplicationKey, team_owner
from apis.items.gateway_settings import GatewaySettings
from apis.items.plans import Plan, Plans
from apis.items.subscriptions import ACTIVE, Subscription
from portal import clock
from portal.accounts import key_format
from tests.apis.conftest import Person, description, register
from tests.http_servers import serving

ORIGIN = "https://app.example"


class Upstream(BaseHTTPRequestHandler):
    """Answers as the server's `answer` says, and notes what it was asked."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        status, fields, text = self.server.answer
        if status is None:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)


for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"):
    setattr(Upstream, f"do_{method}", Upstream.answer)


@contextmanager
def upstream() -> Iterator[Any]:
    with serving(Upstream) as server:
        server.answer = (200, [("Content-Type", "text/plain")], b"fine")
        server.asked = []
        server.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield server


class Now:
    """Seconds since 1970, which go on where a test says so."""

    def __init__(self) -> None:
        self.seconds = time.time()

    def __call__(self) -> float:
        return self.seconds

    def microseconds(self) -> int:
        return round(self.seconds * 1_000_000)


@dataclass
class OpenApi:
    """A registered API with a plan, and the processes that answer for it."""

    slug: str
    version: str
    settings: GatewaySettings
    now: Now
    pipeline: Pipeline
    plan: Plan

    def another_process(self) -> Pipeline:
        return Pipeline(now=self.now, limits_clock=self.now.microseconds)

    def put_plan(self, **values: Any) -> Plan:
        """Add a plan, or change the one of the same `plan_id`."""
        plans = Plans.find(*Plans.key(self.slug)) or Plans(*Plans.key(self.slug))
        plan = Plan(name="Plan", **values)
        plans.put_plan(plan)
        plans.put()
        return plan

    def change(self, **values: Any) -> None:
        """Change how the gateway is set."""
        for name, value in values.items():
            setattr(self.settings, name, value)
        self.settings.put()

    def ask(
        self,
        key: str = "",
        method: str = "GET",
        path: str = "/things",
        *,
        fields: list[tuple[str, str]] | None = None,
        body: bytes = b"",
        pipeline: Pipeline | None = None,
        **changes: Any,
    ) -> "Got":
        """Return the answer to a call, read to its end; the call is recorded by then."""
        return Got.of(
            self.begin(key, method, path, fields=fields, body=body, pipeline=pipeline, **changes)
        )

    def begin(
        self,
        key: str = "",
        method: str = "GET",
        path: str = "/things",
        *,
        fields: list[tuple[str, str]] | None = None,
        body: bytes = b"",
        pipeline: Pipeline | None = None,
        **changes: Any,
    ) -> Answer:
        """Return the answer to a call, its body not yet read."""
        sent = [("X-API-Key", key)] if key else []
        call = Call(
            **{
                "method": method,
                "api": self.slug,
                "version": self.version,
                "path": path,
                "query": "",
                "fields": [*sent, *(fields or [])],
                "body": BytesIO(body),
                "length": len(body) if body else None,
                "client": "192.0.2.7",
                "request_id": "r-1",
                **changes,
            }
        )
        return (pipeline or self.pipeline).answer(call)


@dataclass
class Got:
    """An answer, read to its end."""

    status: int
    fields: list[tuple[str, str]]
    body: bytes

    @classmethod
    def of(cls, answer: Answer) -> "Got":
        return cls(answer.status, answer.fields, b"".join(answer.body))

    def all(self, name: str) -> list[str]:
        return values_of(self.fields, name)

    def one(self, name: str) -> str | None:
        """Return the value of a field that stands there once at most."""
        found = self.all(name)
        assert len(found) < 2, found
        return found[0] if found else None

    @property
    def problem(self) -> dict[str, Any]:
        assert self.one("Content-Type") == "application/problem+json", (self.status, self.body)
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return self.problem["code"]


def open_api(
    publisher: Person, unique: str, base_url: str, *, spec: Any = None, **more: Any
) -> OpenApi:
    """Register an API for everybody and let the gateway call `base_url` for it."""
    found = register(
        publisher, unique, spec=spec or description(unique), **{"visibility": "public", **more}
    )
    slug, version = found["id"], found["version"]
    settings = GatewaySettings(*GatewaySettings.key(slug), upstreams={version: base_url})
    settings.put()
    now = Now()
    pipeline = Pipeline(now=now, limits_clock=now.microseconds)
    api = OpenApi(slug, version, settings, now, pipeline, Plan())
    api.plan = api.put_plan()
    return api


def application(team: str, **values: Any) -> Application:
    made = Application.new(name="Caller", owner=team_owner(team), created_by="USER#x")
    for name, value in values.items():
        setattr(made, name, value)
    made.create()
    return made


def subscribe(app: Application, api: OpenApi, plan: Plan | None = None, **values: Any) -> None:
    """Subscribe an application, or change its subscription."""
    subscription = Subscription(
        *Subscription.key(app.app_id, api.slug),
        **{
            "app_id": app.app_id,
            "api": api.slug,
            "api_made": clock.stamp(Api.fetch(*Api.key(api.slug)).created_at),
            "plan_id": (plan or api.plan).plan_id,
            "status": ACTIVE,
            "requested_by": "USER#x",
            **values,
        },
    )
    Subscription.forget(subscription.pk, subscription.sk)
    subscription.put()


def key_of(app: Application, kind: str = key_format.LIVE, **values: Any) -> str:
    """Return a new key of an application."""
    secret = key_format.new_secret(kind)
    ApplicationKey(
        *ApplicationKey.key(secret),
        **{
            "app_id": app.app_id,
            "kind": kind,
            "label": "tests",
            "hint": key_format.hint_of(secret),
            "created_by": "USER#x",
            **values,
        },
    ).put()
    return secret


def change_key(secret: str, **values: Any) -> None:
    key = ApplicationKey.fetch(*ApplicationKey.key(secret))
    for name, value in values.items():
        setattr(key, name, value)
    key.put()


class Records(logging.Handler):
    """The usage records that calls leave, where a subscription would bring them back."""

    def __init__(self) -> None:
        super().__init__()
        self.left: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        self.left.append(json.loads(line[line.index('{"at"') :]))
