"""What the portal does each minute: called by a schedule on Lambda, by the worker locally."""

from portal.events import outbox
from portal.request_context import RequestContext, use_context


def each_minute() -> None:
    """Publish the events that a crash left in the outbox."""
    with use_context(RequestContext(background=True)):
        outbox.publish_left_over()
