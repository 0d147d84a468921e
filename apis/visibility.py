"""Reading one API or version as somebody: what they may not see is not there."""

from portal.dynamo import NotFound
from portal.errors import Missing, NotAllowed

from apis.items import SLUG, SLUG_LENGTH, VERSION_LENGTH, VERSION_NAME, Api, ApiVersion, Reader

NO_API = "There is no such API, or you may not see it."
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
