"""Pages of an API's gateway settings: where calls go, rules, the upstream's credential."""

import time
from dataclasses import dataclass
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from apis.breadcrumbs import crumbs
from apis.gateway_forms import (
    ACTION_WORDS,
    PART_WORDS,
    CredentialForm,
    GatewayForm,
    RuleForm,
    add_errors,
    add_rule_errors,
)
from apis.items import Api
from apis.items.gateway_rules import (
    ACTIONS_OF,
    BODY,
    DIRECTIONS,
    HEADER,
    MAX_RULES,
    PARTS,
    REQUEST,
    Rule,
    rules_of,
)
from apis.items.gateway_settings import STORED_SECRET, GatewaySettings
from apis.services import gateway_credentials, gateway_settings
from apis.visibility import get_api_and_access_or_404, require_editor, versions_of
from portal.accounts.decorators import form_view
from portal.accounts.models import signed_in
from portal.errors import ApplicationError, ChangedMeanwhile, Invalid, Missing
from portal.web.confirmation import Crumbs, confirm, is_confirmed
from portal.web.form_pages import repeat_if_changed, show_form

# Versions whose upstreams the page shows, last by name first; others by REST.
SHOWN_VERSIONS = 50
# How long the owner waits for an upstream that is tried, and what is said of it at most.
TRIED_SECONDS = 8.0
MOST_SAID = 500
UP = "up"


@dataclass(frozen=True)
class RuleRow:
    """A rule as the page lists it; `number` counts from 1."""

    number: int
    rule: Rule
    is_first: bool
    is_last: bool

    @property
    def part(self) -> str:
        return PART_WORDS[self.rule.part]

    @property
    def action(self) -> str:
        return ACTION_WORDS[self.rule.action]


@form_view
@login_required
@repeat_if_changed
def gateway(request: HttpRequest, api: str) -> HttpResponse:
    """Show and change an API's gateway settings. A BatchGetItem and a Query beside session
    and person; who saves second is shown what the first one stored."""
    found, _, stored = get_api_and_access_or_404(api, request.user)
    require_editor(found, request.user)
    versions = list(versions_of(found, request.user, limit=SHOWN_VERSIONS))
    initial = GatewayForm.values_of(stored, versions, current=found.current_version)
    form = GatewayForm(request.POST or None, initial=initial, versions=versions)
    if request.method == "POST" and form.is_valid() and not form.differences:
        try:
            gateway_settings.edit_settings(
                user=signed_in(request.user), api=found, base=stored, **form.changes(stored)
            )
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("gateway", api)
    status = 409 if form.differences else None
    context = _context(found, stored) | {"stale": form.differences, "versions": versions}
    return show_form(request, "apis/gateway.html", form, context, status=status)


def _context(api: Api, stored: GatewaySettings | None) -> dict[str, object]:
    rules = {each: _rows(stored, each) if stored else [] for each in DIRECTIONS}
    return {
        "api": api,
        "crumbs": crumbs(api),
        "stored": stored,
        "addresses": [
            (version, gateway_settings.gateway_address(api.slug, version))
            for version in sorted(stored.upstreams if stored else ())
        ],
        "rule_lists": [
            (each, rules[each], _parts_of(each), len(rules[each]) < MAX_RULES)
            for each in DIRECTIONS
        ],
        "is_stored_here": bool(stored and stored.credential_secret == STORED_SECRET),
    }


def _parts_of(direction: str) -> list[tuple[str, str]]:
    parts = PARTS if direction == REQUEST else (HEADER, BODY)
    return [(part, PART_WORDS[part]) for part in parts]


def _rows(stored: GatewaySettings, direction: str) -> list[RuleRow]:
    rules = _rules(stored, direction)
    return [
        RuleRow(number, rule, number == 1, number == len(rules))
        for number, rule in enumerate(rules, 1)
    ]


@form_view
@login_required
def add_rule(request: HttpRequest, api: str, direction: str, part: str) -> HttpResponse:
    """Add a rule about one part of calls or answers behind those that there are."""
    found, stored = _editable(request, api)
    if (part, PART_WORDS.get(part)) not in _parts_of(direction):
        raise Missing("rule_not_found")
    return _rule_page(request, found, stored, direction, part, number=None)


