"""Who may call: each kind of key and subscription that must not pass, and what it is told."""

from datetime import timedelta

import pytest

from apis.items import Api, ApiVersion
from apis.items.applications import Application, ApplicationKey
from apis.items.plans import Plans
from apis.items.subscriptions import CANCELLED, REFUSED, REQUESTED, SUSPENDED, Subscription
from portal import clock
from portal.accounts import key_format, keys
from tests.apis.gateway.exchange import (
    application,
    change_key,
    key_of,
    subscribe,
)


def test_a_key_of_a_subscribed_application_passes(api, key, server):
    answer = api.ask(key, path="/things")
    assert (answer.status, answer.body) == (200, b"fine")
    assert server.asked[0][:2] == ("GET", "/things")
    assert key not in str(server.asked)
    assert answer.one("X-Request-Id") == "r-1"


def test_a_key_may_stand_in_authorization(api, key, server):
    for value in (f"Bearer {key}", f"bearer  {key}"):
        assert api.ask(fields=[("Authorization", value)]).status == 200
    assert key not in str(server.asked)


def test_another_authorization_beside_the_key_is_the_upstreams(api, key):
    assert api.ask(key, fields=[("Authorization", "Bearer of-the-upstream")]).status == 200


def made_up():
    return key_format.new_secret(key_format.LIVE)


def mistyped():
    secret = made_up()
    return secret[:-1] + ("0" if secret[-1] != "0" else "1")


@pytest.mark.parametrize(
    "fields",
    [
        [],
        [("Authorization", "Basic YWRwOmFkcA==")],
        [("Authorization", "Bearer some.other.token")],
        [("Cookie", "sessionid=of-somebody-signed-in")],
        [("X_Api_Key", made_up())],
        [("X-API-Key", "")],
    ],
)
def test_a_call_without_a_key_is_asked_for_one(api, fields, server):
    answer = api.ask(fields=fields)
    assert (answer.status, answer.code) == (401, "key_missing")
    assert answer.one("WWW-Authenticate") == 'Bearer realm="gateway"'
    assert not server.asked


@pytest.mark.parametrize(
    "secret",
    ["nonsense", "adp_live_x_y", mistyped(), "adp_" + "é" * 40],
    ids=["nonsense", "short", "mistyped", "not ASCII"],
)
def test_what_can_be_no_key_costs_no_read(api, secret, dynamodb_requests, server):
    api.ask()
    dynamodb_requests.clear()
    answer = api.ask(secret)
    assert (answer.status, answer.code) == (401, "key_refused")
    assert 'error="invalid_token"' in answer.one("WWW-Authenticate")
    assert dynamodb_requests == []
    assert not server.asked


def test_what_was_never_a_key_and_what_was_revoked_get_the_same_answer(api, app):
    answers = [
        api.ask(secret)
        for secret in (
            made_up(),
            mistyped(),
            key_of(app, revoked_at=clock.now()),
            key_of(app, revoked_at=clock.now(), ends_at=clock.epoch() - 5),
        )
    ]
    assert {(each.status, each.body) for each in answers} == {(401, answers[0].body)}
    assert len({tuple(each.fields) for each in answers}) == 1


def gone(api, app, unique):
    secret = key_of(app)
    Application.forget(app.pk, app.sk)
    return secret


def suspended(api, app, unique):
    app.suspended = True
    app.put()
    return key_of(app)


def ended(api, app, unique):
    return key_of(app, ends_at=clock.epoch())


def dormant(api, app, unique):
    return key_of(app, created_at=clock.now() - timedelta(days=91))


def of_a_person(api, app, unique):
    return key_format.new_secret(key_format.PERSONAL)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (gone, "key_refused"),
        (suspended, "application_suspended"),
        (ended, "key_ended"),
        (dormant, "key_dormant"),
        (of_a_person, "key_not_of_application"),
    ],
)
def test_a_key_that_lets_nobody_in_is_refused(api, app, unique, server, settings, make, code):
    settings.KEY_DORMANT_DAYS = 90
    answer = api.ask(make(api, app, unique))
    assert (answer.status, answer.code) == (401, code)
    assert not server.asked


def test_a_personal_key_that_holds_calls_no_api(api, publisher, server):
    _, secret = keys.create(owner=publisher.user.profile, label="mine")
    assert api.ask(secret).code == "key_not_of_application"


