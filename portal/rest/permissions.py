"""Which role an endpoint asks for."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from portal.accounts import roles


class RolePermission(BasePermission):
    """Lets people in whose role includes `role`."""

    role: str

    @property
    def message(self) -> str:
        return f"This needs the role of {self.role}."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated and request.user.is_at_least(self.role))


class IsDeveloper(RolePermission):
    role = roles.DEVELOPER


class IsPublisher(RolePermission):
    role = roles.PUBLISHER


class IsAdmin(RolePermission):
    role = roles.ADMIN
