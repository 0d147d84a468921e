"""The messages of API management in words, by their codes."""

from apis import gateway_messages, settings_messages
from portal import messages
from portal.messages import Message, Params, titled

PROBLEMS = {
    **titled(
        "Not found",
        api_not_found="There is no such API, or you may not see it.",
        version_not_found="This API has no such version, or you may not see it.",
        application_not_found="There is no such application, or you may not see it.",
        application_key_not_found="This application has no such key.",
    ),
    **titled(
        "Not allowed",
        account_disabled="The account that asked for this is disabled.",
        account_gone="The account that asked for this is gone.",
        no_team="You are in no team, so no API could be yours. Ask an administrator.",
        not_an_editor=(
            "Only publishers of the team “{team}” and administrators may change this API."
        ),
        not_a_registrar="Publishers register APIs. Ask an administrator for that role.",
        not_your_team="You are not in the team “{team}”; ask it, or an administrator.",
        not_to_a_person="Only administrators give an application to one person.",
    ),
    **titled(
        "Somebody else changed it",
        api_changing="The API keeps changing. Try again in a moment.",
        api_gone="The API was deleted meanwhile.",
    ),
    **titled(
        "It exists already",
        id_taken="The id “{id}” is taken.",
        registered_already="This very description is registered as “{name}” already.",
        version_taken=(
            "This API has a version {version} already. A published version never changes: give "
            "the description a new `info.version`; the file of a draft can be replaced."
        ),
    ),
    **titled(
        "This does not follow",
        draft_not_current="A draft cannot be the current version. Publish it first.",
        retired_not_current="A retired version cannot be the current version. Bring it back first.",
        not_a_draft=(
            "{version} was published, so its file stays: somebody may have built upon it. Add a "
            "version with a new `info.version`."
        ),
        no_such_step="A version that is {status} becomes {allowed}, not {wanted}.",
        current_stays=(
            "This is the current version. Make another one current first, or delete the API."
        ),
        not_deprecated="It is not deprecated. Send `status` as `deprecated` with it.",
        successor_of_many=(
            "More than {limit} versions name it as the one to move on to. Name another one there."
        ),
    ),
    **titled(
        "It is too early",
        sunset_ahead=(
            "Its callers were told that it answers until the end of {until} (UTC). Retire it then, "
            "or say that you mean it: `before_sunset`."
        ),
        deprecation_ahead=(
            "Its callers were told that its deprecation is still ahead. Retire it later, or say "
            "that you mean it: `before_sunset`."
        ),
    ),
    **titled(
        "This version is retired",
        version_retired=(
            "Version {version} of “{api}” no longer answers, and no other one takes its place."
        ),
        version_retired_on=(
            "Version {version} of “{api}” no longer answers. Move to version {successor}."
        ),
    ),
    **titled(
        "The key is not what it was",
        application_key_replaced=(
            "This key was rotated already, and another one takes its place. If nobody has that "
            "one's secret, rotate the new key."
        ),
        application_key_over="This key is revoked or has ended. Make a new one.",
        application_key_dormant=(
            "Nobody used this key for {days} days, so it sleeps. Wake it first, or make a new one."
        ),
        application_key_not_dormant="Only a key that sleeps can be woken.",
        too_many_older_keys=(
            "{limit} older keys still hold beside this one. Revoke one of them, wait until it "
            "ends, or rotate without an overlap."
        ),
    ),
    **titled(
        "The description has warnings",
        warnings_not_accepted=(
            "It is published once somebody has seen its warnings. Look at them on the version's "
            "page and publish it there, or send `accept_warnings` as true."
        ),
    ),
    **titled("The description cannot be used", description_refused="{first_fault}"),
    **titled(
        "The content is not valid",
        another_version=(
            "The file is of version {found}, not {version}. Give it the same `info.version`, or "
            "add it as a version of its own."
        ),
        id_invalid="“{id}” cannot be an id.",
        first_status_invalid="A new version is {allowed}.",
        name_missing="An API has a name.",
        notes_too_long="The notes are too long.",
        owner_missing="Say which team owns the API.",
        too_many_applications=(
            "This owner has {limit} applications already. Delete one that is no longer used."
        ),
        too_many_application_keys=(
            "The application has {limit} keys already. Revoke one that is no longer used."
        ),
        person_owns_none="The account of {email} is disabled, or its role allows no applications.",
        request_name_used=(
            "This Idempotency-Key was sent with another request before. Choose a new one."
        ),
    ),
    **titled(
        "The request is not understood",
        upload_gone=(
            "There is no such upload of yours: it was used, it expired, or nothing was sent."
        ),
        description_no_text="The description is not text.",
        description_too_deep="The description is nested too deeply.",
        description_missing=(
            "Send the description in exactly one way: `spec`, `spec_url` or `upload_id`."
        ),
    ),
    "range_not_satisfiable": Message(
        "This range is not there", "The description has {size:,} bytes."
    ),
    **titled("Too large", description_too_large="A description may have up to {limit} MB."),
}

# What is wrong with one field or place, and what a job is doing. What is wrong with a description,
# the engine words.
TEXTS = {
    "id_rule": "up to {limit} lower-case letters, digits and single hyphens between them",
    "id_was_another": (
        "this id is taken, or was that of an API another team deleted. Choose another"
    ),
    "team_not_yours": "not a team of yours",
    "same_description": "the current description of this API",
    "unknown_upload": "unknown upload",
    "taken": "taken",
    "version_differs": "not {version}",
    "required": "required",
    "api_unknown": "no API that you may see: “{id}”",
    "days_between": "between 1 and {limit} days, or none",
    "max_scopes": "at most {limit} APIs",
    "key_shortened": (
        "The administrators let a key hold for {days} days at most, so this one does."
    ),
    "one_too_many": "one too many",
    "too_large": "too large",
    "too_deep": "too deep",
    "not_unicode": "not valid Unicode",
    "one_of": "one of {allowed}",
    "max_characters": "at most {limit} characters",
    "max_tags": "at most {limit} tags",
    "max_teams": "at most {limit} teams",
    "team_not_a_line": "a team's name is one line of text",
    "not_an_email": "not an e-mail address",
    "not_a_web_address": "not a web address (https://…)",
    "no_successor": "no other published version of this API",
    "sunset_past": "in the past",
    "sunset_before_deprecation": "before the deprecation",
    "date_out_of_range": "not of the years {first} to {last}",
    "sunset_ahead": "needed before the announced day",
    "deprecation_ahead": "needed before the announced day",
    "reading_description": "Reading the description",
    "checking_description": "Reading and checking the description",
    "storing_description": "Storing the description",
    "building_reference": "Building the reference",
    "finishing": "Finishing",
}


def declare() -> None:
    """Make these known to `portal.messages`, and what the engine finds in descriptions."""
    messages.declare(PROBLEMS, TEXTS)
    messages.declare(settings_messages.PROBLEMS, settings_messages.TEXTS)
    messages.declare(gateway_messages.PROBLEMS, {})
    messages.declare_texts_of(finding_in_words)


def finding_in_words(code: str, params: Params) -> str | None:
    # Imported late: few processes word findings.
    from openapi.messages import MESSAGES, message_of

    return message_of(code, dict(params)) if code in MESSAGES else None
