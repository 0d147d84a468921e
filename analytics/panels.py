"""Usage on the pages of APIs and applications."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from analytics.charts import chart_of
from analytics.services import Caller, Usage, callers, usage_of, usage_of_application
from analytics.tallies import Counts, total_of
from apis.items import Api, ApiVersion
from apis.items.applications import Application
from portal import clock

WEEK = 7
MONTH = 30
MOST_CALLERS = 50


def api_usage(request: HttpRequest, api: Api) -> str:
    """Return how an API was used in the last week, for its owner team and admins. Two Queries."""
    if not api.shows_drafts_to(request.user):
        return ""
    return _week("analytics/panels/api.html", usage_of(api, days=2 * WEEK, with_operations=False))


def application_usage(request: HttpRequest, application: Application) -> str:
    """Return what an application called in the last week. Two Queries."""
    if not application.can_be_used_by(request.user):
        return ""
    usage = usage_of_application(application.app_id, days=2 * WEEK)
    week = usage_of_application(application.app_id, days=WEEK).apis
    return _week("analytics/panels/application.html", usage, apis=week)


def subscriber_usage(request: HttpRequest, api: Api) -> str:
    """Return how much each application called an API in the last 30 days, for its owner team and
    admins. Two Queries and a BatchGetItem."""
    if not api.shows_drafts_to(request.user):
        return ""
    found = callers(api, days=MONTH)
    context = {"rows": _named(found[:MOST_CALLERS]), "more": max(0, len(found) - MOST_CALLERS)}
    return render_to_string("analytics/panels/subscribers.html", context | {"days": MONTH})


def remaining_callers(request: HttpRequest, subject: tuple[Api, ApiVersion | str]) -> str:
    """Return who called a version in the last 30 days, for whoever thinks of retiring it. Two
    Queries and a BatchGetItem."""
    api, version = subject
    if not api.shows_drafts_to(request.user):
        return ""
    name = version if isinstance(version, str) else version.version
    found = callers(api, name, days=MONTH)
    context = {
        "version": name,
        "days": MONTH,
        "rows": _named(found[:MOST_CALLERS]),
        "more": max(0, len(found) - MOST_CALLERS),
        "total": total_of(each.counts for each in found),
    }
    return render_to_string("analytics/panels/retiring.html", context)


def _week(template: str, usage: Usage, **more: Any) -> str:
    first = clock.now().date() - timedelta(days=WEEK - 1)
    days = {day: counts for day, counts in usage.days.items() if day >= first}
    total = total_of(days.values())
    before = total_of(counts for day, counts in usage.days.items() if day < first)
    context = {
        "total": total,
        "p95": total.percentile(0.95),
        "change": _change(total, before),
        "chart": chart_of(days),
        "days": WEEK,
        **more,
    }
    return render_to_string(template, context)


def _change(now: Counts, before: Counts) -> int | None:
    """Return by how many percent calls grew, None where there were none to compare with."""
    return round((now.calls - before.calls) / before.calls * 100) if before.calls else None


def _named(found: Sequence[Caller]) -> list[tuple[str, Caller]]:
    names = _names_of(each.app_id for each in found if each.app_id)
    return [(names.get(each.app_id, ""), each) for each in found]


def _names_of(app_ids: Iterable[str]) -> dict[str, str]:
    wanted = [Application.key(app_id) for app_id in app_ids]
    found = Application.fetch_all(wanted) if wanted else []
    return {application.app_id: application.name for application in found}
