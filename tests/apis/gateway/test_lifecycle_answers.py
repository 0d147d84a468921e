"""What is announced of a version stands on every answer of the gateway, whatever becomes of the
call."""

from datetime import UTC, datetime, timedelta

import pytest

from apis.items import Api, ApiVersion
from apis.services import lifecycle
from portal import clock
from tests.apis.conftest import description

FRESH_SECONDS = 60
SUNSET = datetime(2127, 9, 30, 23, 59, 59, tzinfo=UTC)


@pytest.fixture
def announce(api, publisher):
    """Change the first version as its owner does; the gateway reads it anew."""

    def change(version: str = api.version, **changes):
        owner = Api.fetch(*Api.key(api.slug))
        found = ApiVersion.fetch(*ApiVersion.key(api.slug, version))
        lifecycle.edit_version(user=publisher.user, api=owner, version=found, **changes)
        api.now.seconds += FRESH_SECONDS

    return change


@pytest.fixture
def second(api, publisher, unique):
    """A further version, which the first leads on to."""
    body = {"spec": description(unique, "2.0.0")}
    answer = publisher.rest.post(f"/api/v1/apis/{api.slug}/versions/", body, format="json")
    assert answer.status_code == 201
    return "2.0.0"


def said(got) -> tuple[bool, str | None, list[str]]:
    """Return whether an answer has a deprecation date, its sunset, and the relations of links."""
    links = ", ".join(got.all("Link"))
    relations = [name for name in ("deprecation", "sunset", "successor-version") if name in links]
    return bool((got.one("Deprecation") or "").startswith("@")), got.one("Sunset"), relations


WHOLE = (True, "Tue, 30 Sep 2127 23:59:59 GMT", ["deprecation", "sunset", "successor-version"])


@pytest.mark.parametrize("days", [30, -30])
def test_it_stands_on_answers_of_every_kind_before_the_day_and_after(
    api, key, app, server, announce, second, days
):
    first_day = clock.now() + timedelta(days=days)
    announce(status="deprecated", deprecated_from=first_day, sunset_at=SUNSET, successor=second)
    for status in (200, 304, 404, 500):
        server.answer = (status, [], b"")
        got = api.ask(key)
        assert (got.status, said(got)) == (status, WHOLE)
    assert said(api.ask(key, method="HEAD")) == WHOLE
    unknown = api.ask("")
    assert (unknown.status, said(unknown)) == (401, WHOLE)
    server.answer = (None, [], b"")
    broken = api.ask(key)
    assert (broken.status, said(broken)) == (502, WHOLE)
    api.put_plan(plan_id=api.plan.plan_id, per_day=1)
    api.now.seconds += FRESH_SECONDS
    limited = [api.ask(key) for _ in range(2)][-1]
    assert (limited.status, said(limited)) == (429, WHOLE)


def test_without_a_sunset_none_is_named(api, key, announce):
    announce(status="deprecated")
    assert said(api.ask(key)) == (True, None, ["deprecation"])


def test_what_the_upstream_says_of_itself_gives_way_and_its_links_stay(
    api, key, server, announce, second
):
    announce(status="deprecated", sunset_at=SUNSET)
    links = ('<https://u.example/doc>; rel="help"', "</p2>; rel=next")
    theirs = [("Deprecation", "true"), ("Sunset", "2027-09-30"), ("Link", ", ".join(links))]
    server.answer = (200, theirs, b"fine")
    got = api.ask(key)
    assert said(got) == WHOLE
    assert 'rel="help"' in got.all("Link")[0]
    assert "rel=next" in got.all("Link")[0]


def test_past_its_last_day_it_is_served_until_it_is_retired(api, key, server, announce, second):
    announce(status="deprecated", sunset_at=SUNSET)
    stored = ApiVersion.fetch(*ApiVersion.key(api.slug, api.version))
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    stored.update(ApiVersion.sunset_at.set(long_ago), ApiVersion.deprecated_from.set(long_ago))
    api.now.seconds += FRESH_SECONDS
    got = api.ask(key)
    assert (got.status, got.one("Sunset")) == (200, "Wed, 01 Jan 2020 00:00:00 GMT")
    announce(status="retired")
    asked = len(server.asked)
    gone = api.ask(key)
    assert gone.status == 410
    assert f"Move to version {second}." in gone.problem["detail"]
    assert "successor-version" in ", ".join(gone.all("Link"))
    assert len(server.asked) == asked
    # Nothing was counted: there is nothing to say of limits.
    assert gone.one("RateLimit") is None


def test_a_deleted_successor_is_no_dead_link(api, key, publisher, announce, second, unique):
    body = {"spec": description(unique, "3.0.0")}
    publisher.rest.post(f"/api/v1/apis/{api.slug}/versions/", body, format="json")
    announce(status="deprecated", successor=second)
    assert f"/docs/{api.slug}/{second}/" in ", ".join(api.ask(key).all("Link"))
    publisher.rest.delete(f"/api/v1/apis/{api.slug}/versions/{second}/")
    api.now.seconds += FRESH_SECONDS
    links = ", ".join(api.ask(key).all("Link"))
    assert f"/{second}/" not in links
    assert f"/docs/{api.slug}/3.0.0/" in links
