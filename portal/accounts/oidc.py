"""Signs people in with what an OpenID Connect provider vouches for."""

from typing import Any
from urllib.parse import quote_plus

from django.contrib import messages
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from portal.accounts import groups, provider_client, refusals, services, sign_out_hints, tokens
from portal.accounts.backends import SessionBackend
from portal.accounts.claims import claims_of, needs_userinfo, userinfo
from portal.accounts.models import User
from portal.accounts.providers import Provider, provider_named
from portal.accounts.refusals import ProviderFailed, SignInRefused


class OIDCBackend(SessionBackend, OIDCAuthenticationBackend):  # type: ignore[misc]
    """The library's backend for one of several providers: the URL of the callback names it.

    Replaced are the parts in which version 5.0.2 is too trusting: tokens are verified in full
    against cached keys, people are matched by issuer and subject, and every request to the
    provider is bounded.
    """

    provider: Provider

    def __init__(self) -> None:
        # The library reads one provider's settings here; ours is known in `authenticate`.
        self.UserModel = User

    def get_settings(self, attr: str, *args: Any) -> Any:
        """Return the few settings that the library's `authenticate` asks for."""
        return {"OIDC_AUTHENTICATION_CALLBACK_URL": self.provider.callback_name}.get(attr, *args)

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Return who came back from the provider with `code` and `state`.

        Raises `SignInRefused` or `ProviderFailed`.
        """
        if request is None or request.resolver_match is None:
            return None
        provider = provider_named(request.resolver_match.kwargs.get("provider", ""))
        if provider is None:
            return None
        self.provider = provider
        self.OIDC_RP_CLIENT_ID = provider.client_id
        self.OIDC_RP_CLIENT_SECRET = provider.client_secret
        user: User | None = super().authenticate(request, **credentials)
        return user

    def get_token(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Redeem the code. Our client is authenticated by HTTP Basic (RFC 6749, section 2.3.1)."""
        secret = payload.pop("client_secret")
        form = payload | {"redirect_uri": self.provider.callback_url}
        auth = (quote_plus(self.provider.client_id), quote_plus(secret)) if secret else None
        status, answer = provider_client.request_json(
            "POST", self.provider.token_url, step=refusals.STEP_TOKEN, data=form, auth=auth
        )
        if status == 200:
            return answer
        error = refusals.error_code(answer.get("error"))
        if error == "invalid_grant":
            raise SignInRefused(
                refusals.CODE_REFUSED, step=refusals.STEP_TOKEN, status=str(status), error=error
            )
        raise ProviderFailed(
            "provider_refused_client",
            step=refusals.STEP_TOKEN,
            cause=refusals.HTTP_STATUS,
            status=str(status),
            error=error,
        )

    def verify_token(self, token: object, **kwargs: Any) -> dict[str, Any]:
        return tokens.verify_id_token(self.provider, token, nonce=kwargs.get("nonce") or "")

    def store_tokens(self, access_token: object, id_token: object) -> None:
        """Keep none yet: whether the person may come in is not known."""

    def get_or_create_user(
        self, access_token: object, id_token: str, payload: dict[str, Any]
    ) -> User:
        tokens.verify_access_hash(payload, access_token)
        described = None
        if needs_userinfo(self.provider, payload):
            described = userinfo(self.provider, str(access_token), subject=payload["sub"])
        claims = claims_of(self.provider, payload, described)
        profile = services.sign_in(claims=claims)
        if claims.groups_unknown == groups.OVERAGE:
            messages.warning(self.request, refusals.ACCESS_KEPT)
        if self.provider.wants_id_token:
            sign_out_hints.keep(self.request.session, id_token)
        return User.of(profile)