def of_the_sandbox(api, app, unique):
    return key_of(app, key_format.SANDBOX)


def for_other_apis(api, app, unique):
    return key_of(app, scopes=["another-api"])


def of_another_application(api, app, unique):
    return key_of(application(f"{unique}-others"))


def with_status(status):
    def make(api, app, unique):
        subscribe(app, api, status=status)
        return key_of(app)

    return make


def of_the_deleted_api_of_that_name(api, app, unique):
    subscribe(app, api, api_made="2020-01-01T00:00:00.000000Z")
    return key_of(app)


def on_a_plan_that_is_gone(api, app, unique):
    plans = Plans.fetch(*Plans.key(api.slug))
    plans.drop_plan(api.plan.plan_id)
    plans.put()
    return key_of(app)


def on_a_plan_of_another_api(api, app, unique):
    subscribe(app, api, plan_id="0" * 8)
    return key_of(app)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (of_the_sandbox, "sandbox_key"),
        (for_other_apis, "key_scope"),
        (of_another_application, "not_subscribed"),
        (with_status(REQUESTED), "subscription_waiting"),
        (with_status(REFUSED), "subscription_refused"),
        (with_status(CANCELLED), "subscription_cancelled"),
        (with_status(SUSPENDED), "subscription_suspended"),
        (of_the_deleted_api_of_that_name, "not_subscribed"),
        (on_a_plan_that_is_gone, "plan_gone"),
        (on_a_plan_of_another_api, "plan_gone"),
    ],
)
def test_a_key_without_the_right_to_this_call_is_forbidden(api, app, unique, server, make, code):
    answer = api.ask(make(api, app, unique))
    assert (answer.status, answer.code) == (403, code)
    assert not server.asked


def test_a_key_whose_scopes_name_the_api_passes(api, app):
    assert api.ask(key_of(app, scopes=["another-api", api.slug])).status == 200


def test_two_different_keys_are_not_chosen_from(api, app, key, server):
    other = key_of(app)
    for fields in (
        [("X-API-Key", other)],
        [("x-api-key", other)],
        [("Authorization", f"Bearer {other}")],
        [("Authorization", f"Bearer {made_up()}")],
    ):
        answer = api.ask(key, fields=fields)
        assert (answer.status, answer.code) == (400, "several_keys")
    assert not server.asked
    assert api.ask(key, fields=[("Authorization", f"Bearer {key}")]).status == 200


def test_what_one_may_not_see_is_not_there(api, app, key):
    row = Api.fetch(*Api.key(api.slug))
    row.visibility, row.readers = "restricted", []
    row.put()
    hidden = api.ask(key)
    unknown = api.ask(key, api=f"{api.slug}-x")
    assert (hidden.status, hidden.code) == (404, "api_not_found")
    hidden.problem.pop("instance")
    known = [{**each.problem, "instance": ""} for each in (hidden, unknown)]
    assert known[0] == known[1]
    assert [n for n, _ in hidden.fields] == [n for n, _ in unknown.fields]


def test_whoever_has_no_key_is_told_the_same_of_every_api(api, key):
    row = Api.fetch(*Api.key(api.slug))
    row.visibility = "restricted"
    row.put()
    for secret in ("", made_up()):
        answers = [api.ask(secret), api.ask(secret, api="never-registered")]
        known = [{**each.problem, "instance": ""} for each in answers]
        assert known[0] == known[1]
        assert answers[0].status == 401


def test_an_api_of_named_teams_answers_their_applications(api, app, key):
    row = Api.fetch(*Api.key(api.slug))
    row.visibility, row.readers = "restricted", [app.team]
    row.put()
    assert api.ask(key).status == 200


def test_an_api_of_named_teams_answers_a_person_of_theirs(api, mate, developer, team):
    row = Api.fetch(*Api.key(api.slug))
    row.visibility, row.readers = "restricted", []
    row.put()
    for who, status in ((mate, 200), (developer, 404)):
        own = application("", owner=who.user.profile.ref)
        subscribe(own, api)
        assert api.ask(key_of(own)).status == status


def test_an_internal_api_answers_every_application(api, key):
    row = Api.fetch(*Api.key(api.slug))
    row.visibility = "internal"
    row.put()
    assert api.ask(key).status == 200


