"""Auth: users, roles, sessions, sign-in, personal keys and the audit log."""

from django.apps import AppConfig

from portal.accounts import messages


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        messages.declare()
