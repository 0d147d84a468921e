"""What every page's templates may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark")


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the portal's name and the reader's theme ("" follows the system's)."""
    theme = request.COOKIES.get("theme", "")
    return {
        "portal_name": settings.PORTAL_NAME,
        "portal_version": settings.VERSION,
        "theme": theme if theme in THEMES else "",
    }
