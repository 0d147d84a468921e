"""The identity providers that people sign in with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings
from django.urls import reverse

from portal.accounts.groups import Access


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider, as the settings describe it."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str
    authorization_url: str
    token_url: str
    userinfo_url: str
    jwks_url: str
    logout_url: str
    groups_claim: str
    scopes: str
    algorithms: tuple[str, ...]
    api_client_ids: tuple[str, ...] = ()
    # What its groups give, by the group's name.
    group_map: Mapping[str, Access] = field(default_factory=dict)
    # `keep` or `none`: what it means where it names no groups.
    groups_absent: str = "keep"
    # `keep` or `refuse`: what to do where there are more groups than it names.
    groups_overage: str = "keep"

    @property
    def is_cognito(self) -> bool:
        """Tell whether Cognito's own rules hold: `token_use` in tokens, its way of signing out."""
        host = urlsplit(self.issuer).hostname or ""
        return host.startswith("cognito-idp.") and host.endswith(".amazonaws.com")

    @property
    def names_groups_in_tokens(self) -> bool:
        """Tell whether each of its tokens names all groups of the person, so that none means none.

        Cognito does with the groups of the user pool itself, and names them nowhere else.
        https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
        """
        return self.groups_claim == "cognito:groups"

    @property
    def callback_name(self) -> str:
        return f"{self.name}-callback"

    @property
    def callback_url(self) -> str:
        """Where the provider sends people back; it knows this address letter by letter."""
        return urljoin(settings.PORTAL_URL, reverse(self.callback_name))

    @property
    def wants_id_token(self) -> bool:
        """Tell whether its sign-out asks for the ID token, as OpenID Connect has it."""
        return bool(self.logout_url) and not self.is_cognito

    def sign_out_url(self, *, id_token: str = "") -> str:
        """Return where the session at the provider is ended, "" where it has no such address.

        `id_token` is the one of the sign-in. OpenID Connect recommends to send it and some
        providers, as Okta, insist; without it others ask the person. Cognito has parameters of its
        own. There is no `state`: nothing here depends on the way back.

        https://openid.net/specs/openid-connect-rpinitiated-1_0.html
        https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
        """
        if not self.logout_url:
            return ""
        home = f"{settings.PORTAL_URL}/"
        query = {"client_id": self.client_id}
        if self.is_cognito:
            query["logout_uri"] = home
        else:
            query["post_logout_redirect_uri"] = home
            if id_token:
                query["id_token_hint"] = id_token
        # Some providers' addresses have a query already.
        separator = "&" if urlsplit(self.logout_url).query else "?"
        return f"{self.logout_url}{separator}{urlencode(query)}"


def providers() -> list[Provider]:
    """Return the providers that are configured."""
    return [Provider(**facts) for facts in settings.IDENTITY_PROVIDERS.values()]


def provider_of(issuer: str) -> Provider | None:
    """Return the provider whose tokens name this issuer."""
    named = settings.IDENTITY_PROVIDERS.values()
    return next((Provider(**facts) for facts in named if facts["issuer"] == issuer), None)


def provider_named(name: str) -> Provider | None:
    facts = settings.IDENTITY_PROVIDERS.get(name)
    return Provider(**facts) if facts else None


def configured_teams() -> set[str]:
    """Return the teams that groups give by the configuration."""
    return {
        team
        for provider in providers()
        for access in provider.group_map.values()
        for team in access.teams
    }
