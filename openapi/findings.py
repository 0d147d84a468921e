"""What is wrong with a description, and where."""

from dataclasses import dataclass, field
from typing import Literal, Self

from openapi.messages import Param, Params, message_of

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a description, and where.

    `code` and `params` say what (see `openapi.messages`); store these, not the message. `pointer`
    is an RFC 6901 JSON pointer ("" is the whole document). `line` and `column` count from 1 in
    the text as sent, and are None where the place is not in the text.
    """

    code: str
    params: Params = field(default_factory=dict)
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    severity: Severity = "error"

    @property
    def message(self) -> str:
        return message_of(self.code, self.params)


def warning(
    code: str,
    *,
    pointer: str = "",
    line: int | None = None,
    column: int | None = None,
    **params: Param,
) -> Finding:
    """Return a finding that leaves the description usable."""
    return Finding(code, params, pointer, line, column, "warning")


class DescriptionError(Exception):
    """The bytes cannot be used as a description. `findings` say why and where.

    `status` is the HTTP status that fits: 400 not decodable as text, 413 over the size limit,
    422 anything else.
    """

    def __init__(self, findings: list[Finding], *, status: int = 422) -> None:
        super().__init__(findings[0].code)
        self.findings = findings
        self.status = status

    def __str__(self) -> str:
        return self.findings[0].message

    @classmethod
    def at(
        cls,
        code: str,
        *,
        pointer: str = "",
        line: int | None = None,
        column: int | None = None,
        status: int = 422,
        **params: Param,
    ) -> Self:
        return cls([Finding(code, params, pointer, line, column)], status=status)
