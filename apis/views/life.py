"""Pages of the steps in a version's life."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apis.breadcrumbs import crumbs
from apis.deprecation_forms import DeprecationForm, RetireForm
from apis.forms import add_errors
from apis.items import ACTIVE, DEPRECATED, DRAFT, RETIRED, Api, ApiVersion
from apis.services import lifecycle
from apis.views.publishing import publish
from apis.visibility import get_version_or_404, require_editor, versions_of
from portal.accounts.decorators import form_view
from portal.accounts.models import signed_in
from portal.errors import ApplicationError, ChangedMeanwhile
from portal.web.confirmation import confirm, is_confirmed
from portal.web.form_pages import repeat_if_changed, show_form

MOST_SUCCESSORS = 100
CHANGE = "Change dates and successor"


@dataclass(frozen=True)
class Step:
    """A step of a version's life after its publication: its button, and what is asked and said
    before it is taken."""

    label: str
    question: str
    consequence: str


STEPS = {
    (ACTIVE, DEPRECATED): Step(
        "Deprecate", "Deprecate {}?", "Callers are told to move away from it. It still answers."
    ),
    (DEPRECATED, ACTIVE): Step(
        "Take the deprecation back",
        "Take back the deprecation of {}?",
        "Callers are no longer told to move away from it, and may build upon it again.",
    ),
    (DEPRECATED, RETIRED): Step(
        "Retire", "Retire {}?", "Callers are told that it no longer answers. Its reference stays."
    ),
    (RETIRED, DEPRECATED): Step(
        "Bring back",
        "Bring {} back?",
        "Callers are told that it answers again, and to move away from it.",
    ),
}


# Of a version that will be deprecated from a day ahead on.
TAKE_ANNOUNCEMENT_BACK = Step(
    "Take the announcement back",
    "Take back the deprecation of {}?",
    "Callers are no longer told that it will be deprecated, and may build upon it again.",
)


def steps_of(version: ApiVersion) -> list[tuple[str, str]]:
    """Return what a version's life allows next, as pairs of a status and a button's label."""
    steps = [
        (status, STEPS[version.status, status].label)
        for status in version.allowed_next_statuses
        if (version.status, status) in STEPS
    ]
    if version.is_announced:
        retire = STEPS[DEPRECATED, RETIRED].label
        return [(DEPRECATED, CHANGE), (ACTIVE, TAKE_ANNOUNCEMENT_BACK.label), (RETIRED, retire)]
    return [(DEPRECATED, CHANGE), *steps] if version.status == DEPRECATED else steps


@form_view
@login_required
@repeat_if_changed
def change_status(request: HttpRequest, api: str, version: str, status: str) -> HttpResponse:
    """Let a version take its next status, once its consequences are confirmed."""
    owner, found = get_version_or_404(api, version, request.user)
    require_editor(owner, request.user)
    if (found.status, status) == (DRAFT, ACTIVE):
        return publish(request, owner, found)
    if status == DEPRECATED and found.status in (ACTIVE, DEPRECATED):
        return _deprecate(request, owner, found)
    if status == RETIRED and (RETIRED in found.allowed_next_statuses):
        return _retire(request, owner, found)
    takes_back = found.is_announced and status == ACTIVE
    if is_confirmed(request):
        changes: dict[str, Any] = {"deprecated_from": None} if takes_back else {}
        lifecycle.edit_version(
            user=signed_in(request.user), api=owner, version=found, status=status, **changes
        )
        messages.success(request, f"{owner.name} {found.version} is {found.status} now.")
        return redirect("version", api, version)
    if not takes_back and status not in found.allowed_next_statuses:
        return redirect("version", api, version)
    step = TAKE_ANNOUNCEMENT_BACK if takes_back else STEPS[found.status, status]
    return confirm(
        request,
        crumbs=crumbs(owner, found),
        title=step.question.format(f"{owner.name} {found.version}"),
        consequence=step.consequence,
        action_label=step.label,
        cancel_url=reverse("version", args=[api, version]),
    )


def _deprecate(request: HttpRequest, owner: Api, version: ApiVersion) -> HttpResponse:
    """Deprecate a version, or change what was announced of its end. A Query more."""
    others = versions_of(owner, request.user, limit=MOST_SUCCESSORS)
    sent = request.POST if request.method == "POST" else None
    form = DeprecationForm(sent, api=owner, version=version, others=others)
    was_deprecated = version.has_deprecation
    if form.is_valid() and not form.differences:
        try:
            lifecycle.edit_version(
                user=signed_in(request.user),
                api=owner,
                version=version,
                status=None if was_deprecated else DEPRECATED,
                **form.changes(),
            )
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            done = "Saved." if was_deprecated else f"{owner.name} {version.version} is {{}}."
            stands = "deprecated now" if version.status == DEPRECATED else "announced to end"
            messages.success(request, done.format(stands))
            return redirect("version", owner.slug, version.version)
    context = {
        "api": owner,
        "version": version,
        "crumbs": crumbs(owner, version),
        "step": STEPS[ACTIVE, DEPRECATED],
        "was_deprecated": was_deprecated,
        "stale": form.differences,
    }
    status = 409 if form.differences else None
    return show_form(request, "apis/deprecate.html", form, context, status=status)


def _retire(request: HttpRequest, owner: Api, version: ApiVersion) -> HttpResponse:
    """Retire a version, once its owner saw who still calls it."""
    form = RetireForm(request.POST if request.method == "POST" else None, version=version)
    if form.is_valid():
        lifecycle.edit_version(
            user=signed_in(request.user),
            api=owner,
            version=version,
            status=RETIRED,
            before_sunset=form.cleaned_data.get("before_sunset", False),
        )
        messages.success(request, f"{owner.name} {version.version} is retired now.")
        return redirect("version", owner.slug, version.version)
    context = {
        "api": owner,
        "version": version,
        "crumbs": crumbs(owner, version),
        "step": STEPS[DEPRECATED, RETIRED],
        "retiring": (owner, version),
    }
    return show_form(request, "apis/retire.html", form, context)
