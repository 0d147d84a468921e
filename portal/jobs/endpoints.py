"""`/api/v1/jobs/`: long work, as scripts watch it."""

from typing import Any

from django.utils.module_loading import import_string
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from portal.jobs import services
from portal.jobs.items import STATUSES, Job
from portal.jobs.kinds import kind_named
from portal.rest.serializers import ProblemOutput, problems


class JobOutput(serializers.Serializer[Any]):
    """A piece of long work."""

    id = serializers.CharField(source="job_id")
    kind = serializers.CharField()
    status = serializers.ChoiceField(STATUSES)
    stage = serializers.CharField(source="shown_stage", help_text="What is being done now.")
    percent = serializers.IntegerField()
    result = serializers.SerializerMethodField(
        help_text="`id`, `version` and `status` of what was registered; of a check, what it found."
    )
    problem = serializers.SerializerMethodField(help_text="Why it failed.")
    created_at = serializers.DateTimeField()

    class Meta:
        ref_name = "Job"

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_result(self, job: Job) -> dict[str, Any] | None:
        kind = kind_named(job.kind)
        shown: dict[str, Any] | None = job.result
        if shown is not None and kind and kind.shown_result:
            shown = import_string(kind.shown_result)(shown)
        return shown

    @extend_schema_field(ProblemOutput(allow_null=True))
    def get_problem(self, job: Job) -> dict[str, Any] | None:
        problem = job.shown_problem
        return problem.as_json() if problem else None


class JobAnswer(serializers.Serializer[Any]):
    job = JobOutput()


class JobEndpoint(APIView):
    """One job."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="read_job",
        summary="Read a job",
        tags=["Jobs"],
        responses={200: JobOutput, **problems(401, 404)},
    )
    def get(self, request: Request, job_id: str) -> Response:
        """Return how far a job of yours is. Poll it every few seconds until it is over."""
        return _answer(services.get_job_or_404(job_id, request.user))


class JobCancellationEndpoint(APIView):
    """The end of a job."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="cancel_job",
        summary="Cancel a job",
        tags=["Jobs"],
        request=None,
        responses={200: JobOutput, **problems(401, 404)},
    )
    def post(self, request: Request, job_id: str) -> Response:
        """End a job of yours that waits at once, one that runs at its next step. One that is over
        stays as it is."""
        return _answer(services.cancel(job=services.get_job_or_404(job_id, request.user)))


def _answer(job: Job) -> Response:
    return Response(JobOutput(job).data, headers={"Cache-Control": "no-store"})


def accepted_answer(request: Request, job: Job) -> Response:
    """Return the 202 of a request whose work a job does."""
    return Response(
        {"job": JobOutput(job).data},
        status=202,
        headers={"Location": reverse("rest-job", [job.job_id], request=request)},
    )
