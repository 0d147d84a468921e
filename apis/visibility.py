"""Reading an API or a version as somebody: what they may not see is not there."""

from collections.abc import Iterable

from apis.items import (
    DRAFT,
    SLUG,
    SLUG_LENGTH,
    VERSION_LENGTH,
    VERSION_NAME,
    Api,
    ApiVersion,
    Reader,
)
from apis.items.applications import Application
from apis.items.gateway_settings import GatewaySettings
from portal.accounts.roles import role_with
from portal.dynamo import Page, PlainItem, fetch_of_kinds, page, page_of_kinds
from portal.errors import Missing, NotAllowed

OWN_APPLICATIONS = "apis.own_applications"


def get_api_or_404(slug: str, user: Reader) -> Api:
    """Return the API as this reader may see it, or raise `Missing`. One GetItem."""
    _require_slug(slug)
    api = Api.load(*Api.key(slug), or_raise=Missing("api_not_found"))
    return _seen(api, user)


def get_api_and_gateway_or_404(slug: str, user: Reader) -> tuple[Api, GatewaySettings | None]:
    """Return the API as this reader may see it, and its gateway settings, which are its owner's
    to see. One BatchGetItem."""
    _require_slug(slug)
    api, settings = None, None
    for item in fetch_of_kinds((Api, Api.key(slug)), (GatewaySettings, GatewaySettings.key(slug))):
        if isinstance(item, Api):
            api = item
        elif isinstance(item, GatewaySettings):
            settings = item
    if api is None:
        raise Missing("api_not_found")
    return _seen(api, user), settings


def get_version_or_404(slug: str, version: str, user: Reader) -> tuple[Api, ApiVersion]:
    """Return an API and one of its versions as this reader may see them. One BatchGetItem."""
    _require_slug(slug)
    found = fetch_of_kinds((Api, Api.key(slug)), (ApiVersion, _version_key(slug, version)))
    return _both_seen(found, version, user)


def get_version_among_others_or_404(
    slug: str, version: str, user: Reader, *, most: int = 50
) -> tuple[Api, ApiVersion, list[ApiVersion]]:
    """Return an API, one of its versions, and those among the last `most` by name that this reader
    may see. One Query; a BatchGetItem more where the API has more versions than that."""
    _require_slug(slug)
    read = page_of_kinds(
        [Api, ApiVersion],
        Api.key(slug)[0],
        limit=most + 1,
        newest_first=True,
        consistent=True,
    )
    versions = [item for item in read if isinstance(item, ApiVersion)]
    if read.next_cursor:
        api, found = get_version_or_404(slug, version, user)
    else:
        api, found = _both_seen(list(read), version, user)
    return api, found, [each for each in versions if each.can_be_seen_by(user, api)]


def _require_slug(slug: str) -> None:
    """Raise `Missing` for what can be no API's id, without a read."""
    if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug):
        raise Missing("api_not_found")


def _version_key(slug: str, version: str) -> tuple[str, str]:
    is_name = len(version) <= VERSION_LENGTH and VERSION_NAME.fullmatch(version)
    # What can be no version's name has no item; the API is asked for all the same, since whether
    # it is there decides what is said.
    return ApiVersion.key(slug, version if is_name else "")


def _seen(api: Api, user: Reader) -> Api:
    if not api.can_be_seen_by(user):
        raise Missing("api_not_found")
    return api


def _both_seen(items: Iterable[PlainItem], version: str, user: Reader) -> tuple[Api, ApiVersion]:
    api, found = None, None
    for item in items:
        if isinstance(item, Api):
            api = item
        elif isinstance(item, ApiVersion) and item.version == version:
            found = item
    if api is None:
        raise Missing("api_not_found")
    _seen(api, user)
    if found is None or not found.can_be_seen_by(user, api):
        raise Missing("version_not_found")
    return api, found


def require_editor(api: Api, user: Reader) -> None:
    """Raise `NotAllowed` unless this person may change the API."""
    if not api.can_be_edited_by(user):
        raise NotAllowed("not_an_editor", params={"team": api.owner})


def require_application_user(application: Application, user: Reader) -> None:
    """Raise `Missing` unless this person may see the application, and `NotAllowed` where their
    role allows no applications any more."""
    if not application.can_be_used_by(user):
        raise Missing("application_not_found")
    require_applications(user)


def require_applications(user: Reader) -> None:
    """Raise `NotAllowed` unless this person's role allows applications."""
    if not user.has_perm(OWN_APPLICATIONS):
        raise NotAllowed("role_missing", params={"role": role_with(OWN_APPLICATIONS)})


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
