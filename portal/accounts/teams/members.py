"""Members of a team as its owners and admins change them; `services` says the same of the team.

What the groups of an identity provider give is not taken away here: it would come back.
"""

from collections.abc import Iterable
from typing import Any

from portal.accounts import audit, memberships
from portal.accounts.items import Member, Profile, Team
from portal.accounts.services import person_by_email
from portal.accounts.teams import services
from portal.accounts.teams.holdings import holdings_of
from portal.accounts.teams.services import NotPossibleNow, changing
from portal.dynamo import Page, Transaction, page, transaction
from portal.errors import AlreadyThere, Invalid, Missing, NotAllowed

OWNER, MEMBER = "owner", "member"
MEMBER_ROLES = (OWNER, MEMBER)
MAX_OWNERS = 20
PAGE = 50


def members_of(team: Team, *, limit: int = PAGE, cursor: str | None = None) -> Page[Member]:
    """Return a page of a team's members. One Query."""
    return page(
        Member,
        team.pk,
        starts_with=Member.PREFIX,
        limit=limit,
        cursor=cursor,
        consistent=True,
    )


def people_of(members: Iterable[Member]) -> dict[str, Profile]:
    """Return the people behind up to 100 memberships, by their ids. One BatchGetItem."""
    keys = [Profile.key(member.user_id) for member in members]
    return {person.user_id: person for person in Profile.fetch_all(keys)} if keys else {}


def member_or_404(team: Team, user_id: str) -> Member:
    """Return one member, or raise `Missing`. One GetItem."""
    key = Member.key(team.name, user_id)
    return Member.load(*key, or_raise=Missing("member_not_found"))


def add_member(*, team: Team, email: str, by: Profile) -> Member:
    """Make the person with this verified e-mail address a member, from their next request on.

    Raises `Missing` where nobody is known by it, `Invalid` where several people are, where the
    account is disabled or can be given no further team, `AlreadyThere` for whom this was done.
    """
    services.require_manager(team, by)
    known = person_by_email(email)
    person = Profile.load(known.pk, known.sk, or_raise=Missing("person_not_found"))
    _require_enabled(person)
    memberships.adopt(person)
    key = Member.key(team.name, person.user_id)
    member = Member.find(*key) or Member.new(team.name, person.user_id)
    if member.given:
        raise AlreadyThere("member_there", params={"email": person.email})
    if not member.by_groups:
        services.require_room(person)
    member.given, member.added_by = True, by.ref
    person.give_team(team.name)
    with changing(team, by, written=person) as writes:
        writes.replace(member)
        writes.replace(person)
        _record(writes, audit.TEAM_MEMBER_ADDED, team, by, member, person)
    return member


def set_owner(*, team: Team, user_id: str, owns: bool, by: Profile) -> None:
    """Let a member manage the team, or no longer; a member they stay. Nothing where it is so.

    Raises `Missing`, `Invalid` for a disabled person and for more than 20 owners, `NotPossibleNow`
    for the last one.
    """
    services.require_manager(team, by)
    member = member_or_404(team, user_id)
    if owns == (user_id in team.owners):
        return
    person = people_of([member]).get(user_id)
    if owns:
        _require_possible_owner(person)
        if len(team.owners) >= MAX_OWNERS:
            raise Invalid("too_many_owners", params={"limit": MAX_OWNERS})
    elif team.owners == [user_id]:
        raise NotPossibleNow("last_owner")
    kind = audit.TEAM_OWNER_ADDED if owns else audit.TEAM_OWNER_REMOVED
    with changing(team, by) as writes:
        team.set_owner(user_id, owns=owns)
        _require_there(writes, member)
        _record(writes, kind, team, by, member, person)


def hand_over(*, team: Team, user_id: str, by: Profile) -> None:
    """Make another member an owner in place of `by`, who stays a member.

    Raises `NotAllowed` for who is no owner, `Missing` and `Invalid` as `set_owner`.
    """
    if not team.is_owned_by(by):
        raise NotAllowed("team_not_owned")
    member = member_or_404(team, user_id)
    person = people_of([member]).get(user_id)
    _require_possible_owner(person)
    if user_id == by.user_id:
        raise Invalid("hand_over_to_oneself")
    with changing(team, by) as writes:
        team.set_owner(by.user_id, owns=False)
        team.set_owner(user_id, owns=True)
        _require_there(writes, member)
        _record(writes, audit.TEAM_HANDED_OVER, team, by, member, person)


def remove_member(*, team: Team, user_id: str, by: Profile) -> bool:
    """End what was given here, and ownership with it. Return whether the person stays a member,
    because groups of the identity provider say so.

    Raises `Missing`, `NotPossibleNow` for who is a member by groups only and for a last owner.
    """
    services.require_manager(team, by)
    member = member_or_404(team, user_id)
    require_replaceable(team, member)
    person = Profile.find(*Profile.key(user_id))
    if person and not member.given:
        raise NotPossibleNow("member_by_groups")
    with changing(team, by, written=person) as writes:
        _end(writes, team, member, person)
        _record(writes, audit.TEAM_MEMBER_REMOVED, team, by, member, person)
    return bool(person and member.by_groups)


def leave(*, team: Team, by: Profile) -> bool:
    """End one's own membership; an owner who is alone in a team that owns nothing deletes it.

    Returns and raises as `remove_member`.
    """
    member = member_or_404(team, by.user_id)
    if not member.given:
        raise NotPossibleNow("member_by_groups")
    require_replaceable(team, member)
    if team.is_owned_by(by) and is_alone(team) and not member.by_groups:
        services.delete_team(team=team, by=by)
        return False
    with transaction() as writes:
        _end(writes, team, member, by)
        writes.replace(team)
        _record(writes, audit.TEAM_LEFT, team, by, member, by)
    return member.by_groups


def is_alone(team: Team) -> bool:
    """Tell whether the team has no more than one member. One Query."""
    return len(members_of(team, limit=2)) < 2


def require_replaceable(team: Team, member: Member) -> None:
    """Raise `NotPossibleNow` for the last owner of a team with others in it, or that owns things.

    A Query, and those of `holdings_of`, for the last owner only.
    """
    if team.owners != [member.user_id]:
        return
    if not is_alone(team):
        raise NotPossibleNow("last_owner_of_others")
    if holdings_of(team.name):
        raise NotPossibleNow("last_owner_of_things")


def _end(writes: Transaction, team: Team, member: Member, person: Profile | None) -> None:
    """Add to a change of the team that a membership given here ends."""
    member.given, member.added_by = False, ""
    team.set_owner(member.user_id, owns=False)
    if person:
        person.take_team(team.name)
        writes.replace(person)
    if person and member.by_groups:
        writes.replace(member)
    else:
        writes.remove(member)


def _require_enabled(person: Profile) -> None:
    if person.disabled:
        raise Invalid("person_disabled", params={"email": person.email})


def _require_possible_owner(person: Profile | None) -> None:
    if person is None:
        raise Missing("member_not_found")
    _require_enabled(person)


def _require_there(writes: Transaction, member: Member) -> None:
    writes.require(Member, member.pk, member.sk, Member.pk.exists())


def _record(
    writes: Transaction,
    kind: str,
    team: Team,
    by: Profile,
    member: Member,
    person: Profile | None,
) -> None:
    details: dict[str, Any] = {"person": Profile.key(member.user_id)[0]}
    details["email"] = person.email if person else ""
    if kind in (audit.TEAM_MEMBER_REMOVED, audit.TEAM_LEFT):
        details["stays through groups"] = bool(person and member.by_groups)
    audit.record(kind, actor=by, subject=team.ref, details=details, within=writes)
