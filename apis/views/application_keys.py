"""Pages of an application's keys: a new one, shown once; rotated, revoked, woken."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from apis.application_forms import ApplicationKeyForm, RotateForm
from apis.breadcrumbs import application_crumbs
from apis.forms import add_errors
from apis.items.applications import Application, ApplicationKey
from apis.services import application_keys as services
from apis.services.applications import get_application_or_404
from apis.services.key_making import shortened
from apis.views.application_parts import sample_call, subscriptions_of
from apis.visibility import OWN_APPLICATIONS
from portal.accounts.decorators import SignedInRequest, form_view, permission_required
from portal.errors import ApplicationError, ChangedMeanwhile
from portal.web.confirmation import confirm, is_confirmed
from portal.web.form_pages import show_form


@never_cache
@form_view
@permission_required(OWN_APPLICATIONS)
def create(request: SignedInRequest, app_id: str) -> HttpResponse:
    """Make a key and show its secret, this once."""
    application = get_application_or_404(app_id, request.user)
    subscriptions = subscriptions_of(application)
    offered = [each.api for each in subscriptions]
    form = ApplicationKeyForm(request.POST or None, offered=offered)
    if form.is_valid():
        values = form.cleaned_data
        try:
            key, secret = services.create_key(user=request.user, application=application, **values)
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            notice = shortened(key, values["days"])
            return _show_secret(request, application, key, secret, "New key", notice)
    context = {"application": application, "crumbs": application_crumbs(application)}
    return show_form(request, "apis/key_form.html", form, context)


@never_cache
@form_view
@permission_required(OWN_APPLICATIONS)
def rotate(request: SignedInRequest, app_id: str, digest: str) -> HttpResponse:
    """Make the key that takes another's place, and show its secret, this once.

    Who presses the button second is told so (409) and sees the way to the new key.
    """
    application = get_application_or_404(app_id, request.user)
    old = services.key_of(application, digest)
    form = RotateForm(request.POST or None)
    status = None
    if form.is_valid():
        try:
            key, secret = services.rotate_key(
                user=request.user, application=application, digest=digest, **form.cleaned_data
            )
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
            status = refusal.status
        else:
            notice = shortened(key, old.days)
            return _show_secret(request, application, key, secret, "Rotate", notice)
    context = {
        "application": application,
        "key": old,
        "crumbs": application_crumbs(application),
    }
    return show_form(request, "apis/key_rotate.html", form, context, status=status)


@never_cache
@form_view
@permission_required(OWN_APPLICATIONS)
def revoke(request: SignedInRequest, app_id: str, digest: str) -> HttpResponse:
    """Revoke a key: a click on its button and one here, since a leaked key is urgent."""
    application = get_application_or_404(app_id, request.user)
    key = services.key_of(application, digest)
    if is_confirmed(request):
        services.revoke_key(user=request.user, application=application, digest=digest)
        messages.success(request, f"The key “{key.label}” ({key.hint}) is revoked.")
        return redirect("application", app_id)
    if not key.holds:
        return redirect("application", app_id)
    return confirm(
        request,
        crumbs=application_crumbs(application),
        title=f"Revoke the key “{key.label}” ({key.hint})?",
        consequence=_lost_with(application, key),
        action_label="Revoke this key",
        cancel_url=reverse("application", args=[app_id]),
    )


@never_cache
@form_view
@permission_required(OWN_APPLICATIONS)
def wake(request: SignedInRequest, app_id: str, digest: str) -> HttpResponse:
    """Let a dormant key be accepted again."""
    application = get_application_or_404(app_id, request.user)
    key = services.key_of(application, digest)
    if is_confirmed(request):
        services.wake_key(user=request.user, application=application, digest=digest)
        messages.success(request, f"The key “{key.label}” is accepted again.")
        return redirect("application", app_id)
    if not (key.holds and services.is_dormant(key)):
        return redirect("application", app_id)
    return confirm(
        request,
        crumbs=application_crumbs(application),
        title=f"Wake the key “{key.label}” ({key.hint})?",
        consequence="It is accepted again within a minute. If nobody knows where it is kept, "
        "revoke it instead.",
        action_label="Wake this key",
        cancel_url=reverse("application", args=[app_id]),
    )


def _show_secret(
    request: SignedInRequest,
    application: Application,
    key: ApplicationKey,
    secret: str,
    current: str,
    notice: str,
) -> HttpResponse:
    context = {
        "application": application,
        "crumbs": application_crumbs(application),
        "current": current,
        "key": key,
        "secret": secret,
        "notice": notice,
        "sample": sample_call(key, secret, subscriptions_of(application)) if secret else "",
    }
    return render(request, "apis/key_made.html", context)


def _lost_with(application: Application, key: ApplicationKey) -> str:
    """Return what revoking a key means for those who call with it, and which others hold."""
    others = [each for each in services.keys_of(application) if each.digest != key.digest]
    older = [each for each in others if each.digest in key.predecessors and each.ends_on]
    meaning = "Calls with it are refused within a minute. This cannot be undone. "
    if not others:
        return meaning + "It is the application's only key: no call of it will pass any more."
    if older:
        kept = ", ".join(f"{each.hint} until {each.ends_on:%-d %b %Y, %H:%M} UTC" for each in older)
        meaning += f"The key that it replaced stays: {kept}. Revoke that one, too, if it leaked. "
        if len(older) == len(others):
            meaning += "After that no key of the application is left."
    return meaning.strip()
