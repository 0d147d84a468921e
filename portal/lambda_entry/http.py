"""API Gateway's requests through Zappa to Django, with what Zappa 0.63 gets wrong put right."""

import base64
import json
import logging
import time
from types import ModuleType
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from django.conf import settings as portal_settings
from werkzeug.wrappers import Response
from zappa.handler import LambdaHandler

logger = logging.getLogger("portal.requests")

Event = dict[str, Any]

# What a URL's path may hold unescaped (RFC 3986, section 3.3), and `%` for what is escaped.
PATH_SAFE = "%/:@!$&'()*+,;=-._~"


class LambdaAdapter(LambdaHandler):  # type: ignore[misc]
    """Zappa's handler, made once a process, for REST API proxy events only."""

    def __init__(self) -> None:
        super().__init__()
        # Without Zappa's middleware around it, which repeats every Set-Cookie as set-cookie.
        self.wsgi_app = self.app_module.application

    def answer(self, event: Event, context: Any) -> Event:
        """Return API Gateway's answer to one request.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
        """
        began = time.perf_counter()
        answer: Event = self.handler(_trusted(event), context)
        # All headers are in the other list too, and this one keeps only the last Set-Cookie.
        answer.pop("headers", None)
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
        environ: dict[str, Any] = super()._create_lambda_wsgi_environ(event, context, "", settings)
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
        }
        del environ["HTTPS"]
        return environ

    def _process_response_body(self, response: Response, settings: ModuleType) -> tuple[str, bool]:
        """Return the body as text, or in base64 where it is not UTF-8, whatever its type says."""
        if not response.headers.get("Content-Encoding"):
            try:
                return response.data.decode(), False
            except UnicodeDecodeError:
                pass
        return base64.b64encode(response.data).decode("ascii"), True

    def _handle_request_exception(self, event: Event, context: Any, exception: Exception) -> Event:
        """Answer what not even Django could, as a problem document (RFC 9457)."""
        # Imported late: it needs the settings, which Zappa's handler names.
        from portal.errors import OUR_FAULT, PROBLEM_TYPE

        logger.error("A request failed outside Django", exc_info=exception)
        headers = {"Content-Type": PROBLEM_TYPE, **OUR_FAULT.headers}
        return {
            "statusCode": OUR_FAULT.status,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "body": json.dumps(OUR_FAULT.as_json()),
        }


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
    return event | {"headers": {}, "multiValueHeaders": headers, "stageVariables": None}


def _source_ip(event: Event) -> str:
    return str(event["requestContext"]["identity"].get("sourceIp") or "")
