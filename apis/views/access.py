"""“Get access”: from an API's page to a key and a first call, on two pages at most."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from apis.access_forms import A_NEW_ONE, SAME_KEY, AcceptTermsForm, AccessForm
from apis.breadcrumbs import crumbs
from apis.forms import add_errors
from apis.items import DRAFT, Api
from apis.items.applications import Application
from apis.items.gateway_settings import GatewaySettings
from apis.items.plans import Plan
from apis.services.applications import applications_of
from apis.services.first_call import first_call
from apis.services.getting_access import Access, get_access, subscriptions_among
from apis.services.plans import plans_of
from apis.services.subscriptions.known import answers_calls
from apis.visibility import OWN_APPLICATIONS, get_api_or_404
from portal.accounts.decorators import form_view
from portal.accounts.models import User, signed_in
from portal.accounts.roles import role_with
from portal.errors import ApplicationError
from portal.web.form_pages import show_form

TITLE = "Get access"


@dataclass
class _Asking:
    """One person's request for access to one API."""

    request: HttpRequest
    api: Api
    user: User

    @cached_property
    def plans(self) -> list[Plan]:
        return plans_of(self.api.slug).open_plans

    @cached_property
    def applications(self) -> list[Application]:
        return applications_of(self.user)

    @cached_property
    def form(self) -> AccessForm:
        return AccessForm(
            self.request.POST if self.request.method == "POST" else None,
            applications=self.applications,
            subscriptions=subscriptions_among(self.api, self.applications),
            plans=self.plans,
            plan_id=self.request.GET.get("plan", ""),
        )

    @property
    def chosen_plan(self) -> Plan:
        wanted = self.form.cleaned_data["plan"]
        return next(plan for plan in self.plans if plan.plan_id == wanted)

    @property
    def chosen_application(self) -> Application | str:
        """The application that was chosen, or the name of one to make: the person's own of that
        name, where there is one."""
        given = self.form.cleaned_data
        chosen, name = given.get("application") or A_NEW_ONE, str(given["name"])
        for each in self.applications:
            is_same = not each.team and each.name.casefold() == name.casefold()
            if each.app_id == chosen or (chosen == A_NEW_ONE and is_same):
                return each
        return name

    def show(self, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"api": self.api, "crumbs": crumbs(self.api), "title": TITLE, **more}
        return render(self.request, template, context, status=status)


@never_cache
@form_view
@login_required
def access(request: HttpRequest, api: str) -> HttpResponse:
    """Choose an application and a plan, accept its terms, and see a key with the first call.

    A GetItem for the API and for its plans, a Query for each owner of applications, and a
    BatchGetItem for their subscriptions.
    """
    user = signed_in(request.user)
    asking = _Asking(request, get_api_or_404(api, user), user)
    if refusal := _not_now(asking):
        return refusal
    form = asking.form
    if not form.is_valid():
        return _choose(asking)
    terms_revision = 0
    if asking.chosen_plan.terms:
        terms = AcceptTermsForm(request.POST if "terms_revision" in request.POST else None)
        if not terms.is_valid() or not _are_current(terms, asking.chosen_plan):
            return _show_terms(asking, terms)
        terms_revision = terms.cleaned_data["terms_revision"]
    try:
        found = get_access(
            user=user,
            api=asking.api,
            application=asking.chosen_application,
            plan=asking.chosen_plan,
            accepted_terms_revision=terms_revision,
            makes_key=form.cleaned_data.get("key") != SAME_KEY,
            request_name=form.cleaned_data["request"],
        )
    except ApplicationError as refused:
        add_errors(form, refused)
        return _choose(asking, status=refused.status)
    return _show_access(asking, found)


def _not_now(asking: _Asking) -> HttpResponse | None:
    """Return the page that says why there is no access, None where there may be."""
    if not asking.user.has_perm(OWN_APPLICATIONS):
        role = role_with(OWN_APPLICATIONS)
        return asking.show("apis/access_role.html", role=role, person=asking.user, status=403)
    if asking.api.status == DRAFT:
        return asking.show("apis/access_none.html", reason="draft")
    if not answers_calls(asking.api):
        return asking.show("apis/access_none.html", reason="retired")
    if not asking.plans:
        can_edit = asking.api.can_be_edited_by(asking.user)
        return asking.show("apis/access_none.html", reason="plans", can_edit=can_edit)
    return None


def _choose(asking: _Asking, status: int | None = None) -> HttpResponse:
    context = {"api": asking.api, "crumbs": crumbs(asking.api), "title": TITLE}
    return show_form(asking.request, "apis/access.html", asking.form, context, status=status)


def _are_current(terms: AcceptTermsForm, plan: Plan) -> bool:
    """Tell whether the terms that were accepted are the plan's; say so on the form if not."""
    if terms.cleaned_data["terms_revision"] == plan.terms_revision:
        return True
    terms.add_error(None, "The terms are others by now. Read these, then accept them.")
    return False


def _show_terms(asking: _Asking, terms: AcceptTermsForm) -> HttpResponse:
    """Show the terms of the plan, and send along what was chosen."""
    plan = asking.chosen_plan
    was_refused = terms.is_bound
    if was_refused:
        terms.data = {**terms.data.dict(), "terms_revision": plan.terms_revision}  # type: ignore[attr-defined]
        terms.data.pop("accept", None)
    else:
        terms.initial["terms_revision"] = plan.terms_revision
    chosen = [
        (name, asking.form.cleaned_data.get(name) or "")
        for name in ("application", "name", "plan", "key", "request")
        if name in asking.form.fields
    ]
    return asking.show(
        "apis/access_terms.html",
        form=terms,
        plan=plan,
        chosen=chosen,
        status=422 if was_refused else 200,
    )


def _show_access(asking: _Asking, found: Access) -> HttpResponse:
    """Show what was got: the key, this once, and the first call."""
    gateway = GatewaySettings.find(*GatewaySettings.key(asking.api.slug))
    call = first_call(asking.api, gateway, secret=found.secret)
    return asking.show(
        "apis/access_done.html",
        access=found,
        call=call,
        is_answered=bool(call and call.is_answered),
    )
