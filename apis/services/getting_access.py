"""Access to an API in one go: an application, its subscription, and a key."""

from collections.abc import Sequence
from dataclasses import dataclass

from apis.items import Api
from apis.items.applications import Application, ApplicationKey
from apis.items.plans import Plan
from apis.items.subscriptions import ACTIVE, Subscription
from apis.services import subscriptions
from apis.services.application_keys import create_key, keys_of
from apis.services.applications import create_application
from portal.accounts.key_format import LIVE
from portal.accounts.models import User
from portal.dynamo import fetch_of_kinds

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
MOST_ASKED = 100
# A key's name in a list; an API's own may be longer.
LABEL_LENGTH = 60


@dataclass(frozen=True)
class Access:
    """What somebody got: `secret` is that of a key just made, "" where one that stands is used or
    a copy of the request made it."""

    application: Application
    subscription: Subscription
    plan: Plan
    key: ApplicationKey | None
    secret: str

    @property
    def is_active(self) -> bool:
        """Tell whether calls pass: on this plan, not on one that was in force before."""
        return self.subscription.status == ACTIVE and self.subscription.plan_id == self.plan.plan_id

    @property
    def keeps_older_plan(self) -> bool:
        """Tell whether another plan stays in force until somebody decides on this one."""
        return self.subscription.status == ACTIVE and not self.is_active


def get_access(
    *,
    user: User,
    api: Api,
    application: Application | str,
    plan: Plan,
    accepted_terms_revision: int,
    makes_key: bool,
    request_name: str,
) -> Access:
    """Subscribe an application, or one that is made under this name, and make it a key.

    A request sent twice under one `request_name` makes one key of an application that there is;
    whoever sends a name sees to it that it is no application's yet. Without `makes_key` a key is
    made only where the application has none. Raises what `create_application`, `subscribe`,
    `change_plan` and `create_key` raise; what was done before stays, and is found the next time.
    """
    if isinstance(application, str):
        application = create_application(user=user, name=application, request_name=request_name)
    subscription = _subscribed(user, application, api, plan, accepted_terms_revision)
    standing = [each for each in keys_of(application) if each.kind == LIVE and each.holds]
    if standing and not makes_key:
        return Access(application, subscription, plan, standing[0], "")
    key, secret = create_key(
        user=user,
        application=application,
        label=api.name[:LABEL_LENGTH],
        request_name=request_name,
    )
    return Access(application, subscription, plan, key, secret)


def _subscribed(
    user: User, application: Application, api: Api, plan: Plan, revision: int
) -> Subscription:
    known = subscriptions_among(api, [application]).get(application.app_id)
    is_change = known is not None and known.status == ACTIVE and known.plan_id != plan.plan_id
    ask = subscriptions.change_plan if is_change else subscriptions.subscribe
    return ask(
        user=user,
        application=application,
        api=api,
        plan_id=plan.plan_id,
        accepted_terms_revision=revision,
    )


def subscriptions_among(api: Api, applications: Sequence[Application]) -> dict[str, Subscription]:
    """Return the subscriptions of applications to this API that have not ended, by application.

    One BatchGetItem for the first 100 of them.
    """
    keys = [Subscription.key(each.app_id, api.slug) for each in applications[:MOST_ASKED]]
    found = fetch_of_kinds(*((Subscription, key) for key in keys)) if keys else []
    return {
        each.app_id: each
        for each in found
        if isinstance(each, Subscription) and each.is_of(api) and not each.has_ended
    }