@form_view
@login_required
def edit_rule(request: HttpRequest, api: str, direction: str, number: int) -> HttpResponse:
    """Change a rule."""
    found, stored = _editable(request, api)
    rule = _rule(stored, direction, number)
    return _rule_page(request, found, stored, direction, rule.part, number=number)


def _rule_page(
    request: HttpRequest,
    api: Api,
    stored: GatewaySettings,
    direction: str,
    part: str,
    *,
    number: int | None,
) -> HttpResponse:
    rules = _rules(stored, direction)
    position = len(rules) if number is None else number - 1
    initial = {"action": ACTIONS_OF[part][0]} if number is None else rules[position].as_dict()
    form = RuleForm(
        request.POST or None, initial={**initial, "revision": stored.revision}, part=part
    )
    if request.method == "POST" and form.is_valid():
        _require_revision(request, stored)
        rules[position : position + 1] = [form.given_rule()]
        try:
            _save_rules(request, api, stored, direction, rules)
        except Invalid as refusal:
            add_rule_errors(form, refusal, f"/{_field(direction)}/{position}")
        else:
            messages.success(request, "The rule is saved.")
            return redirect(_list_address(api, direction))
    context = {
        "api": api,
        "crumbs": _crumbs(api),
        "direction": direction,
        "part": PART_WORDS[part],
        "is_new": number is None,
    }
    return show_form(request, "apis/gateway_rule.html", form, context)


@require_POST
@form_view
@login_required
def move_rule(request: HttpRequest, api: str, direction: str, number: int) -> HttpResponse:
    """Let a rule apply before the one that stands before it, or after the one behind it."""
    found, stored = _editable(request, api)
    _rule(stored, direction, number)
    _require_revision(request, stored)
    rules = _rules(stored, direction)
    other = number - 2 if request.POST.get("to") == UP else number
    if 0 <= other < len(rules):
        rules[number - 1], rules[other] = rules[other], rules[number - 1]
        _save_rules(request, found, stored, direction, rules)
    return redirect(_list_address(found, direction))


@form_view
@login_required
def remove_rule(request: HttpRequest, api: str, direction: str, number: int) -> HttpResponse:
    """Delete a rule, once that is confirmed."""
    found, stored = _editable(request, api)
    rule = _rule(stored, direction, number)
    if is_confirmed(request):
        _require_revision(request, stored, request.GET.get("revision"))
        rules = _rules(stored, direction)
        del rules[number - 1]
        _save_rules(request, found, stored, direction, rules)
        messages.success(request, "The rule is deleted.")
        return redirect(_list_address(found, direction))
    what = "Calls go" if direction == REQUEST else "Answers come back"
    said = f"{PART_WORDS[rule.part]}: {ACTION_WORDS[rule.action].lower()} {rule.name}".rstrip()
    return confirm(
        request,
        crumbs=_crumbs(found),
        title="Delete this rule?",
        consequence=f"“{said}”. {what} without it within a minute.",
        action_label="Delete the rule",
        cancel_url=_list_address(found, direction),
    )


@form_view
@login_required
def credential(request: HttpRequest, api: str) -> HttpResponse:
    """Take the credential that the API's upstreams want."""
    found, stored = _editable(request, api)
    form = CredentialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            gateway_credentials.store_credential(
                user=signed_in(request.user), api=found, value=form.cleaned_data["value"]
            )
        except Invalid as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, "The credential is stored.")
            return redirect(_list_address(found, "credential"))
    context = {"api": found, "crumbs": _crumbs(found), "stored": stored}
    return show_form(request, "apis/gateway_credential.html", form, context)


