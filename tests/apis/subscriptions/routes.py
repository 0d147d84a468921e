"""Which routes are those of plans and subscriptions."""

from tests.routes import Route

PARTS = ("/plans/", "/subscribers/", "/subscriptions/", "/approvals/")


def is_of_subscriptions(route: Route) -> bool:
    return any(part in route.path for part in PARTS)
