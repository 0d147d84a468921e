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
from apis.services.first_call import gateway_of
from apis.visibility import get_version_among_others_or_404
from docs.fragments import Beside, side_navigation
from openapi.pack.reader import Index, OperationEntry, Segment, TagEntry
from openapi.request.gateway import Gateway
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
        self.api, self.version, self._versions, self._gateway = get_version_among_others_or_404(
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
    def gateway(self) -> Gateway | None:
        """The gateway in front of this version, None where its calls do not pass one."""
        settings, name = self._gateway, self.version.version
        if settings is None or not settings.enabled or not settings.upstream_of(name):
            return None
        return gateway_of(self.api.slug, name, settings)

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
            "way_on": self._way_on(entry),
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

    def _way_on(self, entry: OperationEntry | None) -> tuple[str, str] | None:
        """Return where the same stands in the version that readers move on to, as a label and an
        address; None where no reader need go."""
        successor = self.api.successor_of(self.version)
        if not successor:
            return None
        query = {"operation": entry.slug} if entry else None
        is_current = successor == self.api.current_version
        label = "Current version" if is_current else f"Version {successor}"
        return label, reverse("reference", args=[self.api.slug, successor], query=query)

    def _crumbs(self, page: str) -> Crumbs:
        below = [] if page == "overview" else [(self.version.version, self.base)]
        return crumbs(self.api) + below
