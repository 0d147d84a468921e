"""The form behind every change page: it knows when somebody else was faster."""

from typing import Any

from django import forms

from portal.errors import ApplicationError
from portal.web.form_pages import add_errors

CHANGED = (
    "Somebody else changed this after you opened it. Nothing of yours is stored yet: compare the "
    "values below, then save again to put yours in their place."
)


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that carries the revision it was made from, and what its fields held then.

    Where somebody stored a newer revision meanwhile, a field that was not touched here takes what
    is stored now. The form is not saved where both changed the same field: each such field names
    both values, and what was entered stays. The form then carries the newer revision, so that
    saving again is a decision.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # What a service refused when the form was good in itself: see `ItemAdmin.changeform_view`.
    refusal: ApplicationError | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["revision"] = self.instance.revision
            for field in self.fields.values():
                field.show_hidden_initial = not field.widget.is_hidden

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not self.instance._state.adding and self._is_stale():
            self._take_in_what_is_stored()
        if self.refusal:
            add_errors(self, self.refusal)
        return cleaned

    def _is_stale(self) -> bool:
        return bool(self.cleaned_data.get("revision") != self.instance.revision)

    def _take_in_what_is_stored(self) -> None:
        sent = self.data
        self.data = sent.copy()  # type: ignore[attr-defined]
        self._put("revision", self.instance.revision)
        conflicts = {}
        for name in (name for name in self.fields if name != "revision"):
            # Nothing where the form does not say what it was made from.
            opened = sent.get(self[name].html_initial_name)
            stored, entered = self.initial.get(name), self[name].data
            self.data[self[name].html_initial_name] = _as_text(stored)  # type: ignore[index]
            if opened is not None and not self._differ(name, opened, entered):
                self._put(name, stored)
                self.cleaned_data[name] = stored
                # What was good when the form was opened may be no choice any more.
                self.errors.pop(name, None)
            elif self._differ(name, stored, entered) and (
                opened is None or self._differ(name, opened, stored)
            ):
                theirs, yours = self._shown(name, stored), self._shown(name, entered)
                conflicts[name] = f"Stored now: {theirs}. Yours: {yours}."
        if conflicts:
            self.add_error(None, CHANGED)
        for name, told in conflicts.items():
            self.add_error(name, told)

    def _differ(self, name: str, one: Any, other: Any) -> bool:
        return self.fields[name].has_changed(_plain(one), _plain(other))

    def _put(self, name: str, value: Any) -> None:
        self.data[self.add_prefix(name)] = _as_text(value)  # type: ignore[index]

    def _shown(self, name: str, value: Any) -> str:
        """Return a field's value in the words of the page."""
        choices = dict(getattr(self.fields[name], "choices", []))
        return f"“{choices.get(value, value)}”" if value not in (None, "") else "nothing"


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


def _plain(value: Any) -> Any:
    """Return text with its line ends as they are stored; browsers send two characters for one."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
