"""The page that publishes a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apis.breadcrumbs import crumbs
from apis.forms import PublishForm, add_errors
from apis.items import ACTIVE, Api, ApiVersion
from apis.services import lifecycle
from portal.accounts.models import signed_in
from portal.errors import ApplicationError, ChangedMeanwhile
from portal.web.form_pages import show_form


def publish(request: HttpRequest, owner: Api, version: ApiVersion) -> HttpResponse:
    """Show the warnings of a draft, and publish it for who has read them."""
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        version=version,
        is_current=owner.is_current(version),
        initial={"digest": version.description.sha256, "current": "current" in request.GET},
    )
    if form.is_valid():
        try:
            lifecycle.edit_version(
                user=signed_in(request.user),
                api=owner,
                version=version,
                status=ACTIVE,
                accept_warnings=True,
                as_current=form.cleaned_data.get("current", False),
            )
        except ChangedMeanwhile:
            raise
        except ApplicationError as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, f"{owner.name} {version.version} is active now.")
            return redirect("version", owner.slug, version.version)
    context = {"api": owner, "version": version, "crumbs": crumbs(owner, version)}
    return show_form(request, "apis/publish.html", form, context)
