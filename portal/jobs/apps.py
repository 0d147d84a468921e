"""Jobs as a Django app: the command that works the queues."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "portal.jobs"
    verbose_name = "Jobs"
