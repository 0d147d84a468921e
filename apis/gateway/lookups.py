"""What the gateway knows of an API and of whoever calls it, read anew every half minute.

So a key that is revoked, an application that is suspended and a plan that is changed count within
30 seconds in every process, and a busy key costs a few requests a minute. What lets no call pass
is asked again after 5 seconds, for somebody waits for it to change.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from django.conf import settings

from apis import packs
from apis.gateway.cors import CorsRule
from apis.gateway.lifecycle import lifecycle_fields
from apis.gateway.messages import Fields
from apis.gateway.rules import Rule, rules_of
from apis.gateway.short_cache import ShortCache
from apis.items import DRAFT, SLUG, SLUG_LENGTH, VERSION_LENGTH, VERSION_NAME
from apis.items.apis import PUBLIC, Api, ApiVersion
from apis.items.applications import PERSON_OWNER, Application, ApplicationKey
from apis.items.gateway_settings import GatewaySettings
from apis.items.plans import Plan, Plans
from apis.items.subscriptions import ACTIVE, Subscription
from apis.limits.items import Counter
from apis.limits.policies import Limits
from apis.limits.subjects import operation_subject, subscription_subject
from portal import clock
from portal.accounts.items import Profile
from portal.accounts.models import User
from portal.dynamo import PlainItem, fetch_of_kinds

FRESH_SECONDS = 30
REFUSED_SECONDS = 5
MOST_APIS, MOST_KEYS, MOST_MEMBERS = 500, 5_000, 5_000
# Apart from those that there are, so that made-up ones push none of those out.
MOST_UNKNOWN = 1_000

ItemT = TypeVar("ItemT", bound=PlainItem)


@dataclass(frozen=True)
class ApiSetup:
    """An API's version and how its owner set the gateway for it; None for what is not there."""

    slug: str
    name: str
    api: Api | None = None
    version: ApiVersion | None = None
    settings: GatewaySettings | None = None
    plans: dict[str, Plan] = field(default_factory=dict)

    @cached_property
    def made(self) -> str:
        """When the API was made, as subscriptions hold it."""
        return clock.stamp(self.api.created_at) if self.api else ""

    @cached_property
    def is_public(self) -> bool:
        """Tell whether anybody may know of the API."""
        return self.api is not None and self.api.visibility == PUBLIC and self.api.status != DRAFT

    @cached_property
    def cors(self) -> CorsRule | None:
        stored = self.settings.cors if self.settings else None
        return CorsRule.from_dict(stored) if stored else None

    @cached_property
    def base_url(self) -> str:
        """Where the version's calls go; "" where the gateway does not take any."""
        return self.settings.upstream_of(self.name) if self.settings else ""

    @cached_property
    def timeout_seconds(self) -> float:
        return float(self.settings.timeout_seconds) if self.settings else 0

    @cached_property
    def validates(self) -> bool:
        """Tell whether calls that contradict the description are refused."""
        return self.settings is not None and bool(self.settings.validates)

    @cached_property
    def older_limit_fields(self) -> bool:
        return self.settings is not None and bool(self.settings.older_limit_fields)

    @cached_property
    def is_enabled(self) -> bool:
        return self.settings is not None and bool(self.settings.enabled)

    @cached_property
    def status(self) -> str:
        """That of the version; "" where there is none."""
        return self.version.status if self.version else ""

    @cached_property
    def limits_operations(self) -> bool:
        """Tell whether a plan has limits of single operations."""
        return any(plan.operation_limits for plan in self.plans.values())

    def limits_of(self, plan: Plan, operation: str = "") -> Limits:
        """Return a plan's limits, or the further ones that it has for an operation."""
        place = (plan.plan_id, operation)
        if place not in self._limits:
            own = plan.limits_of_operation(operation) if operation else None
            self._limits[place] = own or plan.limits
        return self._limits[place]

    @cached_property
    def pack_key(self) -> str:
        """Where the pack of the version's description stands."""
        return packs.key_of(self.version) if self.version else ""

    @cached_property
    def request_rules(self) -> list[Rule]:
        return rules_of(self.settings.request_rules) if self.settings else []

    @cached_property
    def response_rules(self) -> list[Rule]:
        return rules_of(self.settings.response_rules) if self.settings else []

    def lifecycle(self, *, operation_is_deprecated: bool) -> Fields:
        """Return what every answer of the version says of its end."""
        made = self._lifecycle.get(operation_is_deprecated)
        if made is None and self.api and self.version:
            made = lifecycle_fields(
                self.api, self.version, operation_is_deprecated=operation_is_deprecated
            )
            self._lifecycle[operation_is_deprecated] = made
        return made or []

    @cached_property
    def _limits(self) -> dict[tuple[str, str], Limits]:
        return {}

    @cached_property
    def _lifecycle(self) -> dict[bool, Fields]:
        return {}

    @cached_property
    def is_open(self) -> bool:
        """Tell whether calls may pass at all."""
        return self.status not in ("", DRAFT) and self.is_enabled and bool(self.base_url)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """What there is to know of a key; `scopes` are ids of APIs, none for all."""

    digest: str
    app_id: str
    scopes: tuple[str, ...]
    is_revoked: bool
    is_dormant: bool
    # Seconds since 1970; None where it does not end by itself.
    ends_at: int | None

    @classmethod
    def of(cls, key: ApplicationKey) -> "KnownKey":
        return cls(
            key.digest,
            key.app_id,
            tuple(key.scopes),
            key.revoked_at is not None,
            key.is_dormant(settings.KEY_DORMANT_DAYS),
            None if key.ends_at is None else int(key.ends_at),
        )

    @property
    def has_ended(self) -> bool:
        return self.ends_at is not None and self.ends_at <= clock.epoch()


