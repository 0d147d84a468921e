"""The demo content: real descriptions of every dialect, loaded once."""

from io import StringIO

import pytest
from django.core.management import call_command

from apis.demo import COFFEE, DEMO
from apis.demo.coffee import DEVELOPER
from apis.items import Api, ApiVersion, slug_of
from apis.items.gateway_settings import GatewaySettings
from apis.items.plans import Plans
from apis.items.subscriptions import Subscription
from apis.services.applications import applications_of
from apis.services.gateway_settings import settings_of
from apis.services.plans import plans_of
from apis.services.removal import delete_api
from openapi.read import read
from portal.accounts.models import User
from portal.accounts.services import person_by_email
from portal.dynamo import fetch_of_kinds
from portal.errors import Missing
from tests.people import person


def load(**options: str) -> str:
    told = StringIO()
    call_command("load_demo", stdout=told, **options)
    return told.getvalue()


def test_registering_a_demo_description_anew_is_no_repetition():
    for demo in DEMO:
        for name in demo.descriptions:
            assert slug_of(read(demo.description(name)).title) != demo.slug


def test_loading_the_demo_twice_leaves_it_once(publisher):
    load()
    assert load().count("is there") == len(DEMO)
    listed = publisher.rest.get("/api/v1/apis/", {"owner": "platform"}).json()["items"]
    seen = {each["id"] for each in listed}
    assert {"cluster", "dnd5e", "nytimes-books"} <= seen
    # A draft and an API restricted to other teams are not for everybody.
    assert not {"microcks", "walmart-orders"} & seen
    versions = publisher.rest.get("/api/v1/apis/adyen-management/versions/").json()["items"]
    assert {each["version"]: each["status"] for each in versions} == {
        "1": "deprecated",
        "3": "active",
    }
    dialects = {
        publisher.rest.get(f"/api/v1/apis/{slug}/versions/{current}/").json()["dialect"]
        for slug, current in (
            (slug, Api.fetch(*Api.key(slug)).current_version)
            for slug in ("cluster", "dnd5e", "adyen-management")
        )
    }
    assert dialects == {"2.0", "3.0", "3.1"}


@pytest.fixture(autouse=True)
def allowed_upstream(settings) -> None:
    """The gateway may connect to this machine, as `make run` has it."""
    settings.GATEWAY_ALLOWED_NETWORKS = ["localhost:8010", "localhost:9999"]


@pytest.fixture
def developer() -> User:
    """The demo's developer, as `make run` makes them known."""
    try:
        return User.of(person_by_email(DEVELOPER))
    except Missing:
        return person(DEVELOPER.partition("@")[0], "developer", "team-payments")


@pytest.fixture
def nothing_of_coffee(admin) -> None:
    """The demo's own API is not there."""
    api = Api.find(*Api.key(COFFEE))
    if api:
        delete_api(user=admin.user, api=api)


def stands(developer: User) -> dict[str, str]:
    """Return where the subscriptions of the demo's applications stand."""
    return {
        each.name: Subscription.fetch(*Subscription.key(each.app_id, COFFEE)).status
        for each in applications_of(developer)
        if each.name in ("Office screen", "Coffee kiosk")
    }


def test_the_api_of_our_own_is_ready_to_be_called(nothing_of_coffee, developer):
    load(coffee_url="http://localhost:8010")
    api = Api.fetch(*Api.key(COFFEE))
    first = ApiVersion.fetch(*ApiVersion.key(COFFEE, "1"))
    assert (first.status, first.successor, api.current_version) == ("deprecated", "2", "2")
    assert first.sunset_at > first.deprecated_from
    assert settings_of(COFFEE).upstreams == {
        "1": "http://localhost:8010/v1",
        "2": "http://localhost:8010/v2",
    }
    assert [(each.name, each.approval) for each in plans_of(COFFEE).plans] == [
        ("Free", "automatic"),
        ("Partner", "manual"),
    ]
    assert stands(developer) == {"Office screen": "active", "Coffee kiosk": "requested"}


def test_loading_it_again_changes_nothing_of_it(developer):
    load(coffee_url="http://localhost:8010")

    def revisions() -> list[int]:
        found = fetch_of_kinds(
            (Api, Api.key(COFFEE)),
            (ApiVersion, ApiVersion.key(COFFEE, "1")),
            (ApiVersion, ApiVersion.key(COFFEE, "2")),
            (GatewaySettings, GatewaySettings.key(COFFEE)),
            (Plans, Plans.key(COFFEE)),
        )
        return sorted(item.revision for item in found)

    before, had = revisions(), len(applications_of(developer))
    load(coffee_url="http://localhost:9999")
    assert revisions() == before
    assert len(applications_of(developer)) == had


def test_where_no_upstream_runs_the_demo_points_at_none(nothing_of_coffee):
    load()
    assert settings_of(COFFEE) is None
    assert len(plans_of(COFFEE).plans) == 2
