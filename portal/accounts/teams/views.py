"""The pages of teams."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts import roles
from portal.accounts.decorators import SignedInRequest, form_view, permission_required
from portal.accounts.items import Member, Profile, Team
from portal.accounts.teams import members, services
from portal.accounts.teams.forms import MemberForm, NewTeamForm, TeamForm
from portal.accounts.teams.holdings import holdings_of
from portal.errors import ApplicationError
from portal.web.confirmation import Crumbs, confirm, is_confirmed
from portal.web.form_pages import add_errors, repeat_if_changed, show_form


@dataclass(frozen=True)
class Row:
    """A member as the team's page shows one; `person` is None where the account is gone."""

    member: Member
    person: Profile | None
    is_owner: bool
    is_reader: bool

    @property
    def email(self) -> str:
        return self.person.email if self.person else ""

    @property
    def origin(self) -> str:
        """Why the person is in the team, in words."""
        reasons = []
        if self.member.given:
            reasons.append("Added here")
        if self.member.by_groups:
            reasons.append("By groups" if not reasons else "by groups")
        return ", ".join(reasons)


@dataclass(frozen=True)
class Step:
    """What may be done with a member: what is asked and said, and the act itself, which tells
    whether the person stays in the team all the same."""

    title: str
    consequence: str
    label: str
    done: str
    act: Callable[[Team, str, Profile], bool | None]


# Names stand where the braces are.
STAYS = "{} is no longer added here, and stays in the team through groups of the sign-in service."
STEPS = {
    "make-owner": Step(
        "Make {} an owner",
        "Owners add and remove members, make other owners, and may delete the team.",
        "Make them an owner",
        "{} is an owner now.",
        lambda team, user_id, by: members.set_owner(team=team, user_id=user_id, owns=True, by=by),
    ),
    "make-member": Step(
        "Take ownership from {}",
        "They stay a member.",
        "Make them a member",
        "{} is a member now, and no owner.",
        lambda team, user_id, by: members.set_owner(team=team, user_id=user_id, owns=False, by=by),
    ),
    "hand-over": Step(
        "Hand the team over to {}",
        "They become an owner in your place. You stay a member.",
        "Hand over",
        "{} is an owner now, and you are a member.",
        lambda team, user_id, by: members.hand_over(team=team, user_id=user_id, by=by),
    ),
    "remove": Step(
        "Remove {} from the team",
        "They no longer see or change what only the team may, from their next request on. Whom "
        "groups of the sign-in service put into the team stays until they no longer do.",
        "Remove them",
        "{} is no longer in the team.",
        lambda team, user_id, by: members.remove_member(team=team, user_id=user_id, by=by),
    ),
}


@never_cache
@require_safe
@login_required
def teams(request: SignedInRequest) -> HttpResponse:
    """Show one's own teams; an admin sees all. One request to DynamoDB."""
    person = request.user.profile
    context = {
        "page": services.list_teams(user=person, cursor=request.GET.get("cursor")),
        "may_create": person.is_at_least(roles.PUBLISHER),
        "sees_all": person.is_at_least(roles.ADMIN),
    }
    return render(request, "accounts/teams.html", context)


@never_cache
@form_view
@permission_required("apis.register")
def create_team(request: SignedInRequest) -> HttpResponse:
    """Make a team of one's own."""
    form = NewTeamForm(request.POST or None)
    if form.is_valid():
        try:
            made = services.create_team(**form.cleaned_data, by=request.user.profile)
        except ApplicationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"The team “{made.name}” is there. You are its owner.")
            return redirect("team", made.name)
    return show_form(request, "accounts/team_new.html", form, {"crumbs": _crumbs()})


@never_cache
@require_safe
@login_required
def team(request: SignedInRequest, name: str) -> HttpResponse:
    """Show a team with its members. Three requests to DynamoDB, and those of the panels."""
    person = request.user.profile
    found = services.get_team_or_404(name, person)
    listed = members.members_of(found, cursor=request.GET.get("cursor"))
    people = members.people_of(listed)
    rows = [
        Row(
            member,
            people.get(member.user_id),
            is_owner=member.user_id in found.owners,
            is_reader=member.user_id == person.user_id,
        )
        for member in listed
    ]
    context = {
        "crumbs": _crumbs(),
        "team": found,
        "rows": sorted(rows, key=lambda row: (not row.is_owner, row.email.lower())),
        "page": listed,
        "can_manage": found.can_be_managed_by(person),
        "is_owner": found.is_owned_by(person),
        "can_leave": name in person.given_teams,
        "is_member": name in person.teams,
    }
    return render(request, "accounts/team.html", context)


