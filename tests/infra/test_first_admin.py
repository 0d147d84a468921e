"""How the first admin comes to be on a new stage."""

import boto3
import pytest

from infra.first_admin import main
from infra.stack import outputs
from portal.accounts import audit, services
from tests.people import person


@pytest.fixture
def cognito():
    return boto3.client("cognito-idp")


@pytest.fixture
def pool() -> str:
    return outputs(boto3.client("cloudformation"), "portal-dev-identity")["UserPoolId"]


@pytest.fixture
def groups(cognito, pool):
    """Return the groups of the pool that somebody is in."""

    def groups(username: str) -> list[str]:
        answer = cognito.admin_list_groups_for_user(UserPoolId=pool, Username=username)
        return [group["GroupName"] for group in answer["Groups"]]

    return groups


def test_somebody_new_is_created_and_invited_again_where_asked(cognito, pool, groups, unique):
    email = f"{unique}@example.com"
    assert main(["dev", email]) == 0
    assert groups(email) == ["admin"]
    user = cognito.admin_get_user(UserPoolId=pool, Username=email)
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    facts = {each["Name"]: each["Value"] for each in user["UserAttributes"]}
    assert (facts["email"], facts["email_verified"]) == (email, "true")
    assert main(["dev", email]) == 0
    assert groups(email) == ["admin"]


def test_somebody_known_keeps_password_and_groups(cognito, pool, groups, unique, capsys):
    email = f"{unique}@example.com"
    cognito.admin_create_user(
        UserPoolId=pool,
        Username=email,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": email}],
    )
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=email, Password="Portal-demo-1!", Permanent=True
    )
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName="team-payments")
    assert main(["dev", email.upper()]) == 0
    assert sorted(groups(email)) == ["admin", "team-payments"]
    assert cognito.admin_get_user(UserPoolId=pool, Username=email)["UserStatus"] == "CONFIRMED"
    assert "mail" not in capsys.readouterr().out


def test_several_people_of_one_address_are_named(cognito, pool, unique, capsys):
    email = f"{unique}@example.com"
    for name in (f"{unique}-a@example.com", f"{unique}-b@example.com"):
        cognito.admin_create_user(UserPoolId=pool, Username=name, MessageAction="SUPPRESS")
        cognito.admin_update_user_attributes(
            UserPoolId=pool, Username=name, UserAttributes=[{"Name": "email", "Value": email}]
        )
    assert main(["dev", email]) == 1
    assert "Several users" in capsys.readouterr().err


def test_an_employee_gets_the_role_in_the_portal(unique, capsys):
    user = person(unique, "developer")
    assert main(["dev", user.email, "corporate"]) == 0
    assert "is an admin" in capsys.readouterr().out
    now = services.person_by_email(user.email)
    assert (now.role, now.claimed_role) == ("admin", "developer")
    entry = audit.by_subject(now.ref).items[0]
    assert (entry.kind, entry.actor) == ("role_changed", "")
    assert entry.details["set from the command line"] is True


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "is no stage"),
        (["nowhere", "a@b.example"], "is no stage"),
        (["dev"], "no e-mail address"),
        (["dev", 'a" or x="@b.example'], "no e-mail address"),
        (["dev", "a@b.example", "okta"], "PROVIDER"),
        (["dev", "nobody@known.example", "corporate"], "Nobody with the address"),
        (["staging", "a@b.example"], "no such stack"),
    ],
)
def test_what_cannot_be_done_says_why(arguments, reason, capsys):
    assert main(arguments) == 1
    assert reason in capsys.readouterr().err
