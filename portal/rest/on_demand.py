"""Endpoints that are imported when the first request for them comes."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

from portal.web.body_limit import USUAL_MAX_BYTES


class Endpoint:
    """An endpoint by its dotted path, for use as a view in a URL module.

    Django loads every URL module before it makes its first address, on any page. REST framework
    and the schema's generator would come with them, 170 ms of a cold start that only wants a page.
    """

    # As `APIView.as_view()` says of its views: REST framework checks CSRF where a session counts.
    csrf_exempt = True
    initkwargs: dict[str, Any] = {}

    def __init__(self, path: str) -> None:
        self.path = path

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = self._view(request, *args, **kwargs)
        return response

    @cached_property
    def cls(self) -> Any:
        """The endpoint's class, by the name that schema generators look for."""
        return import_string(self.path)

    @property
    def takes_description(self) -> bool:
        """Whether the endpoint is marked by `portal.web.body_limit.takes_description`."""
        return getattr(self.cls, "takes_description", False)

    @property
    def max_body_bytes(self) -> int:
        """How much the endpoint takes: what `portal.web.body_limit.takes_file` says."""
        return getattr(self.cls, "max_body_bytes", USUAL_MAX_BYTES)

    @cached_property
    def _view(self) -> Any:
        return self.cls.as_view()
