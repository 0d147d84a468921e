"""Analytics: usage roll-ups, dashboards and alerts."""

from django.apps import AppConfig

from portal.usage.delivery import consume
from portal.web import panels


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = "Analytics"

    def ready(self) -> None:
        consume("analytics.roll_up.roll_up")
        panels.register("api", "analytics.panels.api_usage")
        panels.register("application", "analytics.panels.application_usage")
        panels.register("subscribers", "analytics.panels.subscriber_usage")
        panels.register("retiring", "analytics.panels.remaining_callers")
