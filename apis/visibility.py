"""Reading an API, a version or a job as somebody: what they may not see is not there."""

from apis.items import (
    DRAFT,
    SLUG,
    SLUG_LENGTH,
    VERSION_LENGTH,
    VERSION_NAME,
    Api,
    ApiVersion,
    Reader,
    edits_any,
)
from portal.dynamo import NotFound, Page, page
from portal.errors import Missing, NotAllowed
from portal.jobs.items import Job
from portal.jobs.services import find

NO_API = "There is no such API, or you may not see it."
NO_JOB = "There is no such job of yours; jobs are kept for a week."
NO_VERSION = "This API has no such version, or you may not see it."


def get_api_or_404(slug: str, user: Reader) -> Api:
    """Return the API as this reader may see it, or raise `Missing`. One GetItem."""
    if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug):
        raise Missing(NO_API)
    try:
        api = Api.fetch(*Api.key(slug))
    except NotFound:
        raise Missing(NO_API) from None
    if not api.can_be_seen_by(user):
        raise Missing(NO_API)
    return api


def get_version_or_404(slug: str, version: str, user: Reader) -> tuple[Api, ApiVersion]:
    """Return an API and one of its versions as this reader may see them. Two GetItems."""
    api = get_api_or_404(slug, user)
    if len(version) > VERSION_LENGTH or not VERSION_NAME.fullmatch(version):
        raise Missing(NO_VERSION)
    try:
        found = ApiVersion.fetch(*ApiVersion.key(slug, version))
    except NotFound:
        raise Missing(NO_VERSION) from None
    if not found.can_be_seen_by(user, api):
        raise Missing(NO_VERSION)
    return api, found


def require_editor(api: Api, user: Reader) -> None:
    """Raise `NotAllowed` unless this person may change the API."""
    if not api.can_be_edited_by(user):
        raise NotAllowed(
            f"Only publishers of the team “{api.owner}” and administrators may change this API."
        )


def versions_of(
    api: Api, user: Reader, *, limit: int = 25, cursor: str | None = None
) -> Page[ApiVersion]:
    """Return a page of an API's versions that this reader may see, by name, last first.

    One Query.
    """
    return page(
        ApiVersion,
        ApiVersion.key(api.slug, "")[0],
        starts_with=ApiVersion.PREFIX,
        where=None if api.shows_drafts_to(user) else ApiVersion.status != DRAFT,
        limit=limit,
        cursor=cursor,
        newest_first=True,
        consistent=True,
    )


def get_job_or_404(job_id: str, user: Reader) -> Job:
    """Return a job of this person's own (an admin sees everybody's), or raise `Missing`."""
    try:
        job = find(job_id)
    except NotFound:
        raise Missing(NO_JOB) from None
    if not user.is_authenticated or (job.owner != str(user.pk) and not edits_any(user)):
        raise Missing(NO_JOB)
    return job
