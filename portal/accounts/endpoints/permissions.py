"""What a role has to allow for an endpoint."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from portal.accounts.roles import needed_for


class Needs(BasePermission):
    """Refuses whoever lacks one permission of `portal.accounts.roles`."""

    permission: str

    @property
    def message(self) -> str:
        return needed_for(self.permission)

    def has_permission(self, request: Request, view: APIView) -> bool:
        user: Any = request.user
        return bool(user.is_authenticated and user.has_perm(self.permission))


class OwnsKeys(Needs):
    permission = "accounts.own_keys"


class ManagesUsers(Needs):
    permission = "accounts.manage_users"


class ReadsAudit(Needs):
    permission = "accounts.read_audit"
