"""`make admin STAGE=dev EMAIL=ada@example.com`: the first admin of a stage.

    python -m infra.first_admin STAGE EMAIL [cognito|corporate]

At the user pool it adds the person to the group `admin`; where the pool does not know them, they
are created, and Cognito mails an invitation. A second run for somebody who has not answered sends
it again: its password ends after three days. For people of the corporate provider, whose groups
are not ours to change, it sets their role in the portal; they must have signed in once.
"""

import re
import sys
from typing import TYPE_CHECKING

from infra.commands import CommandError
from infra.environment import data_environment
from infra.management import manage
from infra.stack import DeploymentError, outputs
from infra.stage import PreflightError, Stage, find_stage

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

GROUP = "admin"
PROVIDERS = ("cognito", "corporate")
# What Cognito takes as an address, and what its filters need no escape for.
ADDRESS = re.compile(r'[^\s"\\@]+@[^\s"\\@]+')


def add_first_admin(stage: Stage, email: str, provider: str = "cognito") -> str:
    """Make the person with this address an admin and return what was done, for people to read.

    Raise PreflightError, DeploymentError where the stage is not deployed, CommandError where the
    portal does not know the person.
    """
    if not ADDRESS.fullmatch(email):
        raise PreflightError(f"{email!r} is no e-mail address: make admin STAGE=… EMAIL=…")
    cloudformation = stage.client("cloudformation")
    if provider == "corporate":
        data = outputs(cloudformation, f"{stage.prefix}data")
        return manage(stage, "make_admin", email, variables=data_environment(data)).strip()
    pool = outputs(cloudformation, f"{stage.prefix}identity")["UserPoolId"]
    return add_to_group(stage.client("cognito-idp"), pool, email)


def add_to_group(cognito: "CognitoIdentityProviderClient", pool: str, email: str) -> str:
    """Add somebody to the pool's group of admins, invited where they are new to it."""
    user = _find(cognito, pool, email)
    invited = user is None or user[1] == "FORCE_CHANGE_PASSWORD"
    if user is None:
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=email,
            DesiredDeliveryMediums=["EMAIL"],
            UserAttributes=[
                {"Name": "email", "Value": email},
                # Nobody gets in but by the password that goes to this address.
                {"Name": "email_verified", "Value": "true"},
            ],
        )
    elif invited:
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=email,
            DesiredDeliveryMediums=["EMAIL"],
            MessageAction="RESEND",
        )
    cognito.admin_add_user_to_group(
        UserPoolId=pool, Username=user[0] if user else email, GroupName=GROUP
    )
    done = f"{email} is in the group {GROUP}: an admin from the next sign-in on."
    return f"{done} Cognito mails them a password that is good for three days." if invited else done


def _find(
    cognito: "CognitoIdentityProviderClient", pool: str, email: str
) -> tuple[str, str] | None:
    """Return name and status of the one user with this address; None where there is none.

    People from a provider behind the pool have a name that Cognito makes. Raise PreflightError
    where several people have the address.
    """
    # The filter takes no notice of case.
    # https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html
    found = cognito.list_users(UserPoolId=pool, Filter=f'email = "{email}"')["Users"]
    if len(found) > 1:
        names = ", ".join(user["Username"] for user in found)
        raise PreflightError(
            f"Several users of the pool {pool} have the address {email}: {names}. Add the right"
            f" one: aws cognito-idp admin-add-user-to-group --user-pool-id {pool}"
            f" --group-name {GROUP} --username …"
        )
    return (found[0]["Username"], found[0]["UserStatus"]) if found else None


def main(arguments: list[str]) -> int:
    stage, email, provider = [*arguments, "", "", ""][:3]
    try:
        if provider not in ("", *PROVIDERS):
            raise PreflightError(f"PROVIDER is {provider!r}: use one of {', '.join(PROVIDERS)}.")
        done = add_first_admin(find_stage([stage]), email, provider or PROVIDERS[0])
    except (PreflightError, DeploymentError, CommandError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(done)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
