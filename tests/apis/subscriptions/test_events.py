"""What the record of a step says of it, for whoever reads the audit log or follows the events."""

from apis import events
from apis.services import subscriptions
from tests.apis.subscriptions.conftest import ask, decide, events_of, new_plan


def details_of(api, kind):
    (event,) = events_of(api, kind)
    return event.details


def test_a_change_of_plan_names_both_plans(
    publisher, developer, application, api, automatic, manual
):
    other = new_plan(publisher, api, "Silver", per_day=10)
    ask(developer, application, api, automatic)
    mine = {"user": developer.user, "application": application, "api": api}
    subscriptions.change_plan(**mine, plan_id=other.plan_id)
    changed = details_of(api, events.PLAN_CHANGED)
    assert (changed["plan before"], changed["plan"]) == (automatic.plan_id, other.plan_id)
    subscriptions.change_plan(**mine, plan_id=manual.plan_id)
    assert "plan before" not in details_of(api, events.PLAN_CHANGE_REQUESTED)
    decide(publisher, api, application)
    approved = details_of(api, events.PLAN_CHANGE_APPROVED)
    assert (approved["plan before"], approved["plan"]) == (other.plan_id, manual.plan_id)


def test_it_is_said_which_terms_were_accepted(publisher, developer, application, api, automatic):
    plan = new_plan(publisher, api, "Bound", terms="Be fair.")
    ask(developer, application, api, plan, accepted_terms_revision=plan.terms_revision)
    assert details_of(api, events.SUBSCRIPTION_ACTIVATED)["terms revision"] == plan.terms_revision
    subscriptions.change_plan(
        user=developer.user, application=application, api=api, plan_id=automatic.plan_id
    )
    assert "terms revision" not in details_of(api, events.PLAN_CHANGED)
