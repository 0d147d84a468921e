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
from apis.services.editing import report_conflicts
from apis.visibility import require_application_user, require_applications
from portal.accounts.items import Profile
from portal.accounts.models import User
from portal.dynamo import Page, page, transaction
from portal.errors import Fault, Invalid, Missing, NotAllowed, fault

NAME_LENGTH, DESCRIPTION_LENGTH = 80, 1000
# More than one person or team looks through; a list shows all of them.
MAX_APPLICATIONS = 50
APP_ID = re.compile(r"[0-9a-f]{16}")


def create_application(
    *, user: User, name: str, description: str = "", owner: str = ""
) -> Application:
    """Register an application of one's own, or of a team (`owner`) that one is in.

    Raises `NotAllowed`, and `Invalid` for a name or description that cannot be and where the owner
    has 50 applications, as far as the index knows. One Query and a transaction.
    """
    require_applications(user)
    name, description = _accepted(name, description)
    application = Application.new(
        name=name,
        description=description,
        owner=_owner(user, owner),
        created_by=user.profile.ref,
    )
    if len(_applications_of(application.owner)) >= MAX_APPLICATIONS:
        raise Invalid("too_many_applications", params={"limit": MAX_APPLICATIONS})
    with transaction() as writes:
        writes.create(application)
        events.record(
            events.APPLICATION_CREATED,
            user,
            application,
            within=writes,
            name=name,
            owner=application.owner,
        )
    return application


def edit_application(
    *,
    user: User,
    application: Application,
    name: str | None = None,
    description: str | None = None,
) -> Application:
    """Change what is said about an application, over the revision that was read.

    Where none of it is another, nothing is written. Raises `Invalid`, `ChangedMeanwhile`.
    """
    require_application_user(application, user)
    known = {"name": application.name, "description": application.description}
    name, description = _accepted(
        application.name if name is None else name,
        application.description if description is None else description,
    )
    changed = [
        field for field, value in (("name", name), ("description", description))
        if known[field] != value
    ]  # fmt: skip
    if not changed:
        return application
    application.name, application.description = name, description
    application.set_place()
    with report_conflicts(), transaction() as writes:
        writes.replace(application)
        events.record(events.APPLICATION_EDITED, user, application, within=writes, changed=changed)
    return application


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
    if person is not None:
        if not edits_any(user):
            raise NotAllowed("not_to_a_person")
        if person.disabled or not User.of(person).has_perm("apis.own_applications"):
            raise Invalid("person_owns_none", params={"email": person.email})
        new_owner = person.ref
    elif not owner and application.team and not edits_any(user):
        raise NotAllowed("not_to_a_person")
    else:
        new_owner = _owner(user, owner)
    if new_owner == application.owner:
        return application
    before, application.owner = application.owner, new_owner
    application.set_place()
    with report_conflicts(), transaction() as writes:
        writes.replace(application)
        events.record(
            events.APPLICATION_HANDED_OVER,
            user,
            application,
            within=writes,
            **{"owner before": before, "owner": new_owner},
        )
    return application


def set_suspended(*, user: User, application: Application, suspended: bool) -> Application:
    """Let no key of an application be accepted, or let them be accepted again; for admins.

    It takes effect within a minute: gateways keep what they read for 30 s. Raises `NotAllowed`,
    `ChangedMeanwhile`.
    """
    if not edits_any(user):
        raise NotAllowed("not_allowed")
    if application.suspended == suspended:
        return application
    application.suspended = suspended
    kind = events.APPLICATION_SUSPENDED if suspended else events.APPLICATION_RESUMED
    with report_conflicts(), transaction() as writes:
        writes.replace(application)
        events.record(kind, user, application, within=writes)
    return application


def delete_application(*, user: User, application: Application) -> None:
    """Delete an application; its keys end with it, in the same transaction.

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


def _owner(user: User, team: str) -> str:
    """Return an owner as it is stored: the user, or a team of theirs; any team for admins."""
    team = team.strip()
    if not team:
        return str(user.profile.ref)
    if team not in user.teams and not edits_any(user):
        raise NotAllowed(
            "not_your_team", params={"team": team}, faults=[fault("team_not_yours", "/owner")]
        )
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
