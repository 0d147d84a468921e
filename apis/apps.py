"""API management: the catalogue, APIs, their versions and lifecycle."""

from django.apps import AppConfig


class ApisConfig(AppConfig):
    name = "apis"
    verbose_name = "API management"
