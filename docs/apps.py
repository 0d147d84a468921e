"""Documentation: reference pages made from registered descriptions."""

from django.apps import AppConfig

from portal.events import subscribe


class DocsConfig(AppConfig):
    name = "docs"
    verbose_name = "Documentation"

    def ready(self) -> None:
        subscribe("apis.events.VersionRegistered", "docs.subscribers.on_version_registered")
        subscribe("apis.events.VersionRemoved", "docs.subscribers.on_version_removed")
        subscribe("apis.events.ApiRemoved", "docs.subscribers.on_api_removed")
