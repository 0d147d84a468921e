"""`/api/v1/audit/`: the audit log, for admins; it can only be read."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts import audit
from portal.accounts.endpoints.permissions import ReadsAudit
from portal.rest.pagination import PageOutput, PageParams, paged
from portal.rest.serializers import problems


class AuditOutput(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    event = serializers.CharField(source="kind")
    actor = serializers.CharField(help_text="Who: `USER#…`; empty where nobody was signed in.")
    actor_email = serializers.CharField()
    subject = serializers.CharField(help_text="To what: `USER#…` or `API#…`.")
    source_ip = serializers.CharField(help_text="From where.")
    details = serializers.DictField()

    class Meta:
        ref_name = "AuditEntry"


class AuditPage(PageOutput):
    items = AuditOutput(many=True)


class AuditParams(PageParams):
    month = serializers.RegexField(
        r"^[0-9]{4}-(0[1-9]|1[0-2])$", required=False, help_text="By default this one: 2026-01."
    )
    subject = serializers.CharField(
        required=False,
        max_length=200,
        help_text="In all months, what happened to `USER#…` or `API#…`.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "month" in attrs and "subject" in attrs:
            raise serializers.ValidationError({"month": ["Ask by month or by subject, not both."]})
        return attrs


class AuditEndpoint(APIView):
    """What was done."""

    permission_classes = [ReadsAudit]

    @extend_schema(
        operation_id="list_audit",
        summary="Read the audit log",
        tags=["Audit log"],
        parameters=[AuditParams],
        responses={200: AuditPage, **problems(403)},
    )
    def get(self, request: Request) -> Response:
        """Return a page of the log, newest first: of one month, or of one subject."""
        params = AuditParams(data=request.query_params)
        params.is_valid(raise_exception=True)
        values = params.validated_data
        page = {"limit": values["limit"], "cursor": values.get("cursor")}
        if "subject" in values:
            found = audit.by_subject(values["subject"], **page)
        else:
            found = audit.by_month(values.get("month"), **page)
        return Response(paged(request, found, lambda entry: AuditOutput(entry).data))
