"""Pages that change what is there: an API's details, a version's life, deletion."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apis.breadcrumbs import crumbs
from apis.forms import EditForm, NotesForm, add_errors
from apis.items import ACTIVE, DEPRECATED, DRAFT, Api, ApiVersion
from apis.items.subscriptions import ACTIVE as IN_FORCE
from apis.services import editing, lifecycle, removal
from apis.services.subscriptions import subscribers_of
from apis.views.life import steps_of
from apis.visibility import get_api_or_404, get_version_or_404, require_editor
from portal.accounts.decorators import form_view
from portal.accounts.models import signed_in
from portal.errors import ApplicationError, ChangedMeanwhile
from portal.web.confirmation import confirm, is_confirmed
from portal.web.form_pages import repeat_if_changed, show_form


@form_view
@login_required
@repeat_if_changed
def edit_api(request: HttpRequest, api: str) -> HttpResponse:
    """Edit what is said about an API. Who comes second is shown what the first one wrote."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    values = EditForm.values_of(found)
    person = signed_in(request.user)
    form = EditForm(request.POST or None, initial=values, user=person, owned_by=found.owner)
    if request.method == "POST" and form.is_valid() and not form.differences:
        try:
            editing.edit_api(user=person, api=found, **vars(form.given_details()))
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("api", found.slug)
    context = {"api": found, "crumbs": crumbs(found), "stale": form.differences}
    status = 409 if form.differences else None
    return show_form(request, "apis/edit.html", form, context, status=status)


@form_view
@repeat_if_changed
def version(request: HttpRequest, api: str, version: str) -> HttpResponse:
    """Show one version: its life, its notes, the warnings of its description.

    Who saves notes second is shown what the first one wrote.
    """
    owner, found = get_version_or_404(api, version, request.user)
    if request.method == "POST":
        require_editor(owner, request.user)
    form = NotesForm(request.POST or None, initial=NotesForm.values_of(found))
    if request.method == "POST" and form.is_valid() and not form.differences:
        try:
            lifecycle.edit_version(
                user=signed_in(request.user),
                api=owner,
                version=found,
                notes=form.cleaned_data["notes"],
            )
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("version", api, version)
    can_edit = owner.can_be_edited_by(request.user)
    context = {
        "api": owner,
        "version": found,
        "crumbs": crumbs(owner),
        "is_current": owner.is_current(found),
        "can_edit": can_edit,
        "can_replace": can_edit and found.status == DRAFT,
        "can_make_current": can_edit and owner.can_make_current(found),
        "can_delete": can_edit and owner.can_be_deleted(found),
        "stale": form.differences,
        "steps": steps_of(found),
        "way_on": _way_on(owner, found, can_edit),
    }
    status = 409 if form.differences else None
    return show_form(request, "apis/version.html", form, context, status=status)


def _way_on(api: Api, version: ApiVersion, can_edit: bool) -> tuple[str, str] | None:
    """Return what a version's notice offers, as label and address: its publication, or the version
    that its readers move on to."""
    if can_edit and version.status == DRAFT:
        return "Publish", reverse("version-status", args=[api.slug, version.version, ACTIVE])
    if successor := api.successor_of(version):
        is_current = successor == api.current_version
        label = "Current version" if is_current else f"Version {successor}"
        return label, reverse("version", args=[api.slug, successor])
    return None


@form_view
@login_required
def make_current(request: HttpRequest, api: str, version: str) -> HttpResponse:
    """Let a version be the one that callers are shown first."""
    owner, found = get_version_or_404(api, version, request.user)
    require_editor(owner, request.user)
    if is_confirmed(request):
        lifecycle.make_current(user=signed_in(request.user), api=owner, version=found)
        messages.success(request, f"{found.version} is the current version now.")
        return redirect("api", api)
    if not owner.can_make_current(found):
        return redirect("version", api, version)
    consequence = f"Callers are shown it first, instead of {owner.current_version}."
    if found.status == DEPRECATED:
        consequence += f" It is deprecated, so {owner.name} will be shown as deprecated."
    return confirm(
        request,
        crumbs=crumbs(owner, found),
        title=f"Make {found.version} the current version of {owner.name}?",
        consequence=consequence,
        action_label="Make it current",
        cancel_url=reverse("version", args=[api, version]),
    )


@form_view
@login_required
def delete_api(request: HttpRequest, api: str) -> HttpResponse:
    """Delete an API, once its name is typed."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    if is_confirmed(request, name=found.name):
        removal.delete_api(user=signed_in(request.user), api=found)
        messages.success(request, f"{found.name} is deleted.")
        return redirect("catalogue")
    return confirm(
        request,
        crumbs=crumbs(found),
        title=f"Delete {found.name}",
        consequence=f"{_lost_with(found)} There is no way back.",
        name=found.name,
        action_label="Delete this API",
        cancel_url=reverse("api", args=[api]),
    )


def _lost_with(api: Api) -> str:
    """Return what goes with an API, in words. One Query and one BatchGetItem."""
    count = int(api.version_count)
    lost = (
        "Its version, with its reference, is"
        if count == 1
        else f"Its {count:,} versions, with their reference, are"
    )
    callers = subscribers_of(api, status=IN_FORCE)
    if not len(callers):
        return f"{lost} lost for everybody."
    number = f"{len(callers)}{' and more' if callers.next_cursor else ''}"
    noun = "application" if number == "1" else "applications"
    return f"{lost} lost for everybody, and calls of {number} {noun} are refused at once."


@form_view
@login_required
def delete_version(request: HttpRequest, api: str, version: str) -> HttpResponse:
    """Delete a version, once its name is typed."""
    owner, found = get_version_or_404(api, version, request.user)
    require_editor(owner, request.user)
    if is_confirmed(request, name=found.version):
        removal.delete_version(user=signed_in(request.user), api=owner, version=found)
        messages.success(request, f"{owner.name} {found.version} is deleted.")
        return redirect("api", api)
    return confirm(
        request,
        crumbs=crumbs(owner, found),
        title=f"Delete {owner.name} {found.version}",
        consequence="The version and its reference are lost for everybody. There is no way "
        "back; retire it instead where somebody may still call it.",
        name=found.version,
        action_label="Delete this version",
        cancel_url=reverse("version", args=[api, version]),
    )
