"""Roles, and what each of them may do."""

VIEWER = "viewer"
DEVELOPER = "developer"
PUBLISHER = "publisher"
ADMIN = "admin"

# Each role includes the ones before it.
ROLES = (VIEWER, DEVELOPER, PUBLISHER, ADMIN)
ROLE_CHOICES = [(role, role.capitalize()) for role in ROLES]

GAINED = {
    VIEWER: ("apis.read_internal",),
    DEVELOPER: ("accounts.own_keys", "apis.own_applications"),
    PUBLISHER: ("apis.register", "apis.edit_own"),
    ADMIN: ("apis.edit_any", "accounts.manage_users", "accounts.read_audit"),
}

WORDS = {
    "apis.read_internal": "Read internal APIs",
    "accounts.own_keys": "Own keys",
    "apis.own_applications": "Own applications, and subscribe them to APIs",
    "apis.register": "Register APIs for your teams",
    "apis.edit_own": "Edit APIs of your teams",
    "apis.edit_any": "Edit every API",
    "accounts.manage_users": "Manage people",
    "accounts.read_audit": "Read the audit log",
}


def at_least(role: str, needed: str) -> bool:
    """Tell whether `role` includes `needed`."""
    return ROLES.index(role) >= ROLES.index(needed)


def permissions_of(role: str) -> list[str]:
    """Return every permission of a role, those of the roles it includes first."""
    included = ROLES[: ROLES.index(role) + 1]
    return [permission for each in included for permission in GAINED[each]]


def role_with(permission: str) -> str:
    """Return the lowest role that has a permission."""
    return next(role for role, gained in GAINED.items() if permission in gained)
