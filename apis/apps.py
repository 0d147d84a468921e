"""API management: the catalogue, APIs, their versions and lifecycle."""

from django.apps import AppConfig

from apis import messages
from portal.events.delivery import subscribe
from portal.jobs.kinds import JobKind, declare

# Kinds of jobs; what carries them out is imported with the first one.
REGISTER_API = "register-api"
ADD_VERSION = "add-version"
REBUILD_PACK = "rebuild-pack"


class ApisConfig(AppConfig):
    name = "apis"
    verbose_name = "API management"

    def ready(self) -> None:
        messages.declare()
        for kind in (REGISTER_API, ADD_VERSION):
            declare(
                kind,
                JobKind(
                    handler="apis.jobs.register",
                    title="Registering a description",
                    links="apis.jobs.links",
                    is_long=True,
                ),
            )
        declare(
            REBUILD_PACK,
            JobKind(handler="apis.jobs.rebuild_pack", title="Building a reference anew"),
        )
        subscribe("apis.subscribers.repair_pack", "api_registered", "version_added")
        subscribe("apis.subscribers.forget_pack", "version_deleted")
        subscribe("apis.subscribers.forget_packs", "api_deleted")
