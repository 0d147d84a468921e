"""Documentation: reference pages made from registered descriptions."""

from django.apps import AppConfig


class DocsConfig(AppConfig):
    name = "docs"
    verbose_name = "Documentation"

    def ready(self) -> None:
        # Items can be imported only after every app is known.
        from docs.subscribers import connect

        connect()
