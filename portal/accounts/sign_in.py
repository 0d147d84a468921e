"""Signing in and out: the page to choose at, the way to a provider and back, and single logout."""

import secrets
import time
from datetime import timedelta
from typing import Any

from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import View
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)

from portal.accounts import audit, refusals, sign_out_hints
from portal.accounts.browsers import browser_name
from portal.accounts.providers import Provider, provider_named, providers
from portal.accounts.refusals import ProviderFailed, SignInRefused
from portal.errors import ApplicationError
from portal.request_context import current

SESSION_BACKEND = "portal.accounts.backends.SessionBackend"
ATTEMPT_SECONDS = 10 * 60
MAX_ATTEMPTS = 5
MAX_NEXT_CHARS = 2000
# What the library keeps attempts under, by state.
ATTEMPTS = "oidc_states"
# Which attempt a session came of, for whoever opens its callback again.
FINISHED = "finished_sign_in"


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Offer the providers, also to somebody signed in: they may want to be somebody else."""
    query = urlencode({"next": next_url(request)})
    choices = [
        {"label": each.label, "url": f"{reverse(f'{each.name}-sign-in')}?{query}"}
        for each in providers()
    ]
    return render(request, "accounts/sign_in.html", {"choices": choices})


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here, then the one at the provider."""
    target = resolve_url("home")
    if request.user.is_authenticated:
        provider = provider_named(request.session.get("provider", ""))
        id_token = sign_out_hints.kept(request.session)
        audit.record(audit.SIGNED_OUT, actor=request.user.profile)
        auth.logout(request)
        target = (provider and provider.sign_out_url(id_token=id_token)) or target
    return HttpResponseRedirect(target)


def next_url(request: HttpRequest) -> str:
    """Return where to go after signing in: a place in this portal, home by default."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # The sign-in page would look as if nothing had happened.
    leads_on = is_ours and not wanted.startswith(reverse("sign-in"))
    return wanted if leads_on and len(wanted) <= MAX_NEXT_CHARS else resolve_url("home")


class ProviderView(View):
    """A library view for the provider that the URL names."""

    provider: Provider

    def __init__(self, **kwargs: Any) -> None:
        # Not the library's, which reads one provider's settings before the URL is known.
        View.__init__(self, **kwargs)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        provider = provider_named(kwargs["provider"])
        if provider is None:
            raise Http404
        self.provider = provider

    def get_settings(self, attr: str, *args: Any) -> Any:
        facts = {
            "OIDC_AUTHENTICATION_CALLBACK_URL": self.provider.callback_name,
            "OIDC_RP_SCOPES": self.provider.scopes,
            "OIDC_USE_NONCE": True,
            "OIDC_USE_PKCE": True,
            "OIDC_PKCE_CODE_CHALLENGE_METHOD": "S256",
        }
        return facts.get(attr, *args)


class BeginView(ProviderView, OIDCAuthenticationRequestView):  # type: ignore[misc]
    """Sends the browser to the provider with a state, a nonce and a PKCE challenge."""

    def get(self, request: HttpRequest, provider: str) -> HttpResponse:
        self.OIDC_OP_AUTH_ENDPOINT = self.provider.authorization_url
        self.OIDC_RP_CLIENT_ID = self.provider.client_id
        response: HttpResponse = super().get(request)
        self._bind_attempt(request)
        if not request.user.is_authenticated:
            # All that this session holds is attempts: it ends with the newest, whenever it began.
            request.session.set_expiry(timedelta(seconds=ATTEMPT_SECONDS))
        return response

    def get_extra_params(self, request: HttpRequest) -> dict[str, str]:
        return {"redirect_uri": self.provider.callback_url}

    def _bind_attempt(self, request: HttpRequest) -> None:
        """Tie the newest attempt to this provider, so that another's answer does not fit it."""
        attempts = request.session[ATTEMPTS]
        for stale in list(attempts)[:-MAX_ATTEMPTS]:
            del attempts[stale]
        newest = attempts[list(attempts)[-1]]
        newest |= {"provider": self.provider.name, "next": next_url(request)}
        del request.session["oidc_login_next"]


