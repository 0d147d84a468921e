"""What a role has to allow for an endpoint."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from portal.accounts.roles import role_with
from portal.errors import NotAllowed


class Needs(BasePermission):
    """Refuses whoever lacks one permission of `portal.accounts.roles`."""

    permission: str

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return False for whoever did not say who they are; raise `NotAllowed` for who may not."""
        user: Any = request.user
        if user.is_authenticated and not user.has_perm(self.permission):
            raise NotAllowed("role_missing", params={"role": role_with(self.permission)})
        return bool(user.is_authenticated)


class OwnsKeys(Needs):
    permission = "accounts.own_keys"


class ManagesUsers(Needs):
    permission = "accounts.manage_users"


class ReadsAudit(Needs):
    permission = "accounts.read_audit"
