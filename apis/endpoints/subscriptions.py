"""Subscriptions over REST: of an application, of an API's subscribers, and what waits."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from apis.items import SLUG_LENGTH
from apis.items.subscriptions import COMMENT_LENGTH, STATUSES, Subscription
from apis.services import subscriptions
from apis.services.applications import get_application_or_404
from apis.services.subscriptions.asking import known_to_application, known_to_member
from apis.services.subscriptions.deciding import known_to_owner, require_owner_side
from apis.services.subscriptions.reading import Subscriber, Waiting
from apis.visibility import get_api_or_404, require_editor
from portal.accounts.models import signed_in
from portal.errors import Missing
from portal.rest.pagination import PageOutput, PageParams, paged
from portal.rest.parsing import body_of
from portal.rest.revisions import etag_of
from portal.rest.serializers import StrictSerializer, problems

OWNER_STEPS = {
    "suspend": subscriptions.suspend,
    "resume": subscriptions.resume,
}
DECISIONS = {"approve": True, "refuse": False}


class CommentField(serializers.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            allow_blank=True,
            max_length=COMMENT_LENGTH,
            help_text="The other side reads it.",
            **kwargs,
        )


class StepOutput(serializers.Serializer[Any]):
    """What was done, by whom, and what was said of it."""

    at = serializers.DateTimeField()
    by = serializers.CharField(help_text="An e-mail address.")
    step = serializers.CharField(help_text="The kind of its event.")
    text = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(
        allow_blank=True, help_text="Why the portal did it, because of what else happened."
    )


class SubscriptionOutput(serializers.Serializer[Any]):
    """An application's right to call an API, or the request for it."""

    application = serializers.CharField(source="app_id", help_text="Its id.")
    api = serializers.CharField(help_text="Its id.")
    status = serializers.ChoiceField(STATUSES)
    plan = serializers.CharField(source="plan_id")
    wanted_plan = serializers.CharField(
        source="wanted_plan_id", allow_null=True, help_text="The plan it asks to change to."
    )
    is_waiting = serializers.BooleanField(help_text="Whether somebody must decide.")
    terms_revision = serializers.IntegerField(help_text="Which terms were accepted; 0 for none.")
    requested_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    history = StepOutput(many=True, source="steps", help_text="The last steps, oldest first.")


class SubscriberOutput(SubscriptionOutput):
    """A subscription as the API's owners see it."""

    application_name = serializers.CharField(
        allow_null=True, help_text="Null once the application is deleted."
    )


class SubscriptionPage(PageOutput):
    items = SubscriptionOutput(many=True)


class SubscriberPage(PageOutput):
    items = SubscriberOutput(many=True)


class SubscriberParams(PageParams):
    status = serializers.ChoiceField(STATUSES, required=False)


class AskInput(StrictSerializer):
    """What an application asks for."""

    api = serializers.CharField(max_length=SLUG_LENGTH)
    plan = serializers.CharField(max_length=32)
    accepted_terms_revision = serializers.IntegerField(
        required=False,
        min_value=0,
        help_text="The `terms_revision` of the plan whose terms were read and are accepted.",
    )
    comment = CommentField()


class ChangeInput(StrictSerializer):
    """Another plan, or the plan's new terms accepted."""

    plan = serializers.CharField(
        required=False, max_length=32, help_text="By default the terms are accepted only."
    )
    accepted_terms_revision = serializers.IntegerField(required=False, min_value=0)
    comment = CommentField()


class OwnerStepInput(StrictSerializer):
    """What the API's owner does."""

    step = serializers.ChoiceField((*DECISIONS, *OWNER_STEPS))
    comment = CommentField()


