"""Having a client of AWS ask somewhere else for a while."""

from contextlib import contextmanager
from urllib.parse import urlsplit


@contextmanager
def pointed_at(aws, url, when=lambda request: True):
    """Let a client talk to another address for a while, as if its service were there."""
    events = aws.meta.events

    def redirect(request, **kwargs):
        if not when(request):
            return
        parts = urlsplit(request.url)
        request.url = request.url.replace(f"{parts.scheme}://{parts.netloc}", url, 1)

    events.register_first("before-send", redirect)
    try:
        yield
    finally:
        events.unregister("before-send", redirect)
