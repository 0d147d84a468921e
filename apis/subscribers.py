"""What API management does with events: packs of new versions are there, those of old ones go;
requests that lost their ground are closed, and come to whoever decides now."""

from dataclasses import dataclass

from apis import packs
from apis.events import slug_in
from apis.items import Api, ApiVersion
from apis.services.applications import suspend_applications_of
from apis.services.subscriptions.ending import (
    end_all_of_api,
    end_all_of_application,
    review_waiting,
)
from portal import clock
from portal.accounts.items import Profile
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


@dataclass(frozen=True)
class EventActor:
    """Who did what an event says, as the actor of what follows from it."""

    ref: str
    email: str


def end_subscriptions(event: Event) -> None:
    """End the subscriptions to an API that was deleted."""
    end_all_of_api(
        by=_actor(event), slug=slug_in(event.subject), team=event.details.get("owner", "")
    )


def end_subscriptions_of_application(event: Event) -> None:
    """End the subscriptions of an application whose deletion broke off after it was gone."""
    end_all_of_application(by=_actor(event), app_id=event.subject.removeprefix("APP#"))


def suspend_applications(event: Event) -> None:
    """Suspend the applications of a person who was disabled or deleted, unless they are back."""
    person = Profile.find(*Profile.key(event.subject.removeprefix("USER#")))
    if person is None or person.disabled:
        suspend_applications_of(person_ref=event.subject, by=_actor(event))


def review_requests(event: Event) -> None:
    """Close the requests for an API that nobody answers any more, or that who asked does not see;
    let those that wait be found by the team that owns the API now."""
    slug = slug_in(event.subject)
    api = Api.find(*Api.key(slug))
    teams = {event.details.get("owner before", ""), api.owner if api else ""}
    for team in sorted(teams - {""}):
        review_waiting(by=_actor(event), slug=slug, team=team)


def _actor(event: Event) -> EventActor:
    return EventActor(event.actor, event.actor_email)
