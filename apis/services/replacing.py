"""Replacing the file of a draft under the same version."""

from apis import events
from apis.items import DRAFT, Api, ApiVersion, Origin, version_name_of
from apis.services.describing import Checked, Report, checked, describe, no_progress, store
from apis.services.editing import report_conflicts, write_api
from apis.visibility import require_editor
from portal.accounts.models import User
from portal.dynamo import transaction
from portal.errors import ApplicationError, Invalid, fault


class NotADraft(ApplicationError):
    """A version that was published, so that somebody may have built upon it."""

    status = 409


def accept_replacement(*, user: User, api: Api, version: ApiVersion) -> None:
    """Refuse a new file for a version before anybody reads it."""
    require_editor(api, user)
    if version.status != DRAFT:
        raise NotADraft("not_a_draft", params={"version": version.version})


def replace_description(
    *,
    user: User,
    api: Api,
    version: ApiVersion,
    data: bytes,
    origin: Origin,
    job_id: str | None = None,
    report: Report = no_progress,
) -> ApiVersion:
    """Let a draft have another description, whose `info.version` is the same.

    Its notes stay, and so do the API's name and summary. Where description and origin are the
    same already, nothing is written or recorded. Raises `NotADraft`, `NotAllowed`, what reading a
    description raises, and `ChangedMeanwhile`; then the draft is as it was.
    """
    accept_replacement(user=user, api=api, version=version)
    found = checked(data, origin, report)
    _require_same_version(found, version)
    known = version.description.sha256
    if (known, version.origin) == (found.description.sha256, origin):
        return version
    describe(version, found)
    version.job_id = job_id
    pack = store(version, found, report)
    with report_conflicts(), transaction() as writes:
        writes.replace(version)
        writes.put(pack)
        events.record(
            events.VERSION_REPLACED,
            user,
            version,
            within=writes,
            **{"sha256 before": known, "sha256": version.description.sha256},
        )
        if api.is_current(version):
            before = api.copy()
            api.set_current(version)
            write_api(writes, before, api, is_release=False)
    return version


def _require_same_version(found: Checked, version: ApiVersion) -> None:
    name = version_name_of(found.description.version)
    if name != version.version:
        raise Invalid(
            "another_version",
            params={"version": version.version, "found": name},
            faults=[fault("version_differs", "/info/version", version=version.version)],
        )
