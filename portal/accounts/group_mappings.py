"""What groups of the identity providers give, where admins decide it.

Sign-ins read it (`services`); who is signed in keeps role and teams until their next one. Each
change is stored together with its audit entry; teams that a mapping names first are made before.
"""

from typing import Any

from django.conf import settings

from portal.accounts import audit, memberships, roles
from portal.accounts.administration import require_admin
from portal.accounts.groups import (
    MAX_GROUP_CHARS,
    MAX_TEAM_CHARS,
    Access,
    access_of_group,
    is_team_name,
)
from portal.accounts.items import GroupMapping, Profile
from portal.accounts.providers import provider_named
from portal.accounts.services import MAX_GROUP_MAPPINGS
from portal.dynamo import AlreadyExists, Transaction, page, transaction
from portal.errors import AlreadyThere, Invalid, fault

MAX_GROUP_BYTES = 1000
MAX_TEAMS_EACH = 10


def add_mapping(
    *, provider: str, group: str, role: str, teams: list[str], by: Profile
) -> GroupMapping:
    """Let a group of a provider give a role ("" for none), teams, or both, from now on.

    Raises `Invalid` for what cannot be, `AlreadyThere` where the group has a mapping.
    """
    if provider_named(provider) is None:
        raise Invalid("provider_unknown")
    if not 0 < len(group) <= MAX_GROUP_CHARS or len(group.encode()) > MAX_GROUP_BYTES:
        length = fault("group_length", "/group", characters=MAX_GROUP_CHARS, bytes=MAX_GROUP_BYTES)
        raise Invalid("group_too_long", faults=[length])
    _require_room()
    pk, sk = GroupMapping.key(provider, group)
    mapping = GroupMapping(pk, sk, provider=provider, group=group)
    _decide(mapping, role, teams)
    memberships.make_missing(mapping.teams, by=by)
    try:
        with transaction() as writes:
            writes.create(mapping)
            _record(writes, audit.GROUP_MAPPING_ADDED, mapping, by, _given(mapping))
    except AlreadyExists:
        raise AlreadyThere("mapping_exists") from None
    return mapping


def change_mapping(*, mapping: GroupMapping, role: str, teams: list[str], by: Profile) -> None:
    """Let a group give another role or other teams; whose group it is stays.

    Raises `Invalid` for what cannot be, `Conflict` where the mapping changed since it was read.
    """
    before = _given(mapping)
    _decide(mapping, role, teams)
    memberships.make_missing(mapping.teams, by=by)
    with transaction() as writes:
        writes.replace(mapping)
        details = {"from": before, "to": _given(mapping)}
        _record(writes, audit.GROUP_MAPPING_CHANGED, mapping, by, details)


def delete_mapping(*, mapping: GroupMapping, by: Profile) -> None:
    """Let a group give what configuration and its name say. Raises `Conflict` as above."""
    with transaction() as writes:
        writes.remove(mapping)
        _record(writes, audit.GROUP_MAPPING_DELETED, mapping, by, _given(mapping))


def _require_room() -> None:
    found = page(GroupMapping, GroupMapping.PARTITION, limit=MAX_GROUP_MAPPINGS, consistent=True)
    if len(found) >= MAX_GROUP_MAPPINGS:
        raise Invalid("too_many_mappings", params={"limit": MAX_GROUP_MAPPINGS})


def _decide(mapping: GroupMapping, role: str, teams: list[str]) -> None:
    if role and role not in roles.ROLES:
        raise Invalid("role_unknown", params={"role": role})
    wrong = [team for team in teams if not is_team_name(team)]
    if wrong or len(teams) > MAX_TEAMS_EACH:
        bounds = fault("team_bounds", "/teams", teams=MAX_TEAMS_EACH, characters=MAX_TEAM_CHARS)
        raise Invalid("teams_impossible", faults=[bounds])
    if not role and not teams:
        raise Invalid("mapping_empty")
    if role and role != roles.ADMIN and _access_below(mapping).role == roles.ADMIN:
        raise Invalid("role_kept", faults=[fault("last_admins", "/role")])
    mapping.role, mapping.teams = role, sorted(set(teams))


def _access_below(mapping: GroupMapping) -> Access:
    """Return what the group gives without the mapping."""
    provider = provider_named(mapping.provider)
    configured = dict(provider.group_map) if provider else {}
    return access_of_group(mapping.group, configured, team_prefix=settings.TEAM_GROUP_PREFIX)


def _given(mapping: GroupMapping) -> dict[str, Any]:
    return {"role": mapping.role, "teams": mapping.teams}


def _record(
    writes: Transaction, event: str, mapping: GroupMapping, by: Profile, details: dict[str, Any]
) -> None:
    require_admin(writes, by)
    audit.record(
        event,
        actor=by,
        subject=mapping.ref,
        details={"provider": mapping.provider, "group": mapping.group, **details},
        within=writes,
    )
