"""The REST API's own description."""

from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny


class SchemaEndpoint(SpectacularAPIView):
    """The OpenAPI description of this REST API, for everybody."""

    permission_classes = [AllowAny]
    authentication_classes = []
