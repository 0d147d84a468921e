"""The user model of Django; what it shows is kept in the `Profile` item."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from portal.accounts import roles
from portal.accounts.items import USERS, Profile
from portal.adminsite.item_models import ItemModel
from portal.adminsite.querysets import RowSource, equalities
from portal.errors import NotAllowed


class User(ItemModel):
    """A person, as requests, templates and the admin see one: role, teams and permissions.

    There are no groups, no passwords and no permissions of one's own: all follows from the role.
    The identity provider's groups give it at each sign-in (`claimed_role`), unless an
    administrator has set one that wins until it is cleared (`role_override`).
    """

    id = models.CharField(primary_key=True, max_length=32, editable=False)
    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=200, blank=True)
    issuer = models.CharField("identity provider", max_length=500, blank=True)
    subject = models.CharField("id at the identity provider", max_length=255, blank=True)
    role = models.CharField(max_length=20, choices=roles.ROLE_CHOICES, default=roles.VIEWER)
    claimed_role = models.CharField(
        "role from the identity provider",
        max_length=20,
        choices=roles.ROLE_CHOICES,
        default=roles.VIEWER,
    )
    role_override = models.CharField(
        "role set here",
        max_length=20,
        choices=roles.ROLE_CHOICES,
        blank=True,
        help_text="In force from their next request on, at every sign-in, until it is cleared.",
    )
    team_names = models.CharField("teams", max_length=1000, blank=True)
    disabled = models.BooleanField(
        default=False,
        help_text="Ends their sessions, and refuses sign-in, tokens and personal keys. "
        "Applications that belong to them alone are suspended.",
    )
    created_at = models.DateTimeField("first seen", null=True)
    # Not `last_login`: Django would write that field itself at every sign-in.
    last_sign_in = models.DateTimeField("last sign-in", null=True)

    item: Profile

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: list[str] = []
    is_anonymous = False
    is_authenticated = True

    class Meta(ItemModel.Meta):
        pass

    def __str__(self) -> str:
        return self.email or self.id

    @classmethod
    def field_values(cls, item: Profile) -> dict[str, Any]:
        return {
            "id": item.user_id,
            "email": item.email,
            "name": item.name,
            "issuer": item.issuer,
            "subject": item.subject,
            "role": item.role,
            "claimed_role": item.claimed_role,
            "role_override": item.role_override,
            "team_names": ", ".join(item.teams),
            "disabled": item.disabled,
            "created_at": item.created_at,
            "last_sign_in": item.last_login,
        }

    @classmethod
    def fetch_item(cls, pk: str) -> Profile:
        return Profile.fetch(*Profile.key(pk))

    @classmethod
    def sources(cls, terms: Mapping[str, Any], words: Sequence[str]) -> list[RowSource]:
        """Everybody, by e-mail address; what may be the beginning of one narrows the Query."""
        where = equalities(Profile, terms, ("role", "disabled", "issuer"))
        everybody = RowSource(Profile, USERS, index=True, where=where)
        if not words:
            return [everybody]
        beginning = words[0].lower()
        by_address = RowSource(Profile, USERS, index=True, starts_with=beginning, where=where)
        # An address has something before its @; names hold no @.
        return [by_address] if "@" in beginning[1:] else [by_address, everybody]

    def audit_subject(self) -> str:
        return self.item.ref

    @property
    def profile(self) -> Profile:
        return self.item

    @property
    def is_active(self) -> bool:
        return not self.disabled

    @property
    def is_staff(self) -> bool:
        return self.is_at_least(roles.ADMIN)

    @property
    def teams(self) -> list[str]:
        return self.item.teams

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
        salt = self.item.session_salt
        return salted_hmac("portal.session", salt, secret=secret, algorithm="sha256").hexdigest()


def signed_in(user: object) -> User:
    """Return the person behind a request, or raise `NotAllowed` where nobody has signed in."""
    if not isinstance(user, User):
        raise NotAllowed("not_signed_in")
    return user
