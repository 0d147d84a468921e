"""The messages of analytics in words, by their codes."""

from portal import messages
from portal.messages import titled

PROBLEMS = titled(
    "Not allowed",
    usage_of_others=(
        "Only members of the team “{team}” and administrators see how this API is used."
    ),
)


def declare() -> None:
    """Make the words known to the portal."""
    messages.declare(PROBLEMS, {})
