"""Static files, served from our own origin: from the source folders, or as they were published.

Deployed they are named by content and kept in S3. The Content-Security-Policy admits no other
host, so the browser asks the portal for them; an answer may be kept for a year, so it asks once. A
CDN in front may take `/static/*` straight from the bucket: names and keys are the same.
"""

import os
from functools import cached_property

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.core.files.storage import FileSystemStorage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_from_folder

from portal.aws import objects

FOLDER = "static"

# The machine that publishes may know other types, or fewer.
CONTENT_TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/vnd.microsoft.icon",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "map": "application/json",
    "mjs": "text/javascript; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "woff2": "font/woff2",
}


class PublishedFiles(ManifestStaticFilesStorage):
    """Names files as they were published, from the manifest that lies in the package."""

    def __init__(self) -> None:
        super().__init__(manifest_storage=FileSystemStorage(settings.BASE_DIR))

    @cached_property
    def published(self) -> frozenset[str]:
        """The hashed names, as they stand in URLs and as object keys."""
        return frozenset(self.hashed_files.values())


def content_type(name: str) -> str:
    return CONTENT_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer one file by the name it has in the pages, and 404 for any other name, however odd."""
    if settings.STATIC_FILES == "source":
        return _source_file(request, name) or _no_such_file()
    return _published_file(name) or _no_such_file()


def _published_file(name: str) -> HttpResponse | None:
    """Return one published file by its hashed name. One S3 request; none for any other name."""
    published: frozenset[str] = getattr(staticfiles_storage, "published", frozenset())
    if name not in published:
        return None
    body = objects.read(f"{FOLDER}/{name}", bucket=settings.STATIC_BUCKET)
    return HttpResponse(
        body, content_type=content_type(name), headers={"Cache-Control": objects.IMMUTABLE}
    )


def _source_file(request: HttpRequest, name: str) -> HttpResponseBase | None:
    # No second name for a file, and none that leads out of the folders.
    if any(part in ("", ".", "..") for part in name.split("/")):
        return None
    found = finders.find(name)
    if not found or not os.path.isfile(found):
        return None
    folder, file = os.path.split(found)
    response = serve_from_folder(request, file, document_root=folder)
    response["Content-Type"] = content_type(name)
    return response


def _no_such_file() -> HttpResponse:
    return HttpResponseNotFound(b"No such file.\n", content_type="text/plain")


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead to the icon: browsers ask here beside what names none, such as JSON."""
    return redirect(static("icons/favicon.svg"))
