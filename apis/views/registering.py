"""Pages that take a description: a new API, a further version, another file for a draft."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apis.apps import CHECK_DESCRIPTION
from apis.breadcrumbs import crumbs
from apis.forms import (
    ADDRESS,
    FILE,
    PASTE,
    RegisterForm,
    SourceForm,
    VersionForm,
    add_errors,
)
from apis.items import DRAFT, Api, ApiVersion, edits_any
from apis.services import submission
from apis.services.checking import CheckResult
from apis.services.describing import DescriptionRefused
from apis.services.registration import HOLD, Registered
from apis.services.sources import Source
from apis.views.addresses import publishing_url, with_params
from apis.visibility import get_api_or_404, get_version_or_404, require_editor
from portal.accounts.decorators import form_view, permission_required
from portal.accounts.models import User, signed_in
from portal.errors import ApplicationError, Fault
from portal.jobs.items import SUCCEEDED, Job
from portal.jobs.services import get_job_or_404
from portal.web.body_limit import takes_description
from portal.web.form_pages import show_form

WAYS = {FILE: "Upload a file", PASTE: "Paste", ADDRESS: "From an address"}

# What is done with a description that was sent: the answer, or what a check found.
Act = Callable[[Source], HttpResponse | CheckResult | Job]


@takes_description
@permission_required("apis.register")
@form_view
def register(request: HttpRequest) -> HttpResponse:
    """Register an API from a file, pasted text or an address, or check what it would be."""
    user = signed_in(request.user)
    if not user.teams and not edits_any(user):
        return render(request, "apis/no_team.html", {"crumbs": crumbs()}, status=403)
    way, job = _way(request), _checked_before(request, user)
    form = RegisterForm(
        request.POST or None, request.FILES or None, way=way, user=user, initial=_initial(job)
    )

    def act(source: Source) -> HttpResponse | CheckResult | Job:
        given: dict[str, Any] = {
            "user": user,
            "source": source,
            "details": form.given_details(),
            "slug": form.cleaned_data["slug"],
            "status": form.cleaned_data["status"],
            "served_from": form.cleaned_data["served_from"],
        }
        if "check" in request.POST:
            return submission.submit_api_check(**given)
        done = submission.submit_api(**given, on_warnings=HOLD)
        return done if isinstance(done, Job) else _registered(request, done, given["status"])

    context = {"crumbs": crumbs(), "checked": _result_of(job)}
    return _answer(request, form, act, "apis/register.html", context, way)


@takes_description
@permission_required("apis.register")
def add_version(request: HttpRequest, api: str) -> HttpResponse:
    """Add a version to an API, or check what it would be."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    return _add_version(request, found)


@form_view
def _add_version(request: HttpRequest, found: Api) -> HttpResponse:
    user = signed_in(request.user)
    way, job = _way(request), _checked_before(request, user)
    form = VersionForm(request.POST or None, request.FILES or None, way=way, initial=_initial(job))

    def act(source: Source) -> HttpResponse | CheckResult | Job:
        given: dict[str, Any] = {
            "user": user,
            "api": found,
            "source": source,
            "status": form.cleaned_data["status"],
            "notes": form.cleaned_data["notes"],
            "served_from": form.cleaned_data["served_from"],
        }
        if "check" in request.POST:
            return submission.submit_version_check(**given)
        done = submission.submit_version(**given, on_warnings=HOLD)
        return done if isinstance(done, Job) else _registered(request, done, given["status"])

    context = {"api": found, "crumbs": crumbs(found), "checked": _result_of(job)}
    return _answer(request, form, act, "apis/add_version.html", context, way)


@takes_description
@permission_required("apis.register")
def replace(request: HttpRequest, api: str, version: str) -> HttpResponse:
    """Replace the file of a draft."""
    owner, found = get_version_or_404(api, version, request.user)
    require_editor(owner, request.user)
    if found.status != DRAFT and request.method != "POST":
        return redirect("version", api, version)
    return _replace(request, owner, found)


@form_view
def _replace(request: HttpRequest, owner: Api, found: ApiVersion) -> HttpResponse:
    way = _way(request)
    form = SourceForm(
        request.POST or None,
        request.FILES or None,
        way=way,
        initial={"spec_url": found.source_url, "served_from": found.served_from},
    )

    def act(source: Source) -> HttpResponse | Job:
        done = submission.submit_replacement(
            user=signed_in(request.user),
            api=owner,
            version=found,
            source=source,
            served_from=form.cleaned_data["served_from"],
        )
        if isinstance(done, Job):
            return done
        messages.success(request, f"{owner.name} {found.version} has the new file.")
        return redirect("version", owner.slug, found.version)

    context = {"api": owner, "version": found, "crumbs": crumbs(owner, found)}
    return _answer(request, form, act, "apis/replace.html", context, way)


def _answer(
    request: HttpRequest,
    form: SourceForm,
    act: Act,
    template: str,
    context: dict[str, Any],
    way: str,
) -> HttpResponse:
    """Carry out a form that was sent, or show it, with what is found in the description."""
    findings: tuple[Fault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            source = form.source_for(signed_in(request.user))
            done = act(source)
        except DescriptionRefused as refusal:
            findings = refusal.problem.faults
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            if isinstance(done, Job):
                return redirect("job", done.job_id)
            if isinstance(done, HttpResponse):
                return done
            context["checked"] = done
            if way == FILE:
                form.keep_upload(source.staged(signed_in(request.user)))
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


def _registered(request: HttpRequest, done: Registered, status: str) -> HttpResponse:
    api, version = done.api, done.version
    title = f"{api.name} {version.version}"
    if version.status != status:
        messages.warning(
            request,
            f"{title} is registered as a draft, since its description has warnings. Look at them, "
            "then publish it.",
        )
        return redirect(publishing_url(api.slug, version.version))
    if version.warning_count:
        messages.warning(request, f"{title} is registered. Its description has warnings.")
        return redirect("version", api.slug, version.version)
    messages.success(request, f"{title} is registered.")
    return redirect("api", api.slug)


def _checked_before(request: HttpRequest, user: User) -> Job | None:
    """Return the job that checked a large description, where its page led here."""
    job_id = request.GET.get("checked", "")
    if request.method == "POST" or not job_id:
        return None
    job = get_job_or_404(job_id, user)
    return job if job.kind == CHECK_DESCRIPTION and job.status == SUCCEEDED else None


def _result_of(job: Job | None) -> CheckResult | None:
    return CheckResult.from_stored(job.result) if job and job.result else None


def _initial(job: Job | None) -> dict[str, Any] | None:
    """Return what the form held when what a job checked was sent."""
    if job is None or not job.result:
        return None
    sent = {
        "upload_id": job.result["upload_id"],
        "served_from": job.payload["origin"]["served_from"],
    }
    return {**job.payload, **job.payload.get("details", {}), **sent}


def _way(request: HttpRequest) -> str:
    way = request.GET.get("by", FILE)
    return way if way in WAYS else FILE
