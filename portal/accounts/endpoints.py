"""REST: who the caller is."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class MeEndpoint(APIView):
    """The person whose credential a request carries."""

    permission_classes = [IsAuthenticated]

    class Output(serializers.Serializer[Any]):
        id = serializers.CharField()
        email = serializers.CharField(help_text="Empty where the identity provider told none.")
        name = serializers.CharField()
        role = serializers.CharField(help_text="viewer, developer, publisher or admin.")
        teams = serializers.ListField(child=serializers.CharField())
        permissions = serializers.ListField(child=serializers.CharField())

        class Meta:
            ref_name = "Me"

    @extend_schema(operation_id="me", summary="Tell who the caller is", responses=Output)
    def get(self, request: Request) -> Response:
        return Response(self.Output(request.user).data)