@never_cache
@form_view
@login_required
@repeat_if_changed
def edit_team(request: SignedInRequest, name: str) -> HttpResponse:
    """Describe a team."""
    found = _managed(request, name)
    stored = {"description": found.description, "revision": found.revision or 0}
    form = TeamForm(request.POST or None, initial=stored)
    if form.is_valid() and not form.differences:
        description = form.cleaned_data["description"]
        services.edit_team(team=found, description=description, by=request.user.profile)
        messages.success(request, "The description is saved.")
        return redirect("team", name)
    context = {"crumbs": _crumbs(found), "team": found, "stale": form.differences}
    status = 409 if form.differences else None
    return show_form(request, "accounts/team_edit.html", form, context, status=status)


@never_cache
@form_view
@login_required
def add_member(request: SignedInRequest, name: str) -> HttpResponse:
    """Add somebody by their e-mail address."""
    found = _managed(request, name)
    form = MemberForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            members.add_member(team=found, email=email, by=request.user.profile)
        except ApplicationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{email} is in the team now.")
            return redirect("team", name)
    context = {"crumbs": _crumbs(found), "team": found}
    return show_form(request, "accounts/team_member_add.html", form, context)


@never_cache
@form_view
@login_required
def change_member(request: SignedInRequest, name: str, user_id: str, step: str) -> HttpResponse:
    """Confirm and take a step with one member."""
    found = _managed(request, name)
    member = members.member_or_404(found, user_id)
    person = members.people_of([member]).get(user_id)
    known_as = person.email or person.name if person else "a deleted account"
    chosen = STEPS.get(step)
    if chosen is None:
        raise Http404
    if is_confirmed(request):
        stays = chosen.act(found, user_id, request.user.profile)
        messages.success(request, (STAYS if stays else chosen.done).format(known_as))
        return _back(found, request.user.profile)
    return confirm(
        request,
        crumbs=_crumbs(found),
        title=chosen.title.format(known_as),
        consequence=chosen.consequence,
        action_label=chosen.label,
        cancel_url=reverse("team", args=[name]),
    )


@never_cache
@form_view
@login_required
def leave(request: SignedInRequest, name: str) -> HttpResponse:
    """Leave a team."""
    person = request.user.profile
    found = services.get_team_or_404(name, person)
    if is_confirmed(request):
        stays = members.leave(team=found, by=person)
        done = STAYS.format("You") if stays else f"You left the team “{name}”."
        messages.success(request, done)
        return _back(found, person)
    return confirm(
        request,
        crumbs=_crumbs(found),
        title=f"Leave {name}",
        consequence="You no longer see or change what only the team may. An owner can add you "
        "again. If you are its only member, the team is deleted.",
        action_label="Leave the team",
        cancel_url=reverse("team", args=[name]),
    )


@never_cache
@form_view
@login_required
def delete_team(request: SignedInRequest, name: str) -> HttpResponse:
    """Delete a team, confirmed by its name; one that owns something says what."""
    found = _managed(request, name)
    held = holdings_of(name)
    if held:
        context = {"crumbs": _crumbs(found), "team": found, "holdings": held}
        return render(request, "accounts/team_in_use.html", context, status=409)
    if is_confirmed(request, name=name):
        services.delete_team(team=found, by=request.user.profile)
        messages.success(request, f"The team “{name}” is deleted.")
        return redirect("teams")
    return confirm(
        request,
        crumbs=_crumbs(found),
        title=f"Delete {name}",
        consequence="Its members are members no longer. This cannot be undone. A team that groups "
        "of the sign-in service name comes back with them at a sign-in.",
        name=name,
        action_label="Delete this team",
        cancel_url=reverse("team", args=[name]),
    )


def _managed(request: SignedInRequest, name: str) -> Team:
    """Return the team, or refuse who does not manage it."""
    found = services.get_team_or_404(name, request.user.profile)
    services.require_manager(found, request.user.profile)
    return found


def _back(team: Team, person: Profile) -> HttpResponse:
    """Return to the team, or to the list for who no longer sees it."""
    newest = Profile.fetch(person.pk, person.sk)
    return redirect("team", team.name) if team.can_be_seen_by(newest) else redirect("teams")


def _crumbs(team: Team | None = None) -> Crumbs:
    crumbs = [("Teams", reverse("teams"))]
    return [*crumbs, (team.name, reverse("team", args=[team.name]))] if team else crumbs
