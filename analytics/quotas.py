"""What is left of an application's quotas."""

from collections.abc import Sequence
from dataclasses import dataclass

from apis.items.plans import Plans
from apis.items.subscriptions import ACTIVE, Subscription
from apis.limits import counting
from apis.limits.items import Counter
from apis.limits.policies import Limits
from apis.limits.shared_clock import shared_clock
from apis.limits.subjects import subscription_subject
from portal.dynamo import fetch_of_kinds

# A BatchGetItem takes 100 items, and each needs two.
MOST_SUBSCRIPTIONS = 50


@dataclass(frozen=True)
class QuotaLeft:
    """Calls that a quota of an API still lets pass in its window, "day" or "month". What a process
    counted in advance is gone already."""

    api: str
    window: str
    left: int
    quota: int


def quotas_left(subscriptions: Sequence[Subscription]) -> list[QuotaLeft]:
    """Return what is left of the daily and monthly quotas of active subscriptions, by API.

    Of the first 50. One BatchGetItem; none where there is no active subscription.
    """
    active = [each for each in subscriptions if each.status == ACTIVE][:MOST_SUBSCRIPTIONS]
    if not active:
        return []
    keys = {each.api: Counter.key(_subject(each)) for each in active}
    found = fetch_of_kinds(
        *((Counter, key) for key in keys.values()),
        *((Plans, Plans.key(each.api)) for each in active),
    )
    counters = {item.pk: item for item in found if isinstance(item, Counter)}
    plans = {item.pk: item for item in found if isinstance(item, Plans)}
    left: list[QuotaLeft] = []
    for each in active:
        of_api = plans.get(Plans.key(each.api)[0])
        plan = of_api.named(each.plan_id) if of_api else None
        counter = counters.get(keys[each.api][0]) or Counter.of(_subject(each))
        if plan:
            left += _left(each.api, counter, plan.limits)
    return left


def _subject(subscription: Subscription) -> str:
    return subscription_subject(subscription.app_id, subscription.api, subscription.api_made)


def _left(api: str, counter: Counter, limits: Limits) -> list[QuotaLeft]:
    now = shared_clock()()
    # Without its rate, which is full again within moments.
    quotas = Limits(None, limits.per_day, limits.per_month)
    return [
        QuotaLeft(api, each.name, each.remaining, each.quota)
        for each in counting.standings(counter, quotas, now)
    ]
