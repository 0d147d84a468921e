"""What stands around the demo's Coffee Orders API: plans, its upstream, who calls it."""

from datetime import timedelta
from typing import Any

from apis.demo import COFFEE
from apis.items import Api
from apis.items.plans import MANUAL, Plan
from apis.services import subscriptions
from apis.services.applications import applications_of, create_application
from apis.services.deprecation import end_of
from apis.services.gateway_settings import edit_settings, settings_of
from apis.services.plans import plans_of, put_plan
from portal import clock
from portal.accounts.models import User
from portal.accounts.services import person_by_email
from portal.errors import Missing

DEVELOPER = "developer@example.com"
SUNSET_AFTER = timedelta(days=120)
TERMS = """\
- Order only what is drunk.
- Keep the key where you keep passwords, and tell us when it leaked.
- We may change prices with a week's notice.
"""
FREE = Plan(
    plan_id="free",
    name="Free",
    description="To try it, and for a screen or two.",
    price="No charge",
    rate_calls=5,
    burst=10,
    per_day=1_000,
)
PARTNER = Plan(
    plan_id="partner",
    name="Partner",
    description="For kiosks and other offices.",
    price="20 € a month",
    approval=MANUAL,
    terms=TERMS,
    rate_calls=50,
    burst=100,
    per_month=500_000,
)


def end_of_first_version() -> dict[str, Any]:
    """Return what is announced of version 1: fields of `apis.services.deprecation.Deprecation`."""
    return {
        "sunset_at": end_of((clock.now() + SUNSET_AFTER).date()),
        "successor": "2",
        "deprecation_reason": "Version 2 takes several drinks an order and counts in whole cents.",
    }


def set_up(*, curator: User, upstream: str) -> None:
    """Make what is not there yet; `upstream` is where `devstack.coffee_service` answers, "" where
    it does not run."""
    api = Api.fetch(*Api.key(COFFEE))
    known = plans_of(COFFEE)
    for plan in (FREE, PARTNER):
        if known.named(plan.plan_id) is None:
            put_plan(user=curator, api=api, plan=plan)
    if upstream and settings_of(COFFEE) is None:
        upstreams = {name: f"{upstream}/v{name}" for name in ("1", "2")}
        edit_settings(user=curator, api=api, upstreams=upstreams)
    try:
        developer = User.of(person_by_email(DEVELOPER))
    except Missing:
        # Nobody of that address has been here: a portal with people of its own.
        return
    _subscribe(developer, api, "Office screen", FREE)
    _subscribe(developer, api, "Coffee kiosk", PARTNER, comment="Three kiosks, from May on.")


def _subscribe(user: User, api: Api, name: str, plan: Plan, comment: str = "") -> None:
    if any(each.name == name for each in applications_of(user)):
        return
    application = create_application(user=user, name=name)
    subscriptions.subscribe(
        user=user,
        application=application,
        api=api,
        plan_id=plan.plan_id,
        accepted_terms_revision=plan.terms_to_accept,
        comment=comment,
    )
