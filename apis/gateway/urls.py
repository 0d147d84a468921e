"""The path of the gateway: all that begins with it, whatever characters follow."""

from django.urls import re_path

from apis.gateway import view

urlpatterns = [re_path(r"^gateway/", view.answer, name="gateway-call")]
