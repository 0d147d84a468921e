"""What the queue's worker does for API management: large descriptions, and packs built anew.

The queue may deliver a message twice: the second time, what this very job registered is found by
its `job_id`, and a pack is the same bytes again.
"""

import dataclasses
from typing import Any

from django.urls import reverse

from apis import packs
from apis.apps import ADD_VERSION, REGISTER_API
from apis.items import DRAFT, Api, ApiVersion, Origin
from apis.services import checking, registration, replacing
from apis.services.details import ApiDetails
from apis.services.registration import PUBLISH
from apis.services.sources import from_key
from apis.views.addresses import publishing_url
from apis.visibility import get_api_or_404, get_version_or_404
from portal.accounts.models import User
from portal.errors import AlreadyThere, ApplicationError, ChangedMeanwhile, NotAllowed
from portal.jobs.items import SUCCEEDED, Job, JobCancelled
from portal.jobs.kinds import JobSummary

HELD = "Registered as a draft, since its description has warnings. Look at them, then publish it."


def register(job: Job) -> dict[str, Any]:
    """Register what the job's upload holds; the result names the API and the version."""
    if job.result:
        return dict(job.result)
    user = _submitter(job)
    job.report("reading_description", 5)
    source = from_key(job.payload["key"])
    try:
        result = _result_of(_register(job, user, source.read()))
    except AlreadyThere as refusal:
        own = _own_work(job, refusal)
        if own is None:
            source.discard()
            raise
        result = _result_of(own)
    except (ApplicationError, JobCancelled):
        source.discard()
        raise
    # Stored before the upload goes: a second delivery must not look for it.
    job.report_done("finishing", 95, result)
    source.discard()
    return result


def check(job: Job) -> dict[str, Any]:
    """Check what the job's upload holds; the result says what was found. The upload stays, so that
    it can be registered."""
    user = _submitter(job)
    payload = job.payload
    job.report("reading_description", 5)
    source = from_key(payload["key"])
    common: dict[str, Any] = {
        "user": user,
        "data": source.read(),
        "origin": Origin(**payload["origin"]),
        "status": payload["status"],
        "report": job.report,
    }
    if "api" in payload:
        api = get_api_or_404(payload["api"], user)
        found = checking.check_version(api=api, notes=payload["notes"], **common)
    else:
        details = ApiDetails(**payload["details"])
        found = checking.check_api(details=details, slug=payload["slug"], **common)
    return dataclasses.replace(found, upload_id=source.upload_id).as_stored()


def check_summary(job: Job) -> JobSummary:
    """Return where the findings stand, beside the form that registers what was checked."""
    if "api" in job.payload:
        form_url = reverse("version-add", args=[job.payload["api"]])
    else:
        form_url = reverse("api-register")
    if job.status != SUCCEEDED:
        return JobSummary(retry_url=form_url)
    return JobSummary(
        note="Checked. Nothing was registered.", result_url=f"{form_url}?checked={job.job_id}"
    )


def replace(job: Job) -> dict[str, Any]:
    """Replace a draft's file by the job's upload; the result names the API and the version."""
    if job.result:
        return dict(job.result)
    user, payload = _submitter(job), job.payload
    job.report("reading_description", 5)
    source = from_key(payload["key"])
    try:
        api, version = get_version_or_404(payload["api"], payload["version"], user)
        if version.job_id != job.job_id:
            if version.description.sha256 != payload["replaces"]:
                raise ChangedMeanwhile("changed_meanwhile")
            version = replacing.replace_description(
                user=user,
                api=api,
                version=version,
                data=source.read(),
                origin=Origin(**payload["origin"]),
                job_id=job.job_id,
                report=job.report,
            )
    except (ApplicationError, JobCancelled):
        source.discard()
        raise
    result = _result_of(version)
    job.report_done("finishing", 95, result)
    source.discard()
    return result


def replacement_summary(job: Job) -> JobSummary:
    """Return where the draft stands whose file was to be replaced."""
    place = [job.payload["api"], job.payload["version"]]
    retry_url = reverse("version-replace", args=place)
    if job.status != SUCCEEDED:
        return JobSummary(retry_url=retry_url)
    return JobSummary(note="Replaced.", result_url=reverse("version", args=place))


def rebuild_pack(job: Job) -> dict[str, Any]:
    """Build the pack of a version with today's builder; of one that is gone, nothing."""
    slug, name = job.payload["api"], job.payload["version"]
    version = ApiVersion.find(*ApiVersion.key(slug, name))
    if version is None:
        return {}
    job.report("building_reference", 20)
    packs.rebuild(version=version)
    return {"id": slug, "version": name}


def summary(job: Job) -> JobSummary:
    """Return where the API stands that came of the job, or that was in its way."""
    if job.kind == ADD_VERSION:
        retry_url = reverse("version-add", args=[job.payload["api"]])
    else:
        retry_url = reverse("api-register")
    note = result_url = ""
    if job.status == SUCCEEDED and job.result:
        result_url = reverse("api", args=[job.result["id"]])
        if job.result.get("warning_count"):
            place = [job.result["id"], job.result["version"]]
            if job.result["status"] == DRAFT and job.payload["status"] != DRAFT:
                note = HELD
                result_url = publishing_url(*place)
            else:
                note = "Registered. Its description has warnings."
                result_url = reverse("version", args=place)
    elif (problem := job.shown_problem) and "url" in problem.extra:
        # Without a `url` the API in the way may be one that this person does not see.
        result_url = reverse("api", args=[problem.extra["id"]])
    return JobSummary(note=note, result_url=result_url, retry_url=retry_url)


def _register(job: Job, user: User, data: bytes) -> ApiVersion:
    payload = job.payload
    # A job that was queued before there were origins and rules for warnings has neither.
    how: dict[str, Any] = {
        "origin": Origin(**payload.get("origin", {})),
        "on_warnings": payload.get("on_warnings", PUBLISH),
        "job_id": job.job_id,
        "report": job.report,
    }
    if job.kind == REGISTER_API:
        registered = registration.register_api(
            user=user,
            data=data,
            # "facts": a job that was queued before this name changed.
            details=ApiDetails(**(payload.get("details") or payload["facts"])),
            slug=payload["slug"],
            status=payload["status"],
            **how,
        )
    else:
        registered = registration.add_version(
            user=user,
            api=get_api_or_404(payload["api"], user),
            data=data,
            status=payload["status"],
            notes=payload["notes"],
            **how,
        )
    return registered.version


def _submitter(job: Job) -> User:
    """Return who asked for the job; what they may do is looked at again now."""
    try:
        user: User = User.objects.get(pk=job.owner)
    except User.DoesNotExist:
        raise NotAllowed("account_gone") from None
    if not user.is_active:
        raise NotAllowed("account_disabled")
    return user


def _own_work(job: Job, refusal: AlreadyThere) -> ApiVersion | None:
    """Return the version where this very job had registered it before it was delivered again."""
    there = refusal.problem.extra
    api = Api.find(*Api.key(there["id"]))
    if api is None:
        return None
    name = there.get("version") or api.current_version
    version = ApiVersion.find(*ApiVersion.key(api.slug, name))
    return version if version and version.job_id == job.job_id else None


def _result_of(version: ApiVersion) -> dict[str, Any]:
    return {
        "id": version.slug,
        "version": version.version,
        "status": version.status,
        "warning_count": int(version.warning_count),
    }
