"""Members of teams as their own profiles say: what follows from a sign-in or a deleted account.

A profile says which teams a person has, and a team lists who its members are. The lists are written
first, from the difference to what the profile holds; broken off in between, the next sign-in finds
the same difference.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from portal.accounts import audit
from portal.accounts.items import Member, Profile, Team
from portal.dynamo import (
    AlreadyExists,
    PlainItem,
    Transaction,
    fetch_of_kinds,
    retry_on_conflict,
    transaction,
)

# For each team a transaction writes up to two items of 100, and a BatchGetItem reads two of 100.
BATCH = 45


def list_claimed(person: Profile, *, listed: Collection[str], claimed: Collection[str]) -> None:
    """Make teams list a person as the groups name them now; `listed` is where they stand so far.

    A team that nobody named before is made. What was given here stays. Nothing where both are the
    same; else a BatchGetItem and a transaction for each 45 teams that differ.
    """
    for names in _batches(sorted(set(listed) ^ set(claimed))):
        retry_on_conflict(partial(_list, person, names, claimed))


def adopt(person: Profile) -> None:
    """Make all their teams list a person whose profile is older than lists of members."""
    if person.claimed_teams is None:
        list_claimed(person, listed=(), claimed=person.teams)


def end_all(person: Profile) -> None:
    """Take a person who is gone off the lists of all their teams. Requests as above."""
    for names in _batches(person.teams):
        retry_on_conflict(partial(_drop, person, names))


def require_team(writes: Transaction, name: str) -> None:
    """Let the others through only while the team is there, and nobody deletes it meanwhile.

    For what makes a team the owner of something. One write; `NotFound` where the team is gone.
    """
    # Whichever it has, it gets the next one; without one it would begin anew.
    writes.update(Team(*Team.key(name), revision=1), any_revision=True)


def make_missing(names: Iterable[str], *, by: Profile) -> None:
    """Make those of these teams that are not there yet, without owners and members.

    So that nobody else can make them later, and get what was meant for others. One BatchGetItem,
    and a write for each that is missing.
    """
    for batch in _batches(sorted(set(names))):
        found = {team.pk for team in fetch_of_kinds(*((Team, Team.key(name)) for name in batch))}
        for name in batch:
            team = Team.new(name, created_by=by.ref)
            if team.pk not in found:
                with suppress(AlreadyExists):
                    retry_on_conflict(partial(create, team, by=by))


def create(team: Team, *, by: Profile) -> None:
    """Store a team without members. Raises `AlreadyExists`."""
    with transaction() as writes:
        writes.create(team)
        audit.record(audit.TEAM_CREATED, actor=by, subject=team.ref, within=writes)


def read(names: Iterable[str], user_id: str) -> tuple[dict[str, Team], dict[str, Member]]:
    """Return those of up to 50 teams that there are, and this person's memberships, by name.

    One BatchGetItem.
    """
    wanted: list[tuple[type[PlainItem], tuple[str, str]]] = []
    for name in names:
        wanted += [(Team, Team.key(name)), (Member, Member.key(name, user_id))]
    found = fetch_of_kinds(*wanted) if wanted else []
    teams = {each.name: each for each in found if isinstance(each, Team)}
    members = {each.team: each for each in found if isinstance(each, Member)}
    return teams, members


def _list(person: Profile, names: Sequence[str], claimed: Collection[str]) -> None:
    teams, members = read(names, person.user_id)
    with transaction() as writes:
        for name in names:
            member = members.get(name) or Member.new(name, person.user_id)
            member.by_groups = name in claimed
            if member.by_groups and name not in teams:
                writes.replace(Team.new(name))
            _write(writes, member, teams.get(name))


def _drop(person: Profile, names: Sequence[str]) -> None:
    teams, members = read(names, person.user_id)
    with transaction() as writes:
        for name, member in members.items():
            member.by_groups = member.given = False
            _write(writes, member, teams.get(name))


def _write(writes: Transaction, member: Member, team: Team | None) -> None:
    """Store a member; or remove one whom nothing makes a member any more, from the owners too."""
    if member.by_groups or member.given:
        writes.replace(member)
        return
    if member.revision is not None:
        writes.remove(member)
    if team and member.user_id in team.owners:
        team.set_owner(member.user_id, owns=False)
        writes.replace(team)


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    return (names[start : start + BATCH] for start in range(0, len(names), BATCH))
