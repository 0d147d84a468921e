"""Forms about a version's end: they read what was typed, and services say what is allowed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django import forms

from apis.items import DRAFT, Api, ApiVersion
from apis.services import deprecation, details
from portal.web.form_pages import RevisedForm


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        # The form that browsers read, whatever the language of the page.
        super().__init__(format="%Y-%m-%d")


class DeprecationForm(RevisedForm):
    """From when on a version is deprecated, when it ends, and where its callers move on to."""

    deprecated_from = forms.DateField(
        label="Deprecated from",
        required=False,
        help_text="The beginning of this day, UTC. Empty: from now on.",
        widget=DayInput,
    )
    sunset_at = forms.DateField(
        label="Last day on which it answers",
        required=False,
        help_text="To the end of this day, 23:59:59 UTC. Callers' tools read it from every answer.",
        widget=DayInput,
    )
    successor = forms.ChoiceField(label="Callers move on to", required=False)
    deprecation_reason = forms.CharField(
        label="Why",
        required=False,
        max_length=deprecation.REASON_LENGTH,
        help_text="Shown to its readers: what is better in the other one, for example.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    deprecation_url = forms.CharField(
        label="Page about the move",
        required=False,
        max_length=details.URL_LENGTH,
        help_text="Empty: the version's page here.",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def __init__(
        self, *args: Any, api: Api, version: ApiVersion, others: Iterable[ApiVersion], **kwargs: Any
    ) -> None:
        self.version = version
        if version.has_deprecation:
            kwargs["initial"] = _values_of(version)
        super().__init__(*args, **kwargs)
        names = [each.version for each in others if each.status != DRAFT]
        if version.successor and version.successor not in names:
            names.append(version.successor)
        by_default = (
            f"The current version, {api.current_version}"
            if not api.is_current(version)
            else "No other version"
        )
        self.fields["successor"].choices = [  # type: ignore[attr-defined]
            ("", by_default),
            *((name, name) for name in names if name != version.version),
        ]

    def changes(self) -> dict[str, Any]:
        """Return what the form says of a `Deprecation`; a day that stayed keeps its moment."""
        given = self.cleaned_data
        found = {name: given[name] for name in deprecation.DEPRECATION_FIELDS}
        found["deprecated_from"] = _moment(
            given["deprecated_from"], self.version.deprecated_from, deprecation.start_of
        )
        found["sunset_at"] = _moment(given["sunset_at"], self.version.sunset_at, deprecation.end_of)
        if found["deprecated_from"] is None:
            del found["deprecated_from"]
        return found


class RetireForm(forms.Form):
    """The retirement of a version; early where its callers were told of a later day."""

    before_sunset = forms.BooleanField(
        label="Retire it before the announced day",
        error_messages={"required": "Say that you mean it."},
    )

    def __init__(self, *args: Any, version: ApiVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not version.ends_early_if_retired_now:
            del self.fields["before_sunset"]


def _values_of(version: ApiVersion) -> dict[str, Any]:
    values = {name: getattr(version, name) for name in deprecation.DEPRECATION_FIELDS}
    for name in ("deprecated_from", "sunset_at"):
        values[name] = _day_of(values[name])
    return values | {"revision": version.revision}


def _day_of(moment: datetime | None) -> date | None:
    return moment.astimezone(UTC).date() if moment else None


def _moment(day: date | None, known: datetime | None, whole_day: Any) -> datetime | None:
    if day is None or day == _day_of(known):
        return known if day else None
    return whole_day(day)  # type: ignore[no-any-return]
