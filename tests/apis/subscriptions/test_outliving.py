"""Requests whose ground is lost, that come twice, or that two people decide on: each ends once."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from apis import events
from apis.items import Api
from apis.items.plans import AUTOMATIC, MANUAL, Plans
from apis.items.subscriptions import ACTIVE, CANCELLED, REFUSED, REQUESTED, Subscription
from apis.services import applications, editing, lifecycle, plans, removal, subscriptions
from apis.services.editing import NoSuchStep
from apis.services.subscriptions.deciding import (
    DecidedAlready,
    RequestClosed,
    known_to_owner,
)
from apis.visibility import get_version_or_404
from portal.accounts import administration, audit
from portal.errors import Invalid, Missing
from portal.events import delivery
from tests.apis.conftest import register, with_key
from tests.apis.subscriptions.conftest import (
    ask,
    decide,
    deliver,
    events_of,
    new_application,
    new_plan,
    stored,
    waiting_entries,
    waiting_for,
)
from tests.aws_events import before_next_transaction
from tests.people import person


@pytest.fixture
def colleague(unique, team):
    """Another publisher of the owning team."""
    return with_key(person(f"{unique}-colleague", "publisher", f"team-{team}"))


def retire(publisher, api):
    for status in ("deprecated", "retired"):
        found, version = get_version_or_404(api.slug, "1.0.0", publisher.user)
        lifecycle.edit_version(user=publisher.user, api=found, version=version, status=status)


def latest(api) -> Api:
    return Api.fetch(*Api.key(api.slug))


def assert_closed(api, application, reason):
    """Assert that the request ended, and nothing of it is left to decide."""
    subscription = stored(application, api)
    assert subscription.status == CANCELLED
    assert waiting_entries(api) == []
    last = events_of(api)[-1]
    assert (last.kind, last.details["reason"]) == (events.SUBSCRIPTION_CLOSED, reason)
    assert last.actor_email
    assert subscription.steps[-1].reason == reason


# 1


def test_a_request_is_closed_when_the_last_version_is_retired(
    publisher, developer, application, api, manual
):
    ask(developer, application, api, manual)
    retire(publisher, api)
    deliver(api, "version_retired")
    assert_closed(api, application, "api_retired")
    with pytest.raises(NoSuchStep) as refused:
        ask(developer, application, api, manual)
    assert refused.value.problem.code == "api_retired"


def test_whoever_decides_before_the_event_comes_is_told_that_the_api_is_retired(
    publisher, developer, application, api, manual
):
    ask(developer, application, api, manual)
    retire(publisher, api)
    with pytest.raises(RequestClosed) as refused:
        decide(publisher, api, application)
    assert "No version of the API answers any more" in refused.value.problem.detail
    assert_closed(api, application, "api_retired")


def test_a_request_stays_while_another_version_answers(
    publisher, developer, application, api, manual
):
    body = {"spec": {"openapi": "3.0.3", "info": {"title": "T", "version": "2"}, "paths": {}}}
    address = f"/api/v1/apis/{api.slug}/versions/"
    assert publisher.rest.post(address, body, format="json").status_code == 201
    ask(developer, application, latest(api), manual)
    for status in ("deprecated", "retired"):
        publisher.rest.patch(f"{address}2/", {"status": status}, format="json")
    deliver(api, "version_retired")
    assert latest(api).status == "retired"
    assert decide(publisher, latest(api), application).status == ACTIVE


def test_who_approves_after_the_api_was_deleted_is_told_so(
    publisher, stranger, developer, application, api, manual
):
    ask(developer, application, api, manual)
    retire(publisher, api)
    removal.delete_api(user=publisher.user, api=latest(api))
    with pytest.raises(RequestClosed) as refused:
        decide(publisher, api, application)
    assert "was deleted" in refused.value.problem.detail
    with pytest.raises(Missing):
        known_to_owner(stranger.user, api.slug, application.app_id)
    assert_closed(api, application, "api_deleted")
    deliver(api, "api_deleted")
    assert len(events_of(api, events.SUBSCRIPTION_CLOSED)) == 1
    assert Plans.find(*Plans.key(api.slug)) is None


def test_subscriptions_left_by_a_deletion_that_broke_off_end_with_its_event(
    publisher, developer, application, api, automatic, monkeypatch
):
    ask(developer, application, api, automatic)
    monkeypatch.setattr(removal, "ENDED_AT_ONCE", 0)
    removal.delete_api(user=publisher.user, api=latest(api))
    assert stored(application, api).status == ACTIVE
    deliver(api, "api_deleted")
    assert stored(application, api).status == CANCELLED
    assert events_of(api)[-1].kind == events.SUBSCRIPTION_ENDED


def test_an_api_that_takes_the_id_inherits_no_subscription(
    publisher, developer, application, api, automatic, monkeypatch
):
    monkeypatch.setattr(removal, "ENDED_AT_ONCE", 0)
    ask(developer, application, api, automatic)
    removal.delete_api(user=publisher.user, api=latest(api))
    register(publisher, api.name, slug=api.slug)
    again = latest(api)
    assert not stored(application, api).is_of(again)
    assert plans.plans_of(api.slug).plans == []
    assert len(subscriptions.subscribers_of(again)) == 0

    plan = new_plan(publisher, again, "New", approval=MANUAL)
    fresh = ask(developer, application, again, plan)
    assert (fresh.status, len(fresh.steps)) == (REQUESTED, 1)
    # The event of the deletion comes late, and finds nothing of the old one.
    deliver(api, "api_deleted")
    assert stored(application, api).status == REQUESTED
    assert plans.plans_of(api.slug).use_count(plan.plan_id) == 1


# 2


def test_a_request_goes_with_its_application(publisher, developer, application, api, manual):
    ask(developer, application, api, manual)
    applications.delete_application(user=developer.user, application=application)
    assert_closed(api, application, "application_deleted")
    namesake = new_application(developer, application.name)
    assert Subscription.find(*Subscription.key(namesake.app_id, api.slug)) is None
    with pytest.raises(DecidedAlready):
        decide(publisher, api, application)


def test_who_approves_before_the_requests_of_a_deleted_application_ended_is_told(
    publisher, developer, application, api, manual
):
    ask(developer, application, api, manual)
    application.remove()
    assert waiting_for(publisher, api) == []
    with pytest.raises(RequestClosed) as refused:
        decide(publisher, api, application)
    assert "application was deleted" in refused.value.problem.detail
    assert_closed(api, application, "application_deleted")


def test_active_subscriptions_end_with_their_application(developer, application, api, automatic):
    ask(developer, application, api, automatic)
    applications.delete_application(user=developer.user, application=application)
    delivered = audit.by_subject(application.ref).items[0]
    delivery.deliver(json.dumps(delivered.message))
    assert stored(application, api).status == CANCELLED
    assert [event.kind for event in events_of(api)] == [
        events.SUBSCRIPTION_ACTIVATED,
        events.SUBSCRIPTION_CANCELLED,
    ]
    assert plans.plans_of(api.slug).use_count(automatic.plan_id) == 0


# 3


def test_a_request_for_another_plan_goes_with_its_subscription(
    publisher, developer, application, api, automatic, manual
):
    ask(developer, application, api, automatic)
    changed = subscriptions.change_plan(
        user=developer.user, application=application, api=api, plan_id=manual.plan_id
    )
    assert (changed.status, changed.plan_id) == (ACTIVE, automatic.plan_id)
    assert waiting_for(publisher, api) == [application.app_id]
    subscriptions.cancel(user=developer.user, application=application, slug=api.slug)
    ended = stored(application, api)
    assert (ended.status, ended.wanted_plan_id) == (CANCELLED, None)
    assert waiting_entries(api) == []
    assert plans.plans_of(api.slug).uses == {}
    with pytest.raises(DecidedAlready) as refused:
        decide(publisher, api, application)
    assert f"cancelled by {developer.user.email}" in refused.value.problem.detail


# 4


def test_of_two_approvers_one_wins_and_the_other_is_told_by_whom_and_how(
    publisher, colleague, developer, application, api, manual
):
    ask(developer, application, api, manual)

    def refuse():
        decide(colleague, api, application, approve=False)

    with before_next_transaction(refuse), pytest.raises(DecidedAlready) as refused:
        decide(publisher, api, application)
    assert refused.value.problem.status == 409
    assert f"refused by {colleague.user.email}" in refused.value.problem.detail
    assert stored(application, api).status == REFUSED
    decided = (events.SUBSCRIPTION_APPROVED, events.SUBSCRIPTION_REFUSED)
    assert len(events_of(api, *decided)) == 1
    assert waiting_entries(api) == []


def test_many_approvers_at_once_leave_one_decision(
    publisher, colleague, admin, developer, application, api, manual
):
    ask(developer, application, api, manual)
    people = [publisher, colleague, admin] * 2

    def act(number):
        try:
            return decide(people[number], api, application, approve=bool(number % 2)).status
        except DecidedAlready as refused:
            return refused

    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(act, range(len(people))))
    decided = events_of(api, events.SUBSCRIPTION_APPROVED, events.SUBSCRIPTION_REFUSED)
    assert len(decided) == 1
    assert sum(not isinstance(answer, DecidedAlready) for answer in answers) == 1
    status = ACTIVE if decided[0].kind == events.SUBSCRIPTION_APPROVED else REFUSED
    assert stored(application, api).status == status


def test_a_button_pressed_twice_decides_once(publisher, developer, application, api, manual):
    ask(developer, application, api, manual)
    assert decide(publisher, api, application).status == ACTIVE
    assert decide(publisher, api, application).status == ACTIVE
    assert len(events_of(api, events.SUBSCRIPTION_APPROVED)) == 1


# 5


def test_what_waits_for_an_approver_who_left_waits_for_the_others(
    publisher, colleague, admin, developer, api, manual
):
    asked = [new_application(developer, f"App {number}") for number in range(5)]
    for application in asked:
        ask(developer, application, api, manual)
    ids = [application.app_id for application in asked]
    administration.change_person(
        person=publisher.user.profile, by=admin.user.profile, disabled=True
    )
    assert waiting_for(colleague, api) == ids
    assert waiting_for(admin, api) == ids
    assert decide(colleague, api, asked[0]).status == ACTIVE
    for application in asked[1:]:
        assert decide(admin, api, application).status == ACTIVE
    assert waiting_entries(api) == []


def test_what_waits_comes_to_the_new_owner_of_the_api(
    publisher, stranger, admin, developer, application, api, manual, team
):
    ask(developer, application, api, manual)
    editing.edit_api(user=admin.user, api=latest(api), owner=f"{team}-other")
    assert waiting_for(publisher, api) == []
    deliver(api, "api_edited")
    deliver(api, "api_edited")
    assert waiting_for(stranger, api) == [application.app_id]
    assert len(waiting_entries(api)) == 1
    assert decide(stranger, latest(api), application).status == ACTIVE
    assert waiting_entries(api) == []


def test_the_new_owner_decides_before_the_event_came_too(
    publisher, stranger, admin, developer, application, api, manual, team
):
    ask(developer, application, api, manual)
    editing.edit_api(user=admin.user, api=latest(api), owner=f"{team}-other")
    assert decide(stranger, latest(api), application).status == ACTIVE
    assert waiting_entries(api) == []


# 6


def test_what_the_owner_ended_needs_approval_again(publisher, developer, application, api, manual):
    ask(developer, application, api, manual)
    decide(publisher, api, application)
    subscriptions.end(user=publisher.user, api=api, app_id=application.app_id, comment="Unused")
    assert stored(application, api).status == CANCELLED
    assert ask(developer, application, api, manual).status == REQUESTED


def test_no_automatic_plan_lets_in_who_was_suspended_or_ended(
    publisher, developer, application, api, automatic
):
    ask(developer, application, api, automatic)
    subscriptions.suspend(user=publisher.user, api=api, app_id=application.app_id)
    with pytest.raises(NoSuchStep):
        ask(developer, application, api, automatic)
    subscriptions.cancel(user=developer.user, application=application, slug=api.slug)
    assert ask(developer, application, api, automatic).status == REQUESTED
    decide(publisher, api, application)
    subscriptions.cancel(user=developer.user, application=application, slug=api.slug)
    assert ask(developer, application, api, automatic).status == ACTIVE
    subscriptions.end(user=publisher.user, api=api, app_id=application.app_id)
    assert ask(developer, application, api, automatic).status == REQUESTED


# 7


def test_what_was_refused_may_be_asked_for_again_and_its_history_stays(
    publisher, developer, application, api, manual
):
    ask(developer, application, api, manual, comment="Please")
    decide(publisher, api, application, approve=False, comment="Tell us what for")
    assert len(subscriptions.subscribers_of(api, status=REQUESTED)) == 0
    ask(developer, application, api, manual, comment="For the shop")
    said = [step.text for step in stored(application, api).steps]
    assert said == ["Please", "Tell us what for", "For the shop"]
    assert waiting_for(publisher, api) == [application.app_id]


def test_a_refused_request_that_is_deleted_leaves_no_ghost(
    publisher, developer, application, api, manual
):
    ask(developer, application, api, manual)
    decide(publisher, api, application, approve=False)
    subscriptions.cancel(user=developer.user, application=application, slug=api.slug)
    assert stored(application, api).status == CANCELLED
    assert waiting_entries(api) == []
    assert len(subscriptions.subscribers_of(api, status=REFUSED)) == 0


# 8


def test_a_request_sent_twice_is_one(publisher, developer, application, api, manual):
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, developer, application, api, manual) for _ in range(4)]
        assert {each.result().status for each in asked} == {REQUESTED}
    assert ask(developer, application, api, manual).status == REQUESTED
    assert len(events_of(api, events.SUBSCRIPTION_REQUESTED)) == 1
    assert len(waiting_entries(api)) == 1
    assert plans.plans_of(api.slug).use_count(manual.plan_id) == 1


# 9


def test_who_accepted_other_terms_is_not_approved_before_they_accept_the_new_ones(
    publisher, developer, application, api
):
    plan = new_plan(publisher, api, "Gold", approval=MANUAL, terms="Be fair.")
    with pytest.raises(Invalid):
        ask(developer, application, api, plan)
    ask(developer, application, api, plan, accepted_terms_revision=plan.terms_revision)
    changed = plans.put_plan(
        user=publisher.user, api=api, plan=replace(plan, terms="Be fair, and pay.")
    )
    with pytest.raises(NoSuchStep) as refused:
        decide(publisher, api, application)
    assert refused.value.problem.code == "terms_outdated"
    assert waiting_for(publisher, api) == [application.app_id]
    with pytest.raises(Invalid):
        subscriptions.accept_terms(
            user=developer.user, application=application, api=api, revision=plan.terms_revision
        )
    subscriptions.accept_terms(
        user=developer.user, application=application, api=api, revision=changed.terms_revision
    )
    approved = decide(publisher, api, application)
    assert (approved.status, approved.terms_revision) == (ACTIVE, changed.terms_revision)
    assert approved.terms_accepted_by == developer.user.profile.ref


def test_terms_that_change_while_somebody_approves_are_not_passed_over(
    publisher, developer, application, api
):
    plan = new_plan(publisher, api, "Gold", approval=MANUAL, terms="Be fair.")
    ask(developer, application, api, plan, accepted_terms_revision=plan.terms_revision)

    def change():
        plans.put_plan(user=publisher.user, api=api, plan=replace(plan, terms="Pay."))

    with before_next_transaction(change), pytest.raises(NoSuchStep):
        decide(publisher, api, application)
    assert stored(application, api).status == REQUESTED


# 10


def test_requests_wait_on_when_their_plan_becomes_automatic(
    publisher, developer, application, api, manual
):
    ask(developer, application, api, manual)
    changed = replace(manual, approval=AUTOMATIC, terms="Be fair.")
    changed = plans.put_plan(user=publisher.user, api=api, plan=changed)
    assert stored(application, api).status == REQUESTED
    assert ask(developer, application, api, manual).status == REQUESTED
    newer = ask(developer, application, api, manual, accepted_terms_revision=changed.terms_revision)
    assert (newer.status, newer.terms_revision) == (REQUESTED, changed.terms_revision)
    assert waiting_for(publisher, api) == [application.app_id]
    assert decide(publisher, api, application).status == ACTIVE


# 11


@pytest.mark.parametrize("how", ["the event", "the decision"])
def test_a_request_of_who_no_longer_sees_the_api_is_closed(
    publisher, developer, application, api, manual, how
):
    ask(developer, application, api, manual)
    editing.edit_api(user=publisher.user, api=latest(api), visibility="restricted")
    if how == "the event":
        deliver(api, "api_edited")
    else:
        with pytest.raises(RequestClosed) as refused:
            decide(publisher, latest(api), application)
        assert "may not see the API" in refused.value.problem.detail
    assert_closed(api, application, "out_of_sight")


def test_an_edit_that_hides_nothing_leaves_requests_alone(
    publisher, developer, application, api, manual
):
    ask(developer, application, api, manual)
    editing.edit_api(user=publisher.user, api=latest(api), visibility="public")
    deliver(api, "api_edited")
    assert waiting_for(publisher, api) == [application.app_id]


def test_of_a_subscription_only_the_request_for_another_plan_is_closed(
    publisher, developer, application, api, automatic, manual
):
    ask(developer, application, api, automatic)
    subscriptions.change_plan(
        user=developer.user, application=application, api=api, plan_id=manual.plan_id
    )
    editing.edit_api(user=publisher.user, api=latest(api), visibility="restricted")
    deliver(api, "api_edited")
    left = stored(application, api)
    assert (left.status, left.plan_id, left.is_waiting) == (ACTIVE, automatic.plan_id, False)
    assert events_of(api)[-1].kind == events.PLAN_CHANGE_CLOSED


def test_who_deletes_an_api_is_told_how_many_call_it(
    visit, publisher, developer, api, automatic, application
):
    browser, path = visit(publisher), f"/apis/{api.slug}/delete/"
    assert "are refused at once" not in browser.get(path).text
    ask(developer, application, api, automatic)
    assert "calls of 1 application are refused at once" in browser.get(path).text
    ask(developer, new_application(developer, "Another"), api, automatic)
    assert "calls of 2 applications are refused at once" in browser.get(path).text