@form_view
@login_required
def remove_credential(request: HttpRequest, api: str) -> HttpResponse:
    """Send no credential any more, once that is confirmed."""
    found, stored = _editable(request, api)
    if is_confirmed(request):
        gateway_credentials.remove_credential(user=signed_in(request.user), api=found)
        messages.success(request, "No credential is sent any more.")
        return redirect(_list_address(found, "credential"))
    lost = (
        " What was stored here is deleted."
        if stored.credential_secret == STORED_SECRET
        else f" The secret {stored.secret_name} itself stays."
    )
    return confirm(
        request,
        crumbs=_crumbs(found),
        title=f"Send no credential to the upstreams of {found.name}?",
        consequence=f"They get calls without it within a minute.{lost}",
        action_label="Remove the credential",
        cancel_url=_list_address(found, "credential"),
    )


@require_POST
@form_view
@login_required
def try_upstream(request: HttpRequest, api: str, version: str) -> HttpResponse:
    """Ask a version's upstream for its base URL, with the credential, and tell what came."""
    found, stored = _editable(request, api)
    if not stored.upstream_of(version):
        raise Missing("version_not_found")
    started = time.monotonic()
    try:
        status = _asked(stored, version)
    except ApplicationError as refusal:
        cause = f" ({refusal.__cause__})" if refusal.__cause__ else ""
        messages.error(request, f"Upstream of {version}: {refusal}{cause}"[:MOST_SAID])
    else:
        milliseconds = round((time.monotonic() - started) * 1000)
        words = f"The upstream of {version} answered HEAD with {status} in {milliseconds:,} ms."
        messages.success(request, words)
    return redirect("gateway", found.slug)


def _asked(stored: GatewaySettings, version: str) -> int:
    """Return the status of the upstream's answer. Raises what forwarding a call raises."""
    # Imported late: of these pages only this one needs an HTTP client.
    from apis.gateway.credentials import credential_fields
    from apis.gateway.forwarding import forward
    from apis.gateway.messages import Call, Upstream

    call = Call(
        method="HEAD",
        api=stored.slug,
        version=version,
        path="",
        query="",
        fields=[("User-Agent", "developer-portal")],
        body=BytesIO(),
    )
    upstream = Upstream(
        base_url=stored.upstream_of(version),
        place=f"/gateway/{stored.slug}/{version}",
        timeout_seconds=min(TRIED_SECONDS, float(stored.timeout_seconds)),
        fields=credential_fields(stored),
    )
    answer = forward(call, upstream)
    if close := getattr(answer.body, "close", None):
        close()
    return answer.status


def _editable(request: HttpRequest, api: str) -> tuple[Api, GatewaySettings]:
    """Return an API and its settings to somebody who may change them. One BatchGetItem."""
    found, _, stored = get_api_and_access_or_404(api, request.user)
    require_editor(found, request.user)
    if stored is None:
        raise Missing("gateway_not_set_up")
    return found, stored


def _rules(stored: GatewaySettings, direction: str) -> list[Rule]:
    return rules_of(getattr(stored, _field(direction)))


def _rule(stored: GatewaySettings, direction: str, number: int) -> Rule:
    rules = _rules(stored, direction)
    if not 0 < number <= len(rules):
        raise Missing("rule_not_found")
    return rules[number - 1]


def _field(direction: str) -> str:
    if direction not in DIRECTIONS:
        raise Missing("rule_not_found")
    return f"{direction}_rules"


def _require_revision(
    request: HttpRequest, stored: GatewaySettings, revision: str | None = None
) -> None:
    """Raise `ChangedMeanwhile` where the list of rules may be another one than was shown."""
    if (revision or request.POST.get("revision")) != str(stored.revision):
        raise ChangedMeanwhile("changed_meanwhile")


def _save_rules(
    request: HttpRequest, api: Api, stored: GatewaySettings, direction: str, rules: list[Rule]
) -> None:
    gateway_settings.edit_settings(
        user=signed_in(request.user),
        api=api,
        base=stored,
        **{_field(direction): [rule.as_dict() for rule in rules]},
    )


def _list_address(api: Api, section: str) -> str:
    return f"{reverse('gateway', args=[api.slug])}#{section}"


def _crumbs(api: Api) -> Crumbs:
    return [*crumbs(api), ("Gateway", reverse("gateway", args=[api.slug]))]
