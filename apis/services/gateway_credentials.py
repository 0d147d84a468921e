"""The credential that an API's upstream wants: given to the portal once, and never shown again."""

import re

from apis import events
from apis.items import Api
from apis.items.gateway_settings import STORED_SECRET, GatewaySettings, secret_name
from apis.services.gateway_settings import settings_or_404, writing
from apis.visibility import require_editor
from portal import clock
from portal.accounts import key_format
from portal.accounts.models import User
from portal.aws import secret_store
from portal.errors import Invalid, fault

CREDENTIAL_LENGTH = 4_000
# What a header field can carry (RFC 9110, 5.5).
_CREDENTIAL = re.compile(r"[!-~](?:[ -~]*[!-~])?")
DEFAULT_HEADER, DEFAULT_PREFIX = "Authorization", "Bearer "


def store_credential(
    *,
    user: User,
    api: Api,
    value: str,
    header: str = DEFAULT_HEADER,
    prefix: str = DEFAULT_PREFIX,
) -> GatewaySettings:
    """Store a credential in Secrets Manager, and let the gateway send it to the API's upstreams.

    `header` and `prefix` count only where the settings name no field yet. Raises `NotAllowed`,
    `Missing` where the API is not behind the gateway, `Invalid`, `ChangedMeanwhile`.
    """
    require_editor(api, user)
    value = _accepted(value)
    settings = settings_or_404(api.slug)
    # First: what is recorded was done. If the record fails, the secret is stored but unused, or
    # the new value of one in use, which whoever stored it is told to store again.
    secret_store.write(
        secret_name(api.slug, STORED_SECRET),
        value,
        description=f"What the developer portal's gateway sends to the upstreams of {api.slug}.",
    )
    settings.credential_secret = STORED_SECRET
    settings.credential_stored_at = clock.now()
    if not settings.credential_header:
        settings.credential_header, settings.credential_prefix = header, prefix
    with writing(api) as writes:
        writes.replace(settings)
        events.record(events.GATEWAY_CREDENTIAL_STORED, user, api, within=writes)
    return settings


def remove_credential(*, user: User, api: Api) -> GatewaySettings:
    """Let the gateway send no credential any more, and delete the one that the portal stored.

    One that operators keep under another name stays. Raises `NotAllowed`, `Missing`,
    `ChangedMeanwhile`.
    """
    require_editor(api, user)
    settings = settings_or_404(api.slug)
    if not settings.credential_secret:
        return settings
    was_stored = settings.credential_secret == STORED_SECRET
    settings.credential_secret = ""
    settings.credential_stored_at = None
    with writing(api) as writes:
        writes.replace(settings)
        events.record(events.GATEWAY_CREDENTIAL_REMOVED, user, api, within=writes)
    if was_stored:
        secret_store.delete(secret_name(api.slug, STORED_SECRET))
    return settings


def forget_credential(slug: str) -> None:
    """Delete what the portal stored for an API that is gone."""
    secret_store.delete(secret_name(slug, STORED_SECRET))


def _accepted(value: str) -> str:
    value = value.strip()
    if not value:
        raise _refused("required")
    if len(value) > CREDENTIAL_LENGTH:
        raise _refused("max_characters", limit=CREDENTIAL_LENGTH)
    if not _CREDENTIAL.fullmatch(value):
        raise _refused("field_value_rule")
    if key_format.is_ours(value):
        raise _refused("credential_is_ours")
    return value


def _refused(code: str, **params: int) -> Invalid:
    return Invalid("credential_refused", faults=[fault(code, "/value", **params)])
