"""Forms of an API's gateway settings. They read what was typed; the services say what is good."""

from collections.abc import Sequence
from typing import Any

from django import forms

from apis.items import ApiVersion
from apis.items.gateway_rules import (
    ACTIONS_OF,
    ADD,
    BODY,
    HEADER,
    NAME_LENGTH,
    PATH,
    PREFIX,
    QUERY,
    REMOVE,
    RENAME,
    SET,
    TEMPLATE,
    VALUE_LENGTH,
    Rule,
)
from apis.items.gateway_settings import MAX_TIMEOUT_SECONDS, GatewaySettings
from apis.services.details import URL_LENGTH
from apis.services.gateway_checks import CORS_DEFAULTS, PREFIX_LENGTH
from apis.services.gateway_credentials import CREDENTIAL_LENGTH
from portal.errors import ApplicationError, Fault
from portal.web import form_pages

CORS_FIELDS = tuple(CORS_DEFAULTS)
MAX_LIST_CHARS = 2_000
KNOWN_UPSTREAMS = "known-upstreams"


class WordsField(forms.CharField):
    """Words with commas, spaces or line ends between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return (super().to_python(value) or "").replace(",", " ").split()


class GatewayForm(form_pages.RevisedForm):
    """Where calls of an API go, and what else its owner decides, but for rules and credential."""

    enabled = forms.BooleanField(
        label="Let applications call this API through the gateway", required=False
    )
    timeout_seconds = forms.IntegerField(
        label="Time for an answer",
        help_text=f"Seconds, from 1 to {MAX_TIMEOUT_SECONDS}. Then the caller gets a 504.",
        min_value=1,
        max_value=MAX_TIMEOUT_SECONDS,
    )
    validates = forms.BooleanField(
        label="Refuse calls that contradict the description", required=False
    )
    older_limit_fields = forms.BooleanField(
        label="Answer with X-RateLimit-* fields too, for older clients", required=False
    )
    cors = forms.ChoiceField(
        label="Browsers' calls from other sites (CORS)",
        choices=[
            ("", "What the upstream answers"),
            ("rule", "This rule, in place of the upstream's"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    cors_origins = WordsField(
        label="Origins",
        help_text="https://app.example, with commas between them; * for all.",
        max_length=MAX_LIST_CHARS,
        required=False,
    )
    cors_methods = WordsField(
        label="Methods", help_text="Any where empty.", max_length=MAX_LIST_CHARS, required=False
    )
    cors_headers = WordsField(
        label="Header fields of calls",
        help_text="Beside the key and Content-Type; * for all.",
        max_length=MAX_LIST_CHARS,
        required=False,
    )
    cors_exposed = WordsField(
        label="Header fields that scripts may read",
        max_length=MAX_LIST_CHARS,
        required=False,
    )
    cors_max_age = forms.IntegerField(
        label="Seconds for which browsers keep the rule", min_value=0, required=False
    )
    cors_credentials = forms.BooleanField(label="Let pages send cookies", required=False)
    credential_header = forms.CharField(
        label="Header field", help_text="Such as Authorization.", max_length=100, required=False
    )
    credential_prefix = forms.CharField(
        label="Before the value",
        help_text="Such as “Bearer ” with the space.",
        max_length=PREFIX_LENGTH,
        strip=False,
        required=False,
    )

    def __init__(self, *args: Any, versions: Sequence[ApiVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = versions
        for version in versions:
            self.fields[_upstream_field(version.version)] = forms.CharField(
                label=f"Upstream of {version.version}",
                max_length=URL_LENGTH,
                required=False,
                widget=forms.URLInput(attrs={"placeholder": "https://", "list": KNOWN_UPSTREAMS}),
            )
        if "revision" in self.initial:
            self.carry_initial()

    @property
    def upstream_fields(self) -> list[forms.BoundField]:
        return [self[_upstream_field(version.version)] for version in self.versions]

    def known_upstreams(self) -> list[tuple[str, str]]:
        """Return what may be an upstream, as address and words for it, each once."""
        known: dict[str, str] = {}
        for version in self.versions:
            if url := str(self.initial.get(_upstream_field(version.version)) or ""):
                known.setdefault(url, f"Same as {version.version}")
        for version in self.versions:
            for url in version.base_urls:
                known.setdefault(url, f"Named in the description of {version.version}")
        return [(url, words) for url, words in known.items() if url.startswith("http")]

    def changes(self, base: GatewaySettings | None) -> dict[str, Any]:
        """Return what was typed, as `edit_settings` takes it. Call after `is_valid`."""
        given = self.cleaned_data
        upstreams = dict(base.upstreams) if base else {}
        for version in self.versions:
            upstreams[version.version] = given[_upstream_field(version.version)]
        cors = {name: given[f"cors_{name}"] for name in CORS_FIELDS}
        if cors["max_age"] is None:
            cors["max_age"] = CORS_DEFAULTS["max_age"]
        plain = ("enabled", "timeout_seconds", "validates", "older_limit_fields")
        credential = ("credential_header", "credential_prefix")
        return {
            **{name: given[name] for name in (*plain, *credential)},
            "upstreams": upstreams,
            "cors": cors if given["cors"] else None,
        }

    @staticmethod
    def values_of(
        settings: GatewaySettings | None, versions: Sequence[ApiVersion], *, current: str
    ) -> dict[str, Any]:
        """Return what the form begins with: of an API that is not behind the gateway yet, what
        its current version's description says."""
        shown = settings or GatewaySettings()
        cors = {**CORS_DEFAULTS, **(shown.cors or {})}
        plain = ("timeout_seconds", "validates", "older_limit_fields", "enabled")
        values: dict[str, Any] = {name: getattr(shown, name) for name in plain}
        values |= {f"cors_{name}": cors[name] for name in CORS_FIELDS}
        values["cors"] = "" if shown.cors is None else "rule"
        values["credential_header"] = shown.credential_header
        values["credential_prefix"] = shown.credential_prefix
        for version in versions:
            is_proposed = settings is None and version.version == current
            url = version.base_url if is_proposed else shown.upstream_of(version.version)
            values[_upstream_field(version.version)] = url
        return values | ({"revision": settings.revision} if settings else {})


