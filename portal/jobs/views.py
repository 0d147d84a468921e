"""The page of a piece of long work."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.jobs import services
from portal.jobs.items import CANCELLED, FAILED, Job
from portal.jobs.kinds import JobKind, JobSummary, kind_named


@require_safe
@never_cache
@login_required
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    """Show how far a job is; the page renews itself."""
    return render(
        request, "jobs/job.html", {"job": _shown(services.get_job_or_404(job_id, request.user))}
    )


@require_safe
@never_cache
@login_required
def job_status(request: HttpRequest, job_id: str) -> JsonResponse:
    """Return how far a job is, for the page's script."""
    shown = _shown(services.get_job_or_404(job_id, request.user))
    return JsonResponse({name: shown[name] for name in ("state", "message", "percent", "is_over")})


@require_POST
@login_required
def cancel(request: HttpRequest, job_id: str) -> HttpResponse:
    """End a job, or have it end at its next step."""
    job = services.cancel(job=services.get_job_or_404(job_id, request.user))
    if job.status == CANCELLED:
        messages.success(request, "Cancelled. Nothing was changed.")
    elif job.is_over:
        messages.info(request, "It had ended before it could be cancelled.")
    else:
        messages.info(request, "It ends at its next step.")
    return redirect("job", job_id)


def _shown(job: Job) -> dict[str, Any]:
    kind = kind_named(job.kind)
    summary = _summary(job, kind)
    problem = job.shown_problem
    return {
        "title": kind.title if kind else "A job of another version of the portal",
        "state": job.status,
        "is_over": job.is_over,
        "is_ending": job.is_cancel_requested,
        "message": _message(job, summary),
        "percent": int(job.percent),
        "faults": problem.faults if problem else (),
        "status_url": reverse("job-status", args=[job.job_id]),
        "cancel_url": reverse("job-cancel", args=[job.job_id]),
        "result_url": summary.result_url,
        "retry_url": summary.retry_url,
    }


def _summary(job: Job, kind: JobKind | None) -> JobSummary:
    if kind is None or not kind.summary:
        return JobSummary()
    summary: JobSummary = import_string(kind.summary)(job)
    return summary


def _message(job: Job, summary: JobSummary) -> str:
    problem = job.shown_problem
    if job.status == FAILED and problem:
        return problem.detail
    return summary.note or job.shown_stage
