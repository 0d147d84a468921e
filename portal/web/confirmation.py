"""Acts that are confirmed first: by a click, or, where something is lost, by typing its name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Pairs (label, url) from the outermost page: see partials/breadcrumbs.html.
Crumbs = list[tuple[str, str]]


def is_confirmed(request: HttpRequest, *, name: str = "") -> bool:
    """Tell whether the page of `confirm` was sent, with the right name where it asks for one."""
    if request.method != "POST":
        return False
    return not name or request.POST.get("confirm", "").strip() == name.strip()


def confirm(
    request: HttpRequest,
    *,
    crumbs: Crumbs,
    title: str,
    consequence: str,
    action_label: str,
    cancel_url: str,
    name: str = "",
) -> HttpResponse:
    """Show what an act means, and the button for it; `name` is what must be typed before."""
    error = "This is not its name." if request.method == "POST" else ""
    context = {
        "crumbs": crumbs,
        "title": title,
        "consequence": consequence,
        "action_label": action_label,
        "cancel_url": cancel_url,
        "name": name,
        "error": error,
    }
    return render(request, "confirm.html", context, status=422 if error else 200)
