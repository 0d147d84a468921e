"""Plans: under which terms, and how much, an application may call an API."""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from pynamodb.attributes import JSONAttribute

from apis.limits.policies import Limits, Rate
from portal.dynamo import ApisTable, Item

AUTOMATIC, MANUAL = "automatic", "manual"
APPROVALS = (AUTOMATIC, MANUAL)
MAX_PLANS = 20

# What a plan says of its own limits, and of those of one operation.
LIMIT_FIELDS = ("rate_calls", "rate_seconds", "burst", "per_day", "per_month")


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
    # Markdown.
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
    # Another one with each change of the plan: of two editors who read the same, the second is
    # told.
    revision: int = 1

    @classmethod
    def from_stored(cls, values: Mapping[str, Any]) -> "Plan":
        """Return a plan as it was stored, perhaps by another version of the portal."""
        return cls(**{name: values[name] for name in PLAN_FIELDS if name in values})

    @property
    def limits(self) -> Limits:
        return limits_of(asdict(self))

    def limits_of_operation(self, operation: str) -> Limits | None:
        """Return the further limits of "METHOD /path", None where it has none."""
        found = self.operation_limits.get(operation)
        return limits_of(found) if found else None

    @property
    def terms_to_accept(self) -> int:
        """The revision of the terms that a subscriber accepts, 0 where there are no terms."""
        return self.terms_revision if self.terms else 0


PLAN_FIELDS = tuple(each.name for each in fields(Plan))


def limits_of(values: Mapping[str, Any]) -> Limits:
    """Return the limits that a plan, or one of its operations, names."""
    calls = values.get("rate_calls")
    seconds = values.get("rate_seconds") or 1
    rate = Rate(calls, seconds, values.get("burst") or calls) if calls else None
    return Limits(rate, values.get("per_day"), values.get("per_month"))


class Plans(Item):
    """All plans of an API, in the order in which they are shown: `API#{slug} / PLANS`.

    One item, since every page and every call needs them together; there are 20 at most. Whoever
    subscribes writes it too, so that of a subscription and a change of its plan at the same moment
    one comes first.
    """

    Meta = ApisTable
    SK = "PLANS"

    plans_json = JSONAttribute(attr_name="plans", default=list)
    # By a plan's id, how many subscriptions are on it or ask for it.
    uses = JSONAttribute(default=dict)

    @staticmethod
    def key(slug: str) -> tuple[str, str]:
        return f"API#{slug}", Plans.SK

    @property
    def plans(self) -> list[Plan]:
        return [Plan.from_stored(values) for values in self.plans_json]

    @property
    def open_plans(self) -> list[Plan]:
        return [plan for plan in self.plans if plan.is_open]

    def named(self, plan_id: str) -> Plan | None:
        return next((plan for plan in self.plans if plan.plan_id == plan_id), None)

    def put_plan(self, plan: Plan) -> None:
        """Take over a plan in the place of the one of the same id, or as the last one."""
        plans = self.plans
        ids = [each.plan_id for each in plans]
        if plan.plan_id in ids:
            plans[ids.index(plan.plan_id)] = plan
        else:
            plans.append(plan)
        self.plans_json = [asdict(each) for each in plans]

    def drop_plan(self, plan_id: str) -> None:
        self.plans_json = [asdict(each) for each in self.plans if each.plan_id != plan_id]

    def use_count(self, plan_id: str) -> int:
        """Return how many subscriptions are on a plan or ask for it; ended ones do not count."""
        return int(self.uses.get(plan_id, 0))

    def count_uses(self, *, before: set[str], after: set[str]) -> None:
        """Note that a subscription used these plans and now uses those."""
        counts = Counter({plan_id: int(count) for plan_id, count in self.uses.items()})
        counts.update(after)
        counts.subtract(before)
        self.uses = {plan_id: count for plan_id, count in counts.items() if count > 0}
