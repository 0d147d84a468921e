"""Usage records as they are read back, whatever somebody may have stored."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apis.gateway.usage import MOST_CHARACTERS, OUTCOMES

# Of milliseconds and bytes: beyond, a figure is a fault and would spoil every sum.
MOST_MILLISECONDS = 24 * 3600 * 1000
MOST_BYTES = 2**40


@dataclass(frozen=True, slots=True)
class Record:
    """A call, as `apis.gateway.usage.UsageRecord` left it. `at` is a stamp of `portal.clock`."""

    at: str
    api: str
    version: str
    operation: str
    app_id: str
    key_digest: str
    outcome: str
    milliseconds: int
    bytes_in: int
    bytes_out: int

    @property
    def date(self) -> str:
        return self.at[:10]

    @property
    def hour(self) -> str:
        return self.at[11:13]


def read_record(line: str) -> Record | None:
    """Return the record in a line, None where it is none."""
    try:
        found = json.loads(line)
        record = Record(
            at=_stamp(found["at"]),
            api=_text(found["api"]),
            version=_text(found["version"]),
            operation=_text(found["operation"]),
            app_id=_text(found["app"]),
            key_digest=_text(found["key"]),
            outcome=_text(found["outcome"]),
            milliseconds=_number(found["ms"], MOST_MILLISECONDS),
            bytes_in=_number(found["in"], MOST_BYTES),
            bytes_out=_number(found["out"], MOST_BYTES),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return record if record.outcome in OUTCOMES and record.api else None


def _stamp(value: Any) -> str:
    datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ")
    # It begins an item's key.
    if len(value) != len("2026-01-01T00:00:00.000000Z"):
        raise ValueError(value)
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
        raise ValueError("no text, or too long a one")
    return value


def _number(value: Any, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError("no number, or too large a one")
    return value
