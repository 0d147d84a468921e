"""Applications: what people register to call APIs with."""

import re

from apis import events
from apis.items import edits_any
from apis.items.applications import (
    APPLICATIONS,
    Application,
    owners_of,
    team_owner,
)
from apis.services import application_keys
from apis.services.details import TEAM_LENGTH
from apis.services.editing import report_conflicts
from apis.services.subscriptions.ending import end_all_of_application
from apis.visibility import OWN_APPLICATIONS, require_application_user, require_applications
from portal.accounts import memberships
from portal.accounts.items import Profile, digest
from portal.accounts.models import User
from portal.dynamo import Page, Transaction, page, retry_on_conflict, transaction
from portal.errors import ChangedMeanwhile, Fault, Invalid, Missing, NotAllowed, fault
from portal.events import record
from portal.events.recording import Actor

NAME_LENGTH, DESCRIPTION_LENGTH = 80, 1000
# More than one person or team looks through; a list shows all of them.
MAX_APPLICATIONS = 50
APP_ID_LENGTH = 16
APP_ID = re.compile(rf"[0-9a-f]{{{APP_ID_LENGTH}}}")


def create_application(
    *, user: User, name: str, description: str = "", owner: str = "", request_name: str = ""
) -> Application:
    """Register an application of one's own, or of a team (`owner`) that one is in.

    `request_name` is how the caller names this request: of two copies of it one registers, and
    both return the same application. Raises `NotAllowed`, and `Invalid` for a name or description
    that cannot be and where the owner has 50 applications, as far as the index knows;
    `ChangedMeanwhile` where the team is deleted just then. One Query and a transaction, for a team
    a BatchGetItem, and a GetItem where the request has a name.
    """
    require_applications(user)
    name, description = _accepted(name, description)
    application = Application.new(
        name=name,
        description=description,
        owner=_owner(user, owner),
        created_by=user.profile.ref,
        app_id=_id_by_request(user, request_name) if request_name else "",
    )
    if request_name and (before := _made_before(application)):
        return before
    try:
        _register(user, application)
    except ChangedMeanwhile:
        if request_name and (before := _made_before(application)):
            return before
        raise
    return application


def _register(user: User, application: Application) -> None:
    if len(_applications_of(application.owner)) >= MAX_APPLICATIONS:
        raise Invalid("too_many_applications", params={"limit": MAX_APPLICATIONS})
    _make_team(application, user)
    with report_conflicts(), transaction() as writes:
        writes.create(application)
        _require_team(writes, application)
        events.record(
            events.APPLICATION_CREATED,
            user,
            application,
            within=writes,
            name=application.name,
            owner=application.owner,
        )


def _id_by_request(user: User, request_name: str) -> str:
    return digest(f"{user.profile.user_id}#{request_name}")[:APP_ID_LENGTH]


def _made_before(application: Application) -> Application | None:
    """Return what a copy of the same request registered, of the same owner."""
    found = Application.find(application.pk, application.sk)
    return found if found is not None and found.owner == application.owner else None


def edit_application(
    *,
    user: User,
    application: Application,
    name: str | None = None,
    description: str | None = None,
    owner: str | None = None,
) -> Application:
    """Change what is said about an application, hand it over as `hand_over` does, or both.

    All of it is stored over the revision that was read, or nothing. Where none of it is another,
    nothing is written. Raises `NotAllowed`, `Invalid`, `ChangedMeanwhile`.
    """
    require_application_user(application, user)
    name, description = _accepted(
        application.name if name is None else name,
        application.description if description is None else description,
    )
    new_owner = application.owner if owner is None else _next_owner(user, application, owner)
    return _store(user, application, name=name, description=description, owner=new_owner)


def hand_over(
    *, user: User, application: Application, owner: str = "", person: Profile | None = None
) -> Application:
    """Give an application, with its keys and subscriptions, to another owner.

    To a team (`owner`) that the user is in. Administrators give it to any team, and to one person.
    An application of a team does not become one person's by that person's own act: who leaves the
    team would take it along. Raises `NotAllowed`, `Invalid` for a person who may own none,
    `ChangedMeanwhile`.
    """
    require_application_user(application, user)
    if person is None:
        return _store(user, application, owner=_next_owner(user, application, owner))
    if not edits_any(user):
        raise NotAllowed("not_to_a_person")
    if person.disabled or not User.of(person).has_perm(OWN_APPLICATIONS):
        raise Invalid("person_owns_none", params={"email": person.email})
    return _store(user, application, owner=person.ref)


def _next_owner(user: User, application: Application, owner: str) -> str:
    if not owner and application.team and not edits_any(user):
        raise NotAllowed("not_to_a_person")
    return _owner(user, owner, owned_before=application.team)


