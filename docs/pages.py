"""What the pages of a reference have in common: who may read it, its shell, its lists."""

from collections.abc import Sequence
from functools import cached_property, partial
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from apis.breadcrumbs import crumbs
from apis.items import ApiVersion
from apis.packs import OpenPack, open_pack
from apis.visibility import get_version_among_others_or_404
from docs.fragments import Beside, side_navigation
from openapi.pack.reader import Index, OperationEntry, Segment, TagEntry
from portal.web.confirmation import Crumbs

T = TypeVar("T")
LONGEST_QUERY = 100
PER_PAGE = 100


def numbered(request: HttpRequest, found: Sequence[T]) -> "Page[T]":
    """Return the page of a list that `?page=` names; a number outside means the nearest page."""
    paginator = Paginator(found, PER_PAGE)
    return paginator.page(min(paginator.num_pages, max(1, whole_number(request, "page"))))


def whole_number(request: HttpRequest, name: str) -> int:
    """Return a number from the query; anything else than up to six digits reads as 0."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0


class Reading:
    """One reader's request for a page of one version's reference."""

    def __init__(self, request: HttpRequest, api: str, version: str) -> None:
        """Raise `Missing` where the reader may not see the version. One Query."""
        self.request = request
        self.api, self.version, self._versions = get_version_among_others_or_404(
            api, version, request.user
        )

    @cached_property
    def pack(self) -> OpenPack:
        return open_pack(version=self.version)

    @property
    def index(self) -> Index:
        return self.pack.index

    def segment(self, extent: tuple[int, int]) -> Segment:
        return self.pack.segment(extent)

    @cached_property
    def base(self) -> str:
        return reverse("reference", args=[self.api.slug, self.version.version])

    def raw_url(self) -> str:
        """Return where the description itself is. Templates call it: few pages name it."""
        return reverse("rest-description", args=[self.api.slug, self.version.version])

    def page(
        self,
        template: str,
        *,
        page: str,
        tag: TagEntry | None = None,
        entry: OperationEntry | None = None,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """Render a page within the reference's shell."""
        beside = Beside(page, tag, entry, more.get("query", ""))
        context = {
            "api": self.api,
            "version": self.version,
            "base": self.base,
            "current_url": self._current_url(entry),
            "entry": entry,
            "navigation": side_navigation(
                self.pack, self.base, beside, api=self.api, versions=self._switchable()
            ),
            "crumbs": partial(self._crumbs, page),
            "raw_url": self.raw_url,
            **more,
        }
        return render(self.request, template, context, status=status)

    def absent(self, what: str, wanted: str) -> HttpResponse:
        """Say which API and version lack what was asked for."""
        return self.page(
            "docs/missing.html", page="missing", status=404, what=what, wanted=wanted[:120]
        )

    def _switchable(self) -> list[ApiVersion]:
        """Return the versions a reader can switch between, newest first."""
        if len(self._versions) < 2:
            return []
        return sorted(self._versions, key=lambda version: version.created_at, reverse=True)

    def _current_url(self, entry: OperationEntry | None) -> str:
        """Return where the same stands in the current version; nothing where no reader need go."""
        if not self.api.leads_on_from(self.version):
            return ""
        query = {"operation": entry.slug} if entry else None
        address = [self.api.slug, self.api.current_version]
        return reverse("reference", args=address, query=query)

    def _crumbs(self, page: str) -> Crumbs:
        below = [] if page == "overview" else [(self.version.version, self.base)]
        return crumbs(self.api) + below
