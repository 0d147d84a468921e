"""What the reference's templates need."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def code_text(value: str) -> SafeString:
    """Escape for the inside of an element and nothing else.

    Quotes may stand there as they are; escaped, they would double the size of a JSON example.
    """
    return mark_safe(escape(value, quote=False))  # noqa: S308


@register.filter
def cleaned(html: str) -> SafeString:
    """Mark HTML as safe that `docs.reference.markdown` made."""
    return mark_safe(html)  # noqa: S308
