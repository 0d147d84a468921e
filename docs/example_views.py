"""Pages on which people add examples and code to operations, correct and delete them."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apis.breadcrumbs import crumbs
from apis.items import Api
from apis.visibility import get_api_or_404, get_version_or_404, require_editor
from docs.contributions import MOST_OF_OPERATION, listed
from docs.forms import ExampleForm, authored_titles
from docs.items import Contribution
from docs.reference.example_places import CODE, Spot, parse_place, spots
from docs.services import examples
from docs.services.examples import Target
from openapi.common.untrusted import mapping
from portal.accounts.decorators import form_view
from portal.accounts.models import signed_in
from portal.errors import ApplicationError, ChangedMeanwhile, Missing
from portal.web.confirmation import Crumbs, confirm, is_confirmed
from portal.web.form_pages import add_errors, repeat_if_changed, show_form

NO_PLACE = (
    "That version does not have the place this example is for. The example can be deleted; it is "
    "shown in versions that have it."
)


@dataclass(frozen=True)
class Choice:
    """A place to add an example to, and the description's own ones there, by name and title."""

    spot: Spot
    authored: list[tuple[str, str]]


@form_view
@login_required
def add_example(request: HttpRequest, api: str, version: str, operation: str) -> HttpResponse:
    """Choose the place of an example; with `?place=` write it."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    target = examples.open_target(found, version, request.user, slug=operation)
    place = parse_place(request.GET.get("place", ""))
    spot = target.spot(place) if place else None
    if spot is None:
        context = _context(target) | {
            "choices": [Choice(each, authored_titles(each)) for each in spots(target.operation)],
            "code": CODE,
            "most": MOST_OF_OPERATION,
        }
        return render(request, "docs/example_places.html", context)
    references = target.operation.references
    form = ExampleForm(
        request.POST or None,
        initial=_begun(spot, request.GET.get("replaces", "")),
        spot=spot,
        references=references,
    )
    if request.method == "POST" and form.is_valid():
        try:
            examples.add_example(
                user=signed_in(request.user),
                target=target,
                place=str(spot.place),
                draft=form.given_draft(),
            )
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, "The example is added.")
            return redirect("operation", api, version, operation)
    context = _context(target) | {"place": spot.place, "stale": [], "action": "Add it"}
    return show_form(request, "docs/example_form.html", form, context)


@form_view
@login_required
@repeat_if_changed
def edit_example(request: HttpRequest, api: str, number: str) -> HttpResponse:
    """Change an example, held against the current version or `?version=`."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    contribution = examples.find_example(found, number)
    target = _target_of(request, found, contribution)
    spot = target.spot(contribution.place) if target else None
    if target is None or spot is None:
        messages.error(request, NO_PLACE)
        return redirect("examples", api)
    form = ExampleForm(
        request.POST or None,
        initial=ExampleForm.values_of(contribution, spot),
        spot=spot,
        references=target.operation.references,
    )
    if request.method == "POST" and form.is_valid() and not form.differences:
        try:
            examples.edit_example(
                user=signed_in(request.user),
                target=target,
                contribution=contribution,
                draft=form.given_draft(),
            )
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, "The example is saved.")
            return redirect("operation", api, target.version, target.entry.slug)
    context = _context(target) | {
        "place": contribution.place,
        "stale": form.differences,
        "action": "Save",
    }
    status = 409 if form.differences else None
    return show_form(request, "docs/example_form.html", form, context, status=status)


@form_view
@login_required
def delete_example(request: HttpRequest, api: str, number: str) -> HttpResponse:
    """Delete an example, once that is confirmed."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    contribution = examples.find_example(found, number)
    if is_confirmed(request):
        examples.delete_example(user=signed_in(request.user), api=found, contribution=contribution)
        messages.success(request, f"“{contribution.title}” is deleted.")
        return redirect("examples", api)
    return confirm(
        request,
        crumbs=_list_crumbs(found),
        title=f"Delete “{contribution.title}”?",
        consequence=f"It is no longer shown at {contribution.method.upper()} {contribution.path} "
        "in any version. What it took the place of is shown again.",
        action_label="Delete the example",
        cancel_url=reverse("examples", args=[api]),
    )


@require_safe
@login_required
def example_list(request: HttpRequest, api: str) -> HttpResponse:
    """List what people added to an API's operations, with what the current version makes of it."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    _, version = get_version_or_404(api, found.current_version, request.user)
    page, rows = listed(found, version, cursor=request.GET.get("cursor"))
    context = {"api": found, "crumbs": crumbs(found), "page": page, "rows": rows}
    return render(request, "docs/examples.html", context)


def _begun(spot: Spot, replaces: str) -> dict[str, object]:
    """Return what the form begins with: what is to be corrected, else nothing."""
    raw = mapping(spot.authored.get(replaces))
    if "value" not in raw:
        return {}
    value = examples.typed_value(spot, raw["value"])
    titles = dict(authored_titles(spot))
    title = "" if replaces == "example" else titles.get(replaces, "")
    return {
        "replaces": replaces,
        "value": value[: examples.LONGEST_SHOWN],
        "title": title[: examples.TITLE_LENGTH],
    }


def _target_of(request: HttpRequest, api: Api, contribution: Contribution) -> Target | None:
    version = request.GET.get("version") or api.current_version
    try:
        return examples.target_of(api, version, request.user, contribution)
    except Missing:
        return None


def _context(target: Target) -> dict[str, object]:
    return {
        "api": target.api,
        "version": target.version,
        "entry": target.entry,
        "crumbs": _operation_crumbs(target),
    }


def _operation_crumbs(target: Target) -> Crumbs:
    address = [target.api.slug, target.version]
    return [
        *crumbs(target.api),
        (target.version, reverse("reference", args=address)),
        (target.entry.title, reverse("operation", args=[*address, target.entry.slug])),
    ]


def _list_crumbs(api: Api) -> Crumbs:
    return [*crumbs(api), ("Examples", reverse("examples", args=[api.slug]))]
