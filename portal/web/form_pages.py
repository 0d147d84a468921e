"""Forms, and what became of them: on their pages, and in the admin."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.errors import ApplicationError, ChangedMeanwhile, TooLarge

# The fields that a whole description is pasted into, a guide, or a plan's terms, and how long any
# other may be: a page repeats what was sent to it.
DESCRIPTION = "spec_text"
GUIDE = "content"
TERMS = "terms"
WHOLE_TEXTS = (DESCRIPTION, GUIDE, TERMS)
LONGEST_VALUE = 10_000
UNREADABLE = (
    "Nothing could be read of what was sent, and nothing was changed. Fill in the form and send "
    "it again."
)


def refuse_long_values(request: HttpRequest) -> None:
    """Raise `TooLarge` where a field is longer than any may be but those of whole texts."""
    for name, values in request.POST.lists():
        if name not in WHOLE_TEXTS and any(len(value) > LONGEST_VALUE for value in values):
            raise TooLarge("field_too_long", params={"limit": LONGEST_VALUE})


@dataclass(frozen=True)
class Difference:
    """A field that two people changed: what is stored now and what was entered, in words."""

    name: str
    label: str
    theirs: str
    yours: str


class RevisedForm(forms.Form):
    """A form that carries the revision it was made from, and what its fields held then.

    `initial` holds what is stored now, `revision` included; without that (a new thing) nothing can
    have changed. Where a newer revision was stored meanwhile, a field that was not touched here
    takes what is stored now. What both changed stands in `differences`, and the form, which keeps
    what was entered, is not to be saved. It carries the newer revision, so that sending it again
    is a decision.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differences: list[Difference] = []
        if "revision" in self.initial:
            self.carry_initial()

    def carry_initial(self) -> None:
        """Send along, hidden, what each field held when the form was made."""
        for field in self.fields.values():
            field.show_hidden_initial = not field.widget.is_hidden

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        self.take_newer()
        return cleaned

    def take_newer(self) -> None:
        """Take what somebody else stored since the form was made; note what both changed."""
        stored = self.initial.get("revision")
        if stored is None or self.cleaned_data.get("revision") == stored:
            return
        sent = self.data
        self.data = sent.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("revision")] = str(stored)  # type: ignore[index]
        for name in (name for name in self.fields if name != "revision"):
            # None where the form does not say what it was made from.
            self._take_newer_field(name, opened=sent.get(self[name].html_initial_name))

    def _take_newer_field(self, name: str, *, opened: str | None) -> None:
        stored, entered = self.initial.get(name), self[name].data
        self.data[self[name].html_initial_name] = self._text(name, stored)  # type: ignore[index]
        if opened is not None and self._same(name, opened, entered):
            self.data[self.add_prefix(name)] = self._text(name, stored)  # type: ignore[index]
            self.cleaned_data[name] = stored
            # What was good when the form was opened may be no choice any more.
            self.errors.pop(name, None)
        elif not self._same(name, stored, entered) and (
            opened is None or not self._same(name, opened, stored)
        ):
            theirs, yours = self._shown(name, stored), self._shown(name, entered)
            self.differences.append(Difference(name, str(self[name].label), theirs, yours))

    def _same(self, name: str, one: Any, other: Any) -> bool:
        return bool(self._value(name, one) == self._value(name, other))

    def _value(self, name: str, value: Any) -> Any:
        """Return what a field makes of a text; browsers end lines by two characters, not one."""
        if isinstance(value, str):
            value = value.replace("\r\n", "\n")
        with suppress(ValidationError):
            return self.fields[name].to_python(value)
        return value

    def _text(self, name: str, value: Any) -> str:
        shown = self.fields[name].prepare_value(value)
        return "" if shown is None else str(shown)

    def _shown(self, name: str, value: Any) -> str:
        """Return a field's value in the words of the page."""
        choices = dict(getattr(self.fields[name], "choices", []))
        return str(choices.get(value, self._text(name, value)))


def repeat_if_changed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Carry out a view again where somebody wrote between its read and its write.

    Its form, made again, finds what they stored.
    """

    @wraps(view)
    def repeated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with suppress(ChangedMeanwhile):
            return view(request, *args, **kwargs)
        return view(request, *args, **kwargs)

    return repeated


def show_form(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    context: dict[str, Any],
    *,
    status: int | None = None,
) -> HttpResponse:
    """Show a page with its form, `form` in the template's context.

    The status is 200 where the page was opened, 422 where the form has errors, and 400 where it
    was sent in a way that leaves it empty (a body that is no form, or a broken one), which is told
    above it. `status` takes the place of them where the page knows better.
    """
    if request.method == "POST" and not form.is_bound:
        messages.error(request, UNREADABLE)
        status = 400
    elif status is None:
        status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {**context, "form": form}, status=status)


def add_errors(form: BaseForm, refusal: ApplicationError, *, words: str = "") -> None:
    """Put a service's refusal beside the fields that it names, or above the form.

    `words` stand above the form in place of the refusal's own.
    """
    placed = False
    for fault in refusal.problem.faults:
        name = fault.pointer.removeprefix("/").partition("/")[0]
        if name in form.fields:
            form.add_error(name, fault.detail[:1].upper() + fault.detail[1:] + ".")
            placed = True
    if not placed:
        form.add_error(None, words or str(refusal))
