"""What happens to people: they are met, sign in, are found; their sessions end."""

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.conf import settings

from portal import clock
from portal.accounts import audit, groups, memberships, refusals
from portal.accounts.groups import Access
from portal.accounts.items import USERS, GroupMapping, Identity, Profile, StoredSession
from portal.accounts.providers import provider_of
from portal.accounts.refusals import SignInRefused
from portal.dynamo import (
    AlreadyExists,
    Conflict,
    Page,
    each_page,
    page,
    retry_on_conflict,
    transaction,
    write_batch,
)
from portal.errors import Invalid, Missing

# All mappings of all providers, so that one Query of less than 1 MB reads a provider's.
MAX_GROUP_MAPPINGS = 500
# Two writers of one profile are a rare thing, four at once are a fault.
ATTEMPTS = 4
BATCH = 100


@dataclass(frozen=True)
class Claims:
    """What an identity provider says of a person; None where it said nothing.

    `groups_unknown` says why there are no groups (`portal.accounts.groups`). `issued_at` is when it
    said so, in seconds since 1970: the newest word on groups counts.
    """

    issuer: str
    subject: str
    email: str | None = None
    email_verified: bool = True
    name: str | None = None
    groups: tuple[str, ...] | None = None
    groups_unknown: str = ""
    issued_at: int = 0


def recognise(*, claims: Claims, known: Profile | None = None) -> Profile:
    """Return the person these claims are about, made known if they are not yet.

    Newer claims than the last ones refresh role and teams, if they name groups. Two reads where
    nothing changed, and none where the caller has found the person (`known`); a Query where groups
    are named, and where teams changed, the requests of `memberships.list_claimed`. Raises
    `SignInRefused` for a disabled person, and where `sign_in` does.
    """
    profile = known or find(claims)
    if profile is None:
        _require_known_access(claims, None)
        access = _access_of(claims)
        profile = _require_enabled(_created(claims, access))
        if access and access.teams:
            profile = _retried(profile, lambda newest: _store_claims(newest, claims, access))
        return _require_enabled(profile)
    _require_enabled(profile)
    _require_known_access(claims, profile)
    if claims.issued_at > profile.claims_at:
        access = _access_of(claims)
        if access and not _agrees(profile, access):
            profile = _retried(profile, lambda newest: _store_claims(newest, claims, access))
    return _require_enabled(profile)


def sign_in(*, claims: Claims) -> Profile:
    """Return the person who signs in, with role and teams as the provider names them now.

    Where it names no groups, both stay as they are; somebody new is a viewer without a team.
    Profile, role change and sign-in are stored together. Raises `SignInRefused` for a disabled
    person, and where there are more groups than the provider names, for somebody whose role nobody
    knows, or for everybody if the provider's settings say so.
    """
    profile = find(claims)
    if profile:
        _require_enabled(profile)
    _require_known_access(claims, profile)
    access = _access_of(claims)

    def arrive(newest: Profile) -> None:
        _require_enabled(newest)
        newest.last_login = clock.now()
        _store_claims(newest, claims, access, signs_in=True)

    return _retried(profile or _created(claims, access), arrive)


def end_sessions(*, person: Profile, by: Profile) -> Profile:
    """End all sessions of a person at once.

    A new salt does it; the stored sessions are deleted after that.
    """

    def change(newest: Profile) -> None:
        newest.renew_salt()
        with transaction() as writes:
            writes.replace(newest)
            audit.record(
                audit.SESSIONS_ENDED,
                actor=by,
                subject=newest.ref,
                details=audit.address_of(newest, by=by),
                within=writes,
            )

    profile = _retried(person, change)
    forget_sessions(profile)
    return profile


def end_session(*, person: Profile, digest: str, by: Profile | None = None) -> None:
    """End one session of a person, by themselves or `by` an admin.

    Raises `Missing` where it is none of theirs.
    """
    session = StoredSession.find(*StoredSession.key_of(digest))
    if session is None or session.user_id != person.user_id:
        raise Missing("session_not_found")
    with transaction() as writes:
        writes.remove(session)
        audit.record(
            audit.SESSIONS_ENDED,
            actor=by or person,
            subject=person.ref,
            details={"sessions": 1} | audit.address_of(person, by=by or person),
            within=writes,
        )


def sessions_of(person: Profile, *, cursor: str | None = None) -> Page[StoredSession]:
    """Return a page of a person's sessions, newest first; it may lag a moment. One Query."""
    return page(
        StoredSession,
        StoredSession.index_partition(person.user_id),
        index=True,
        where=StoredSession.expires_at > clock.epoch(),
        cursor=cursor,
        newest_first=True,
    )


def people(*, email: str = "", limit: int = 25, cursor: str | None = None) -> Page[Profile]:
    """Return a page of people by address, of those whose address begins with `email`. One Query."""
    return page(Profile, USERS, starts_with=email.lower(), index=True, limit=limit, cursor=cursor)


def person_by_email(email: str) -> Profile:
    """Return the one person with this verified address, for commands. One Query.

    Raises `Missing` where there is none, `Invalid` where several providers vouch for it.
    """
    wanted = email.strip().lower()
    found = people(email=f"{wanted}#", limit=10)
    matching = [each for each in found if each.email.lower() == wanted and each.email_verified]
    if not matching:
        raise Missing("address_not_known", params={"email": email})
    if len(matching) > 1:
        issuers = ", ".join(each.issuer for each in matching)
        raise Invalid("address_ambiguous", params={"email": email, "issuers": issuers})
    return matching[0]


