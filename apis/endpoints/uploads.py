"""`/api/v1/uploads/`: descriptions that are too large for a request."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apis.services import registration, sources
from portal import clock
from portal.accounts.models import signed_in
from portal.rest.serializers import problems


class UploadsEndpoint(APIView):
    """Ways around the 6 MB that API Gateway and Lambda take."""

    permission_classes = [IsAuthenticated]

    class Output(serializers.Serializer[Any]):
        upload_id = serializers.CharField()
        url = serializers.URLField()
        fields = serializers.DictField(  # type: ignore[assignment]
            child=serializers.CharField(),
            help_text="Form fields to send before the file, which goes last, as `file`.",
        )
        max_bytes = serializers.IntegerField()
        expires_at = serializers.DateTimeField()

        class Meta:
            ref_name = "Upload"

    @extend_schema(
        operation_id="begin_upload",
        summary="Upload a large description",
        tags=["Large descriptions"],
        request=None,
        responses={201: Output, **problems(401, 403)},
    )
    def post(self, request: Request) -> Response:
        """Return a multipart form that sends one file straight to S3; its `upload_id` then
        stands for the file in `POST /api/v1/apis/` and is used up by it."""
        registration.require_registrar(request.user)
        upload_id = sources.new_upload_id()
        form = sources.begin_upload(signed_in(request.user), upload_id)
        body = {
            "upload_id": upload_id,
            "url": form.url,
            "fields": dict(form.fields),
            "max_bytes": settings.DESCRIPTION_MAX_BYTES,
            "expires_at": clock.now() + timedelta(seconds=sources.UPLOAD_SECONDS),
        }
        return Response(body, status=status.HTTP_201_CREATED)
