"""What several pages of applications show."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from apis.items import Api
from apis.items.applications import DORMANT, Application, ApplicationKey
from apis.items.subscriptions import ACTIVE, CANCELLED, REFUSED, Subscription
from apis.services.application_keys import state_of
from portal.accounts.key_format import SANDBOX
from portal.dynamo import page

MAX_SUBSCRIPTIONS = 100


@dataclass(frozen=True)
class KeyRow:
    """A key as a row of a table: with what it is doing, and what can be done to it."""

    key: ApplicationKey
    state: str

    @property
    def can_be_woken(self) -> bool:
        return self.state == DORMANT

    @property
    def can_be_rotated(self) -> bool:
        return self.state == "valid"


def key_rows(keys: Any) -> list[KeyRow]:
    return [KeyRow(key, state_of(key)) for key in keys]


def subscriptions_of(application: Application) -> list[Subscription]:
    """Return the subscriptions of an application that have not ended, by API. One Query."""
    found = page(
        Subscription,
        application.pk,
        starts_with=Subscription.PREFIX,
        limit=MAX_SUBSCRIPTIONS,
        consistent=True,
    )
    return [each for each in found if each.status not in (REFUSED, CANCELLED)]


def sample_call(key: ApplicationKey, secret: str, subscriptions: list[Subscription]) -> str:
    """Return a call with this key as a line for a shell: to an API that it may call, else to a
    place to be filled in; "" for a key that opens no API. One GetItem at most."""
    if key.kind == SANDBOX:
        return ""
    open_to = [each.api for each in subscriptions if each.status == ACTIVE]
    callable_now = [api for api in open_to if not key.scopes or api in key.scopes]
    api = Api.find(*Api.key(callable_now[0])) if callable_now else None
    place = f"{api.slug}/{api.current_version}/" if api else "{api}/{version}/{path}"
    return f"curl '{settings.PORTAL_URL}/gateway/{place}' \\\n  --header 'X-API-Key: {secret}'"
