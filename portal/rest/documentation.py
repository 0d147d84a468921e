"""The REST API's own description."""

from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request


class SchemaEndpoint(SpectacularAPIView):
    """The OpenAPI description of this REST API, for everybody."""

    permission_classes = [AllowAny]
    authentication_classes = []

    def _get_version_parameter(self, request: Request) -> None:
        """There is one version; what `?version=` says would go into a header unread."""