class CallbackView(ProviderView, OIDCAuthenticationCallbackView):  # type: ignore[misc]
    """Takes what the provider sends back, and signs the person in or says why not."""

    def get(self, request: HttpRequest, provider: str) -> HttpResponse:
        self.next = resolve_url("home")
        if request.user.is_authenticated and self._attempt(request) is None:
            return self._go_on(request)
        try:
            self._check_attempt(request)
            response: HttpResponse = super().get(request)
            return response
        except SignInRefused as refusal:
            return self._refuse(refusal, refusal.reason, refusal.person, refusal.details)
        except ProviderFailed as failure:
            return self._refuse(failure, failure.reason, "", failure.details)

    def login_success(self) -> HttpResponse:
        hint = self.request.session.get(sign_out_hints.NAME)
        # Whoever had this session, and under whichever id: a new one begins.
        self.request.session.flush()
        auth.login(self.request, self.user, SESSION_BACKEND)
        self.request.session.update(
            {
                "provider": self.provider.name,
                "source_ip": current().source_ip,
                "browser": browser_name(self.request.META.get("HTTP_USER_AGENT", "")),
                FINISHED: {"state": self.request.GET["state"], "next": self.next},
            }
        )
        if hint:
            self.request.session[sign_out_hints.NAME] = hint
        return HttpResponseRedirect(self.next)

    def login_failure(self) -> HttpResponse:
        raise SignInRefused(refusals.PROVIDER_REFUSED)

    def _attempt(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return the attempt that this answers, if it was made in this browser at this provider."""
        attempt: dict[str, Any] | None = request.session.get(ATTEMPTS, {}).get(
            request.GET.get("state", "")
        )
        return attempt if attempt and attempt["provider"] == self.provider.name else None

    def _go_on(self, request: HttpRequest) -> HttpResponse:
        """Lead on whoever is signed in and opens a callback again (back, reload, a bookmark).

        Nobody is signed in by it: what it carries is not looked at.
        """
        finished = request.session.get(FINISHED, {})
        if finished.get("state") == request.GET.get("state", ""):
            return HttpResponseRedirect(finished["next"])
        messages.info(request, f"You are signed in already, as {request.user}.")
        return HttpResponseRedirect(self.next)

    def _check_attempt(self, request: HttpRequest) -> None:
        """Refuse an answer to an attempt that was not made in this browser at this provider.

        The attempt is used up by the library, before the code is redeemed.
        """
        attempt = self._attempt(request)
        if attempt is None:
            raise SignInRefused(refusals.STATE_UNKNOWN)
        self.next = attempt["next"]
        if time.time() - attempt["added_on"] > ATTEMPT_SECONDS:
            raise SignInRefused(refusals.STATE_EXPIRED)
        if "error" in request.GET or not request.GET.get("code"):
            self._forget_attempt(request)
            error = refusals.error_code(request.GET.get("error", ""))
            raise SignInRefused(refusals.PROVIDER_REFUSED, error=error)

    def _forget_attempt(self, request: HttpRequest) -> None:
        del request.session[ATTEMPTS][request.GET["state"]]
        request.session.modified = True

    def _refuse(
        self, error: ApplicationError, reason: str, person: str, details: dict[str, str]
    ) -> HttpResponse:
        # By which whoever is asked for help finds the entry, or the line of the process log.
        reference = secrets.token_hex(4)
        audit.record_refusal(
            reason,
            provider=self.provider.name,
            person=person,
            details={**details, "reference": reference},
        )
        again = f"{reverse('sign-in')}?{urlencode({'next': self.next})}"
        context = {
            "problem": error.problem,
            "provider": self.provider,
            "again": again,
            "reference": reference,
        }
        response = render(
            self.request, "accounts/sign_in_refused.html", context, status=error.status
        )
        response["Cache-Control"] = "no-store"
        return response
