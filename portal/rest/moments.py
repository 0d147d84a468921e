"""Moments in bodies, which people may name by their day."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@extend_schema_field(
    {
        "description": "A moment (RFC 3339), or a day such as 2027-09-30, in UTC.",
        "anyOf": [
            {"type": "string", "format": "date-time", "minLength": 1},
            {"type": "string", "format": "date", "minLength": 1},
        ],
    }
)
class MomentField(serializers.Field[datetime, Any, Any, Any]):
    """A moment, or a day: that counts from its first second or until its last one, in UTC."""

    def __init__(self, *, whole_day: Callable[[date], datetime], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.whole_day = whole_day

    def to_internal_value(self, data: Any) -> datetime:
        try:
            return self.whole_day(date.fromisoformat(data))
        except (TypeError, ValueError):
            return serializers.DateTimeField().to_internal_value(data)
