"""API management: the catalogue, APIs, their versions and lifecycle."""

from django.apps import AppConfig

from portal.jobs import services as jobs

# Kinds of jobs; what carries them out is imported with the first one.
REGISTER_API = "register-api"
ADD_VERSION = "add-version"


class ApisConfig(AppConfig):
    name = "apis"
    verbose_name = "API management"

    def ready(self) -> None:
        jobs.handles(REGISTER_API, "apis.jobs.carry_out")
        jobs.handles(ADD_VERSION, "apis.jobs.carry_out")
