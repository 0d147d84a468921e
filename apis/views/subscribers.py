"""Pages of who subscribed to an API, for its owners, and of what waits for them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apis.breadcrumbs import crumbs
from apis.items import Api
from apis.items.subscriptions import ACTIVE, STATUSES, SUSPENDED
from apis.services import subscriptions
from apis.services.subscriptions.deciding import known_to_owner, require_owner_side
from apis.services.subscriptions.known import Known
from apis.subscription_forms import CommentForm
from apis.views.addresses import with_params
from apis.visibility import get_api_and_plans_or_404, require_editor
from portal.accounts.decorators import form_view
from portal.accounts.models import signed_in
from portal.errors import ApplicationError, Missing
from portal.web.confirmation import Crumbs
from portal.web.form_pages import add_errors, show_form


@dataclass(frozen=True)
class OwnerStep:
    """What an owner does to a subscription that is in force: its button, and what is asked and
    said before."""

    label: str
    question: str
    consequence: str
    done: str
    is_danger: bool = False


STEPS = {
    "suspend": OwnerStep(
        "Suspend",
        "Suspend {}?",
        "Its calls are refused within a minute, until somebody resumes it.",
        "{} is suspended.",
        is_danger=True,
    ),
    "resume": OwnerStep(
        "Resume", "Resume {}?", "Its calls pass again within a minute.", "{} is active again."
    ),
    "end": OwnerStep(
        "End",
        "End the subscription of {}?",
        "Its calls are refused within a minute. It may ask again, and then needs your approval.",
        "The subscription of {} has ended.",
        is_danger=True,
    ),
}
DECISIONS = {"approve": "approved", "refuse": "refused"}
STEPS_OF_STATUS = {ACTIVE: ("suspend", "end"), SUSPENDED: ("resume", "end")}


@require_safe
@login_required
def subscribers(request: HttpRequest, api: str) -> HttpResponse:
    """Show a page of an API's subscribers. Two BatchGetItems and a Query beside session and
    person."""
    found, known = get_api_and_plans_or_404(api, request.user)
    require_owner_side(found, request.user)
    status = request.GET.get("status", "")
    page = subscriptions.subscribers_of(
        found, status=status, cursor=request.GET.get("cursor") or None
    )
    context = {
        "api": found,
        "crumbs": crumbs(found),
        "page": page,
        "rows": [(row, known.named(row.subscription.plan_id)) for row in page],
        "status": status,
        "tabs": _tabs(request, status),
        "can_edit": found.can_be_edited_by(request.user),
    }
    return render(request, "apis/subscribers.html", context)


def _tabs(request: HttpRequest, status: str) -> list[tuple[str, str, bool]]:
    """Return the statuses to choose from: label, address, whether it is the one that is shown."""
    return [
        (each.capitalize() or "All", with_params(request, status=each or None), each == status)
        for each in ("", *STATUSES)
    ]


@form_view
@login_required
def subscriber(request: HttpRequest, api: str, app_id: str) -> HttpResponse:
    """Show one subscription to its API's owners, and take their decision on what waits.

    One BatchGetItem beside session and person.
    """
    known = known_to_owner(request.user, api, app_id)
    found, subscription = known.api_or_404, known.subscription_or_404
    if request.method == "POST":
        require_editor(found, request.user)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decide(request, known, form):
        return redirect("subscriber", api, app_id)
    can_edit = found.can_be_edited_by(request.user)
    offered = STEPS_OF_STATUS.get(subscription.status, ()) if can_edit else ()
    context = {
        "api": found,
        "crumbs": _crumbs(found),
        "subscription": subscription,
        "application": known.application,
        "plan": known.plans.named(subscription.plan_id),
        "wanted": _wanted(known),
        "can_edit": can_edit,
        "steps": [(name, STEPS[name].label) for name in offered],
    }
    return show_form(request, "apis/subscriber.html", form, context)


def _decide(request: HttpRequest, known: Known, form: CommentForm) -> bool:
    """Take the decision that was sent; return whether one was taken."""
    decision = request.POST.get("decision")
    if decision not in DECISIONS:
        return False
    try:
        subscriptions.decide(
            user=signed_in(request.user),
            api=known.api_or_404,
            app_id=known.app_id,
            approve=decision == "approve",
            comment=form.cleaned_data["comment"],
        )
    except ApplicationError as refusal:
        if not refusal.problem.faults:
            raise
        add_errors(form, refusal)
        return False
    messages.success(request, f"The request of {_name(known)} is {DECISIONS[decision]}.")
    return True


@form_view
@login_required
def subscriber_step(request: HttpRequest, api: str, app_id: str, step: str) -> HttpResponse:
    """Suspend, resume or end a subscription, with a comment."""
    if step not in STEPS:
        raise Missing("not_found")
    known = known_to_owner(request.user, api, app_id)
    found = known.api_or_404
    require_editor(found, request.user)
    act: Any = {
        "suspend": subscriptions.suspend,
        "resume": subscriptions.resume,
        "end": subscriptions.end,
    }[step]
    words, form = STEPS[step], CommentForm(request.POST or None)
    # A form without a comment is empty, and no less meant.
    if request.method == "POST" and (not request.POST or form.is_valid()):
        comment = form.cleaned_data["comment"] if form.is_bound else ""
        act(user=signed_in(request.user), api=found, app_id=app_id, comment=comment)
        messages.success(request, words.done.format(_name(known)))
        return redirect("subscriber", api, app_id)
    context = {
        "api": found,
        "crumbs": [
            *_crumbs(found),
            (_name(known), reverse("subscriber", args=[api, app_id])),
        ],
        "words": words,
        "title": words.question.format(_name(known)),
        "cancel_url": reverse("subscriber", args=[api, app_id]),
    }
    return show_form(request, "apis/subscription_step.html", form, context)


@require_safe
@login_required
def approvals(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader's teams. A Query for each team until the page is full, and a
    BatchGetItem, beside session and person."""
    person = signed_in(request.user)
    page = subscriptions.waiting_for(person, cursor=request.GET.get("cursor") or None)
    context = {
        "page": page,
        "rows": [(row, row.api.can_be_edited_by(person)) for row in page],
    }
    return render(request, "apis/approvals.html", context)


def _wanted(known: Known) -> Any:
    """Return the plan that waits for a decision, None where nothing waits."""
    subscription = known.subscription_or_404
    if not subscription.is_waiting:
        return None
    return known.plans.named(subscription.waiting_plan_id)


def _name(known: Known) -> str:
    return known.application.name if known.application else "a deleted application"


def _crumbs(api: Api) -> Crumbs:
    return [*crumbs(api), ("Subscribers", reverse("subscribers", args=[api.slug]))]
