"""Makes the demo accounts known to the portal before anybody signs in.

So `manage.py create_key publisher@example.com` works in a portal nobody has visited yet.

    python -m devstack.people       with the environment of a process of the portal
"""

import os

import boto3
import django
from django.conf import settings

from devstack.accounts import PORTAL_ACCOUNTS


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    # After the set-up: it imports items, whose tables the settings name.
    from portal import clock
    from portal.accounts.services import Claims, recognise

    issuer = settings.IDENTITY_PROVIDERS["cognito"]["issuer"]
    cognito = boto3.client("cognito-idp", region_name=settings.AWS_REGION)
    for account in PORTAL_ACCOUNTS:
        user = cognito.admin_get_user(UserPoolId=issuer.rpartition("/")[2], Username=account.email)
        facts = {each["Name"]: each["Value"] for each in user["UserAttributes"]}
        claims = Claims(
            issuer=issuer,
            subject=facts["sub"],
            email=account.email,
            name=account.name,
            groups=account.groups,
            issued_at=clock.epoch(),
        )
        recognise(claims=claims)


if __name__ == "__main__":
    main()
