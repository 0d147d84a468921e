"""Documentation: reference pages made from registered descriptions."""

from django.apps import AppConfig


class DocsConfig(AppConfig):
    name = "docs"
    verbose_name = "Documentation"
