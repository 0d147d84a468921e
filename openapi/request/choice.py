"""What a reader may choose about a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# As `access`: send no credentials.
NO_CREDENTIALS = -1


@dataclass(frozen=True, slots=True)
class Choice:
    """`server` and `access` are positions among the operation's servers and among the alternatives
    of its security requirements (`NO_CREDENTIALS` sends none), `variables` the values of the
    server's variables, `media_type` and `example` the names of one of the body's.

    What does not exist, or is not allowed, reads as not chosen.
    """

    server: int = 0
    variables: Mapping[str, str] = field(default_factory=dict)
    access: int = 0
    media_type: str = ""
    example: str = ""
