"""Reading request bodies."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework import parsers
from rest_framework.utils.json import strict_constant

from portal.errors import BadInput, Fault


class JSONParser(parsers.JSONParser):
    """JSON in UTF-8, with the place of what is wrong, and too deep a nesting refused."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return json.loads(stream.read().decode("utf-8-sig"), parse_constant=strict_constant)
        except UnicodeDecodeError:
            raise BadInput("The body is not JSON in UTF-8.") from None
        except json.JSONDecodeError as error:
            fault = Fault(error.msg, "", error.lineno, error.colno)
            raise BadInput("The body is not JSON.", faults=[fault]) from None
        except RecursionError:
            raise BadInput("The body is nested too deeply.") from None
        except ValueError as error:
            # A constant like NaN, or a number with thousands of digits.
            raise BadInput(f"The body is not JSON: {error}") from None
