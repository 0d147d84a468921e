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
        raise BadInput("The request has no body: say in one what is to be done.")
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
            raise TooLarge(f"The body has more than {MAX_VALUES:,} values. Send a file instead.")
        try:
            return json.loads(
                body.decode("utf-8-sig"), parse_constant=strict_constant, parse_float=_finite
            )
        except UnicodeDecodeError as error:
            before = body[: error.start].decode("utf-8-sig")
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            fault = Fault("not UTF-8", "", line, column)
            raise BadInput("The body is not JSON in UTF-8.", faults=[fault]) from None
        except json.JSONDecodeError as error:
            fault = Fault(error.msg, "", error.lineno, error.colno)
            raise BadInput("The body is not JSON.", faults=[fault]) from None
        except RecursionError:
            raise BadInput("The body is nested too deeply.") from None
        except _TooLarge:
            raise BadInput("A number in the body is larger than a 64-bit float can hold.") from None
        except ValueError:
            # A constant like NaN, or more digits than Python reads: its words are for programmers.
            raise BadInput(
                "The body is not JSON: it has NaN or Infinity, or a number of thousands of digits."
            ) from None


class _TooLarge(Exception):
    pass


def _finite(literal: str) -> float:
    value = float(literal)
    if math.isinf(value):
        raise _TooLarge
    return value
