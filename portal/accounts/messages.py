"""The problems of Auth in words, by their codes.

Why a sign-in is refused, `refusals` says in codes for the audit log too; what did not hold of a
token, people are told in one sentence, whatever it was.
"""

from portal import messages
from portal.accounts import refusals
from portal.messages import titled

PROBLEMS = {
    **titled(
        "Not allowed",
        role_missing="This needs the role of {role}.",
        admins_only="These pages are for administrators. You are signed in as {person}.",
        not_signed_in="Sign in first.",
        key_owner_disabled="This account is disabled.",
        key_makes_no_key="A key makes no keys: sign in, or send a token of the user pool.",
        team_not_managed="Only an owner of the team, or an administrator, may do this.",
        team_not_owned="Only an owner of the team hands it over.",
    ),
    **titled(
        "Not found",
        session_not_found="This session has ended already.",
        key_not_found="This key is revoked or over already.",
        person_not_found="There is no such person.",
        team_not_found="There is no such team, or you are not in it.",
        member_not_found="This person is not in the team.",
        address_not_known=(
            "Nobody with the address {email} is known. They may sign in once first."
        ),
    ),
    **titled(
        "It exists already",
        mapping_exists="This group has a mapping already.",
        account_exists="This identity has an account already.",
        team_exists="There is a team “{team}” already, in whatever case. Choose another name, "
        "or ask an administrator to add you to that team.",
        team_name_taken=(
            "Something belongs to the name “{team}” already, or groups of the sign-in service give "
            "it. Choose another name, or ask an administrator to make this team."
        ),
        member_there="{email} was added to this team already.",
    ),
    **titled(
        "Not possible now",
        team_owns_things=(
            "The team owns {things}. Give them to another team, or delete them, and then delete "
            "the team."
        ),
        member_by_groups=(
            "This membership comes from groups of the sign-in service and would come back. It ends "
            "where those groups are managed."
        ),
        last_owner="A team keeps at least one owner. Make another member an owner first.",
        last_owner_of_others=(
            "The last owner stays while there are other members. Hand the team over first."
        ),
        last_owner_of_things=(
            "The last owner stays while the team owns APIs or applications. Add another member "
            "and hand the team over, or give them to another team first."
        ),
    ),
    **titled(
        "The content is not valid",
        address_ambiguous="Several people have the address {email}; they come from {issuers}.",
        provider_unknown="There is no such identity provider.",
        group_too_long="The group's name is too long.",
        too_many_mappings="There are {limit} mappings, and no more are possible.",
        role_unknown="There is no role “{role}”.",
        teams_impossible="These teams are not possible.",
        mapping_empty="Choose a role, or name a team.",
        role_kept="The group keeps its role.",
        own_admin_role="You cannot disable your own account or give up your own role of admin.",
        own_account="You cannot delete your own account.",
        person_disabled="The account of {email} is disabled.",
        team_name_invalid="A team cannot have this name.",
        too_many_teams=(
            "{email} is in as many teams as possible: at most {limit} given here, and 200 in all."
        ),
        too_many_owners="A team has at most {limit} owners.",
        hand_over_to_oneself="Choose another member than yourself.",
        key_label_invalid="Give the key a name of one line, of at most {limit} characters.",
        too_many_keys="You have {limit} keys already. Revoke one that is no longer used.",
    ),
    **titled(
        "The sign-in did not work",
        **{
            refusals.STATE_UNKNOWN: (
                "This sign-in did not begin in this browser, or it was finished already."
            ),
            refusals.STATE_EXPIRED: (
                "This sign-in took longer than ten minutes, so it was given up."
            ),
            refusals.PROVIDER_REFUSED: (
                "The sign-in was cancelled, or the sign-in service did not allow it."
            ),
            refusals.CODE_REFUSED: (
                "The sign-in service says that this sign-in was used already or is too old."
            ),
            refusals.DISABLED: (
                "Your account is disabled. Ask an administrator of the portal to enable it."
            ),
            refusals.GROUPS_OVERAGE: (
                "Your account is in more groups than the sign-in service can name, so the portal "
                "cannot know your role and your teams. Ask whoever runs the sign-in service to "
                "assign app roles to you for this portal, or to send it only the groups that are "
                "assigned to it."
            ),
        },
        **dict.fromkeys(
            refusals.TOKEN_CHECKS,
            "What the sign-in service sent could not be verified, so nobody was signed in.",
        ),
    ),
    **titled(
        "The sign-in service did not answer as it should",
        provider_status="It answered {status}. Try again later, or tell the portal's team.",
        provider_answer_too_long="Its answer is too long. Tell the portal's team.",
        provider_answer_unreadable=(
            "Its answer is not readable. Try again, or tell the portal's team."
        ),
        provider_keys_unreadable="Its signing keys are not readable. Tell the portal's team.",
        provider_refused_client=(
            "It did not accept the portal as its client. Tell the portal's team."
        ),
    ),
    **titled(
        "The sign-in service does not answer",
        provider_unreachable="It may be down for a moment. Try again shortly.",
        provider_fault="It reports a fault of its own. Try again shortly.",
        provider_slow="It answers too slowly. Try again shortly.",
    ),
}

# What is wrong with one field.
TEXTS = {
    "group_length": "at most {characters} characters, in {bytes} bytes",
    "team_bounds": "at most {teams} teams, of at most {characters} characters each",
    "team_name_bounds": "one line of 1 to {characters} characters",
    "team_description_bounds": "at most {limit} characters",
    "last_admins": (
        "this group gives the role of admin, and taking that away here could leave nobody to undo "
        "it. Take people out of the group instead"
    ),
}


def declare() -> None:
    """Make these known to `portal.messages`."""
    messages.declare(PROBLEMS, TEXTS)
