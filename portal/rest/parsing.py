"""Reading request bodies."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from rest_framework import parsers
from rest_framework.request import Request
from rest_framework.utils.json import strict_constant

from portal.errors import BadInput, Fault, TooLarge


def body_of(request: Request) -> Any:
    """Return what a request's body says. Raises `BadInput` where there is none.

    Read it only once it is known that the sender may do what they ask for: it may be large.
    """
    if request.stream is None:
        raise BadInput("body_missing")
    return request.data


# About twice as many as stand in the largest real description known.
MAX_VALUES = 8_000_000


class JSONParser(parsers.JSONParser):
    """JSON in UTF-8, with the place of what is wrong, and too deep a nesting refused."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        body = stream.read()
        if body.count(b",") + body.count(b"[") + body.count(b"{") > MAX_VALUES:
            # Each becomes an object of Python's, some hundred bytes of memory.
            raise TooLarge("too_many_values", params={"limit": MAX_VALUES})
        try:
            return json.loads(
                body.decode("utf-8-sig"), parse_constant=strict_constant, parse_float=_finite
            )
        except UnicodeDecodeError as error:
            before = body[: error.start].decode("utf-8-sig")
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            fault = Fault("not_utf8", "", line, column)
            raise BadInput("body_not_utf8", faults=[fault]) from None
        except json.JSONDecodeError as error:
            fault = Fault("json_syntax", "", error.lineno, error.colno, {"reason": error.msg})
            raise BadInput("body_not_json", faults=[fault]) from None
        except RecursionError:
            raise BadInput("body_too_deep") from None
        except _TooLarge:
            raise BadInput("number_too_large") from None
        except ValueError:
            # A constant like NaN, or more digits than Python reads: its words are for programmers.
            raise BadInput("number_not_json") from None


class _TooLarge(Exception):
    pass


def _finite(literal: str) -> float:
    value = float(literal)
    if math.isinf(value):
        raise _TooLarge
    return value
