"""The portal's addresses and one more: a page of the shell alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.urls import *  # noqa: F403 - the handlers of errors too
from portal.urls import urlpatterns as portal_addresses


def empty_page(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [*portal_addresses, path("empty/", empty_page)]
