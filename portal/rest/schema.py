"""What every operation's description says without being told: its general refusals."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.negotiation import DefaultContentNegotiation

from portal.errors import PROBLEM_TYPE
from portal.rest.serializers import REASONS, ProblemOutput

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class OperationSchema(AutoSchema):
    """An operation with the refusals that come of how the portal reads any request.

    An endpoint's own `responses` name what its use case gives and refuses.
    """

    def get_operation(self, *args: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args)
        if operation is None:
            return None
        if "requestBody" in operation:
            # `portal.rest.parsing.body_of` refuses a request without one.
            operation["requestBody"]["required"] = True
        responses = operation["responses"]
        for status in self._general_refusals(has_body="requestBody" in operation):
            responses.setdefault(str(int(status)), self._problem(status))
        operation["responses"] = {code: responses[code] for code in sorted(responses)}
        return operation

    def _general_refusals(self, *, has_body: bool) -> set[HTTPStatus]:
        refusals = {HTTPStatus.SERVICE_UNAVAILABLE}
        if issubclass(self.view.content_negotiation_class, DefaultContentNegotiation):
            refusals.add(HTTPStatus.NOT_ACCEPTABLE)
        if self.view.authentication_classes:
            # A credential that does not hold, and two at once.
            refusals |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.BAD_REQUEST}
            if self.method not in SAFE_METHODS:
                # A role that does not allow it, or a browser without its CSRF token.
                refusals.add(HTTPStatus.FORBIDDEN)
        if has_body:
            refusals |= {
                HTTPStatus.BAD_REQUEST,
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            }
        return refusals

    def _problem(self, status: HTTPStatus) -> dict[str, Any]:
        problem = self.resolve_serializer(ProblemOutput, "response").ref
        return {"description": REASONS[status], "content": {PROBLEM_TYPE: {"schema": problem}}}
