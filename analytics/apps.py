"""Analytics: usage roll-ups, dashboards and alerts."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"
    verbose_name = "Analytics"
