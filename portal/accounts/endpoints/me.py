"""Who the portal takes the caller for."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class MeEndpoint(APIView):
    """The caller."""

    class Output(serializers.Serializer[Any]):
        id = serializers.CharField()
        email = serializers.EmailField()
        name = serializers.CharField()
        role = serializers.CharField()
        teams = serializers.ListField(child=serializers.CharField())
        permissions = serializers.ListField(child=serializers.CharField())

        class Meta:
            ref_name = "Me"

    @extend_schema(
        operation_id="me",
        summary="Who am I",
        tags=["Account"],
        responses={200: Output},
    )
    def get(self, request: Request) -> Response:
        """Tell who the credentials belong to, in which role and which teams."""
        return Response(self.Output(request.user).data)
