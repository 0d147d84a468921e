"""Pages that take a description: a new API, a further version."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apis.breadcrumbs import crumbs
from apis.excerpts import excerpts
from apis.forms import ADDRESS, FILE, PASTE, RegisterForm, SourceForm, VersionForm, add_errors
from apis.items import Api, edits_any
from apis.services import submission
from apis.services.registration import DescriptionRefused, Registered
from apis.services.sources import Source
from apis.views.addresses import with_params
from apis.visibility import get_api_or_404, require_editor
from portal.accounts.decorators import form_view, permission_required
from portal.accounts.models import signed_in
from portal.errors import ApplicationError
from portal.jobs.items import Job
from portal.web.body_limit import takes_description
from portal.web.form_pages import show_form

WAYS = {FILE: "Upload a file", PASTE: "Paste", ADDRESS: "From an address"}


@takes_description
@permission_required("apis.register")
@form_view
def register(request: HttpRequest) -> HttpResponse:
    """Register an API from a file, pasted text or an address."""
    user = signed_in(request.user)
    if not user.teams and not edits_any(user):
        return render(request, "apis/no_team.html", {"crumbs": crumbs()}, status=403)
    way = _way(request)
    form = RegisterForm(request.POST or None, request.FILES or None, way=way, user=user)

    def take(source: Source) -> Registered | Job:
        return submission.submit_api(
            user=user,
            source=source,
            details=form.given_details(),
            slug=form.cleaned_data["slug"],
            status=form.cleaned_data["status"],
        )

    return _answer(request, form, take, "apis/register.html", {"crumbs": crumbs()}, way)


@takes_description
@permission_required("apis.register")
def add_version(request: HttpRequest, api: str) -> HttpResponse:
    """Add a version to an API."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    return _add_version(request, found)


@form_view
def _add_version(request: HttpRequest, found: Api) -> HttpResponse:
    way = _way(request)
    form = VersionForm(request.POST or None, request.FILES or None, way=way)

    def take(source: Source) -> Registered | Job:
        return submission.submit_version(
            user=signed_in(request.user),
            api=found,
            source=source,
            status=form.cleaned_data["status"],
            notes=form.cleaned_data["notes"],
        )

    context = {"api": found, "crumbs": crumbs(found)}
    return _answer(request, form, take, "apis/add_version.html", context, way)


def _answer(
    request: HttpRequest,
    form: SourceForm,
    take: Callable[[Source], Registered | Job],
    template: str,
    context: dict[str, Any],
    way: str,
) -> HttpResponse:
    """Carry out a form that was sent, or show it, with what is wrong and where."""
    source: Source | None = None
    findings: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            source = form.source_for(signed_in(request.user))
            return _done(request, take(source))
        except DescriptionRefused as refusal:
            findings = _located(refusal, source)
        except ApplicationError as refusal:
            add_errors(form, refusal)
    if form.is_bound:
        form.forget_long_text()
    context |= {
        "findings": findings,
        "ways": [
            {"label": label, "url": with_params(request, by=name), "active": name == way}
            for name, label in WAYS.items()
        ],
        "upload_over": settings.TRANSFER_MAX_BYTES,
    }
    return show_form(request, template, form, context, status=422 if findings else None)


def _done(request: HttpRequest, done: Registered | Job) -> HttpResponse:
    if isinstance(done, Job):
        return redirect("job", done.job_id)
    api, version = done.api, done.version
    if version.warning_count:
        messages.warning(
            request,
            f"{api.name} {version.version} is registered. Its description departs from the "
            "OpenAPI schema in some places, listed below; its reference is there all the same.",
        )
        return redirect("version", api.slug, version.version)
    messages.success(request, f"{api.name} {version.version} is registered.")
    return redirect("api", api.slug)


def _way(request: HttpRequest) -> str:
    way = request.GET.get("by", FILE)
    return way if way in WAYS else FILE


def _located(refusal: DescriptionRefused, source: Source | None) -> list[dict[str, Any]]:
    """Return what is wrong with a description, each with the lines around it.

    Of a large one that went to S3 nothing is read again: its pointer and line must do.
    """
    data = source.data if source and source.data else b""
    shown = excerpts(data, [(fault.line, fault.column) for fault in refusal.problem.faults])
    return [
        {"fault": fault, "lines": lines}
        for fault, lines in zip(refusal.problem.faults, shown, strict=True)
    ]
