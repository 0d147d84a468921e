"""Forms of plans and subscriptions. They read what was typed; the services say what is allowed."""

from dataclasses import replace
from typing import Any

from django import forms

from apis.items.plans import AUTOMATIC, MANUAL, Plan
from apis.items.subscriptions import COMMENT_LENGTH
from apis.plan_words import PERIODS, NotUnderstood, as_text, operation_limits_in
from apis.services import plans
from portal.web import form_pages

APPROVAL_CHOICES = [
    (AUTOMATIC, "Automatic: who asks may call at once"),
    (MANUAL, "Manual: somebody of the owner team approves each request"),
]
OPERATIONS_HELP = (
    "One a line, counted apart and in addition: POST /orders 5/minute, burst 10, 100/day, "
    "2000/month"
)


def _count(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, help_text=help_text)


class OperationLimitsField(forms.CharField):
    """Limits of single operations, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return as_text(value) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        try:
            return operation_limits_in(super().to_python(value) or "")
        except NotUnderstood as error:
            raise forms.ValidationError(
                f"Line {error.line} is not understood or comes twice: “{error.text[:100]}”. Write "
                "a method, a path, then limits such as 5/minute, burst 10, 100/day."
            ) from None


class PlanForm(form_pages.RevisedForm):
    """A plan as its owners describe it."""

    name = forms.CharField(max_length=plans.NAME_LENGTH)
    description = forms.CharField(
        max_length=plans.DESCRIPTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whom it is for.",
    )
    price = forms.CharField(
        max_length=plans.PRICE_LENGTH, required=False, help_text="As people read it: “€20 a month”."
    )
    approval = forms.ChoiceField(
        choices=APPROVAL_CHOICES, initial=AUTOMATIC, widget=forms.RadioSelect
    )
    rate_calls = _count("Rate", "At most so many calls in each second, minute or hour.")
    rate_seconds = forms.TypedChoiceField(
        label="Rate counted by",
        choices=[(seconds, name) for seconds, name in PERIODS.items()],
        coerce=int,
        initial=1,
    )
    burst = _count("Burst", "So many at once before the rate holds; without it, those of the rate.")
    per_day = _count("Calls a day", "Counted from midnight UTC.")
    per_month = _count("Calls a month")
    operation_limits = OperationLimitsField(
        label="Limits of single operations",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "mono", "spellcheck": "false"}),
        help_text=OPERATIONS_HELP,
    )
    terms = forms.CharField(
        required=False,
        max_length=plans.TERMS_BYTES,
        widget=forms.Textarea(attrs={"rows": 10, "class": "mono"}),
        help_text="Markdown, up to 20 KB. Who subscribes accepts them; once they change, requests "
        "that wait need the new ones accepted.",
    )

    def carry_initial(self) -> None:
        """Leave out what the terms were: of long ones that would be half of the page."""
        super().carry_initial()
        self.fields["terms"].show_hidden_initial = False

    @staticmethod
    def values_of(plan: Plan) -> dict[str, Any]:
        return {name: getattr(plan, name) for name in PlanForm.base_fields}

    def given_plan(self, before: Plan | None) -> Plan:
        """Return what was entered. Call after `is_valid`."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return replace(before or Plan(), **given)


class CommentForm(forms.Form):
    """What is said to the other side."""

    comment = forms.CharField(
        max_length=COMMENT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The other side reads it.",
    )


class ChosenPlanForm(CommentForm):
    """Asking for a plan that was chosen, with its terms accepted."""

    # Of the terms that were shown.
    terms_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    accept_terms = forms.BooleanField(
        label="I accept these terms", error_messages={"required": "Accept the terms to go on."}
    )
    field_order = ("accept_terms", "comment")

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["terms_revision"] = plan.terms_to_accept
        self.plan = plan
        if not plan.terms:
            del self.fields["accept_terms"]

    def clean(self) -> dict[str, Any]:
        """Refuse what was said of other terms than those that stand now."""
        given = super().clean() or self.cleaned_data
        current = self.plan.terms_to_accept
        if given.get("accept_terms") and given.get("terms_revision") != current:
            self.add_error(None, "The terms changed meanwhile. Read the new ones.")
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["terms_revision"] = str(current)  # type: ignore[index]
            self.data.pop("accept_terms")  # type: ignore[attr-defined]
        return given


class TermsForm(ChosenPlanForm):
    """Accepting the terms of a plan anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["comment"]
