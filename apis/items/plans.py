"""Plans: under which terms, and how much, an application may call an API."""

import secrets
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pynamodb.attributes import JSONAttribute

from apis.limits.policies import Limits, Rate
from portal.dynamo import ApisTable, Item

AUTOMATIC, MANUAL = "automatic", "manual"
APPROVALS = (AUTOMATIC, MANUAL)
MAX_PLANS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan as its owner describes it. None means no limit.

    `rate_calls` per `rate_seconds` are a token bucket that holds `burst` calls; `per_day` and
    `per_month` are quotas of the UTC calendar. `operation_limits` are further limits of single
    operations, by "METHOD /path" as the description writes it, each a dict of `rate_calls`,
    `rate_seconds`, `burst`, `per_day`, `per_month`; they count apart and in addition. A closed plan
    takes no new subscription.
    """

    plan_id: str = field(default_factory=lambda: secrets.token_hex(4))
    name: str = ""
    description: str = ""
    price: str = ""
    terms: str = ""
    # Another one with each change of the terms.
    terms_revision: int = 1
    approval: str = AUTOMATIC
    rate_calls: int | None = None
    rate_seconds: int = 1
    burst: int | None = None
    per_day: int | None = None
    per_month: int | None = None
    operation_limits: dict[str, dict[str, int | None]] = field(default_factory=dict)
    is_open: bool = True

    @property
    def limits(self) -> Limits:
        return limits_of(asdict(self))

    def limits_of_operation(self, operation: str) -> Limits | None:
        """Return the further limits of "METHOD /path", None where it has none."""
        found = self.operation_limits.get(operation)
        return limits_of(found) if found else None


def limits_of(values: dict[str, Any]) -> Limits:
    """Return the limits that a plan, or one of its operations, names."""
    calls = values.get("rate_calls")
    seconds = values.get("rate_seconds") or 1
    rate = Rate(calls, seconds, values.get("burst") or calls) if calls else None
    return Limits(rate, values.get("per_day"), values.get("per_month"))


class Plans(Item):
    """All plans of an API, in the order in which they are shown: `API#{slug} / PLANS`.

    One item, since every page and every call needs them together; there are 20 at most.
    """

    Meta = ApisTable
    SK = "PLANS"

    plans_json = JSONAttribute(attr_name="plans", default=list)

    @staticmethod
    def key(slug: str) -> tuple[str, str]:
        return f"API#{slug}", Plans.SK

    @property
    def plans(self) -> list[Plan]:
        return [Plan(**values) for values in self.plans_json]

    def named(self, plan_id: str) -> Plan | None:
        return next((plan for plan in self.plans if plan.plan_id == plan_id), None)

    def put_plan(self, plan: Plan) -> None:
        """Take over a plan in the place of the one of the same id, or as the last one."""
        plans = self.plans
        ids = [each.plan_id for each in plans]
        if plan.plan_id in ids:
            plans[ids.index(plan.plan_id)] = replace(plan)
        else:
            plans.append(plan)
        self.plans_json = [asdict(each) for each in plans]

    def drop_plan(self, plan_id: str) -> None:
        self.plans_json = [asdict(each) for each in self.plans if each.plan_id != plan_id]
