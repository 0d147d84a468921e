"""A person's own pages: profile, keys, sessions."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts import keys, roles, services
from portal.accounts.decorators import SignedInRequest, form_view, permission_required
from portal.accounts.forms import KeyForm
from portal.accounts.items import digest
from portal.accounts.models import User
from portal.accounts.providers import provider_named
from portal.errors import ApplicationError
from portal.web.confirmation import Crumbs, confirm, is_confirmed
from portal.web.form_pages import add_errors, show_form


@never_cache
@require_safe
@login_required
def profile(request: SignedInRequest) -> HttpResponse:
    """Who am I, what may I do, which keys and sessions have I."""
    person = request.user.profile
    context = {
        "provider": provider_named(request.session.get("provider", "")),
        "keys": keys.keys_of(person),
        "abilities": [roles.WORDS[each] for each in request.user.permissions],
        "may_own_keys": request.user.has_perm("accounts.own_keys"),
        "sessions": services.sessions_of(person, cursor=request.GET.get("cursor")),
        "this_session": digest(str(request.session.session_key)),
    }
    return render(request, "accounts/profile.html", context)


@never_cache
@form_view
@permission_required("accounts.own_keys")
def create_key(request: SignedInRequest) -> HttpResponse:
    """Make a key and show its secret, this once."""
    form = KeyForm(request.POST or None, owner=request.user.profile)
    if form.is_valid():
        try:
            key, secret = keys.create(
                owner=request.user.profile,
                **form.cleaned_data,
            )
        except ApplicationError as error:
            add_errors(form, error)
        else:
            made = {"crumbs": _crumbs(), "key": key, "secret": secret}
            return render(request, "accounts/key_created.html", made)
    return show_form(request, "accounts/key_form.html", form, {"crumbs": _crumbs()})


@never_cache
@form_view
@login_required
def revoke_key(request: SignedInRequest, digest: str) -> HttpResponse:
    """Revoke a key, confirmed by its name."""
    person = request.user.profile
    key = keys.key_of(person, digest)
    if is_confirmed(request, name=key.label):
        keys.revoke(owner=person, digest=digest)
        messages.success(request, f"The key “{key.label}” is revoked.")
        return redirect("profile")
    return confirm(
        request,
        crumbs=_crumbs(),
        title=f"Revoke the key “{key.label}”",
        consequence="Scripts that use it are refused from now on. This cannot be undone.",
        name=key.label,
        action_label="Revoke this key",
        cancel_url=reverse("profile"),
    )


@never_cache
@form_view
@login_required
def end_session(request: SignedInRequest, digest: str) -> HttpResponse:
    """End one session of one's own."""
    if is_confirmed(request):
        services.end_session(person=request.user.profile, digest=digest)
        messages.success(request, "The session is ended.")
        return redirect("profile")
    return confirm(
        request,
        crumbs=_crumbs(),
        title="End this session",
        consequence="Whoever uses it has to sign in again.",
        action_label="End the session",
        cancel_url=reverse("profile"),
    )


@never_cache
@form_view
@login_required
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    """End every session but this one, which goes on under a new id."""
    if is_confirmed(request):
        person = services.end_sessions(
            person=request.user.profile,
            by=request.user.profile,
        )
        update_session_auth_hash(request, User.of(person))
        messages.success(request, "All your other sessions are ended.")
        return redirect("profile")
    return confirm(
        request,
        crumbs=_crumbs(),
        title="End all other sessions",
        consequence="Everywhere but here you will have to sign in again.",
        action_label="End them all",
        cancel_url=reverse("profile"),
    )


def _crumbs() -> Crumbs:
    return [("Profile", reverse("profile"))]
