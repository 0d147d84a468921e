"""What teams own here: APIs and applications, for a team's page and before it is deleted."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from apis import catalogue
from apis.catalogue import Filters
from apis.items import Reader, teams_of
from apis.services.applications import applications_of_team
from portal.accounts.items import Team
from portal.accounts.teams.holdings import Holding

SHOWN = 25


def apis_panel(request: HttpRequest, team: Team) -> str:
    """Return the APIs of a team that this reader may see. One Query."""
    found = catalogue.list_apis(request.user, Filters(owner=team.name), limit=SHOWN)
    context = {
        "team": team,
        "apis": [entry for entry in found if entry.owner == team.name],
        "more": found.next_cursor,
        "may_register": _may("apis.register", request.user, team),
    }
    return render_to_string("apis/panels/team_apis.html", context)


def applications_panel(request: HttpRequest, team: Team) -> str:
    """Return the applications of a team. One Query."""
    context = {
        "team": team,
        "applications": applications_of_team(team.name),
        "may_register": _may("apis.own_applications", request.user, team),
    }
    return render_to_string("apis/panels/team_applications.html", context)


def holdings_of(team: str) -> list[Holding]:
    """Return the APIs and applications of a team, the first ones of many.

    A Query each. The catalogue is read as it is now; the index of applications lags a moment.
    """
    apis = catalogue.owned_apis(team, limit=SHOWN)
    return [
        *(Holding("API", each.name, reverse("api", args=[each.slug])) for each in apis),
        *(
            Holding("application", each.name, reverse("application", args=[each.app_id]))
            for each in applications_of_team(team)
        ),
    ]


def _may(permission: str, user: Reader, team: Team) -> bool:
    return user.has_perm(permission) and team.name in teams_of(user)
