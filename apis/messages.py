"""The problems of API management in words, by their codes."""

from typing import Any

from portal import messages
from portal.errors import Fault
from portal.messages import Message, Params

PROBLEMS = {
    "account_disabled": Message("Not allowed", "The account that asked for this is disabled."),
    "account_gone": Message("Not allowed", "The account that asked for this is gone."),
    "api_changing": Message(
        "Somebody else changed it", "The API keeps changing. Try again in a moment."
    ),
    "api_gone": Message("Somebody else changed it", "The API was deleted meanwhile."),
    "description_refused": Message("The description cannot be used", "{first_fault}"),
    "id_invalid": Message("The content is not valid", "“{id}” cannot be an id."),
    "id_taken": Message("It exists already", "The id “{id}” is taken."),
    "no_team": Message(
        "Not allowed", "You are in no team, so no API could be yours. Ask an administrator."
    ),
    "not_an_editor": Message(
        "Not allowed",
        "Only publishers of the team “{team}” and administrators may change this API.",
    ),
    "not_a_registrar": Message(
        "Not allowed", "Publishers register APIs. Ask an administrator for that role."
    ),
    "not_your_team": Message(
        "Not allowed", "You are not in the team “{team}”; ask it, or an administrator."
    ),
    "registered_already": Message(
        "It exists already", "This very description is registered as “{name}” already."
    ),
    "upload_gone": Message(
        "The request is not understood",
        "There is no such upload of yours: it was used, it expired, or nothing was sent.",
    ),
    "version_taken": Message(
        "It exists already",
        "This API has a version {version} already. A version never changes: give the "
        "description a new `info.version`.",
    ),
}

# What is wrong with one field or place; what is wrong with a description, the engine words.
FAULTS = {
    "id_rule": "up to {limit} lower-case letters, digits and single hyphens between them",
    "id_taken": "this id is taken, or was that of an API another team deleted. Choose another",
    "not_your_team": "not a team of yours",
    "registered_already": "the current description of this API",
    "unknown_upload": "unknown upload",
    "version_taken": "taken",
}


def declare() -> None:
    """Make these known to `portal.messages`."""
    messages.declare(PROBLEMS)
    messages.declare_faults(fault_in_words)


def fault_in_words(code: str, params: Params) -> str | None:
    """Return what is wrong at a place, None for a code of another app."""
    if code in FAULTS:
        try:
            return FAULTS[code].format_map(params)
        except (LookupError, ValueError):
            return None
    # Imported late: few processes word findings.
    from openapi.messages import MESSAGES, message_of

    return message_of(code, dict(params)) if code in MESSAGES else None


def fault(code: str, pointer: str, **params: Any) -> Fault:
    """Return a fault of this app at a place."""
    return Fault(FAULTS[code].format_map(params), pointer, code=code, params=params)