def _store(user: User, application: Application, **values: str) -> Application:
    """Write those values that are others, each change with its event."""
    before = {field: getattr(application, field) for field in values}
    changed = [field for field, value in values.items() if before[field] != value]
    if not changed:
        return application
    for field in changed:
        setattr(application, field, values[field])
    application.set_place()
    said = [field for field in changed if field != "owner"]
    if "owner" in changed:
        _make_team(application, user)
    with report_conflicts(), transaction() as writes:
        writes.replace(application)
        if "owner" in changed:
            _require_team(writes, application)
        if said:
            events.record(events.APPLICATION_EDITED, user, application, within=writes, changed=said)
        if "owner" in changed:
            owners = {"owner before": before["owner"], "owner": values["owner"]}
            events.record(
                events.APPLICATION_HANDED_OVER, user, application, within=writes, **owners
            )
    return application


def _make_team(application: Application, user: User) -> None:
    """Make the team that is to own an application, where an admin names it first."""
    if application.team:
        memberships.make_missing([application.team], by=user.profile)


def _require_team(writes: Transaction, application: Application) -> None:
    """Let the others through only while the team that owns it is not deleted."""
    if application.team:
        memberships.require_team(writes, application.team)


def set_suspended(*, user: User, application: Application, suspended: bool) -> Application:
    """Let no key of an application be accepted, or let them be accepted again; for admins.

    It takes effect within a minute: gateways keep what they read for 30 s. Raises `NotAllowed`,
    `ChangedMeanwhile`.
    """
    if not edits_any(user):
        raise NotAllowed("not_allowed")
    with report_conflicts():
        _set_suspended(user.profile, application, suspended)
    return application


def suspend_applications_of(*, person_ref: str, by: Actor) -> None:
    """Suspend what belongs to one person alone who is disabled or gone: their keys must not outlive
    their account. Again, nothing happens. One Query, and a transaction for each of 50 at most."""
    for found in _applications_of(person_ref):

        def suspend(key: tuple[str, str] = (found.pk, found.sk)) -> None:
            application = Application.find(*key)
            if application is not None and application.owner == person_ref:
                _set_suspended(by, application, True)

        retry_on_conflict(suspend)


def _set_suspended(by: Actor, application: Application, suspended: bool) -> None:
    if application.suspended == suspended:
        return
    application.suspended = suspended
    kind = events.APPLICATION_SUSPENDED if suspended else events.APPLICATION_RESUMED
    with transaction() as writes:
        writes.replace(application)
        record(kind, actor=by, subject=application.ref, within=writes)


def delete_application(*, user: User, application: Application) -> None:
    """Delete an application; its keys end with it, in the same transaction, and its subscriptions
    right after.

    Raises `ChangedMeanwhile` where somebody changed it or made a key meanwhile.
    """
    require_application_user(application, user)
    with report_conflicts(), transaction() as writes:
        writes.remove(application)
        application_keys.end_all(application, within=writes)
        events.record(
            events.APPLICATION_DELETED,
            user,
            application,
            within=writes,
            name=application.name,
            owner=application.owner,
        )
    end_all_of_application(by=user.profile, app_id=application.app_id)


def get_application_or_404(app_id: str, user: User) -> Application:
    """Return an application that this person may use, or raise `Missing`. One GetItem."""
    if not APP_ID.fullmatch(app_id):
        raise Missing("application_not_found")
    found = Application.load(*Application.key(app_id), or_raise=Missing("application_not_found"))
    require_application_user(found, user)
    return found


def applications_of(user: User) -> list[Application]:
    """Return the applications of a person and of their teams: their own first, by name.

    One Query for each owner, of 50 at most; the lists may lag a moment.
    """
    return [each for owner in owners_of(user) for each in _applications_of(owner)]


def applications_of_team(team: str) -> Page[Application]:
    """Return the applications of a team, by name. One Query."""
    return Page(_applications_of(team_owner(team)))


def _applications_of(owner: str) -> list[Application]:
    found = page(
        Application, APPLICATIONS, starts_with=f"{owner}#", index=True, limit=MAX_APPLICATIONS
    )
    # A team's name may go on with a "#".
    return [each for each in found if each.owner == owner]


def _owner(user: User, team: str, *, owned_before: str = "") -> str:
    """Return an owner as it is stored: the user, or a team of theirs; any team for admins."""
    team = team.strip()
    if not team:
        return str(user.profile.ref)
    if team not in (*user.teams, owned_before) and not edits_any(user):
        raise NotAllowed(
            "not_your_team", params={"team": team}, faults=[fault("team_not_yours", "/owner")]
        )
    if len(team) > TEAM_LENGTH or not team.isprintable():
        limit = fault("max_characters", "/owner", limit=TEAM_LENGTH)
        raise Invalid("invalid", faults=[limit])
    return team_owner(team)


def _accepted(name: str, description: str) -> tuple[str, str]:
    """Return name and description as they are stored, or raise `Invalid`."""
    name, description = " ".join(name.split()), description.replace("\r\n", "\n").strip()
    faults: list[Fault] = []
    if not name or not name.isprintable():
        faults.append(fault("required", "/name"))
    for field, value, limit in (
        ("name", name, NAME_LENGTH),
        ("description", description, DESCRIPTION_LENGTH),
    ):
        if len(value) > limit:
            faults.append(fault("max_characters", f"/{field}", limit=limit))
    if faults:
        raise Invalid("invalid", faults=faults)
    return name, description
