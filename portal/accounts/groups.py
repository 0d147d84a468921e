"""Roles and teams from the groups that an identity provider names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.accounts import roles

# Distinguished names of Active Directory are long; longer names are ignored.
MAX_GROUP_CHARS = 512
MAX_TEAM_CHARS = 128
MAX_TEAMS = 200

# Why groups are unknown.
ABSENT = "absent"
UNREADABLE = "unreadable"
OVERAGE = "overage"


@dataclass(frozen=True)
class Access:
    """A role, and teams in order."""

    role: str = roles.VIEWER
    teams: tuple[str, ...] = ()


def parse_access(grants: Iterable[str]) -> Access:
    """Return what a list like `["role:publisher", "team:payments"]` gives.

    Raises `ValueError` for anything else, an empty list too.
    """
    role = ""
    teams: set[str] = set()
    for grant in grants:
        kind, _, name = grant.partition(":")
        if kind == "role" and name in roles.ROLES:
            role = max(role or roles.VIEWER, name, key=roles.ROLES.index)
        elif kind == "team" and is_team_name(name):
            teams.add(name)
        else:
            known = ", ".join(f"role:{each}" for each in roles.ROLES)
            raise ValueError(f"{grant!r} is none of {known}, and no team:NAME")
    if not role and not teams:
        raise ValueError("no role and no team is named")
    return Access(role or roles.VIEWER, tuple(sorted(teams)))


def access_of(
    groups: Iterable[str], group_map: Mapping[str, Access], *, team_prefix: str
) -> Access:
    """Return the highest role and all teams that the groups give; at most 200 teams, by name.

    `group_map` says what a group gives, compared letter by letter. A group that it lacks counts
    where it has the very name of a role, or begins with `team_prefix`.
    """
    found_roles = {roles.VIEWER}
    teams: set[str] = set()
    for group in groups:
        access = access_of_group(group, group_map, team_prefix=team_prefix)
        found_roles.add(access.role)
        teams.update(access.teams)
    return Access(max(found_roles, key=roles.ROLES.index), tuple(sorted(teams)[:MAX_TEAMS]))


def access_of_group(group: str, group_map: Mapping[str, Access], *, team_prefix: str) -> Access:
    """Return what one group gives: by the map, or else by its name."""
    return group_map.get(group) or _access_by_name(group, team_prefix)


def is_team_name(name: str) -> bool:
    return bool(name.strip()) and len(name) <= MAX_TEAM_CHARS and name.isprintable()


def _access_by_name(group: str, team_prefix: str) -> Access:
    role = group if group in roles.ROLES else roles.VIEWER
    team = group.removeprefix(team_prefix) if group.startswith(team_prefix) else ""
    return Access(role, (team,) if is_team_name(team) else ())
