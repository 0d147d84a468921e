"""What the portal's processes have in a run beside their own: a subscriber, and a way to die."""

from datetime import timedelta

from django.apps import AppConfig

from tests.survival import kill_point


class SurvivalConfig(AppConfig):
    name = "tests.survival"

    def ready(self) -> None:
        from apis import events  # noqa: F401 - declares its kinds
        from portal.accounts import audit
        from portal.events import outbox, subscribe
        from portal.jobs.management.commands import work_queue

        subscribe("tests.survival.witness.note", *audit.EVENTS)
        # What takes up to 80 s otherwise.
        outbox.LEFT_OVER_AFTER = timedelta(seconds=1)
        work_queue.MINUTE = 1.0
        work_queue.WAIT_SECONDS = 1
        kill_point.install()
