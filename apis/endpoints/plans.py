"""`/api/v1/apis/{api}/plans/`: the plans of an API."""

from dataclasses import replace
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from apis.items import Api
from apis.items.plans import APPROVALS, Plan, Plans
from apis.services import plans
from apis.visibility import get_api_and_plans_or_404, get_api_or_404, require_editor
from portal.accounts.models import signed_in
from portal.errors import Missing
from portal.rest.parsing import body_of
from portal.rest.revisions import IF_MATCH, etag_of, require_match
from portal.rest.serializers import StrictSerializer, problems


class LimitFields(serializers.Serializer[Any]):
    """How much may be called; null means no limit."""

    rate_calls = serializers.IntegerField(
        required=False, allow_null=True, help_text="At most so many calls per `rate_seconds`."
    )
    rate_seconds = serializers.ChoiceField(tuple(plans.RATE_PERIODS), required=False)
    burst = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="So many at once before the rate holds; by default as many as `rate_calls`.",
    )
    per_day = serializers.IntegerField(
        required=False, allow_null=True, help_text="A quota, counted from midnight UTC."
    )
    per_month = serializers.IntegerField(
        required=False, allow_null=True, help_text="A quota, counted by calendar month in UTC."
    )


class OperationLimitsInput(LimitFields, StrictSerializer):
    """Further limits of one operation, counted apart and in addition."""


class PlanInput(LimitFields, StrictSerializer):
    """A plan, or what of it is to be another."""

    name = serializers.CharField(max_length=plans.NAME_LENGTH)
    description = serializers.CharField(
        required=False, allow_blank=True, max_length=plans.DESCRIPTION_LENGTH
    )
    price = serializers.CharField(required=False, allow_blank=True, max_length=plans.PRICE_LENGTH)
    terms = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=plans.TERMS_BYTES,
        help_text="Markdown; who subscribes accepts them.",
    )
    approval = serializers.ChoiceField(APPROVALS, required=False)
    operation_limits = serializers.DictField(
        child=OperationLimitsInput(),
        required=False,
        help_text="By `METHOD /path` as the description writes it.",
    )
    is_open = serializers.BooleanField(
        required=False, help_text="False takes no new subscriptions; those there are go on."
    )


class PlanOutput(LimitFields):
    """A plan."""

    id = serializers.CharField(source="plan_id")
    name = serializers.CharField()
    description = serializers.CharField()
    price = serializers.CharField()
    terms = serializers.CharField()
    terms_revision = serializers.IntegerField(
        source="terms_to_accept", help_text="What a subscriber accepts; 0 where there are no terms."
    )
    approval = serializers.ChoiceField(APPROVALS)
    operation_limits = serializers.DictField(child=LimitFields())
    is_open = serializers.BooleanField()
    subscription_count = serializers.SerializerMethodField(
        help_text="How many are on it or ask for it; null for who may not change the API."
    )
    unknown_operations = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="After a change: limited operations that the current version does not have.",
    )

    def get_subscription_count(self, plan: Plan) -> int | None:
        stored: Plans | None = self.context.get("plans")
        return stored.use_count(plan.plan_id) if stored else None


class PlanList(serializers.Serializer[Any]):
    """All plans of an API; there are few."""

    items = PlanOutput(many=True)


