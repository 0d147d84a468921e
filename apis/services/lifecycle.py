"""Where a version stands in its life, and which one is current."""

from apis.items import DRAFT, Api, ApiVersion
from apis.services import trail
from apis.services.editing import stale_is_told, store_change
from apis.visibility import require_editor
from portal.accounts.models import User
from portal.dynamo import transaction
from portal.errors import ApplicationError


class NoSuchStep(ApplicationError):
    status = 409
    title = "This does not follow"


def set_status(*, user: User, api: Api, version: ApiVersion, status: str) -> ApiVersion:
    """Let a version take its next status; the API's own status is that of its current version.

    Raises `NoSuchStep`, `NotAllowed`, `ChangedMeanwhile`.
    """
    require_editor(api, user)
    if status == version.status:
        return version
    if status not in version.allowed_next_statuses:
        allowed = " or ".join(version.allowed_next_statuses)
        raise NoSuchStep(f"A version that is {version.status} becomes {allowed}, not {status}.")
    version.status = status
    if api.current_version == version.version:
        before = api.copy()
        api.point_at(version)
        store_change(trail.VERSION_STATUS[status], user, before, api, version=version)
        return version
    with stale_is_told(), transaction() as writes:
        # As long as this holds, nobody has made the version the current one.
        writes.require(Api, api.pk, api.sk, Api.current_version == api.current_version)
        writes.replace(version)
        trail.record(trail.VERSION_STATUS[status], user, version, within=writes)
    return version


def make_current(*, user: User, api: Api, version: ApiVersion) -> Api:
    """Let a version be the one that the API's callers are shown first.

    Raises `NoSuchStep` for a draft, which would hide the whole API; `NotAllowed`,
    `ChangedMeanwhile`.
    """
    require_editor(api, user)
    if api.current_version == version.version:
        return api
    if version.status == DRAFT:
        raise NoSuchStep("A draft cannot be the current version. Publish it first.")
    before = api.copy()
    api.point_at(version)
    # The version is written too, so that it cannot vanish or change at the same moment.
    store_change(trail.VERSION_MADE_CURRENT, user, before, api, version=version)
    return api
