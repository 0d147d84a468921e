"""Forms, and what became of them: on their pages, and in the admin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.errors import ApplicationError, ChangedMeanwhile, TooLarge

# The field that a whole description is pasted into, and how long any other may be: a page repeats
# what was sent to it.
DESCRIPTION = "spec_text"
LONGEST_VALUE = 10_000
UNREADABLE = (
    "Nothing could be read of what was sent, and nothing was changed. Fill in the form and send "
    "it again."
)


def refuse_long_values(request: HttpRequest) -> None:
    """Raise `TooLarge` where a field is longer than any may be but that of a description."""
    for name, values in request.POST.lists():
        if name != DESCRIPTION and any(len(value) > LONGEST_VALUE for value in values):
            raise TooLarge(f"A field of a form takes at most {LONGEST_VALUE:,} characters.")


@dataclass(frozen=True)
class Difference:
    """A field in which what was typed is not what is stored now, both as the page says them."""

    label: str
    theirs: str
    yours: str


class RevisedForm(forms.Form):
    """A form that is made from a stored item and carries the revision of it."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def require_newest(self, revision: int) -> None:
        """Raise `ChangedMeanwhile` where the form was made from another revision than this one."""
        if self.cleaned_data["revision"] != revision:
            raise ChangedMeanwhile("Somebody else changed this meanwhile.")

    def over(self, stored: Mapping[str, Any]) -> list[Difference]:
        """Put what was typed over what is stored now, and return where both differ.

        `stored` has a value for every field. The form carries the newer revision from here on, so
        that sending it again is a decision.
        """
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("revision")] = str(stored["revision"])  # type: ignore[index]
        typed = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return [
            self._difference(name, stored[name], value)
            for name, value in typed.items()
            if value != stored[name]
        ]

    def _difference(self, name: str, theirs: Any, yours: Any) -> Difference:
        shown = self.fields[name].prepare_value
        return Difference(str(self[name].label), str(shown(theirs)), str(shown(yours)))


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
    for fault in refusal.faults:
        name = fault.pointer.removeprefix("/").partition("/")[0]
        if name in form.fields:
            form.add_error(name, fault.detail[:1].upper() + fault.detail[1:] + ".")
            placed = True
    if not placed:
        form.add_error(None, words or refusal.detail)
