"""An API with plans, and an application of a developer who wants to call it."""

import json
from typing import Any

import pytest

from apis.items import Api
from apis.items.applications import Application, team_owner
from apis.items.plans import MANUAL, Plan
from apis.items.subscriptions import Subscription, WaitingRequest
from apis.services import plans, subscriptions
from portal.accounts import audit
from portal.dynamo import each_page
from portal.events import Event, delivery
from tests.apis.conftest import Person, register
from tests.people import unique_name


def new_api(publisher: Person, **details: Any) -> Api:
    made = register(publisher, unique_name(), **details)
    return Api.fetch(*Api.key(made["id"]))


def new_application(owner: Person, name: str = "Shop", *, team: str = "") -> Application:
    by = owner.user.profile.ref
    application = Application.new(name=name, owner=team_owner(team) if team else by, created_by=by)
    application.create()
    return application


def new_plan(publisher: Person, api: Api, name: str, **more: Any) -> Plan:
    return plans.put_plan(user=publisher.user, api=api, plan=Plan(name=name, **more))


def ask(who: Person, application: Application, api: Api, plan: Plan, **more: Any) -> Subscription:
    return subscriptions.subscribe(
        user=who.user, application=application, api=api, plan_id=plan.plan_id, **more
    )


def decide(who: Person, api: Api, application: Application, **more: Any) -> Subscription:
    more.setdefault("approve", True)
    return subscriptions.decide(user=who.user, api=api, app_id=application.app_id, **more)


def stored(application: Application, api: Api) -> Subscription:
    return Subscription.fetch(*Subscription.key(application.app_id, api.slug))


def waiting_entries(api: Api) -> list[WaitingRequest]:
    """Return the entries of what waits for a decision on an API, whoever decides."""
    pages = each_page(
        WaitingRequest,
        WaitingRequest.PARTITION,
        where=WaitingRequest.api == api.slug,
        consistent=True,
    )
    return [entry for found in pages for entry in found]


def waiting_for(who: Person, api: Api) -> list[str]:
    """Return the applications that wait for this person's decision on an API."""
    cursor, found = None, []
    while True:
        page = subscriptions.waiting_for(who.user, cursor=cursor)
        found += [each.application.app_id for each in page if each.api.slug == api.slug]
        cursor = page.next_cursor
        if cursor is None:
            return found


def events_of(api: Api, *kinds: str) -> list[Event]:
    """Return the events about an API of these kinds, or those about plans and subscriptions,
    oldest first."""
    found = list(audit.by_subject(f"API#{api.slug}"))[::-1]
    if kinds:
        return [event for event in found if event.kind in kinds]
    return [event for event in found if event.kind.startswith(("subscription_", "plan_change"))]


def deliver(api: Api, kind: str) -> None:
    """Deliver the last event of a kind about an API, as the queue does."""
    delivery.deliver(json.dumps(events_of(api, kind)[-1].message))


@pytest.fixture
def api(publisher) -> Api:
    return new_api(publisher)


@pytest.fixture
def manual(publisher, api) -> Plan:
    return new_plan(publisher, api, "Gold", approval=MANUAL, per_day=1000)


@pytest.fixture
def automatic(publisher, api) -> Plan:
    return new_plan(publisher, api, "Free", rate_calls=10, burst=20)


@pytest.fixture
def application(developer) -> Application:
    return new_application(developer)
