"""What the documentation shows on other apps' pages."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from apis.items import Api
from apis.packs import current_index
from portal.dynamo import NotFound

MOST_SECTIONS = 8


def guide(request: HttpRequest, api: Api) -> str:
    """Return the way to an API's guide, and for who may write it to write one. Costs nothing."""
    context = {"api": api, "can_edit": api.can_be_edited_by(request.user)}
    if not api.guide_revision and not context["can_edit"]:
        return ""
    return render_to_string("docs/panels/guide.html", context)


def sections(request: HttpRequest, api: Api) -> str:
    """Return the sections of an API's current reference, each with its operations counted.

    Costs what `apis.packs.current_index` costs: nothing where the process has the index.
    """
    try:
        index = current_index(api)
    except NotFound:
        return ""
    base = reverse("reference", args=[api.slug, api.current_version])
    context = {
        "base": base,
        "sections": index.tags[:MOST_SECTIONS],
        "left": max(0, len(index.tags) - MOST_SECTIONS),
        "operations": index.count("operation"),
        "webhooks": index.count("webhook"),
    }
    return render_to_string("docs/panels/sections.html", context) if index.tags else ""
