"""Which character encoding a request may be in."""

import json
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.utils.http import parse_header_parameters

from portal.errors import PROBLEM_TYPE, Problem
from portal.web.foreign_content import is_foreign

# Where a view of foreign content finds the type of a body in an encoding not read here.
ORIGINAL_CONTENT_TYPE = "portal.content_type"
READ_HERE = ("", "utf-8", "utf8", "us-ascii", "ascii")
REFUSAL = Problem(415, "unsupported_charset")


def utf8_only(application: WSGIApplication) -> WSGIApplication:
    """Return the application behind a check of the encoding that each request names.

    Django reads query and form by any codec that Python has. Some are for no text and fail on
    every page (`hex`), some take the square of a text's length (`punycode`). It does so before
    the first middleware, so the refusal comes before Django. No browser ever meets it.
    """

    def checked(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        content_type = environ.get("CONTENT_TYPE", "")
        if _is_read_here(content_type):
            return application(environ, start_response)
        if is_foreign(environ.get("PATH_INFO", "")):
            # Its text is not ours to read: Django must not try, and the view finds it as sent.
            passed_on = {"CONTENT_TYPE": "", ORIGINAL_CONTENT_TYPE: content_type}
            return application(environ | passed_on, start_response)
        body = json.dumps(REFUSAL.as_json()).encode()
        headers = {
            "Content-Type": PROBLEM_TYPE,
            "Content-Length": str(len(body)),
            **REFUSAL.headers,
        }
        start_response("415 Unsupported Media Type", list(headers.items()))
        return [body]

    return checked


def _is_read_here(content_type: str) -> bool:
    try:
        _, params = parse_header_parameters(content_type)
    except (ValueError, LookupError):
        # A parameter may name an encoding of its own (RFC 2231).
        return False
    return params.get("charset", "").lower() in READ_HERE