class ApplicationSubscriptionsEndpoint(APIView):
    """The subscriptions of an application."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="list_subscriptions",
        summary="List an application's subscriptions",
        tags=["Subscriptions"],
        parameters=[PageParams],
        responses={200: SubscriptionPage, **problems(404)},
    )
    def get(self, request: Request, app_id: str) -> Response:
        """Return a page of an application's subscriptions, ended ones too, by API."""
        application = get_application_or_404(app_id, signed_in(request.user))
        found = subscriptions.subscriptions_of(application, **_page_of(request))
        return Response(paged(request, found, lambda each: SubscriptionOutput(each).data))

    @extend_schema(
        operation_id="subscribe",
        summary="Ask for access to an API",
        tags=["Subscriptions"],
        request=AskInput,
        responses={
            201: OpenApiResponse(SubscriptionOutput, "Active, or waiting for approval."),
            **problems(403, 404, 409, 422),
        },
        examples=[
            OpenApiExample(
                "A plan with terms",
                value={"api": "payments", "plan": "3f2a9c01", "accepted_terms_revision": 1},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, app_id: str) -> Response:
        """Ask for access on a plan. Asking for the same again changes nothing."""
        user = signed_in(request.user)
        application = get_application_or_404(app_id, user)
        given = _valid(AskInput(data=body_of(request)))
        api = get_api_or_404(given.pop("api"), user)
        made = subscriptions.subscribe(
            user=user, application=application, api=api, plan_id=given.pop("plan"), **given
        )
        location = reverse("rest-subscription", [app_id, api.slug], request=request)
        return _answer(made, code=status.HTTP_201_CREATED, Location=location)


class ApplicationSubscriptionEndpoint(APIView):
    """One subscription, for its application's side."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="read_subscription",
        summary="Read a subscription",
        tags=["Subscriptions"],
        responses={200: SubscriptionOutput, **problems(404)},
    )
    def get(self, request: Request, app_id: str, api: str) -> Response:
        """Return where a subscription stands, and what was said."""
        known = known_to_application(signed_in(request.user), app_id, api)
        if known.stored is None:
            raise Missing("subscription_not_found")
        return _answer(known.stored)

    @extend_schema(
        operation_id="change_subscription",
        summary="Change the plan, or accept new terms",
        tags=["Subscriptions"],
        request=ChangeInput,
        responses={200: SubscriptionOutput, **problems(403, 404, 409, 422)},
    )
    def patch(self, request: Request, app_id: str, api: str) -> Response:
        """Ask for another plan (`plan`); the present one holds until it is approved. Without
        `plan`, accept the present terms of the plan that is asked for or in force."""
        user = signed_in(request.user)
        known = known_to_member(user, app_id, api)
        parties: dict[str, Any] = {
            "user": user,
            "application": known.application_or_404,
            "api": known.api_or_404,
        }
        known.subscription_or_404  # noqa: B018 - raises
        given = _valid(ChangeInput(data=body_of(request)))
        if "plan" in given:
            changed = subscriptions.change_plan(**parties, plan_id=given.pop("plan"), **given)
        else:
            revision = given.get("accepted_terms_revision", 0)
            changed = subscriptions.accept_terms(**parties, revision=revision)
        return _answer(changed)

    @extend_schema(
        operation_id="cancel_subscription",
        summary="Cancel a subscription",
        tags=["Subscriptions"],
        responses={204: None, **problems(403, 404, 409)},
    )
    def delete(self, request: Request, app_id: str, api: str) -> Response:
        """End a subscription, or withdraw the request for it, whatever became of the API."""
        user = signed_in(request.user)
        application = get_application_or_404(app_id, user)
        subscriptions.cancel(user=user, application=application, slug=api)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SubscribersEndpoint(APIView):
    """The subscribers of an API."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="list_subscribers",
        summary="List an API's subscribers",
        tags=["Subscriptions"],
        parameters=[SubscriberParams],
        responses={200: SubscriberPage, **problems(403, 404)},
    )
    def get(self, request: Request, api: str) -> Response:
        """Return a page of an API's subscribers, newest first, for the team that owns it. The list
        lags a moment behind."""
        found = get_api_or_404(api, request.user)
        require_owner_side(found, request.user)
        params = SubscriberParams(data=request.query_params)
        params.is_valid(raise_exception=True)
        rows = subscriptions.subscribers_of(found, **params.validated_data)
        return Response(paged(request, rows, _shown))


class SubscriberEndpoint(APIView):
    """One subscription, for its API's owners."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="read_subscriber",
        summary="Read a subscriber",
        tags=["Subscriptions"],
        responses={200: SubscriberOutput, **problems(403, 404, 409)},
    )
    def get(self, request: Request, api: str, app_id: str) -> Response:
        """Return a subscription to an API, for the team that owns it."""
        known = known_to_owner(request.user, api, app_id)
        return Response(_shown(Subscriber(known.subscription_or_404, known.application)))

    @extend_schema(
        operation_id="decide_on_subscriber",
        summary="Approve, refuse, suspend or resume",
        tags=["Subscriptions"],
        request=OwnerStepInput,
        responses={200: SubscriptionOutput, **problems(403, 404, 409, 422)},
        examples=[
            OpenApiExample(
                "Approve", value={"step": "approve", "comment": "Welcome."}, request_only=True
            )
        ],
    )
    def patch(self, request: Request, api: str, app_id: str) -> Response:
        """Decide on what waits, or stop what is in force. Of two who decide at once the second is
        told by whom and how (409)."""
        user = signed_in(request.user)
        known = known_to_owner(user, api, app_id)
        require_editor(known.api_or_404, user)
        given = _valid(OwnerStepInput(data=body_of(request)))
        about: dict[str, Any] = {
            "user": user,
            "api": known.api_or_404,
            "app_id": app_id,
            "comment": given.get("comment", ""),
        }
        if given["step"] in DECISIONS:
            return _answer(subscriptions.decide(**about, approve=DECISIONS[given["step"]]))
        return _answer(OWNER_STEPS[given["step"]](**about))

    @extend_schema(
        operation_id="end_subscriber",
        summary="End a subscription to your API",
        tags=["Subscriptions"],
        responses={204: None, **problems(403, 404, 409)},
    )
    def delete(self, request: Request, api: str, app_id: str) -> Response:
        """End a subscription; asked for again it waits for approval, on any plan."""
        user = signed_in(request.user)
        known = known_to_owner(user, api, app_id)
        subscriptions.end(user=user, api=known.api_or_404, app_id=app_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ApprovalsEndpoint(APIView):
    """What waits for a decision."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="list_approvals",
        summary="List what waits for your teams",
        tags=["Subscriptions"],
        parameters=[PageParams],
        responses={200: SubscriberPage, **problems()},
    )
    def get(self, request: Request) -> Response:
        """Return a page of the requests that wait for a decision of your teams, oldest first in
        each; for administrators, of all teams. It may come short while there is a next one."""
        found = subscriptions.waiting_for(signed_in(request.user), **_page_of(request))
        return Response(paged(request, found, _shown))


def _shown(row: Subscriber | Waiting) -> dict[str, Any]:
    shown = SubscriptionOutput(row.subscription).data
    return {**shown, "application_name": row.application.name if row.application else None}


def _page_of(request: Request) -> dict[str, Any]:
    params = PageParams(data=request.query_params)
    params.is_valid(raise_exception=True)
    return {"limit": params.validated_data["limit"], "cursor": params.validated_data.get("cursor")}


def _valid(form: StrictSerializer) -> dict[str, Any]:
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def _answer(subscription: Subscription, *, code: int = 200, **headers: str) -> Response:
    headers["ETag"] = etag_of(subscription)
    return Response(SubscriptionOutput(subscription).data, status=code, headers=headers)
