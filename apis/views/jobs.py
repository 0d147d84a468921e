"""The page of a piece of long work."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apis.apps import ADD_VERSION
from apis.breadcrumbs import crumbs
from apis.visibility import get_job_or_404
from portal.jobs.items import FAILED, SUCCEEDED, Job


@require_safe
@never_cache
@login_required
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Show how far a job is; the page renews itself."""
    shown = _shown(get_job_or_404(job_id, request.user))
    return render(request, "apis/job.html", {"job": shown, "crumbs": crumbs()})


@require_safe
@never_cache
@login_required
def job_status(request: HttpRequest, job_id: str) -> JsonResponse:
    """Tell the page's script how far a job is."""
    shown = _shown(get_job_or_404(job_id, request.user))
    return JsonResponse({name: shown[name] for name in ("state", "message", "percent")})


def _shown(job: Job) -> dict[str, Any]:
    return {
        "title": "Registering a description",
        "state": job.status,
        "message": _message(job),
        "percent": int(job.percent),
        "errors": [_sentence(fault) for fault in (job.problem or {}).get("errors", [])],
        "status_url": reverse("job-status", args=[job.job_id]),
        "result_url": _result_url(job),
        "retry_url": _retry_url(job),
    }


def _result_url(job: Job) -> str:
    """Return where the API stands that came of the job, or that was there before it."""
    if job.status == SUCCEEDED and job.result:
        return reverse("api", args=[job.result["id"]])
    # Without a `url` the API in the way may be one that this person does not see.
    if job.problem and "url" in job.problem:
        return reverse("api", args=[job.problem["id"]])
    return ""


def _retry_url(job: Job) -> str:
    if job.kind == ADD_VERSION:
        return reverse("version-add", args=[job.payload["api"]])
    return reverse("api-register")


def _message(job: Job) -> str:
    if job.status == FAILED and job.problem:
        return str(job.problem["detail"])
    if job.status == SUCCEEDED and job.result and job.result.get("warning_count"):
        return "Registered. Its description departs from the OpenAPI schema in some places."
    return str(job.stage)


def _sentence(fault: dict[str, Any]) -> str:
    place = f"Line {fault['line']}: " if fault.get("line") else ""
    pointer = f" ({fault['pointer']})" if fault.get("pointer") else ""
    return f"{place}{fault['detail']}{pointer}"
