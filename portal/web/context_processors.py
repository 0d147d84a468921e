"""What every page's shell shows."""

from django.conf import settings
from django.http import HttpRequest

THEMES = ("light", "dark")


def portal(request: HttpRequest) -> dict[str, str]:
    """Context processor: the portal's name, and the theme the reader chose.

    `theme` is "light" or "dark", or "" to follow the system. It comes from a cookie that
    static/js/theme.js writes; rendering it on the server spares the page a flash.
    """
    theme = request.COOKIES.get("theme", "")
    return {"portal_name": settings.PORTAL_NAME, "theme": theme if theme in THEMES else ""}
