"""What is wrong with a description, and where."""

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a description, and where.

    `pointer` is an RFC 6901 JSON pointer ("" is the whole document). `line` and `column` count
    from 1 in the text as sent, and are None where the place is not in the text.
    """

    message: str
    pointer: str = ""
    line: int | None = None
    column: int | None = None
    severity: Severity = "error"
    # The reference that stands at the place, to find it by where it stands only there.
    ref: str = field(default="", compare=False, repr=False)


class DescriptionError(Exception):
    """The bytes cannot be used as a description. `findings` say why and where.

    `status` is the HTTP status that fits: 400 not decodable as text, 413 over the size limit,
    422 anything else.
    """

    def __init__(self, findings: list[Finding], *, status: int = 422) -> None:
        super().__init__(findings[0].message)
        self.findings = findings
        self.status = status

    @classmethod
    def at(
        cls,
        message: str,
        *,
        pointer: str = "",
        line: int | None = None,
        column: int | None = None,
        status: int = 422,
    ) -> "DescriptionError":
        return cls([Finding(message, pointer, line, column)], status=status)
