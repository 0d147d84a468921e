"""How long to wait before the next attempt."""

import random
import time

# Random, up to this at first and twice as much each time.
# https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 0.5


def pause(attempt: int) -> None:
    """Wait after this attempt, counted from 0; longer each time, so that writers spread."""
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**attempt)
    time.sleep(random.uniform(0, longest))  # noqa: S311 - guards nothing
