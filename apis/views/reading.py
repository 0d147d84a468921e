"""Home, the catalogue, and one API."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apis.breadcrumbs import crumbs
from apis.catalogue import CatalogueEntry, Filters, list_apis, recent_apis
from apis.items import (
    ACTIVE,
    DRAFT,
    STATUSES,
    VISIBILITIES,
    Api,
    ApiVersion,
    category_of,
    teams_of,
)
from apis.services import gateway_settings
from apis.services.registration import may_register
from apis.views.addresses import with_params
from apis.visibility import get_api_and_gateway_or_404, versions_of

PER_PAGE = 24
RECENT = 6
LOOKED_AT = 30
FILTER_LENGTH = 100


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show APIs worth knowing and what is new. One Query beside session and person."""
    entries = recent_apis(request.user, limit=LOOKED_AT).items
    context = {
        "featured": _worth_knowing(entries),
        "recent": entries[:RECENT],
        "categories": _categories(entries),
        "can_register": may_register(request.user),
    }
    return render(request, "home.html", context)


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show a page of the catalogue. One Query beside session and person."""
    filters = _filters(request)
    found = list_apis(request.user, filters, limit=PER_PAGE, cursor=request.GET.get("cursor"))
    view = "table" if request.GET.get("view") == "table" else "cards"
    context = {
        "page": found,
        "filters": _filter_groups(request, filters),
        "query": filters.q,
        "view": view,
        "kept": _kept(request),
        "can_register": may_register(request.user),
    }
    return render(request, "apis/catalogue.html", context)


@require_safe
def api(request: HttpRequest, api: str) -> HttpResponse:
    """Show one API and its versions. A BatchGetItem and a Query beside session and person."""
    found, settings = get_api_and_gateway_or_404(api, request.user)
    versions = versions_of(found, request.user, cursor=request.GET.get("cursor"))
    context = {
        "api": found,
        "base_urls": _base_urls(found, versions),
        "gateway_address": gateway_settings.open_address(settings, found.current_version),
        "crumbs": crumbs(),
        "versions": sorted(versions, key=lambda version: version.created_at, reverse=True),
        "page": versions,
        "can_edit": found.can_be_edited_by(request.user),
    }
    return render(request, "apis/detail.html", context)


def _base_urls(api: Api, versions: Iterable[ApiVersion]) -> list[str]:
    """Return the current version's; where it is on another page, the one that the API repeats."""
    for version in versions:
        if version.version == api.current_version:
            return version.base_urls
    return [api.base_url] if api.base_url else []


def _worth_knowing(entries: list[CatalogueEntry]) -> list[CatalogueEntry]:
    """Return active APIs, of as many categories as can be."""
    active = [entry for entry in entries if entry.status == ACTIVE]
    first_of = {entry.category: entry for entry in reversed(active)}
    others = [entry for entry in active if first_of[entry.category] is not entry]
    return [*first_of.values(), *others][:RECENT]


def _categories(entries: list[CatalogueEntry]) -> list[tuple[str, str]]:
    known = sorted({entry.category for entry in entries if entry.category})
    return [(name.capitalize(), reverse("catalogue", query={"category": name})) for name in known]


def _filters(request: HttpRequest) -> Filters:
    # Cut to what can be part of a key; nothing that is stored is longer.
    return Filters(
        **{
            field.name: request.GET.get(field.name, "").strip()[:FILTER_LENGTH]
            for field in fields(Filters)
        }
    )


def _filter_groups(request: HttpRequest, filters: Filters) -> list[dict[str, Any]]:
    """Return the filters as menus of links. What they offer is known without a read."""
    signed_in = request.user.is_authenticated
    categories = {*map(category_of, settings.CATEGORIES), filters.category}
    teams = teams_of(request.user)
    if filters.owner and filters.owner not in map(str.casefold, teams):
        teams = [*teams, filters.owner]
    groups = [
        ("status", "Status", [s for s in STATUSES if s != DRAFT or signed_in]),
        ("category", "Category", sorted(categories - {""})),
        ("visibility", "Visibility", list(VISIBILITIES) if signed_in else []),
        ("owner", "Owner", sorted(teams)),
        ("tag", "Tag", [filters.tag] if filters.tag else []),
    ]
    return [
        {
            "label": label,
            "clear_url": with_params(request, **{name: None}),
            "options": [
                {
                    "label": value if name in ("owner", "tag") else value.capitalize(),
                    "url": with_params(request, **{name: value}),
                    "active": getattr(filters, name) in (value, value.casefold()),
                }
                for value in values
            ],
        }
        for name, label, values in groups
        if values
    ]


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    names = ("view", "status", "category", "visibility", "owner", "tag")
    return [(name, request.GET.get(name, "")) for name in names if request.GET.get(name)]
