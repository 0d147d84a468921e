"""The form behind every change page: it knows when somebody else was faster."""

from typing import Any

from django import forms

from portal.errors import ApplicationError
from portal.web.form_pages import RevisedForm, add_errors

CHANGED = (
    "Somebody else changed this after you opened it. Nothing of yours is stored yet: compare the "
    "values below, then save again to put yours in their place."
)


class ItemForm(forms.ModelForm, RevisedForm):  # type: ignore[type-arg]
    """A form over a row; each field that somebody else changed too is an error of it."""

    # What a service refused when the form was good in itself: see `ItemAdmin.changeform_view`.
    refusal: ApplicationError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["revision"] = self.instance.revision
            self.carry_initial()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.take_newer()
        if self.differences:
            self.add_error(None, CHANGED)
        for each in self.differences:
            theirs, yours = _quoted(each.theirs), _quoted(each.yours)
            self.add_error(each.name, f"Stored now: {theirs}. Yours: {yours}.")
        if self.refusal:
            add_errors(self, self.refusal)
        return cleaned


def _quoted(value: str) -> str:
    return f"“{value}”" if value else "nothing"
