"""The face that Django knows a person by; what it shows is kept in the `Profile` item."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from portal.accounts import roles
from portal.accounts.items import Profile
from portal.dynamo import NotFound


class UserManager(models.Manager["User"]):
    def get(self, *args: Any, **lookups: Any) -> "User":
        """Return the person under this id, as `get(pk=…)`. One GetItem."""
        if args or set(lookups) != {"pk"}:
            raise NotImplementedError("People are found by their id only.")
        try:
            return User.of(Profile.fetch(*Profile.key(str(lookups["pk"]))))
        except NotFound:
            raise User.DoesNotExist from None


class User(models.Model):
    """A person, as requests, templates and the admin see one: role, teams and permissions.

    There are no groups, no passwords and no permissions of one's own: all follows from the role,
    which the identity provider's groups decide.
    """

    id = models.CharField(primary_key=True, max_length=32, editable=False)
    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=200, blank=True)
    issuer = models.CharField("identity provider", max_length=500, blank=True)
    role = models.CharField(max_length=20, choices=roles.ROLE_CHOICES, default=roles.VIEWER)
    disabled = models.BooleanField(default=False)
    created_at = models.DateTimeField("first seen", null=True)
    # Not `last_login`: Django would write that field itself at every sign-in.
    last_sign_in = models.DateTimeField("last sign-in", null=True)

    profile: Profile

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_anonymous = False
    is_authenticated = True

    class Meta:
        managed = False
        base_manager_name = "objects"
        default_permissions = ()

    def __str__(self) -> str:
        return self.email or self.id

    @classmethod
    def of(cls, profile: Profile) -> "User":
        """Return the face of a profile."""
        user = cls(
            id=profile.user_id,
            email=profile.email,
            name=profile.name,
            issuer=profile.issuer,
            role=profile.role,
            disabled=profile.disabled,
            created_at=profile.created_at,
            last_sign_in=profile.last_login,
        )
        user.profile = profile
        user._state.adding = False
        return user

    @property
    def is_active(self) -> bool:
        return not self.disabled

    @property
    def is_staff(self) -> bool:
        return self.is_at_least(roles.ADMIN)

    @property
    def teams(self) -> list[str]:
        return self.profile.teams

    @property
    def permissions(self) -> list[str]:
        return roles.permissions_of(self.role)

    def is_at_least(self, role: str) -> bool:
        """Tell whether this person may do what `role` may; a disabled one may do nothing."""
        return self.is_active and roles.at_least(self.role, role)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Tell whether the role gives a permission; an admin has them all."""
        return self.is_staff or (self.is_active and perm in self.permissions)

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether the admin shows an app's models: to admins, all of them."""
        return self.is_staff

    def get_username(self) -> str:
        return self.id

    def get_short_name(self) -> str:
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        """Return what binds a session to this person's salt; a new salt ends all sessions."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes) -> str:
        salt = self.profile.session_salt
        return salted_hmac("portal.session", salt, secret=secret, algorithm="sha256").hexdigest()