@dataclass(frozen=True, slots=True)
class Member:
    """An application as a caller of one API: whether there is such a one, and may see the API; of
    its subscription status and plan, "" where it has none to this API.

    `seen` are counters as they were just read, by subject.
    """

    is_there: bool = False
    is_suspended: bool = False
    sees_api: bool = False
    status: str = ""
    plan_id: str = ""
    seen: dict[str, Counter] = field(default_factory=dict)

    @property
    def may_call(self) -> bool:
        return self.sees_api and not self.is_suspended and self.status == ACTIVE


class Lookups:
    """Reads keys, APIs and subscriptions for one process. Safe for threads.

    `now` returns seconds since 1970: not a monotonic clock, which may stand still while a
    container is frozen.
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._setups: ShortCache[ApiSetup] = ShortCache(MOST_APIS, now)
        self._absent: ShortCache[ApiSetup] = ShortCache(MOST_UNKNOWN, now)
        self._keys: ShortCache[KnownKey] = ShortCache(MOST_KEYS, now)
        self._unknown: ShortCache[None] = ShortCache(MOST_UNKNOWN, now)
        self._members: ShortCache[Member] = ShortCache(MOST_MEMBERS, now)

    def remembered(
        self, slug: str, version: str, digest: str
    ) -> tuple[ApiSetup, KnownKey | None] | None:
        """Return an API's setup and the key of this digest ("" for none) from memory, None where
        one of them must be read."""
        setup = self._setup_at(slug, version)
        if setup is None:
            return None
        if not digest:
            return setup, None
        key, is_known = self._key_at(digest)
        return (setup, key) if is_known else None

    def read(self, slug: str, version: str, digest: str) -> tuple[ApiSetup, KnownKey | None]:
        """Return the same, what is not remembered by one BatchGetItem."""
        setup = self._setup_at(slug, version)
        key, is_known = self._key_at(digest) if digest else (None, True)
        read_at = self._now()
        wanted: list[tuple[type[PlainItem], tuple[str, str]]] = []
        if not is_known:
            wanted.append((ApplicationKey, ApplicationKey.key_of(digest)))
        if not setup:
            wanted += _setup_keys(slug, version)
        found = fetch_of_kinds(*wanted) if wanted else []
        if not is_known:
            key = self._keep_key(digest, _only(ApplicationKey, found), read_at)
        return setup or self._keep_setup(slug, version, found, read_at), key

    def member(self, app_id: str, setup: ApiSetup, operation: str) -> Member:
        """Return an application as a caller of an API, from memory where it is fresh.

        Else one BatchGetItem, with the counters that a call of this operation is counted on; a
        GetItem more where only some may see the API and the application is one person's.
        """
        place = (app_id, setup.slug, setup.made)
        try:
            return self._members[place]
        except KeyError:
            read_at = self._now()
        subject = subscription_subject(app_id, setup.slug, setup.made)
        subjects = [subject]
        if any(operation in plan.operation_limits for plan in setup.plans.values()):
            subjects.append(operation_subject(subject, operation))
        found = fetch_of_kinds(
            (Application, Application.key(app_id)),
            (Subscription, Subscription.key(app_id, setup.slug)),
            *((Counter, Counter.key(each)) for each in subjects),
        )
        counters = {item.pk: item for item in found if isinstance(item, Counter)}
        seen = {each: counters.get(Counter.key(each)[0]) or Counter.of(each) for each in subjects}
        member = _member(_only(Application, found), _only(Subscription, found), setup)
        seconds = FRESH_SECONDS if member.may_call else REFUSED_SECONDS
        self._members.put(place, member, read_at=read_at, seconds=seconds)
        # What was read of counters is old with the next call: it is not kept.
        return replace(member, seen=seen)

    def _setup_at(self, slug: str, version: str) -> ApiSetup | None:
        if len(slug) > SLUG_LENGTH or not SLUG.fullmatch(slug):
            return ApiSetup(slug, version)
        for known in (self._setups, self._absent):
            try:
                return known[slug, version]
            except KeyError:
                continue
        return None

    def _key_at(self, digest: str) -> tuple[KnownKey | None, bool]:
        """Return the key, and whether it is known if there is one."""
        try:
            return self._keys[digest], True
        except KeyError:
            return None, digest in self._unknown

    def _keep_key(
        self, digest: str, found: ApplicationKey | None, read_at: float
    ) -> KnownKey | None:
        if found is None:
            self._unknown.put(digest, None, read_at=read_at, seconds=REFUSED_SECONDS)
            return None
        key = KnownKey.of(found)
        holds = not (key.is_revoked or key.is_dormant or key.has_ended)
        seconds = FRESH_SECONDS if holds else REFUSED_SECONDS
        self._keys.put(digest, key, read_at=read_at, seconds=seconds)
        return key

    def _keep_setup(
        self, slug: str, version: str, found: list[PlainItem], read_at: float
    ) -> ApiSetup:
        plans = _only(Plans, found)
        setup = ApiSetup(
            slug,
            version,
            api=_only(Api, found),
            version=_only(ApiVersion, found),
            settings=_only(GatewaySettings, found),
            plans={plan.plan_id: plan for plan in plans.plans} if plans else {},
        )
        seconds = FRESH_SECONDS if setup.is_open else REFUSED_SECONDS
        kept = self._setups if setup.version else self._absent
        kept.put((slug, version), setup, read_at=read_at, seconds=seconds)
        return setup


def _setup_keys(slug: str, version: str) -> list[tuple[type[PlainItem], tuple[str, str]]]:
    wanted: list[tuple[type[PlainItem], tuple[str, str]]] = [
        (Api, Api.key(slug)),
        (Plans, Plans.key(slug)),
        (GatewaySettings, GatewaySettings.key(slug)),
    ]
    if len(version) <= VERSION_LENGTH and VERSION_NAME.fullmatch(version):
        wanted.append((ApiVersion, ApiVersion.key(slug, version)))
    return wanted


def _only(kind: type[ItemT], found: list[PlainItem]) -> ItemT | None:
    return next((item for item in found if isinstance(item, kind)), None)


def _member(
    application: Application | None, subscription: Subscription | None, setup: ApiSetup
) -> Member:
    if application is None:
        return Member()
    # One of a deleted API that had this id is none to this one.
    is_to_this = subscription is not None and subscription.api_made == setup.made
    return Member(
        is_there=True,
        is_suspended=bool(application.suspended),
        sees_api=_sees(application, setup),
        status=subscription.status if subscription and is_to_this else "",
        plan_id=subscription.plan_id if subscription and is_to_this else "",
    )


def _sees(application: Application, setup: ApiSetup) -> bool:
    """Tell whether the API exists for whoever owns the application."""
    api = setup.api
    if api is None:
        return False
    if api.restricted_to is None:
        # Whoever has applications is signed in, and so reads internal APIs.
        return True
    if application.team:
        return application.team in api.restricted_to
    user_id = application.owner.removeprefix(PERSON_OWNER)
    profile = Profile.find(*Profile.key(user_id))
    return profile is not None and not profile.disabled and api.can_be_seen_by(User.of(profile))
