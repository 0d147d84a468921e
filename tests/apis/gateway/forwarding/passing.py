"""The portal's addresses, with a pipeline that lets every call pass to the test's upstream."""

from django.urls import include, path, re_path

from apis.gateway.forwarding import forward
from apis.gateway.messages import Upstream
from apis.gateway.view import answer_by

# Set by the fixture of a test.
upstream = Upstream(base_url="http://127.0.0.1:1", place="/gateway/pets/v1")


def passes(call):
    return forward(call, upstream)


urlpatterns = [
    re_path("^gateway/", lambda request: answer_by(request, passes)),
    path("", include("portal.urls")),
]
handler404 = "portal.web.error_pages.refused"
