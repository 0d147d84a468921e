"""The routes of teams, which have a table of their own (`test_roles`)."""

from tests.routes import Route


def is_of_teams(route: Route) -> bool:
    return route.path.startswith(("/teams/", "/api/v1/teams/"))
