"""What happens to teams: they are made, found, described and deleted.

Each use case is stored together with its event, and over the revision of the team that was read:
of two changes at once, the second raises `Conflict`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial

from portal.accounts import audit, memberships, roles
from portal.accounts.administration import require_admin
from portal.accounts.groups import MAX_TEAM_CHARS, MAX_TEAMS, is_team_name
from portal.accounts.items import TEAMS, Member, Profile, Team
from portal.accounts.providers import configured_teams
from portal.accounts.teams.holdings import holdings_of
from portal.dynamo import (
    BadCursor,
    Page,
    PlainItem,
    Transaction,
    each_page,
    fetch_of_kinds,
    page,
    retry_on_conflict,
    transaction,
)
from portal.errors import AlreadyThere, ApplicationError, Invalid, Missing, NotAllowed, fault

MAX_DESCRIPTION_CHARS = 500
# What people give each other; together with the groups' teams, a person has at most 200.
MAX_GIVEN_TEAMS = 50
# A person's own teams on one page: a BatchGetItem reads two items for each.
PAGE = 50
# For each member a transaction writes a profile and a membership, of 100 items.
BATCH = 40
HOLDINGS_SHOWN = 20


class NotPossibleNow(ApplicationError):
    status = 409


def create_team(*, name: str, description: str = "", by: Profile) -> Team:
    """Make a team, whose owner and first member is `by`.

    Raises `NotAllowed` for anybody below a publisher, `Invalid` for a name or a description that
    cannot be, `AlreadyThere` where there is a team of this name in whatever case, or where
    something belongs to this name already, and groups or an admin have yet to bring the team.
    """
    if not by.is_at_least(roles.PUBLISHER):
        raise NotAllowed("role_missing", params={"role": roles.PUBLISHER})
    name = name.strip()
    if not is_team_name(name):
        bounds = fault("team_name_bounds", "/name", characters=MAX_TEAM_CHARS)
        raise Invalid("team_name_invalid", faults=[bounds])
    _require_unused(name, by)
    require_room(by)
    team = Team.new(name, description=_accepted(description), created_by=by.ref)
    team.set_owner(by.user_id, owns=True)
    member = Member.new(name, by.user_id)
    member.given, member.added_by = True, by.ref
    memberships.adopt(by)
    by.give_team(name)
    with transaction() as writes:
        writes.create(team)
        writes.replace(member)
        writes.replace(by)
        audit.record(audit.TEAM_CREATED, actor=by, subject=team.ref, within=writes)
    return team


def edit_team(*, team: Team, description: str, by: Profile) -> Team:
    """Describe a team anew. Where it is described so, nothing is written."""
    description = _accepted(description)
    require_manager(team, by)
    if description != team.description:
        with changing(team, by) as writes:
            team.description = description
            audit.record(audit.TEAM_EDITED, actor=by, subject=team.ref, within=writes)
    return team


def delete_team(*, team: Team, by: Profile) -> None:
    """Delete a team that owns nothing; its members are members no longer.

    Whose groups name it brings it back when the groups are read anew. Of many members, all but the
    last page go before the team; broken off, deleting it again goes on from there. Raises
    `NotPossibleNow` with what it owns.
    """
    require_manager(team, by)
    require_owns_nothing(team)
    last: list[str] = []
    for found in each_page(
        Member, team.pk, starts_with=Member.PREFIX, limit=BATCH, consistent=True
    ):
        if last:
            retry_on_conflict(partial(_dismiss, team, last, by))
        last = [member.user_id for member in found]
    with transaction() as writes:
        if not team.is_owned_by(by) and by.user_id not in last:
            require_admin(writes, by)
        _add_dismissals(writes, team, last)
        writes.remove(team)
        audit.record(audit.TEAM_DELETED, actor=by, subject=team.ref, within=writes)


def get_team_or_404(name: str, user: Profile) -> Team:
    """Return the team as its members and admins see it, or raise `Missing`. One GetItem.

    A team that a profile names and nobody has listed yet is returned as it would be made.
    """
    missing = Missing("team_not_found")
    if not is_team_name(name):
        raise missing
    team = Team.find(*Team.key(name)) or Team.new(name)
    is_there = team.revision is not None or name in user.teams
    if not (is_there and team.can_be_seen_by(user)):
        raise missing
    return team


def list_teams(*, user: Profile, limit: int = PAGE, cursor: str | None = None) -> Page[Team]:
    """Return a page of the teams that this person may see, by name: their own, or all for an admin.

    One Query for an admin, else one BatchGetItem.
    """
    if user.is_at_least(roles.ADMIN):
        return page(Team, TEAMS, index=True, limit=limit, cursor=cursor)
    return _own_teams(user, limit=min(limit, PAGE), cursor=cursor)


def _own_teams(user: Profile, *, limit: int, cursor: str | None) -> Page[Team]:
    start = int(cursor) if cursor and cursor.isascii() and cursor.isdigit() else 0
    if cursor and not 0 < start <= MAX_TEAMS:
        raise BadCursor
    names = user.teams[start : start + limit]
    found, _ = memberships.read(names, user.user_id)
    more = start + limit < len(user.teams)
    teams = [found.get(name) or Team.new(name) for name in names]
    return Page(teams, str(start + limit) if more else None)


def require_manager(team: Team, by: Profile) -> None:
    """Raise `NotAllowed` unless this person may change the team: an owner of it, or an admin."""
    if not team.can_be_managed_by(by):
        raise NotAllowed("team_not_managed")


def require_room(person: Profile) -> None:
    """Raise `Invalid` where a person can be given no further team."""
    if len(person.given_teams) >= MAX_GIVEN_TEAMS or len(person.teams) >= MAX_TEAMS:
        raise Invalid("too_many_teams", params={"email": person.email, "limit": MAX_GIVEN_TEAMS})


def require_owns_nothing(team: Team) -> None:
    """Raise `NotPossibleNow` with what the team owns."""
    found = holdings_of(team.name)
    if found:
        shown = found[:HOLDINGS_SHOWN]
        names = ", ".join(f"{each.kind} “{each.name}”" for each in shown)
        more = ", …" if len(found) > HOLDINGS_SHOWN else ""
        raise NotPossibleNow(
            "team_owns_things",
            params={"things": names + more},
            holdings=[asdict(each) for each in shown],
        )


@contextmanager
def changing(team: Team, by: Profile, *, written: Profile | None = None) -> Iterator[Transaction]:
    """Collect what changes a team, and write it over the revision that was read.

    By somebody who manages it and still does then; `written` is a profile among the writes, whose
    revision says as much where it is that of `by`. Raises `NotAllowed`.
    """
    is_own = written is not None and written.user_id == by.user_id
    require_manager(team, written if written and is_own else by)
    with transaction() as writes:
        if not is_own and not team.is_owned_by(by):
            require_admin(writes, by)
        yield writes
        writes.replace(team)


def _dismiss(team: Team, user_ids: list[str], by: Profile) -> None:
    with transaction() as writes:
        _add_dismissals(writes, team, user_ids)
        audit.record(
            audit.TEAM_MEMBER_REMOVED,
            actor=by,
            subject=team.ref,
            details={"people": user_ids},
            within=writes,
        )


def _add_dismissals(writes: Transaction, team: Team, user_ids: list[str]) -> None:
    """Add the ends of memberships, whatever made them, and what the profiles say of them."""
    wanted: list[tuple[type[PlainItem], tuple[str, str]]] = []
    for user_id in user_ids:
        wanted += [(Member, Member.key(team.name, user_id)), (Profile, Profile.key(user_id))]
    for item in fetch_of_kinds(*wanted) if wanted else []:
        if isinstance(item, Member):
            writes.remove(item)
        elif isinstance(item, Profile):
            item.take_team(team.name, from_groups=True)
            writes.replace(item)


def _require_unused(name: str, by: Profile) -> None:
    """Raise `AlreadyThere` unless this name is free for `by`. A Query, and those of `holdings_of`.

    What is meant for a team that groups bring, or belongs to one that was deleted meanwhile, is
    not given to whoever makes a team of its name first; admins may.
    """
    if page(Team, TEAMS, index=True, starts_with=Team.index_place(name), limit=1).items:
        raise AlreadyThere("team_exists", params={"team": name})
    if by.is_at_least(roles.ADMIN):
        return
    if name in configured_teams() or holdings_of(name):
        raise AlreadyThere("team_name_taken", params={"team": name})


def _accepted(description: str) -> str:
    description = description.replace("\r\n", "\n").strip()
    if len(description) > MAX_DESCRIPTION_CHARS:
        limit = fault("team_description_bounds", "/description", limit=MAX_DESCRIPTION_CHARS)
        raise Invalid("invalid", faults=[limit])
    return description
