"""A Django view that passes calls on with the gateway's client, and decides nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import re_path

from apis.gateway.forwarding import forward
from apis.gateway.messages import Upstream
from apis.gateway.reading import read_call

ADDRESS = {"upstream": ""}


def choose(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., object]:
    """Middleware: answer by the view below, whatever the portal's addresses are."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.urlconf = __name__  # type: ignore[attr-defined]
        return get_response(request)

    return answer


def bare(request: HttpRequest) -> HttpResponse:
    upstream = Upstream(base_url=ADDRESS["upstream"], place="/gateway/bench/1")
    answer = forward(read_call(request), upstream)
    return HttpResponse(b"".join(answer.body), status=answer.status, headers=dict(answer.fields))


urlpatterns = [re_path(r"^gateway/", bare)]
