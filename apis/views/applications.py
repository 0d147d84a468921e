"""Pages of applications: the list, one of them, and what changes it."""

from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apis.application_forms import ApplicationForm, HandOverForm
from apis.breadcrumbs import application_crumbs
from apis.forms import add_errors
from apis.items import edits_any
from apis.items.applications import Application
from apis.services import application_keys
from apis.services import applications as services
from apis.views.application_parts import key_rows, subscriptions_of
from apis.visibility import OWN_APPLICATIONS
from portal.accounts.decorators import SignedInRequest, form_view, permission_required
from portal.accounts.items import Profile
from portal.accounts.models import User
from portal.errors import ApplicationError, ChangedMeanwhile
from portal.web.confirmation import confirm, is_confirmed
from portal.web.form_pages import repeat_if_changed, show_form


@require_safe
@permission_required(OWN_APPLICATIONS)
def applications(request: SignedInRequest) -> HttpResponse:
    """List the applications of the reader and of their teams. One Query for each owner."""
    found = services.applications_of(request.user)
    groups = [
        (_owner_label(owner, request.user), list(each))
        for owner, each in groupby(found, key=lambda application: application.owner)
    ]
    return render(request, "apis/applications.html", {"groups": groups})


@never_cache
@require_safe
@permission_required(OWN_APPLICATIONS)
def application(request: SignedInRequest, app_id: str) -> HttpResponse:
    """Show one application: whose it is, its keys, its subscriptions.

    One GetItem (another one where an administrator looks at somebody else's), one BatchGetItem for
    the keys, one Query each for those that ended and for the subscriptions.
    """
    found = services.get_application_or_404(app_id, request.user)
    ended = application_keys.ended_keys_of(found, cursor=request.GET.get("cursor"))
    context = {
        "application": found,
        "crumbs": application_crumbs(),
        "owner": _owner_label(found.owner, request.user),
        "keys": key_rows(application_keys.keys_of(found)),
        "page": ended,
        "ended": key_rows(ended),
        "subscriptions": subscriptions_of(found),
        "can_hand_over": _can_hand_over(found, request.user),
        "dormant_days": settings.KEY_DORMANT_DAYS,
    }
    return render(request, "apis/application.html", context)


@never_cache
@form_view
@permission_required(OWN_APPLICATIONS)
def create(request: SignedInRequest) -> HttpResponse:
    """Register an application."""
    form = ApplicationForm(request.POST or None, teams=request.user.teams)
    if form.is_valid():
        try:
            made = services.create_application(
                user=request.user,
                name=form.cleaned_data["name"],
                description=form.cleaned_data["description"],
                owner=form.cleaned_data.get("owner", ""),
            )
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, f"{made.name} is created. Now it needs a key.")
            return redirect("application", made.app_id)
    context = {"crumbs": application_crumbs(), "cancel_url": reverse("applications")}
    return show_form(request, "apis/application_form.html", form, context)


@never_cache
@form_view
@permission_required(OWN_APPLICATIONS)
@repeat_if_changed
def edit(request: SignedInRequest, app_id: str) -> HttpResponse:
    """Edit what is said about an application. Who comes second sees what the first one wrote."""
    found = services.get_application_or_404(app_id, request.user)
    form = ApplicationForm(request.POST or None, initial=ApplicationForm.values_of(found))
    if form.is_valid() and not form.differences:
        try:
            services.edit_application(
                user=request.user,
                application=found,
                name=form.cleaned_data["name"],
                description=form.cleaned_data["description"],
            )
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("application", app_id)
    context = {
        "application": found,
        "crumbs": application_crumbs(found),
        "cancel_url": reverse("application", args=[app_id]),
        "stale": form.differences,
    }
    status = 409 if form.differences else None
    return show_form(request, "apis/application_form.html", form, context, status=status)


@never_cache
@form_view
@permission_required(OWN_APPLICATIONS)
def hand_over(request: SignedInRequest, app_id: str) -> HttpResponse:
    """Give an application to another owner, with its keys and subscriptions."""
    found = services.get_application_or_404(app_id, request.user)
    form = HandOverForm(request.POST or None, user=request.user, application=found)
    if form.is_valid():
        try:
            services.hand_over(
                user=request.user,
                application=found,
                owner=form.cleaned_data["owner"],
                person=form.person,
            )
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            owner = _owner_label(found.owner, request.user)
            messages.success(request, f"{found.name} belongs to {owner} now.")
            may_see = found.can_be_used_by(request.user)
            return redirect("application", app_id) if may_see else redirect("applications")
    context = {
        "application": found,
        "crumbs": application_crumbs(found),
        "can_hand_over": _can_hand_over(found, request.user),
    }
    return show_form(request, "apis/application_hand_over.html", form, context)


@never_cache
@form_view
@permission_required(OWN_APPLICATIONS)
def delete(request: SignedInRequest, app_id: str) -> HttpResponse:
    """Delete an application, once its name is typed."""
    found = services.get_application_or_404(app_id, request.user)
    if is_confirmed(request, name=found.name):
        services.delete_application(user=request.user, application=found)
        messages.success(request, f"{found.name} is deleted, and its keys have ended.")
        return redirect("applications")
    return confirm(
        request,
        crumbs=application_crumbs(found),
        title=f"Delete {found.name}",
        consequence=_lost_with(found),
        name=found.name,
        action_label="Delete this application",
        cancel_url=reverse("application", args=[app_id]),
    )


def _lost_with(application: Application) -> str:
    """Return what ends with an application, by name."""
    ending = [f"the key “{key.label}”" for key in application_keys.keys_of(application)]
    ending += [f"the subscription to {each.api}" for each in subscriptions_of(application)]
    if not ending:
        return "It has no keys and no subscriptions. There is no way back."
    *others, last = ending
    listed = f"{', '.join(others)} and {last}" if others else last
    return f"With it end {listed}: its calls are refused within a minute. There is no way back."


def _can_hand_over(application: Application, user: User) -> bool:
    return edits_any(user) or any(team != application.team for team in user.teams)


def _owner_label(owner: str, user: User) -> str:
    """Return an owner in words; one GetItem where it is another person."""
    team = Application(owner=owner).team
    if team:
        return f"Team {team}"
    if owner == user.profile.ref:
        return "You"
    found = Profile.find(*Profile.key(owner.removeprefix("USER#")))
    return found.email if found else "Somebody who is gone"
