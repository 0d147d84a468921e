"""The accounts of the local stack: who may sign in, and with which groups."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

PASSWORD = "Portal-demo-1!"  # noqa: S105 - the same on every machine, and good on loopback only


@dataclass(frozen=True)
class Account:
    """Somebody who signs in; `groups` give role and teams."""

    email: str
    name: str
    groups: tuple[str, ...]


# Accounts of the portal's own user pool, one for each role.
PORTAL_ACCOUNTS = (
    Account("viewer@example.com", "Vera Viewer", ("viewer",)),
    Account("developer@example.com", "Devin Developer", ("developer", "team-payments")),
    Account("publisher@example.com", "Pia Publisher", ("publisher", "team-payments")),
    Account("admin@example.com", "Ada Admin", ("admin", "team-platform")),
)

# Employees, known to the corporate provider only.
EMPLOYEES = (
    Account("employee@corp.example.com", "Emil Employee", ("developer", "team-platform")),
    Account("lead@corp.example.com", "Lena Lead", ("publisher", "team-platform")),
)


def create_accounts(
    cognito: "CognitoIdentityProviderClient", pool_id: str, accounts: tuple[Account, ...]
) -> list[Account]:
    """Create those of `accounts` that the pool lacks and return them; the others keep their own.

    Makes the groups the pool lacks, too.
    """
    pages = cognito.get_paginator("list_users").paginate(UserPoolId=pool_id)
    known = {
        attribute.get("Value")
        for page in pages
        for user in page["Users"]
        for attribute in user.get("Attributes", [])
        if attribute["Name"] == "email"
    }
    missing = [account for account in accounts if account.email not in known]
    if missing:
        _create_groups(cognito, pool_id, {group for who in missing for group in who.groups})
    for account in missing:
        _create(cognito, pool_id, account)
    return missing


def _create(cognito: "CognitoIdentityProviderClient", pool_id: str, account: Account) -> None:
    cognito.admin_create_user(
        UserPoolId=pool_id,
        Username=account.email,
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": account.email},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "name", "Value": account.name},
        ],
    )
    cognito.admin_set_user_password(
        UserPoolId=pool_id, Username=account.email, Password=PASSWORD, Permanent=True
    )
    for group in account.groups:
        cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=account.email, GroupName=group)


def _create_groups(
    cognito: "CognitoIdentityProviderClient", pool_id: str, wanted: set[str]
) -> None:
    pages = cognito.get_paginator("list_groups").paginate(UserPoolId=pool_id)
    known = {group.get("GroupName") for page in pages for group in page["Groups"]}
    for name in sorted(wanted - known):
        cognito.create_group(UserPoolId=pool_id, GroupName=name)
