"""What a role has to allow for an endpoint."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class Needs(BasePermission):
    """Refuses whoever lacks one permission of `portal.accounts.roles`."""

    permission: str

    def has_permission(self, request: Request, view: APIView) -> bool:
        user: Any = request.user
        return bool(user.is_authenticated and user.has_perm(self.permission))


class OwnsKeys(Needs):
    permission = "accounts.own_keys"
    message = "Keys are for developers. Ask an administrator for that role."


class ManagesUsers(Needs):
    permission = "accounts.manage_users"
    message = "This needs the role of admin."


class ReadsAudit(Needs):
    permission = "accounts.read_audit"
    message = "This needs the role of admin."
