"""The form by which a developer gets access to an API."""

import itertools
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apis.items.applications import Application
from apis.items.plans import AUTOMATIC, Plan
from apis.items.subscriptions import Subscription
from apis.plan_words import in_words
from apis.services.applications import NAME_LENGTH

A_NEW_ONE = "new"
FIRST_NAME, FURTHER_NAME = "My first application", "My application {}"
NEW_KEY, SAME_KEY = "new", "same"
MAX_REQUEST_NAME = 64


class AccessForm(forms.Form):
    """Which application gets access, on which plan, and with which key."""

    application = forms.ChoiceField(widget=forms.RadioSelect)
    name = forms.CharField(
        label="Name of the new application",
        max_length=NAME_LENGTH,
        help_text="What calls the API: “Web shop”, “Nightly report”. You can rename it later.",
    )
    plan = forms.ChoiceField(widget=forms.RadioSelect)
    key = forms.ChoiceField(
        choices=[(NEW_KEY, "Make a new key"), (SAME_KEY, "Use a key that the application has")],
        initial=NEW_KEY,
        widget=forms.RadioSelect,
    )
    # Names this request: sent twice, it makes one key.
    request = forms.CharField(max_length=MAX_REQUEST_NAME, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        applications: Sequence[Application],
        subscriptions: Mapping[str, Subscription],
        plans: Sequence[Plan],
        plan_id: str = "",
        **kwargs: Any,
    ) -> None:
        preset = preselected(plans, plan_id)
        without = (each.app_id for each in applications if each.app_id not in subscriptions)
        initial = {
            "plan": preset.plan_id,
            "request": secrets.token_urlsafe(16),
            "application": next(without, A_NEW_ONE),
            "name": name_not_taken(applications),
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        names = {plan.plan_id: plan.name for plan in plans}
        choices = [
            (each.app_id, _application_label(each, subscriptions.get(each.app_id), names))
            for each in applications
        ]
        choice: Any = self.fields["application"]
        choice.choices = [*choices, (A_NEW_ONE, "A new application")]
        if applications:
            self.fields["name"].required = False
        else:
            del self.fields["application"]
        if not any(each.standing_keys for each in applications):
            del self.fields["key"]
        for name in ("application", "key"):
            if self.is_bound and name in self.fields and name not in self.data:
                # The page that is sent again was made before there was anything to choose.
                self.fields[name].required = False
        plan_field: Any = self.fields["plan"]
        plan_field.choices = [(plan.plan_id, _plan_label(plan)) for plan in plans]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("application") == A_NEW_ONE and not given.get("name", "missing"):
            self.add_error("name", "Give the application a name.")
        return given


class AcceptTermsForm(forms.Form):
    """The acceptance of a plan's terms as they were shown."""

    terms_revision = forms.IntegerField(widget=forms.HiddenInput)
    accept = forms.BooleanField(
        label="I accept these terms",
        error_messages={"required": "Accept the terms to go on, or choose another plan."},
    )


def preselected(plans: Sequence[Plan], plan_id: str = "") -> Plan:
    """Return the plan that was asked for, else the first that is approved at once, else the
    first."""
    asked = (plan for plan in plans if plan.plan_id == plan_id)
    at_once = (plan for plan in plans if plan.approval == AUTOMATIC)
    return next(asked, None) or next(at_once, None) or plans[0]


def name_not_taken(applications: Sequence[Application]) -> str:
    """Return a name for a new application that none of these has."""
    if not applications:
        return FIRST_NAME
    taken = {each.name.casefold() for each in applications}
    names = map(FURTHER_NAME.format, itertools.count(len(applications) + 1))
    return next(name for name in names if name.casefold() not in taken)


def _plan_label(plan: Plan) -> SafeString:
    approval = "Approved at once" if plan.approval == AUTOMATIC else "The owner decides"
    facts = [in_words(plan.limits), plan.price, approval, "has terms" if plan.terms else ""]
    return format_html(
        '<span>{}<br><span class="muted">{}</span></span>',
        plan.name,
        " · ".join(filter(None, facts)),
    )


def _application_label(
    application: Application, subscription: Subscription | None, plan_names: Mapping[str, str]
) -> str:
    whose = f" (team {application.team})" if application.team else ""
    if subscription is None:
        return f"{application.name}{whose}"
    plan = plan_names.get(subscription.plan_id, "a closed plan")
    return f"{application.name}{whose}, {subscription.status} on {plan}"
