"""Pages of an API's guide: read, written, with its images."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from apis.breadcrumbs import crumbs
from apis.items import Api
from apis.visibility import get_api_or_404, require_editor
from docs.delivery import image_answer
from docs.forms import GuideForm, ImageForm
from docs.guides import MOST_IMAGES, StoredGuide, preview, shown_guide, stored_guide
from docs.items import GuideImage
from docs.reference.guide import GuideView
from docs.services import guides, images
from portal.accounts.decorators import form_view
from portal.accounts.models import signed_in
from portal.errors import ApplicationError, ChangedMeanwhile, Missing
from portal.web.body_limit import takes_file
from portal.web.confirmation import Crumbs, confirm, is_confirmed
from portal.web.form_pages import add_errors, repeat_if_changed, show_form


@require_safe
@conditional_page
def guide(request: HttpRequest, api: str) -> HttpResponse:
    """Show the guide of an API. A GetItem and at most a Query beside session and person."""
    found = get_api_or_404(api, request.user)
    stored, view = shown_guide(found)
    context = {
        "api": found,
        "crumbs": crumbs(found),
        "guide": stored,
        "view": view,
        "can_edit": found.can_be_edited_by(request.user),
    }
    return render(request, "docs/guide.html", context)


@form_view
@login_required
@repeat_if_changed
def edit_guide(request: HttpRequest, api: str) -> HttpResponse:
    """Write the guide, or see how it would look; who saves second is shown the first one's text."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    stored = stored_guide(found)
    form = GuideForm(request.POST or None, initial=GuideForm.values_of(stored.guide))
    seen: GuideView | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                seen = _previewed(found, stored, form)
            elif not form.differences:
                return _saved(request, found, stored, form)
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
    context = {
        "api": found,
        "crumbs": _crumbs(found),
        "stored": stored,
        "view": seen,
        "stale": form.differences,
    }
    status = 409 if form.differences else None
    return show_form(request, "docs/guide_edit.html", form, context, status=status)


def _previewed(api: Api, stored: StoredGuide, form: GuideForm) -> GuideView:
    content = guides.accepted_content(api, form.cleaned_data["content"])
    return preview(api, content, stored.images)


def _saved(request: HttpRequest, api: Api, stored: StoredGuide, form: GuideForm) -> HttpResponse:
    content = form.cleaned_data["content"]
    guides.save_guide(user=signed_in(request.user), api=api, guide=stored.guide, content=content)
    messages.success(request, "The guide is saved.")
    return redirect("guide", api.slug)


@form_view
@login_required
def delete_guide(request: HttpRequest, api: str) -> HttpResponse:
    """Delete the text of a guide, once that is confirmed."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    stored = stored_guide(found).guide
    if stored is None:
        raise Missing("guide_not_found")
    if is_confirmed(request):
        guides.delete_guide(user=signed_in(request.user), api=found, guide=stored)
        messages.success(request, "The guide is deleted.")
        return redirect("api", found.slug)
    return confirm(
        request,
        crumbs=_crumbs(found),
        title=f"Delete the guide of {found.name}?",
        consequence="Its text is lost for everybody. Its images stay until you delete them.",
        action_label="Delete the guide",
        cancel_url=reverse("guide", args=[found.slug]),
    )


@takes_file(images.MAX_BYTES)
@login_required
def guide_images(request: HttpRequest, api: str) -> HttpResponse:
    """List the images of a guide, and take another one."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    return _images(request, found)


@form_view
def _images(request: HttpRequest, api: Api) -> HttpResponse:
    form = ImageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = form.cleaned_data["name"] or file.name
        try:
            image = images.save_image(
                user=signed_in(request.user), api=api, name=name, data=file.read()
            )
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, f"{image.name} is stored.")
            return redirect("guide-images", api.slug)
    context = {
        "api": api,
        "crumbs": [*_crumbs(api), ("Write", reverse("guide-edit", args=[api.slug]))],
        "images": stored_guide(api).images,
        "most": MOST_IMAGES,
    }
    return show_form(request, "docs/guide_images.html", form, context)


@require_safe
def guide_image(request: HttpRequest, api: str, name: str) -> HttpResponseBase:
    """Return an image to who may see the API. Two GetItems and an S3 request."""
    found = get_api_or_404(api, request.user)
    return image_answer(request, images.find_image(found, name))


@form_view
@login_required
def delete_image(request: HttpRequest, api: str, name: str) -> HttpResponse:
    """Delete an image of a guide, once that is confirmed."""
    found = get_api_or_404(api, request.user)
    require_editor(found, request.user)
    image: GuideImage = images.find_image(found, name)
    if is_confirmed(request):
        images.delete_image(user=signed_in(request.user), api=found, image=image)
        messages.success(request, f"{image.name} is deleted.")
        return redirect("guide-images", found.slug)
    return confirm(
        request,
        crumbs=_crumbs(found),
        title=f"Delete {image.name}?",
        consequence="Where the guide shows it, its description stands instead.",
        action_label="Delete the image",
        cancel_url=reverse("guide-images", args=[found.slug]),
    )


def _crumbs(api: Api) -> Crumbs:
    """Return the way to a page below the guide."""
    below = [("Guide", reverse("guide", args=[api.slug]))] if api.guide_revision else []
    return crumbs(api) + below
