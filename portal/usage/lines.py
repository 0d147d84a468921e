"""A usage record as a line of the function's log.

The function reads its own log. So that nobody who has their words logged (a path, a header) can
have them counted as a record, each line carries a signature.
"""

import hmac
from hashlib import sha256

from django.conf import settings

from portal.threads import cached_once

# What the log subscription's pattern matches (infra/queue-trigger.yaml). One word of letters and
# underscores, which a pattern needs no quotes for; it must stand in no other line that the function
# logs, so nothing here is ever named by it, and no event is logged that holds it.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
TERM = "portal_usage_record"
SIGNATURE_LENGTH = 32


def signed(record: str) -> str:
    """Return the line that holds a record."""
    return f"{TERM} {_signature(record)} {record}"


def record_in(message: str) -> str | None:
    """Return the record in a line of the log, None where it holds none that was signed here."""
    # Lambda's own formats put time and request id in front, depending on how it is set up.
    found = message[message.find(TERM) :].rstrip("\n").split(" ", 2)
    if len(found) != 3 or found[0] != TERM:
        return None
    _, signature, record = found
    is_ours = hmac.compare_digest(signature.encode(), _signature(record).encode())
    return record if is_ours else None


def _signature(record: str) -> str:
    digest = hmac.digest(_key(settings.SECRET_KEY), record.encode(), "sha256")
    return digest.hex()[:SIGNATURE_LENGTH]


@cached_once
def _key(secret: str) -> bytes:
    return sha256(b"usage record|" + secret.encode()).digest()
