"""What an API's owner has the gateway send to the upstream, read from Secrets Manager."""

import logging
import re
import time
from threading import Lock

from apis.gateway.errors import UpstreamFailed
from apis.items.gateway_settings import GatewaySettings
from portal.aws import secret_store
from portal.aws.errors import NotFound, Unavailable

logger = logging.getLogger(__name__)

# How long a value counts before it is asked for again: what is rotated is sent this much later.
KEPT_SECONDS = 300
# How long the last one known is sent while Secrets Manager does not answer.
KEPT_WITHOUT_ANSWER_SECONDS = 3600
MOST_KEPT = 500
_VALUE = re.compile(r"[!-~](?:[ -~]*[!-~])?")

_kept: dict[tuple[str, str], tuple[str, float]] = {}
_lock = Lock()


class CredentialUnavailable(UpstreamFailed):
    """The upstream's credential cannot be read, so the call was not sent."""

    def __init__(self) -> None:
        super().__init__("credential_unavailable", was_sent=False, status=503)


def credential_fields(settings: GatewaySettings) -> tuple[tuple[str, str], ...]:
    """Return the header field that carries an API's credential to its upstream, if it has one.

    At most one request to Secrets Manager in five minutes, for each API and process; a value that
    somebody gives to the portal counts as soon as the settings are read anew. Raises
    `CredentialUnavailable`, which does not say why: the log does.
    """
    name = settings.secret_name
    if not name or not settings.credential_header:
        return ()
    value = _value(name, str(settings.credential_stored_at))
    return ((settings.credential_header, settings.credential_prefix + value),)


def _value(name: str, stored_at: str) -> str:
    key = (name, stored_at)
    value, read_at = _kept.get(key, ("", 0.0))
    age = time.monotonic() - read_at
    if value and age < KEPT_SECONDS:
        return value
    try:
        fresh = secret_store.read(name).strip()
    except Unavailable:
        if value and age < KEPT_WITHOUT_ANSWER_SECONDS:
            logger.warning("The secret %s cannot be read anew", name, exc_info=True)
            return value
        logger.exception("The secret %s cannot be read", name)
        raise CredentialUnavailable from None
    except NotFound:
        logger.error("There is no secret %s", name)
        raise CredentialUnavailable from None
    if not _VALUE.fullmatch(fresh):
        logger.error("The secret %s holds what no header field can carry", name)
        raise CredentialUnavailable
    _keep(key, fresh)
    return fresh


def _keep(key: tuple[str, str], value: str) -> None:
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (value, time.monotonic())
