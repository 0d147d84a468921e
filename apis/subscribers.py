"""What API management does with events: new versions get packs, and what is of old ones goes."""

from apis import packs
from apis.events import slug_in
from apis.items import Api, ApiVersion
from apis.services import gateway_credentials
from portal import clock
from portal.events import Event


def repair_pack(event: Event) -> None:
    """See to it that a new version has a pack; one that is gone by now needs none."""
    version = ApiVersion.find(*ApiVersion.key(slug_in(event.subject), event.details["version"]))
    if version:
        packs.repair(version=version)


def forget_pack(event: Event) -> None:
    packs.forget(
        slug=slug_in(event.subject),
        version=event.details["version"],
        before=clock.stamp(event.at),
    )


def forget_packs(event: Event) -> None:
    packs.forget_all(slug=slug_in(event.subject), before=clock.stamp(event.at))


def forget_credential(event: Event) -> None:
    """Delete what the gateway sent to the upstreams of an API that is gone.

    Where the same team, or an administrator, registered the id again, it may be the new one's.
    """
    slug = slug_in(event.subject)
    if Api.find(*Api.key(slug)) is None:
        gateway_credentials.forget_credential(slug)
