"""What an admin does with subscriptions."""

import pytest

from apis.items.subscriptions import Subscription
from portal.accounts.models import User
from tests.apis.applications import application_of
from tests.apis.conftest import with_key
from tests.apis.subscriptions.conftest import ask, new_api, new_plan

SUBSCRIPTIONS = "/admin/apis/subscriptionmodel/"


@pytest.fixture
def subscription(person) -> Subscription:
    """An active one."""
    publisher = with_key(User.of(person("publisher", "publisher", "team-shop")))
    api = new_api(publisher)
    plan = new_plan(publisher, api, "Free")
    developer = with_key(User.of(person("developer", "developer")))
    return ask(developer, application_of(developer.user), api, plan)


def found(answer) -> list[str]:
    return [row.pk for row in answer.context["cl"].result_list]


def newest(subscription) -> Subscription:
    return Subscription.fetch(subscription.pk, subscription.sk)


def test_subscriptions_are_found_by_the_id_of_either_side(admin, subscription):
    pk = f"{subscription.app_id}~{subscription.api}"
    for word in (subscription.api, subscription.app_id):
        assert found(admin.client.get(SUBSCRIPTIONS, {"q": word})) == [pk]
    other = {"q": subscription.api, "status__exact": "refused"}
    assert found(admin.client.get(SUBSCRIPTIONS, other)) == []
    page = admin.client.get(SUBSCRIPTIONS).text
    assert "Search for the id of an API" in page
    shown = admin.client.get(f"{SUBSCRIPTIONS}{pk}/change/").text
    assert f'href="/apis/{subscription.api}/subscribers/{subscription.app_id}/"' in shown


@pytest.mark.parametrize(
    ("actions", "status"),
    [(["suspend"], "suspended"), (["suspend", "resume"], "active"), (["end"], "cancelled")],
)
def test_subscriptions_are_stopped_and_go_on(admin, subscription, actions, status):
    for action in actions:
        sent = {
            "action": action,
            "_selected_action": f"{subscription.app_id}~{subscription.api}",
        }
        page = admin.client.post(f"{SUBSCRIPTIONS}?q={subscription.api}", sent, follow=True).text
        assert "1 subscription." in page
    assert newest(subscription).status == status
