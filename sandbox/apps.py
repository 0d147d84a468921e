"""Testing: try-it console, mocks and test suites."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    name = "sandbox"
    verbose_name = "Testing"
