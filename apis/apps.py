"""API management: the catalogue, APIs, their versions and lifecycle."""

from django.apps import AppConfig


class ApisConfig(AppConfig):
    name = "apis"
    verbose_name = "API management"

    def ready(self) -> None:
        from apis import jobs

        jobs.install()
