"""What each call of the gateway leaves behind, to be counted."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from portal import clock
from portal.usage import lines
from portal.usage.buffer import shared_buffer

# Written as it is, whatever the format and level of the portal's own log (`settings.LOGGING`).
records_logger = logging.getLogger("usage_records")

# What reached the upstream and came back; what did not come back as it should; what was not let
# through.
CALL, ERROR, REFUSED = "call", "error", "refused"
OUTCOMES = (CALL, ERROR, REFUSED)
MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecord:
    """One call. `operation` is "GET /pets/{id}" as the description writes it, "" where none
    matched; `app_id` and `key_digest` are "" where the caller was not known."""

    at: datetime
    api: str
    version: str
    operation: str
    app_id: str
    key_digest: str
    status: int
    outcome: str
    milliseconds: int
    bytes_in: int
    bytes_out: int
    request_id: str

    def as_line(self) -> str:
        """Return the record as JSON in one line, as it is stored."""
        return json.dumps(
            {
                "at": clock.stamp(self.at),
                "api": self.api[:MOST_CHARACTERS],
                "version": self.version[:MOST_CHARACTERS],
                "operation": self.operation[:MOST_CHARACTERS],
                "app": self.app_id,
                "key": self.key_digest,
                "status": self.status,
                "outcome": self.outcome,
                "ms": self.milliseconds,
                "in": self.bytes_in,
                "out": self.bytes_out,
                "id": self.request_id[:MOST_CHARACTERS],
            },
            separators=(",", ":"),
        )


def leave(record: UsageRecord) -> None:
    """Leave the record of a call. No network round trip: a line of the log where its subscription
    brings it back (Lambda), else memory, from where a thread stores it a second later."""
    line = record.as_line()
    if settings.USAGE_THROUGH_LOG:
        records_logger.info(lines.signed(line))
    else:
        shared_buffer().add(line)
