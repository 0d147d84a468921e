"""The portal's shell as a Django app: its template tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "portal.web"
    verbose_name = "Portal"
