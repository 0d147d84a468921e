"""`/api/v1/jobs/` and `/api/v1/uploads/`: large descriptions."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from apis.services import registration, sources
from apis.visibility import get_job_or_404
from portal import clock
from portal.accounts.models import signed_in
from portal.jobs.items import STATUSES, Job
from portal.rest.serializers import ProblemOutput, problems


class JobOutput(serializers.Serializer[Any]):
    """A piece of long work."""

    id = serializers.CharField(source="job_id")
    kind = serializers.CharField()
    status = serializers.ChoiceField(STATUSES)
    stage = serializers.CharField(help_text="What is being done now.")
    percent = serializers.IntegerField()
    result = serializers.DictField(
        allow_null=True, help_text="`id`, `version` and `status` of what was registered."
    )
    problem = ProblemOutput(allow_null=True, help_text="Why it failed.")
    created_at = serializers.DateTimeField()

    class Meta:
        ref_name = "Job"


class JobAnswer(serializers.Serializer[Any]):
    job = JobOutput()


class JobEndpoint(APIView):
    """One job."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="read_job",
        summary="Read a job",
        tags=["Large descriptions"],
        responses={200: JobOutput, **problems(401, 404)},
    )
    def get(self, request: Request, job_id: str) -> Response:
        """Return how far a job of yours is. Poll it every few seconds until it is over."""
        job = get_job_or_404(job_id, request.user)
        return Response(JobOutput(job).data, headers={"Cache-Control": "no-store"})


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


def accepted_answer(request: Request, job: Job) -> Response:
    return Response(
        {"job": JobOutput(job).data},
        status=status.HTTP_202_ACCEPTED,
        headers={"Location": reverse("rest-job", [job.job_id], request=request)},
    )