def test_a_draft_is_not_there_and_a_retired_version_is_gone(api, key, server):
    version = ApiVersion.fetch(*ApiVersion.key(api.slug, api.version))
    version.status = "draft"
    version.put()
    assert (api.ask(key).status, api.ask(key).code) == (404, "version_not_found")
    version = ApiVersion.fetch(version.pk, version.sk)
    version.status = "retired"
    version.put()
    api.now.seconds += 6
    for secret in (key, ""):
        assert api.ask(secret).status == 410
    assert not server.asked


@pytest.mark.parametrize("version", ["9.9.9", "..", "a b", "x" * 100])
def test_a_version_that_is_not_there_is_not_found(api, key, version):
    answer = api.ask(key, version=version)
    assert (answer.status, answer.code) == (404, "version_not_found")


@pytest.mark.parametrize("slug", ["..", "A", "x" * 70, "a--b"])
def test_what_can_be_no_apis_id_is_not_found(api, key, slug):
    assert api.ask(key, api=slug).status == 404


def test_an_api_is_called_only_as_its_owner_set_it(api, key, server, records):
    api.change(upstreams={"another": server.url})
    assert (api.ask(key).status, api.ask(key).code) == (404, "not_on_gateway")
    api.change(upstreams={api.version: server.url}, enabled=False)
    api.now.seconds += 31
    assert (api.ask(key).status, api.ask(key).code) == (503, "gateway_paused")
    assert not server.asked
    assert {each["outcome"] for each in records} == {"refused"}


def revoke(api, app, key):
    change_key(key, revoked_at=clock.now())


def suspend_application(api, app, key):
    app.suspended = True
    app.put()


def suspend_subscription(api, app, key):
    subscribe(app, api, status=SUSPENDED)


def delete_subscription(api, app, key):
    Subscription.forget(*Subscription.key(app.app_id, api.slug))


def turn_off(api, app, key):
    api.change(enabled=False)


def delete_key(api, app, key):
    ApplicationKey.forget(*ApplicationKey.key(key))


@pytest.mark.parametrize(
    "change",
    [revoke, suspend_application, suspend_subscription, delete_subscription, turn_off, delete_key],
)
def test_what_is_taken_away_is_gone_within_a_minute_also_under_load(api, app, key, change):
    assert api.ask(key).status == 200
    change(api, app, key)
    # Calls go on, and none of them renews what is kept.
    statuses = []
    for _ in range(60):
        api.now.seconds += 1
        statuses.append(api.ask(key).status)
    assert set(statuses[30:]) <= {401, 403, 503}
    assert api.ask(key, pipeline=api.another_process()).status in (401, 403, 503)


def test_what_is_granted_passes_seconds_later(api, app):
    subscribe(app, api, status=REQUESTED)
    key = key_of(app)
    assert api.ask(key).status == 403
    subscribe(app, api)
    api.now.seconds += 5
    assert api.ask(key).status == 200


def test_made_up_keys_cost_sixty_reads_a_minute_and_no_memory(api, key, dynamodb_requests):
    assert api.ask(key).status == 200
    dynamodb_requests.clear()
    answers = [api.ask(made_up()) for _ in range(100)]
    assert [each.status for each in answers] == [401] * 60 + [429] * 40
    assert (answers[-1].code, answers[-1].one("Retry-After")) == ("too_many_guesses", "60")
    assert len(dynamodb_requests) == 60
    # Known keys pass from there, other addresses are not concerned, and a minute later it is over.
    assert api.ask(key).status == 200
    assert api.ask(made_up(), client="192.0.2.8").status == 401
    api.now.seconds += 60
    assert api.ask(made_up()).status == 401


def test_an_ipv6_network_guesses_as_one(api):
    for number in range(60):
        api.ask(made_up(), client=f"2001:db8:0:1::{number:x}")
    assert api.ask(made_up(), client="2001:db8:0:1:ffff::1").status == 429
    assert api.ask(made_up(), client="2001:db8:0:2::1").status == 401


def test_made_up_apis_are_bounded_too_and_push_no_real_one_out(api, key, dynamodb_requests):
    api.ask(key)
    statuses = {api.ask(api=f"made-up-{number}").status for number in range(61)}
    assert statuses == {401, 429}
    dynamodb_requests.clear()
    assert api.ask(key).status == 200
    assert dynamodb_requests == []
