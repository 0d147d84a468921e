"""`/api/v1/apis/{api}/usage/` and `/api/v1/applications/{id}/usage/`."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.quotas import quotas_left
from analytics.services import MOST_DAYS, Usage, callers, usage_of, usage_of_application
from analytics.tallies import Counts
from apis.services.applications import get_application_or_404
from apis.services.subscriptions import subscriptions_of
from apis.visibility import get_api_or_404
from portal.accounts.models import signed_in
from portal.errors import NotAllowed
from portal.rest.serializers import InputSerializer, problems

# A long tail tells nothing, and an answer has an end.
MOST_ROWS = 500


class UsageParams(InputSerializer):
    days = serializers.IntegerField(
        default=7, min_value=1, max_value=MOST_DAYS, help_text="How many days of UTC, today's too."
    )


class CountsOutput(serializers.Serializer[Any]):
    calls = serializers.IntegerField(help_text="Reached the upstream; those that failed too.")
    # REST framework takes declared fields out of the class, so its own `errors` stays.
    errors = serializers.IntegerField(  # type: ignore[assignment]
        help_text="Of the calls: failed at the upstream."
    )
    refused = serializers.IntegerField(help_text="Not let through by the gateway; no calls.")
    bytes_in = serializers.IntegerField()
    bytes_out = serializers.IntegerField()
    p50 = serializers.IntegerField(
        allow_null=True, help_text="Milliseconds that half of the calls took at most; ±10 %."
    )
    p95 = serializers.IntegerField(
        allow_null=True, help_text="Milliseconds that 95 of 100 calls took at most; ±10 %."
    )


class DayUsageOutput(CountsOutput):
    date = serializers.DateField()


class HourUsageOutput(CountsOutput):
    hour = serializers.CharField(help_text="`2026-11-28T09`: an hour of UTC that has calls.")


class VersionUsageOutput(CountsOutput):
    version = serializers.CharField(help_text="`*` stands for what was not kept apart.")


class OperationUsageOutput(VersionUsageOutput):
    operation = serializers.CharField(
        allow_blank=True, help_text="`GET /pets/{id}`; empty where the description has none."
    )


class CallerOutput(CountsOutput):
    application = serializers.CharField(
        allow_blank=True, help_text="Its id; empty for all that were not kept apart."
    )
    last_day = serializers.DateField()


class UsageOutput(serializers.Serializer[Any]):
    begins = serializers.DateField()
    ends = serializers.DateField()
    total = CountsOutput()
    days = DayUsageOutput(many=True)
    hours = HourUsageOutput(many=True)


class ApiUsageOutput(UsageOutput):
    versions = VersionUsageOutput(many=True)
    operations = OperationUsageOutput(many=True)
    applications = CallerOutput(many=True)

    class Meta:
        ref_name = "ApiUsage"


class CalledApiOutput(CountsOutput):
    api = serializers.CharField()


class QuotaOutput(serializers.Serializer[Any]):
    api = serializers.CharField()
    window = serializers.ChoiceField(["day", "month"])
    left = serializers.IntegerField()
    quota = serializers.IntegerField()


class ApplicationUsageOutput(UsageOutput):
    apis = CalledApiOutput(many=True)
    quotas = QuotaOutput(many=True)

    class Meta:
        ref_name = "ApplicationUsage"


class ApiUsageEndpoint(APIView):
    """How an API is used."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="read_api_usage",
        summary="Read the usage of an API",
        tags=["Usage"],
        parameters=[UsageParams],
        responses={200: ApiUsageOutput, **problems(403, 404)},
    )
    def get(self, request: Request, api: str) -> Response:
        """Return how an API of your team was used through the gateway, by day, hour, version,
        operation and application: of the last three the 500 that were called most."""
        found = get_api_or_404(api, request.user)
        if not found.shows_drafts_to(request.user):
            raise NotAllowed("usage_of_others", params={"team": found.owner})
        days = _days(request)
        usage = usage_of(found, days=days)
        answer = _usage(usage) | {
            "versions": _rows(usage.versions, "version"),
            "operations": [
                {"version": version, "operation": operation, **_counts(counts)}
                for (version, operation), counts in list(usage.operations.items())[:MOST_ROWS]
            ],
            "applications": [
                {
                    "application": each.app_id,
                    "last_day": each.last_day.isoformat(),
                    **_counts(each.counts),
                }
                for each in callers(found, days=days)[:MOST_ROWS]
            ],
        }
        return Response(answer)


class ApplicationUsageEndpoint(APIView):
    """What an application calls."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="read_application_usage",
        summary="Read the usage of an application",
        tags=["Usage"],
        parameters=[UsageParams],
        responses={200: ApplicationUsageOutput, **problems(404)},
    )
    def get(self, request: Request, app_id: str) -> Response:
        """Return what your application called through the gateway, by day, hour and API, and what
        is left of its quotas."""
        application = get_application_or_404(app_id, signed_in(request.user))
        usage = usage_of_application(application.app_id, days=_days(request))
        quotas = quotas_left(subscriptions_of(application).items)
        answer = _usage(usage) | {
            "apis": _rows(usage.apis, "api"),
            "quotas": [QuotaOutput(each).data for each in quotas],
        }
        return Response(answer)


def _days(request: Request) -> int:
    params = UsageParams(data=request.query_params)
    params.is_valid(raise_exception=True)
    return int(params.validated_data["days"])


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "begins": usage.begins.isoformat(),
        "ends": usage.ends.isoformat(),
        "total": _counts(usage.total),
        "days": [{"date": day.isoformat(), **_counts(each)} for day, each in usage.days.items()],
        "hours": [{"hour": hour, **_counts(each)} for hour, each in usage.hours.items()],
    }


def _rows(rows: Mapping[str, Counts], name: str) -> list[dict[str, Any]]:
    return [{name: key, **_counts(counts)} for key, counts in list(rows.items())[:MOST_ROWS]]


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "calls": counts.calls,
        "errors": counts.errors,
        "refused": counts.refused,
        "bytes_in": counts.bytes_in,
        "bytes_out": counts.bytes_out,
        "p50": counts.percentile(0.5),
        "p95": counts.percentile(0.95),
    }
