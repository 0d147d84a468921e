"""The form behind every change page: it knows when somebody else was faster."""

from typing import Any

from django import forms

from portal.errors import ApplicationError
from portal.form_pages import tell

CHANGED = (
    "Somebody else changed this after you opened it. Nothing of yours is stored yet: compare the "
    "values below, then save again to put yours in their place."
)


class FaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that carries the revision it was made from.

    A form made from an older revision is not saved where its values differ from what stands
    there now: each such field names both values, and what was entered stays in the form. The
    form then carries the newer revision, so that saving again is a decision.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # What a service refused when the form was good in itself: see `FaceAdmin.changeform_view`.
    refusal: ApplicationError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["revision"] = self.instance.revision

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal:
            tell(self, self.refusal)
        elif not self.instance._state.adding and self._is_stale():
            self._tell_differences()
        return cleaned

    def _is_stale(self) -> bool:
        return bool(self.cleaned_data.get("revision") != self.instance.revision)

    def _tell_differences(self) -> None:
        differing = [name for name in self.changed_data if name != "revision"]
        if not differing:
            return
        self.add_error(None, CHANGED)
        for name in differing:
            stored = self._shown(name, self.initial.get(name))
            entered = self._shown(name, self[name].data)
            self.add_error(name, f"Stored now: {stored}. Yours: {entered}.")
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("revision")] = self.instance.revision  # type: ignore[index]

    def _shown(self, name: str, value: Any) -> str:
        """Return a field's value in the words of the page."""
        choices = dict(getattr(self.fields[name], "choices", []))
        return str(choices.get(value, value)) if value not in (None, "") else "nothing"
