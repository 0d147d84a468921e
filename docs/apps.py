"""Documentation: reference pages made from registered descriptions."""

from django.apps import AppConfig

from portal.web import panels


class DocsConfig(AppConfig):
    name = "docs"
    verbose_name = "Documentation"

    def ready(self) -> None:
        panels.register("api", "docs.panels.sections")
