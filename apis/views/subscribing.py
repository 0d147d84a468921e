"""Pages of one subscription for the side of its application."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apis.breadcrumbs import application_crumbs
from apis.items import Api
from apis.items.applications import Application
from apis.items.plans import Plan
from apis.items.subscriptions import ACTIVE, REQUESTED, Subscription
from apis.services import subscriptions
from apis.services.subscriptions.asking import known_to_application, known_to_member
from apis.services.subscriptions.known import Known
from apis.subscription_forms import ChosenPlanForm, TermsForm
from apis.visibility import OWN_APPLICATIONS
from portal.accounts.decorators import SignedInRequest, form_view, permission_required
from portal.errors import ApplicationError, Missing
from portal.web.confirmation import Crumbs, confirm, is_confirmed
from portal.web.form_pages import add_errors, show_form


@require_safe
@permission_required(OWN_APPLICATIONS)
def subscription(request: SignedInRequest, app_id: str, api: str) -> HttpResponse:
    """Show an application's subscription to an API: where it stands and what was said.

    One BatchGetItem beside session and person.
    """
    known, application, stored = _of_member(request, app_id, api)
    seen = known.api_as_seen_by(request.user)
    plan = known.plans.named(stored.plan_id) if seen else None
    wanted = known.plans.named(stored.waiting_plan_id) if seen and stored.is_waiting else None
    about = wanted or plan
    context = {
        "api": seen,
        "application": application,
        "subscription": stored,
        "crumbs": _crumbs(application),
        "plan": plan,
        "wanted": wanted,
        "has_new_terms": seen is not None
        and not stored.has_ended
        and about is not None
        and about.terms_to_accept not in (0, stored.waiting_terms_revision),
    }
    return render(request, "apis/subscription.html", context)


@form_view
@permission_required(OWN_APPLICATIONS)
def choose_plan(request: SignedInRequest, app_id: str, api: str) -> HttpResponse:
    """Choose a plan: to ask for access anew, or to change the one that is there.

    `?plan=` shows one plan with its terms and asks for it; without it, all that are open.
    """
    person = request.user
    known = known_to_member(person, app_id, api)
    application, found = known.application_or_404, known.api_or_404
    plan = known.plans.named(request.GET.get("plan", ""))
    context = {
        "api": found,
        "application": application,
        "subscription": known.subscription,
        "crumbs": _crumbs(application, found),
        "plan": plan,
        "plans": known.plans.open_plans,
    }
    if plan is None:
        return render(request, "apis/choose_plan.html", context)
    # A plan without terms asks for nothing, so that its form may come empty.
    sent = request.POST if request.method == "POST" else None
    form = ChosenPlanForm(sent, plan=plan)
    if form.is_valid():
        try:
            stored = _ask(request, known, plan, form)
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, _done(stored, plan))
            return redirect("subscription", app_id, api)
    return show_form(request, "apis/choose_plan.html", form, context)


def _ask(request: SignedInRequest, known: Known, plan: Plan, form: ChosenPlanForm) -> Subscription:
    there = known.subscription
    act = (
        subscriptions.change_plan
        if there is not None and not there.has_ended
        else subscriptions.subscribe
    )
    person = request.user
    return act(
        user=person,
        application=known.application_or_404,
        api=known.api_or_404,
        plan_id=plan.plan_id,
        accepted_terms_revision=form.cleaned_data.get("terms_revision") or 0,
        comment=form.cleaned_data["comment"],
    )


def _done(stored: Subscription, plan: Plan) -> str:
    if stored.status == ACTIVE and stored.plan_id == plan.plan_id:
        return f"The plan {plan.name} holds now."
    return f"You asked for the plan {plan.name}. The API's owner decides."


@form_view
@permission_required(OWN_APPLICATIONS)
def accept_terms(request: SignedInRequest, app_id: str, api: str) -> HttpResponse:
    """Accept the terms of the plan that is asked for or in force as they are now."""
    person = request.user
    known = known_to_member(person, app_id, api)
    application, found = known.application_or_404, known.api_or_404
    stored = known.subscription_or_404
    plan = known.plans.named(stored.waiting_plan_id)
    if plan is None:
        raise Missing("plan_not_found")
    form = TermsForm(request.POST or None, plan=plan)
    if form.is_bound and form.is_valid():
        subscriptions.accept_terms(
            user=person,
            application=application,
            api=found,
            revision=form.cleaned_data["terms_revision"] or 0,
        )
        messages.success(request, f"The terms of {plan.name} are accepted.")
        return redirect("subscription", app_id, api)
    context = {
        "api": found,
        "application": application,
        "crumbs": _crumbs(application, found),
        "plan": plan,
    }
    return show_form(request, "apis/accept_terms.html", form, context)


@form_view
@permission_required(OWN_APPLICATIONS)
def cancel(request: SignedInRequest, app_id: str, api: str) -> HttpResponse:
    """Cancel a subscription, or the request for it, once that is confirmed."""
    known, application, stored = _of_member(request, app_id, api)
    if is_confirmed(request):
        subscriptions.cancel(user=request.user, application=application, slug=api)
        messages.success(request, "The subscription is cancelled.")
        return redirect("subscription", app_id, api)
    seen = known.api_as_seen_by(request.user)
    consequence = "The request is withdrawn. You can ask again."
    if stored.status != REQUESTED:
        consequence = "Its calls are refused within a minute. You can ask for access again."
    return confirm(
        request,
        crumbs=_crumbs(application, seen, slug=api),
        title=f"Cancel the subscription of {application.name} to {seen.name if seen else api}?",
        consequence=consequence,
        action_label="Cancel the subscription",
        cancel_url=reverse("subscription", args=[app_id, api]),
    )


def _of_member(
    request: SignedInRequest, app_id: str, api: str
) -> tuple[Known, Application, Subscription]:
    """Return what is known of an application that the reader may use, and its subscription, which
    may be one to an API that is gone."""
    known = known_to_application(request.user, app_id, api)
    if known.stored is None:
        raise Missing("subscription_not_found")
    return known, known.application_or_404, known.stored


def _crumbs(application: Application, api: Api | None = None, *, slug: str = "") -> Crumbs:
    way = application_crumbs(application)
    if api or slug:
        address = reverse("subscription", args=[application.app_id, api.slug if api else slug])
        way.append((api.name if api else slug, address))
    return way
