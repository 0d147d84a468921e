"""Documentation: reference pages made from descriptions, and what people write beside them."""

from django.apps import AppConfig

from docs import messages
from portal.events.delivery import subscribe
from portal.web import panels


class DocsConfig(AppConfig):
    name = "docs"
    verbose_name = "Documentation"

    def ready(self) -> None:
        # Imported late: items and people need the apps to be known.
        from apis.events import API_DELETED
        from docs import events

        messages.declare()
        panels.register("api", "docs.panels.guide")
        panels.register("api", "docs.panels.sections")
        subscribe("docs.subscribers.forget_written", API_DELETED)
        subscribe(
            "docs.subscribers.delete_image_bytes",
            events.GUIDE_IMAGE_SAVED,
            events.GUIDE_IMAGE_DELETED,
        )