def find(claims: Claims) -> Profile | None:
    """Return the person whom issuer and subject name, if known. At most two GetItems."""
    identity = Identity.find(*Identity.key(claims.issuer, claims.subject))
    return Profile.fetch(*Profile.key(identity.user_id)) if identity else None


def create_person(profile: Profile, *, by: Profile) -> None:
    """Store a new person, the identity that leads to them, and that `by` made them known.

    Raises `AlreadyExists` where the identity leads to somebody, `Conflict` where another writer
    is at it.
    """
    with transaction() as writes:
        writes.create(Identity.of(profile))
        writes.create(profile)
        audit.record(
            audit.ACCOUNT_CREATED,
            actor=by,
            subject=profile.ref,
            details={
                "issuer": profile.issuer,
                "email": profile.email,
                "role": profile.role,
                "teams": profile.teams,
            },
            within=writes,
        )


def _access_of(claims: Claims) -> Access | None:
    """Return the role and the teams that the groups give, None where they are unknown.

    One Query where there are groups: an admin's mapping of a group wins over the configuration's.
    """
    if claims.groups is None:
        return None
    group_map: Mapping[str, Access] = {}
    provider = provider_of(claims.issuer)
    if provider and claims.groups:
        configured = dict(provider.group_map)
        by_admins = {
            mapping.group: mapping.access_over(
                groups.access_of_group(
                    mapping.group, configured, team_prefix=settings.TEAM_GROUP_PREFIX
                )
            )
            for mapping in _mappings_of(provider.name)
        }
        group_map = ChainMap(by_admins, configured)
    return groups.access_of(claims.groups, group_map, team_prefix=settings.TEAM_GROUP_PREFIX)


def _mappings_of(provider: str) -> Iterator[GroupMapping]:
    """Yield what admins said of a provider's groups. One Query, more where names are very long."""
    for found in each_page(
        GroupMapping,
        GroupMapping.PARTITION,
        starts_with=f"{provider}#",
        # Two admins at once may add one more than there may be.
        limit=2 * MAX_GROUP_MAPPINGS,
        consistent=True,
    ):
        yield from found


def _require_known_access(claims: Claims, profile: Profile | None) -> None:
    """Refuse whom the provider has too many groups for, unless an earlier role may stand in."""
    if claims.groups_unknown != groups.OVERAGE:
        return
    provider = provider_of(claims.issuer)
    keeps = provider is None or provider.groups_overage == "keep"
    if not (keeps and profile and profile.has_known_role):
        raise SignInRefused(refusals.GROUPS_OVERAGE, person=profile.ref if profile else "")


def _created(claims: Claims, access: Access | None) -> Profile:
    """Store a new person; of two first sign-ins at once, one does, and the other finds it."""
    profile = Profile.new(issuer=claims.issuer, subject=claims.subject)
    _take_over(profile, claims, access)
    if profile.teams:
        # `_store_claims` makes the teams list them, once this id is the one that stays.
        profile.claimed_teams = None
    try:
        create_person(profile, by=profile)
    except (AlreadyExists, Conflict):
        found = find(claims)
        if found is None:
            raise
        return found
    return profile


def _agrees(profile: Profile, access: Access) -> bool:
    known = (profile.claimed_role, profile.claimed_teams)
    return known == (access.role, profile.teams_claimed_by(access))


def _take_over(profile: Profile, claims: Claims, access: Access | None) -> None:
    if access:
        profile.claim(access, issued_at=claims.issued_at)
    if claims.name is not None:
        profile.name = claims.name
    if claims.email is not None:
        profile.set_email(claims.email, verified=claims.email_verified)


def _store_claims(
    profile: Profile, claims: Claims, access: Access | None, *, signs_in: bool = False
) -> None:
    """Write the profile with what the provider says now, and what that changed."""
    role_before, teams_before = profile.role, profile.teams
    listed = profile.claimed_teams or ()
    _take_over(profile, claims, access)
    profile.claimed_teams = profile.group_teams
    memberships.list_claimed(profile, listed=listed, claimed=profile.claimed_teams)
    details: dict[str, Any] = {}
    if profile.role != role_before:
        details |= {"from": role_before, "to": profile.role}
    if profile.teams != teams_before:
        details |= {"teams before": teams_before, "teams": profile.teams}
    with transaction() as writes:
        writes.replace(profile)
        if details:
            audit.record(audit.ROLE_CHANGED, actor=profile, details=details, within=writes)
        if signs_in:
            unknown = {"groups": claims.groups_unknown} if claims.groups_unknown else {}
            audit.record(audit.SIGNED_IN, actor=profile, details=unknown, within=writes)


def _retried(profile: Profile, change: Callable[[Profile], None]) -> Profile:
    """Carry out a change on the profile as it was read, and on the newest one where another change
    got in between; return the one that was changed."""
    readings = chain([profile], iter(lambda: Profile.fetch(profile.pk, profile.sk), None))

    def act() -> Profile:
        newest = next(readings)
        change(newest)
        return newest

    return retry_on_conflict(act, attempts=ATTEMPTS)


def _require_enabled(profile: Profile) -> Profile:
    if profile.disabled:
        raise SignInRefused(refusals.DISABLED, person=profile.ref)
    return profile


def forget_sessions(profile: Profile) -> None:
    """Delete a person's stored sessions, which no longer let anybody in."""
    partition = StoredSession.index_partition(profile.user_id)
    for found in each_page(StoredSession, partition, index=True, limit=BATCH):
        write_batch(forget=found.items)
