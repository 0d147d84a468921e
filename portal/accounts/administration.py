"""What admins do with people: add them, set their role, disable and delete them.

Each use case is stored together with its audit entry. None can be done to oneself where it would
lock the last admin out.
"""

from typing import Any

from portal.accounts import audit, keys, memberships, roles
from portal.accounts.items import Identity, Profile
from portal.accounts.services import create_person, forget_sessions
from portal.dynamo import AlreadyExists, Transaction, transaction
from portal.errors import AlreadyThere, Invalid


def add_person(
    *,
    issuer: str,
    subject: str,
    email: str,
    name: str,
    role_override: str,
    by: Profile,
) -> Profile:
    """Make a person known before their first sign-in.

    `subject` is their id at the identity provider: an address alone proves nothing. Until they
    sign in they have no team, and the role of a viewer unless one is set here. Raises
    `AlreadyThere` where this identity has an account.
    """
    profile = Profile.new(issuer=issuer, subject=subject, email=email, name=name)
    profile.override_role(_known_role(role_override))
    try:
        create_person(profile, by=by)
    except AlreadyExists:
        raise AlreadyThere("account_exists") from None
    return profile


def change_person(
    *,
    person: Profile,
    by: Profile,
    role_override: str | None = None,
    disabled: bool | None = None,
) -> None:
    """Set what admins decide about a person, over the revision that was read; None leaves a thing.

    `role_override` wins over the identity provider's role until it is cleared with "". Disabling
    refuses sign-in, tokens and keys, and ends all sessions for good. Raises `Conflict` where the
    person changed since, `Invalid` for oneself: there may be no other admin to undo it.
    """
    role_before, was_disabled = person.role, person.disabled
    override_before = person.role_override
    if role_override is not None:
        person.override_role(_known_role(role_override))
    if disabled is not None:
        person.set_disabled(disabled)
    if person.user_id == by.user_id and (person.disabled or not person.is_at_least(roles.ADMIN)):
        raise Invalid("own_admin_role")
    events: list[tuple[str, dict[str, Any]]] = []
    if (role_before, override_before) != (person.role, person.role_override):
        by_hand = bool(person.role_override)
        details = {"from": role_before, "to": person.role, "set by an admin": by_hand}
        events.append((audit.ROLE_CHANGED, details))
    if person.disabled != was_disabled:
        events.append((audit.USER_DISABLED if person.disabled else audit.USER_ENABLED, {}))
    _store(person, events, by)
    if person.disabled and not was_disabled:
        forget_sessions(person)


def make_admin(*, person: Profile) -> None:
    """Give somebody the role of an admin on the word of who runs the stage, not of another admin.

    It wins over the identity provider's role until an admin clears it. Raises `Invalid` for a
    disabled person, `Conflict` where the person changed since.
    """
    if person.disabled:
        raise Invalid("person_disabled", params={"email": person.email})
    role_before = person.role
    person.override_role(roles.ADMIN)
    with transaction() as writes:
        writes.replace(person)
        audit.record(
            audit.ROLE_CHANGED,
            subject=person.ref,
            details={
                "from": role_before,
                "to": person.role,
                "set from the command line": True,
                "email": person.email,
            },
            within=writes,
        )


def delete_person(*, person: Profile, by: Profile) -> None:
    """Delete a person with their sessions, keys and memberships; what they wrote and the audit log
    stay.

    They may sign in again, as somebody new. Raises `Invalid` for oneself, `Conflict` where the
    person changed since.
    """
    if person.user_id == by.user_id:
        raise Invalid("own_account")
    with transaction() as writes:
        require_admin(writes, by)
        writes.remove(Identity.of(person))
        writes.remove(person)
        audit.record(
            audit.ACCOUNT_DELETED,
            actor=by,
            subject=person.ref,
            details={"email": person.email, "name": person.name, "issuer": person.issuer},
            within=writes,
        )
    # Without their person none of these lets anybody in; they only take up room.
    forget_sessions(person)
    keys.forget_all(person)
    memberships.end_all(person)


def _known_role(role: str) -> str:
    if role and role not in roles.ROLES:
        raise Invalid("role_unknown", params={"role": role})
    return role


def _store(person: Profile, events: list[tuple[str, dict[str, Any]]], by: Profile) -> None:
    with transaction() as writes:
        if by.user_id != person.user_id:
            require_admin(writes, by)
        writes.replace(person)
        for event, details in events:
            audit.record(
                event,
                actor=by,
                subject=person.ref,
                details=details | audit.address_of(person, by=by),
                within=writes,
            )


def require_admin(writes: Transaction, by: Profile) -> None:
    """Let the others through only while `by` still is an admin who may sign in: two who lock each
    other out at the same moment would leave nobody to undo it."""
    is_admin = (Profile.role == roles.ADMIN) & (Profile.disabled == False)  # noqa: E712
    writes.require(Profile, by.pk, by.sk, is_admin)
