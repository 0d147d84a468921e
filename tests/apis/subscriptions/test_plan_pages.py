"""Pages of plans: limits in words and as people type them, two editors, closing and deleting."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from apis import plan_words
from apis.items.plans import MANUAL, Plan
from apis.limits.policies import Limits, Rate
from apis.services import plans, subscriptions
from portal.errors import Invalid
from tests.apis.subscriptions.conftest import ask, new_application, new_plan
from tests.aws_events import before_next_transaction


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(), "No limits"),
        (Limits(Rate(10, 1, 20), 1000), "10 calls a second, bursts of 20; 1,000 a day"),
        (Limits(Rate(1, 60, 1)), "1 call a minute"),
        (Limits(Rate(5000, 3600, 5000), None, 10**6), "5,000 calls an hour; 1,000,000 a month"),
        (Limits(None, 1, 20), "1 call a day; 20 a month"),
    ],
)
def test_limits_are_said_in_words(limits, words):
    assert plan_words.in_words(limits) == words


def test_limits_of_operations_are_read_as_they_are_written():
    text = "POST /orders 5/minute, burst 10, 100/day, 2000/month\nGET /pets:find 7/hour"
    found = plan_words.operation_limits_in(f"\n{text.lower()}\n")
    assert plan_words.as_text(found) == text
    assert found["GET /pets:find"] == {"rate_calls": 7, "rate_seconds": 3600}


@pytest.mark.parametrize(
    "line",
    [
        "POST /orders",
        "POST",
        "POST /orders many",
        "POST /orders 5/fortnight",
        "POST /orders 5/second, 6/minute",
        "POST /orders 5/second 6/day",
        "POST /orders -5/day",
        f"POST /orders {'9' * 5000}/day",
    ],
)
def test_a_line_that_is_no_limit_is_named(line):
    with pytest.raises(plan_words.NotUnderstood) as refused:
        plan_words.operation_limits_in(f"GET /a 1/day\n{line}")
    assert refused.value.line == 2


def test_an_operation_is_limited_once():
    with pytest.raises(plan_words.NotUnderstood):
        plan_words.operation_limits_in("get /a 1/day\nGET /a 2/day")


def test_a_plan_of_a_newer_portal_is_read():
    assert Plan.from_stored({"plan_id": "x", "name": "Gold", "weight": 3}).name == "Gold"


def edit(client, api, plan, **changes):
    """Open the form of a plan; return a function that sends it with these changes."""
    address = f"/apis/{api.slug}/plans/{plan.plan_id}/"
    form = client.get(address).context["form"]
    opened = {"revision": str(form.initial["revision"])}
    for name, field in form.fields.items():
        text = field.prepare_value(form.initial.get(name))
        opened[name] = "" if text is None else str(text)
        if field.show_hidden_initial:
            opened[f"initial-{name}"] = opened[name]
    return lambda: client.post(address, opened | changes)


def test_a_plan_is_edited_and_a_faulty_one_shown_again(publisher, visit, api, manual):
    browser = visit(publisher)
    assert edit(browser, api, manual, per_day="2000", terms="A")().status_code == 302
    stored = plans.plan_of(api.slug, manual.plan_id)
    assert (stored.per_day, stored.terms_revision) == (2000, 2)
    long = edit(browser, api, manual, terms="x" * 20_000)()
    assert long.status_code == 302
    faulty = edit(browser, api, manual, burst="5", operation_limits="GET /a")()
    assert faulty.status_code == 422
    assert "Line 1 is not understood" in faulty.text
    assert edit(browser, api, manual, terms="ä" * 11_000)().status_code == 422
    assert edit(browser, api, manual, name="x" * 20_000)().status_code == 413
    assert plans.plan_of(api.slug, manual.plan_id).terms == "x" * 20_000


def test_who_saves_second_is_shown_what_the_first_one_wrote(publisher, visit, api, manual):
    browser = visit(publisher)
    send_same_field = edit(browser, api, manual, per_day="5")
    send_other_field = edit(browser, api, manual, price="€1")
    changed = replace(manual, per_day=7)
    plans.put_plan(user=publisher.user, api=api, plan=changed)
    refused = send_same_field()
    assert refused.status_code == 409
    assert "Somebody else changed this while you did." in refused.text
    assert send_other_field().status_code == 302
    stored = plans.plan_of(api.slug, manual.plan_id)
    assert (stored.per_day, stored.price) == (7, "€1")


def test_making_a_plan_automatic_says_that_requests_wait_on(publisher, visit, api, manual):
    browser = visit(publisher)
    changes = {"approval": "automatic", "operation_limits": "GET /no 1/day"}
    assert edit(browser, api, manual, **changes)().status_code == 302
    page = browser.get(f"/apis/{api.slug}/plans/").text
    assert "Requests that wait for approval stay" in page
    assert "has no such operation" in page


def test_a_plan_that_is_saved_unchanged_is_not_written(publisher, visit, api, manual):
    assert edit(visit(publisher), api, manual)().status_code == 302
    assert plans.plan_of(api.slug, manual.plan_id).revision == manual.revision


def test_a_plan_is_closed_opened_again_and_deleted(
    publisher, developer, visit, application, api, manual
):
    browser, reader = visit(publisher), visit(developer)
    address = f"/apis/{api.slug}/plans/"
    assert "Close the plan Gold?" in browser.get(f"{address}{manual.plan_id}/close/").text
    browser.post(f"{address}{manual.plan_id}/close/")
    assert "Closed" in browser.get(address).text
    assert "Gold" not in reader.get(address).text
    browser.post(f"{address}{manual.plan_id}/reopen/")
    assert "Gold" in reader.get(address).text

    ask(developer, application, api, manual)
    delete = f"{address}{manual.plan_id}/delete/"
    assert browser.post(delete, {"confirm": "Golf"}).status_code == 422
    refused = browser.post(delete, {"confirm": "Gold"})
    assert refused.status_code == 409
    assert "is on it or asks for it (1 now)" in refused.text
    subscriptions.cancel(user=developer.user, application=application, slug=api.slug)
    assert browser.post(delete, {"confirm": "Gold"}).status_code == 302
    assert plans.plans_of(api.slug).plans == []


def test_nobody_subscribes_to_a_plan_that_is_deleted_at_the_same_moment(
    publisher, developer, application, api, manual, automatic
):
    def delete():
        plans.delete_plan(user=publisher.user, api=api, plan_id=manual.plan_id)

    with before_next_transaction(delete), pytest.raises(Invalid):
        ask(developer, application, api, manual)
    assert plans.plans_of(api.slug).uses == {}
    assert [plan.name for plan in plans.plans_of(api.slug).plans] == ["Free"]


def test_plans_changed_while_many_subscribe_stay_whole(publisher, developer, api, automatic):
    asking = [new_application(developer, f"App {number}") for number in range(6)]

    def change(number):
        plan = plans.plan_of(api.slug, automatic.plan_id)
        new_plan(publisher, api, f"Plan {number}", approval=MANUAL)
        return plan.plan_id

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, developer, each, api, automatic) for each in asking]
        changed = [pool.submit(change, number) for number in range(3)]
        assert {each.result().status for each in asked} == {"active"}
        assert {each.result() for each in changed} == {automatic.plan_id}
    stored = plans.plans_of(api.slug)
    assert len(stored.plans) == 4
    assert stored.use_count(automatic.plan_id) == 6
