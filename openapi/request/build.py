"""One concrete HTTP request for an operation: an example for all that must be sent.

Optional parameters are not sent, a body is sent where the description has one. Parameters named
Accept, Content-Type and Authorization are ignored (OpenAPI 3.2.0, "Parameter Object"): the body
and the security requirements say what these headers hold, and Accept is sent where the answer
could have another type than application/json.
"""

from dataclasses import dataclass, field
from typing import Any

from openapi.common.references import References
from openapi.common.untrusted import line
from openapi.model.operations import MediaType, Operation
from openapi.model.outline import METHODS
from openapi.model.parameters import Parameter
from openapi.model.servers import VARIABLE
from openapi.request import styles
from openapi.request.arguments import argument, style_for
from openapi.request.bodies import body_of
from openapi.request.choice import Choice
from openapi.request.credentials import Credentials, credentials
from openapi.request.errors import NoRequest
from openapi.request.media_types import FORM, essence, is_json
from openapi.request.message import Body, Request
from openapi.request.names import is_token, placeholder
from openapi.request.texts import as_text
from openapi.request.url import base_url, join, literal
from openapi.values import Work

__all__ = ["NoRequest", "build"]

IGNORED_HEADERS = ("accept", "content-type", "authorization")
MOST_PARAMETERS = 100
# Methods whose content has no meaning (RFC 9110, 9.3): it is sent only where it is required.
BODY_IF_REQUIRED = ("get", "head", "delete", "options")
LONGEST_HEADER = 2_000
DEFAULT = Choice()


def build(operation: Operation, choice: Choice = DEFAULT) -> Request:
    """Return a request with examples for all that must be sent.

    Raises `NoRequest` where the description does not say how a request is
    written, where no value can be made, or where it would be too large.
    """
    allowed = credentials(operation.access, choice.access)
    work = Work()
    parts = _Parts(work)
    for parameter in operation.parameters[: MOST_PARAMETERS + 1]:
        if parameter.required and not _is_ignored(parameter, allowed):
            parts.add(parameter, operation)
    if parts.count > MOST_PARAMETERS:
        raise NoRequest("request_too_large")
    base = base_url(operation.servers, choice.server, choice.variables)
    queried = [*parts.query, *((styles.percent_encoded(k), v) for k, v in allowed.query.items())]
    accept = _accept(operation)
    return Request(
        method=_method(operation.method),
        url=join(base, parts.path_of(operation.path), queried),
        headers=(*accept, *allowed.headers.items(), *parts.headers),
        cookies=(*allowed.cookies.items(), *parts.cookies),
        body=_body(operation, choice, work),
        login=allowed.login,
        client_certificate=allowed.client_certificate,
    )


def _method(name: str) -> str:
    """Return the method as it is sent; `additionalOperations` (3.2) names it in its own case."""
    if not is_token(name):
        raise NoRequest("request_name_not_allowed", {"name": line(name, 40), "place": "method"})
    return name.upper() if name in METHODS else name


def _is_ignored(parameter: Parameter, allowed: Credentials) -> bool:
    name = parameter.name
    if parameter.where == "header":
        taken = {each.lower() for each in allowed.headers}
        return name.lower() in IGNORED_HEADERS or name.lower() in taken
    if parameter.where == "query":
        return name in allowed.query
    return parameter.where == "cookie" and name in allowed.cookies


def _body(operation: Operation, choice: Choice, work: Work) -> Body | None:
    body = operation.body
    if body is None or operation.method == "trace":
        return None
    if operation.method in BODY_IF_REQUIRED and not body.required:
        return None
    return body_of(body, operation.references, choice, work)


def _accept(operation: Operation) -> list[tuple[str, str]]:
    """Return the Accept header where the answer could be something else than application/json."""
    answer = next((each for each in operation.responses if each.status.startswith("2")), None)
    types = [line(content.name, 120) for content in answer.body.contents] if answer else []
    wanted = next(filter(is_json, types), next(iter(types), ""))
    if len(types) < 2 and essence(wanted) in ("", "application/json", "*/*"):
        return []
    return [("Accept", wanted)]


@dataclass(slots=True)
class _Parts:
    """What parameters add to a request; `query` is percent-encoded, `path` by name as well."""

    work: Work
    path: dict[str, str] = field(default_factory=dict)
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    cookies: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0

    def add(self, parameter: Parameter, operation: Operation) -> None:
        self.count += 1
        if self.count > MOST_PARAMETERS:
            return
        value = argument(parameter, operation.references, self.work)
        if parameter.media_type:
            self._add_content(parameter, value, operation.references)
        else:
            self._add_styled(parameter, value, operation.references)

    def _add_styled(self, parameter: Parameter, value: object, references: References) -> None:
        name, where = parameter.name, parameter.where
        place = "query" if where == "querystring" else where
        style = style_for(parameter.raw, place, value, parameter.schema, references)
        if where == "path":
            self.path[name] = styles.path_text(name, value, style)
        elif where == "header":
            self._add_header(name, styles.header_text(name, value, style))
        elif where == "cookie":
            for each, cookie in styles.cookie_pairs(name, value, style):
                self._add_cookie(each, cookie)
        else:
            self.query += styles.query_pairs(name, value, style)

    def _add_content(self, parameter: Parameter, value: Any, references: References) -> None:
        name, where = parameter.name, parameter.where
        content = MediaType(parameter.media_type, parameter.schema, parameter.content)
        text = as_text(value, content, content.name, references)
        if text is None:
            raise NoRequest(
                "request_content", {"name": line(name, 80), "media_type": line(content.name, 80)}
            )
        if where == "path":
            self.path[name] = styles.percent_encoded(text)
        elif where == "header":
            self._add_header(name, text)
        elif where == "cookie":
            self._add_cookie(name, styles.percent_encoded(text))
        elif where == "querystring":
            self.query.append(("", _query_of(text, content.name)))
        else:
            self.query.append((styles.percent_encoded(name), styles.percent_encoded(text)))

    def _add_header(self, name: str, value: str) -> None:
        if not is_token(name):
            raise NoRequest("request_name_not_allowed", {"name": line(name, 80), "place": "header"})
        self.headers.append((name, line(value, LONGEST_HEADER)))

    def _add_cookie(self, name: str, value: str) -> None:
        if not is_token(name):
            raise NoRequest("request_name_not_allowed", {"name": line(name, 80), "place": "cookie"})
        self.cookies.append((name, line(value, LONGEST_HEADER)))

    def path_of(self, template: str) -> str:
        """Return the path with values in it; an expression without a parameter is its name."""
        pieces = VARIABLE.split(template)
        return "".join(
            self.path.get(piece) or styles.percent_encoded(placeholder(piece))
            if at % 2
            else literal(piece)
            for at, piece in enumerate(pieces)
        )


def _query_of(text: str, media_type: str) -> str:
    """Return the value of an `in: querystring` parameter as the whole query.

    A form is one as it stands, and plain text is one whose format only its author knows: there,
    what is not allowed in a query is encoded and nothing else.
    """
    if essence(media_type) == FORM:
        return text
    if essence(media_type) == "text/plain":
        return styles.percent_encoded(text, "/?:@!$&'()*+,;=")
    return styles.percent_encoded(text)
