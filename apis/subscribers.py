"""What API management does with events: packs of new versions are there, those of old ones go."""

from apis import packs
from apis.events import slug_in
from apis.items import ApiVersion
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
