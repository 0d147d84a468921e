"""What the reference's templates need."""

from html import escape

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString, mark_safe

from docs.reference import left_out
from docs.reference.row import Row
from docs.rows import Rows
from openapi.model.security import Scheme
from openapi.model.servers import Server
from portal.web.markdown import markdown

register = template.Library()


@register.filter
def code_text(value: str) -> SafeString:
    """Escape for the inside of an element and nothing else.

    Quotes may stand there as they are; escaped, they would double the size of a JSON example.
    """
    return mark_safe(escape(value, quote=False))  # noqa: S308


@register.filter
def cleaned(html: str) -> SafeString:
    """Mark HTML as safe that `portal.web.markdown` made."""
    return mark_safe(html)  # noqa: S308


@register.filter
def prose(source: str) -> SafeString:
    """Return Markdown of a description as HTML that is safe to show."""
    return cleaned(markdown(source))


@register.filter
def further_fields(given: Server | Scheme) -> list[str]:
    """Return what a server or security scheme says beside the fields shown, by name."""
    if isinstance(given, Server):
        return left_out.of_server(given.raw)
    return left_out.of_scheme(given.raw)


@register.filter
def parameters_title(where: str) -> str:
    """Return the heading of the parameters sent there: "path", "query", "querystring" …"""
    return "Query string" if where == "querystring" else f"{where.capitalize()} parameters"


@register.simple_tag(takes_context=True)
def schema_tree(context: RequestContext, row: Row) -> SafeString:
    """Return a schema: its type, what is said of it, and its parts."""
    return Rows(context["base"]).tree(row)


@register.simple_tag(takes_context=True)
def schema_list(context: RequestContext, row: Row) -> SafeString:
    """Return the parts of a list, such as the query parameters."""
    return Rows(context["base"]).list(row)
