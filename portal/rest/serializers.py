"""Serializers that every service's endpoints share."""

from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from portal.errors import PROBLEM_TYPE

UNKNOWN_SHOWN = 20


class ShortListField(serializers.ListField):
    """A list whose length is looked at before its items are: there may be millions."""

    def run_child_validation(self, data: Any) -> Any:
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().run_child_validation(data)


class InputSerializer(serializers.Serializer[Any]):
    """Takes an empty value of a query or a form for what it is, as one of JSON.

    REST framework takes it for absent, so that `?limit=` would be something else than its schema
    says.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, QueryDict):
            lists = {n for n, f in self.fields.items() if isinstance(f, serializers.ListField)}
            data = {name: data.getlist(name) if name in lists else data[name] for name in data}
        return super().to_internal_value(data)


class StrictSerializer(InputSerializer):
    """Refuses fields that it does not know: a misspelt one must not be silently without effect."""

    def to_internal_value(self, data: Any) -> Any:
        if hasattr(data, "keys"):
            unknown = sorted(set(data.keys()) - set(self.fields))[:UNKNOWN_SHOWN]
            if unknown:
                raise serializers.ValidationError(
                    {name: ["There is no such field."] for name in unknown}
                )
        return super().to_internal_value(data)


class ExcerptLineOutput(serializers.Serializer[Any]):
    line = serializers.IntegerField(source="number")
    text = serializers.CharField(allow_blank=True)


class FaultOutput(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="What is wrong, by a name that stays.")
    detail = serializers.CharField()
    pointer = serializers.CharField(
        allow_blank=True,
        help_text="JSON pointer (RFC 6901) of the faulty place: into the request's body, or into "
        "the description where it was the description that was refused.",
    )
    line = serializers.IntegerField(required=False)
    column = serializers.IntegerField(required=False)
    excerpt = ExcerptLineOutput(
        many=True, required=False, help_text="The line and those around it, each cut if it is long."
    )


class ProblemOutput(serializers.Serializer[Any]):
    """A refusal (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="The kind of refusal, by a name that stays.")
    detail = serializers.CharField()
    instance = serializers.CharField(required=False)
    id = serializers.CharField(
        required=False, help_text="Of a 409: the id of the API that is there already."
    )
    version = serializers.CharField(
        required=False, help_text="Of a 409: its version that is there already."
    )
    url = serializers.CharField(
        required=False, help_text="Of a 409: where the API stands that has this very description."
    )
    errors = FaultOutput(many=True, required=False)  # type: ignore[assignment]


REASONS = {
    400: "The request is not understood.",
    401: "The credentials are missing or not valid.",
    403: "Your role does not allow this.",
    404: "There is no such thing, or you may not see it.",
    406: "Accept takes none of the types that are given here.",
    409: "It is there already, or somebody changed it meanwhile.",
    412: "It is no longer the revision that If-Match names.",
    413: "The request or the description is too large.",
    415: "The body's media type is none that is read here.",
    416: "The range begins behind the end.",
    422: "The content is not valid; `errors` names the places.",
    502: "The server that was asked gave no usable answer.",
    503: "A service behind the portal does not answer right now: try again.",
}


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """Return the descriptions of these refusals for `extend_schema(responses=…)`.

    Those of any request, as 401 and 503, are added by `portal.rest.schema`.
    """
    return {
        (status, PROBLEM_TYPE): OpenApiResponse(ProblemOutput, REASONS[status])
        for status in statuses
    }