class PlansEndpoint(APIView):
    """The plans of an API."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(
        operation_id="list_plans",
        summary="List plans",
        tags=["Plans"],
        responses={200: PlanList, **problems(404)},
    )
    def get(self, request: Request, api: str) -> Response:
        """Return the plans of an API, in their order; closed ones for who may change the API."""
        found, stored = get_api_and_plans_or_404(api, request.user)
        is_editor = found.can_be_edited_by(request.user)
        shown = stored.plans if is_editor else stored.open_plans
        context = {"plans": stored if is_editor else None}
        return Response({"items": PlanOutput(shown, many=True, context=context).data})

    @extend_schema(
        operation_id="add_plan",
        summary="Add a plan",
        tags=["Plans"],
        request=PlanInput,
        responses={201: OpenApiResponse(PlanOutput, "Added."), **problems(403, 404, 409, 422)},
        examples=[
            OpenApiExample(
                "With a rate and a quota",
                value={
                    "name": "Free",
                    "approval": "automatic",
                    "rate_calls": 10,
                    "rate_seconds": 1,
                    "burst": 20,
                    "per_day": 1000,
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, api: str) -> Response:
        """Add a plan after the others."""
        found = get_api_or_404(api, request.user)
        require_editor(found, request.user)
        form = PlanInput(data=body_of(request))
        form.is_valid(raise_exception=True)
        plan = plans.put_plan(
            user=signed_in(request.user), api=found, plan=Plan(**form.validated_data)
        )
        location = reverse("rest-plan", [api, plan.plan_id], request=request)
        return _answer(found, plan, code=status.HTTP_201_CREATED, Location=location)


class PlanEndpoint(APIView):
    """One plan."""

    permission_classes = [IsAuthenticatedOrReadOnly]

    @extend_schema(
        operation_id="read_plan",
        summary="Read a plan",
        tags=["Plans"],
        responses={200: PlanOutput, **problems(404)},
    )
    def get(self, request: Request, api: str, plan: str) -> Response:
        """Return a plan; its ETag goes into If-Match of a change."""
        found, stored = get_api_and_plans_or_404(api, request.user)
        is_editor = found.can_be_edited_by(request.user)
        shown = stored.named(plan)
        if shown is None or not (shown.is_open or is_editor):
            raise Missing("plan_not_found")
        context = {"plans": stored if is_editor else None}
        return Response(PlanOutput(shown, context=context).data, headers={"ETag": etag_of(shown)})

    @extend_schema(
        operation_id="edit_plan",
        summary="Edit a plan",
        tags=["Plans"],
        parameters=[IF_MATCH],
        request=PlanInput,
        responses={200: PlanOutput, **problems(403, 404, 409, 412, 422)},
        examples=[OpenApiExample("Close it", value={"is_open": False}, request_only=True)],
    )
    def patch(self, request: Request, api: str, plan: str) -> Response:
        """Change what is sent; new limits hold within a minute. Requests that wait go on waiting
        where the plan becomes automatic, and need new terms accepted."""
        found, stored = _to_edit(request, api, plan)
        require_match(request, stored)
        form = PlanInput(data=body_of(request), partial=True)
        form.is_valid(raise_exception=True)
        changed = plans.put_plan(
            user=signed_in(request.user),
            api=found,
            plan=replace(stored, **form.validated_data),
            base_revision=stored.revision,
        )
        return _answer(found, changed)

    @extend_schema(
        operation_id="delete_plan",
        summary="Delete a plan",
        tags=["Plans"],
        parameters=[IF_MATCH],
        responses={204: None, **problems(403, 404, 409, 412)},
    )
    def delete(self, request: Request, api: str, plan: str) -> Response:
        """Delete a plan that no subscription is on or asks for; close any other."""
        found, stored = _to_edit(request, api, plan)
        require_match(request, stored)
        plans.delete_plan(
            user=signed_in(request.user),
            api=found,
            plan_id=plan,
            base_revision=stored.revision,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


def _to_edit(request: Request, api: str, plan: str) -> tuple[Api, Plan]:
    found, stored = get_api_and_plans_or_404(api, request.user)
    require_editor(found, request.user)
    if named := stored.named(plan):
        return found, named
    raise Missing("plan_not_found")


def _answer(api: Api, plan: Plan, *, code: int = 200, **headers: str) -> Response:
    """Answer a change: with what its limits do not fit."""
    shown = PlanOutput(plan, context={"plans": plans.plans_of(api.slug)}).data
    unknown = plans.unknown_operations(api, plan)
    headers["ETag"] = etag_of(plan)
    return Response({**shown, "unknown_operations": unknown}, status=code, headers=headers)
