"""API Gateway's requests through Zappa to Django, with what Zappa 0.63 gets wrong put right."""

import base64
import binascii
import io
import json
import logging
import time
import uuid
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings as portal_settings
from werkzeug.wrappers import Response
from zappa.handler import LambdaHandler

from portal.web.raw_requests import FIELDS, PATH_SAFE, REQUEST_ID

logger = logging.getLogger("portal.requests")

Event = dict[str, Any]

# As JSON a text can come to twice its length and more, of the 6 MB that Lambda gives back; base64
# of any body comes to four thirds.
TEXT_MAX_BYTES = 1024 * 1024
# Werkzeug takes an answer without a type for text, also one without a body.
NO_TYPE = "application/x-no-type"


class LambdaAdapter(LambdaHandler):  # type: ignore[misc]
    """Zappa's handler, made once a process, for REST API proxy events only."""

    def __init__(self) -> None:
        super().__init__()
        # Without Zappa's middleware around it, which repeats every Set-Cookie as set-cookie.
        self.wsgi_app = with_type(self.app_module.application)

    def answer(self, event: Event, context: Any) -> Event:
        """Return API Gateway's answer to one request.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
        """
        began = time.perf_counter()
        try:
            _body(event)
        except ValueError:
            return _problem("body_not_base64", 400)
        answer: Event = self.handler(_trusted(event), context)
        # All headers are in the other list too, and this one keeps only the last Set-Cookie.
        answer.pop("headers", None)
        if answer.get("multiValueHeaders", {}).get("Content-Type") == [NO_TYPE]:
            del answer["multiValueHeaders"]["Content-Type"]
        if event["httpMethod"] == "HEAD":
            answer |= {"body": "", "isBase64Encoded": False}
        logger.info(
            "%s %s %s",
            event["httpMethod"],
            event["path"],
            answer["statusCode"],
            extra={
                "status": answer["statusCode"],
                "milliseconds": round((time.perf_counter() - began) * 1000),
                "client": _source_ip(event),
                "request_id": event["requestContext"].get("requestId", ""),
            },
        )
        return answer

    def _create_lambda_wsgi_environ(
        self, event: Event, context: Any, script_name: str, settings: ModuleType
    ) -> dict[str, Any]:
        """Build the WSGI environ; PORTAL_URL says where the portal stands, not Host.

        Zappa would guess the prefix from the host's name, cut it off any path that begins with
        the same letters, and call every request https.
        """
        body = _body(event)
        bare = event | {"body": None, "isBase64Encoded": False}
        environ: dict[str, Any] = super()._create_lambda_wsgi_environ(bare, context, "", settings)
        portal = urlsplit(portal_settings.PORTAL_URL)
        path = quote(event["path"], safe=PATH_SAFE)
        query = environ["QUERY_STRING"]
        environ |= {
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "SCRIPT_NAME": portal.path,
            # As sent, `%2F` still escaped, for code that passes the path on (uWSGI's name for it).
            "REQUEST_URI": portal.path + path + (f"?{query}" if query else ""),
            "REMOTE_ADDR": _source_ip(event),
            "wsgi.url_scheme": portal.scheme,
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            FIELDS: list(_fields(event, len(body))),
            REQUEST_ID: str(event["requestContext"].get("requestId") or uuid.uuid4()),
        }
        del environ["HTTPS"]
        return environ

    def _process_response_body(self, response: Response, settings: ModuleType) -> tuple[str, bool]:
        """Return the body as text, or in base64 where it is long or not UTF-8, whatever its type
        says."""
        is_short = len(response.data) <= TEXT_MAX_BYTES
        if is_short and not response.headers.get("Content-Encoding"):
            try:
                return response.data.decode(), False
            except UnicodeDecodeError:
                pass
        return base64.b64encode(response.data).decode("ascii"), True

    def _handle_request_exception(self, event: Event, context: Any, exception: Exception) -> Event:
        """Answer what not even Django could, as a problem document (RFC 9457)."""
        logger.error("A request failed outside Django", exc_info=exception)
        return _problem("internal_error", 500)


def with_type(application: WSGIApplication) -> WSGIApplication:
    """Return the application with `NO_TYPE` in answers that have no type."""

    def typed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            has_type = any(name.lower() == "content-type" for name, _ in headers)
            added = [] if has_type else [("Content-Type", NO_TYPE)]
            return start_response(status, [*headers, *added], *error)

        return application(environ, start)

    return typed


def _problem(code: str, status: int) -> Event:
    # Imported late: it needs the settings, which Zappa's handler names.
    from portal.errors import PROBLEM_TYPE, Problem

    problem = Problem(status, code)
    headers = {"Content-Type": PROBLEM_TYPE, **problem.headers}
    return {
        "statusCode": status,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "body": json.dumps(problem.as_json()),
    }


def _body(event: Event) -> bytes:
    """Return the body as the client sent it; raise ValueError where it is not the base64 it says.

    Python's decoder would skip what is no base64.
    """
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body).encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def _fields(event: Event, length: int) -> Iterator[tuple[str, str]]:
    """Yield all header fields, with the true length where one of digits was announced."""
    for name, values in event["multiValueHeaders"].items():
        for value in values:
            is_length = name.lower() == "content-length" and value.isascii() and value.isdigit()
            yield name, str(length) if is_length else str(value)
    if length and not any(name.lower() == "content-length" for name in event["multiValueHeaders"]):
        yield "Content-Length", str(length)


def _trusted(event: Event) -> Event:
    """Return the event with nothing in it that only the client vouches for.

    `X-Forwarded-For` begins with whatever the client sent; the address of the connection is
    what API Gateway says it is. A name with an underscore would come out of WSGI as the same
    variable as its namesake with a dash.
    """
    sent: dict[str, list[str]] = event.get("multiValueHeaders") or {
        name: [value] for name, value in (event.get("headers") or {}).items()
    }
    headers = {
        name: values
        for name, values in sent.items()
        if "_" not in name and name.lower() not in ("x-forwarded-for", "forwarded")
    }
    headers["X-Forwarded-For"] = [_source_ip(event)]
    if portal_settings.TRUSTED_PROXIES:
        headers["X-Forwarded-For"] = [_forwarded_for(sent, _source_ip(event))]
    return event | {"headers": {}, "multiValueHeaders": headers, "stageVariables": None}


def _forwarded_for(sent: dict[str, list[str]], peer: str) -> str:
    """Return X-Forwarded-For as the proxy in front sent it, without what API Gateway added."""
    values = [
        value
        for name, found in sent.items()
        if name.lower() == "x-forwarded-for"
        for value in found
    ]
    entries = [each.strip() for each in ",".join(values).split(",")]
    return ", ".join(entries[:-1] if entries[-1] == peer else entries)


def _source_ip(event: Event) -> str:
    return str(event["requestContext"]["identity"].get("sourceIp") or "")
