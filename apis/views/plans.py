"""Pages of an API's plans: its readers compare them, its owners change them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apis.breadcrumbs import crumbs
from apis.items import Api
from apis.items.plans import AUTOMATIC, MANUAL, Plan
from apis.services import plans
from apis.subscription_forms import PlanForm
from apis.visibility import get_api_and_plans_or_404, get_api_or_404, require_editor
from portal.accounts.decorators import form_view
from portal.accounts.models import signed_in
from portal.errors import ApplicationError, ChangedMeanwhile
from portal.web.confirmation import Crumbs, confirm, is_confirmed
from portal.web.form_pages import add_errors, repeat_if_changed, show_form

STILL_WAITING = "Requests that wait for approval stay until somebody decides on them."


@require_safe
def plan_list(request: HttpRequest, api: str) -> HttpResponse:
    """Show the plans of an API. One BatchGetItem beside session and person."""
    found, stored = get_api_and_plans_or_404(api, request.user)
    can_edit = found.can_be_edited_by(request.user)
    shown = stored.plans if can_edit else stored.open_plans
    context = {
        "api": found,
        "crumbs": crumbs(found),
        "plans": [(plan, stored.use_count(plan.plan_id)) for plan in shown],
        "can_edit": can_edit,
        "sees_subscribers": found.shows_drafts_to(request.user),
    }
    return render(request, "apis/plans.html", context)


@form_view
@login_required
def add_plan(request: HttpRequest, api: str) -> HttpResponse:
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    return _edit(request, found, PlanForm(request.POST or None), None)


@form_view
@login_required
@repeat_if_changed
def edit_plan(request: HttpRequest, api: str, plan: str) -> HttpResponse:
    """Edit a plan. Who comes second is shown what the first one wrote."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    stored = plans.plan_of(api, plan)
    form = PlanForm(request.POST or None, initial=PlanForm.values_of(stored))
    return _edit(request, found, form, stored)


def _edit(request: HttpRequest, api: Api, form: PlanForm, before: Plan | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and not form.differences:
        try:
            plan = plans.put_plan(
                user=signed_in(request.user),
                api=api,
                plan=form.given_plan(before),
                base_revision=before.revision if before else None,
            )
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            _tell_saved(request, api, before, plan)
            return redirect("plans", api.slug)
    context = {
        "api": api,
        "plan": before,
        "crumbs": _crumbs(api),
        "stale": form.differences,
    }
    status = 409 if form.differences else None
    return show_form(request, "apis/plan_form.html", form, context, status=status)


def _tell_saved(request: HttpRequest, api: Api, before: Plan | None, plan: Plan) -> None:
    messages.success(request, f"The plan {plan.name} is saved.")
    if before and (before.approval, plan.approval) == (MANUAL, AUTOMATIC):
        messages.info(request, STILL_WAITING)
    if unknown := plans.unknown_operations(api, plan):
        messages.warning(
            request,
            f"Version {api.current_version} has no such operation, so these limits count nothing "
            f"there: {', '.join(unknown)}.",
        )


@form_view
@login_required
def close_plan(request: HttpRequest, api: str, plan: str) -> HttpResponse:
    """Let a plan take no new subscriptions, or take them again."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    stored = plans.plan_of(api, plan)
    if is_confirmed(request):
        plans.close_plan(user=signed_in(request.user), api=found, plan_id=plan)
        messages.success(request, f"The plan {stored.name} is closed.")
        return redirect("plans", api)
    return confirm(
        request,
        crumbs=_crumbs(found),
        title=f"Close the plan {stored.name}?",
        consequence="Nobody can subscribe to it any more. Those who did go on as before, and you "
        "can open it again.",
        action_label="Close this plan",
        cancel_url=reverse("plans", args=[api]),
    )


@form_view
@login_required
def reopen_plan(request: HttpRequest, api: str, plan: str) -> HttpResponse:
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    stored = plans.plan_of(api, plan)
    if is_confirmed(request):
        plans.reopen_plan(user=signed_in(request.user), api=found, plan_id=plan)
        messages.success(request, f"The plan {stored.name} is open again.")
        return redirect("plans", api)
    return confirm(
        request,
        crumbs=_crumbs(found),
        title=f"Open the plan {stored.name} again?",
        consequence="Who sees the API can subscribe to it.",
        action_label="Open it again",
        cancel_url=reverse("plans", args=[api]),
    )


@form_view
@login_required
def delete_plan(request: HttpRequest, api: str, plan: str) -> HttpResponse:
    """Delete a plan that nobody is on, once its name is typed."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    stored = plans.plan_of(api, plan)
    if is_confirmed(request, name=stored.name):
        plans.delete_plan(user=signed_in(request.user), api=found, plan_id=plan)
        messages.success(request, f"The plan {stored.name} is deleted.")
        return redirect("plans", api)
    return confirm(
        request,
        crumbs=_crumbs(found),
        title=f"Delete the plan {stored.name}",
        consequence="It is deleted with its terms. A plan that somebody is on cannot be deleted; "
        "close it instead.",
        name=stored.name,
        action_label="Delete this plan",
        cancel_url=reverse("plans", args=[api]),
    )


def _crumbs(api: Api) -> Crumbs:
    return [*crumbs(api), ("Plans", reverse("plans", args=[api.slug]))]