# What a form calls a rule's name and value, and what it says of them, by the rule's part.
_WORDS = {
    HEADER: ("Name", "", "Value, or new name", "Nothing where the field is removed."),
    QUERY: (
        "Name",
        "As it reads, not percent-encoded.",
        "Value, or new name",
        "Nothing where the parameter is removed.",
    ),
    PATH: (
        "Path",
        "Behind the version: /v1 as a prefix (empty for any path), /pets/{id} as a template.",
        "New path",
        "In a template, {id} stands for what it stood for in the path.",
    ),
    BODY: (
        "JSON pointer",
        "/owner/name, /items/0, /items/* for each item. Where it leads nowhere, nothing changes.",
        "Value, or new name",
        "To set: JSON, text in double quotes. To rename: the member's new name.",
    ),
}
ACTION_WORDS = {
    ADD: "Add",
    SET: "Set",
    REMOVE: "Remove",
    RENAME: "Rename",
    PREFIX: "Replace a prefix",
    TEMPLATE: "Rewrite by a template",
}
PART_WORDS = {
    HEADER: "Header field",
    QUERY: "Query parameter",
    PATH: "Path",
    BODY: "JSON body",
}


class RuleForm(forms.Form):
    """One rule about one part of calls or answers."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    action = forms.ChoiceField(label="What to do", widget=forms.RadioSelect)
    name = forms.CharField(max_length=NAME_LENGTH, required=False, strip=False)
    value = forms.CharField(
        max_length=VALUE_LENGTH,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "class": "mono"}),
    )

    def __init__(self, *args: Any, part: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        actions = [(action, ACTION_WORDS[action]) for action in ACTIONS_OF[part]]
        self.fields["action"].choices = actions  # type: ignore[attr-defined]
        name, value = self.fields["name"], self.fields["value"]
        name.required = part in (HEADER, QUERY)
        name.label, name.help_text, value.label, value.help_text = _WORDS[part]

    def given_rule(self) -> Rule:
        """Return the rule that was typed. Call after `is_valid`."""
        given = self.cleaned_data
        return Rule(
            part=self.part, action=given["action"], name=given["name"], value=given["value"]
        )


class CredentialForm(forms.Form):
    """A credential for an API's upstreams; what is stored is never shown."""

    value = forms.CharField(
        label="Credential",
        max_length=CREDENTIAL_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="The token or key that the upstream wants. It goes into Secrets Manager and is "
        "not shown again.",
        error_messages={"required": "Enter the credential."},
    )


def add_errors(form: forms.Form, refusal: ApplicationError) -> None:
    """Put what is wrong with settings beside the fields that are about it, or above the form."""
    for fault in refusal.problem.faults:
        words = fault.detail[:1].upper() + fault.detail[1:] + "."
        field = _field_of(fault)
        if field in form.fields:
            form.add_error(field, words)
        else:
            form.add_error(None, f"{fault.pointer}: {words}" if fault.pointer else words)
    if not refusal.problem.faults:
        form.add_error(None, str(refusal))


def add_rule_errors(form: RuleForm, refusal: ApplicationError, at: str) -> None:
    """Put what is wrong with the rule at this pointer beside its fields."""
    for fault in refusal.problem.faults:
        words = fault.detail[:1].upper() + fault.detail[1:] + "."
        name = fault.pointer.removeprefix(f"{at}/")
        form.add_error(name if name in form.fields else None, words)


def _field_of(fault: Fault) -> str:
    first, _, rest = fault.pointer.removeprefix("/").partition("/")
    if first == "upstreams" and rest:
        return _upstream_field(rest)
    if first == "cors" and rest:
        return f"cors_{rest.partition('/')[0]}"
    return first


def _upstream_field(version: str) -> str:
    return f"upstream-{version}"
