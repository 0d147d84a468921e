"""What templates need and HTML has no word for."""

from typing import Any

from django import template
from django.template import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from openapi.model.outline import METHODS
from portal.web.panels import rendered

register = template.Library()

MESSAGE_ICONS = {"success": "success", "warning": "alert", "error": "error", "info": "info"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the symbol `name` of partials/icons.svg as inline SVG, hidden from screen readers.

    An icon never stands alone: its control has text or an `aria-label`.
    """
    return format_html('<svg class="icon" aria-hidden="true"><use href="#icon-{}"/></svg>', name)


@register.simple_tag(takes_context=True)
def panels(context: RequestContext, slot: str, subject: Any) -> SafeString:
    """Return what other apps show in this slot of a page about `subject` (`portal.web.panels`)."""
    return rendered(slot, context["request"], subject)


@register.filter
def message_icon(level: str) -> str:
    """Return the icon name for an alert level (success, warning, error, info)."""
    return MESSAGE_ICONS.get(level, "info")


@register.filter
def as_version(name: str) -> str:
    """Return a version's name so that it reads as one where no label stands beside it: "v54"."""
    return f"v{name}" if name[:1].isdigit() else name


@register.filter
def method_badge(method: str) -> SafeString:
    """Return the badge of a method; one that OpenAPI has no field for stands as it is sent."""
    kind = method if method in METHODS else "as-sent"
    return format_html('<span class="method method-{}">{}</span>', kind, method)


@register.filter
def thousands(count: float) -> str:
    """Return a whole number as people read it: "1,107"."""
    return f"{int(count):,}"
