"""Messages as codes with parameters, worded when they are shown.

What is stored (why a job failed, how far it is) is a code and small parameters, never a sentence:
so it can be reworded, translated, tested and muted by its code, also after it was stored. Each app
declares its own messages in its `messages.py`; those of the portal's own packages stand here.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Params = Mapping[str, Any]


class Message(NamedTuple):
    """A problem in words; `detail` is a template for `str.format`.

    It may name the problem's parameters, and `first_fault`, what is wrong at the first place.
    """

    title: str
    detail: str


def titled(title: str, **details: str) -> dict[str, Message]:
    """Return problems that have one title, by their codes."""
    return {code: Message(title, detail) for code, detail in details.items()}


_problems: dict[str, Message] = {
    # Neither promises that nothing was done: it may have failed after a write, or while one was
    # under way.
    "internal_error": Message(
        "Something went wrong on our side",
        "The fault is logged. If you sent something, look whether it was saved before you send it "
        "again, or tell the portal's team.",
    ),
    "unavailable": Message(
        "The portal cannot reach its data",
        "A service behind the portal does not answer right now. Try again shortly; if you sent "
        "something, look first whether it was saved.",
    ),
    "job_lost": Message(
        "The work was broken off",
        "It did not come to an end in time. Look whether what you asked for is there; if not, "
        "start again.",
    ),
    "stale_form": Message(
        "The form is too old",
        "It was open too long to be trusted, or came from another site. Reload it, then send it "
        "again.",
    ),
    "method_not_allowed": Message(
        "This address is not opened like this",
        "It takes something else than what was sent: a form's answer, or nothing but a look at it.",
    ),
    "unsupported_charset": Message(
        "This character encoding is not read here", "Send the request in UTF-8, and say so."
    ),
    "unknown_cursor": Message("Unknown cursor", "Begin the list again without `cursor`."),
    **titled(
        "The request is not understood",
        bad_request="The request is malformed.",
        body_missing="The request has no body: say in one what is to be done.",
        body_not_utf8="The body is not JSON in UTF-8.",
        body_not_base64="The body is not base64, although it came as such.",
        body_not_json="The body is not JSON.",
        body_too_deep="The body is nested too deeply.",
        number_too_large="A number in the body is larger than a 64-bit float can hold.",
        number_not_json=(
            "The body is not JSON: it has NaN or Infinity, or a number of thousands of digits."
        ),
    ),
    **titled(
        "Not allowed",
        not_allowed="Your role does not allow this.",
        service_worker_refused="What others wrote cannot be a service worker of this portal.",
    ),
    **titled(
        "Not found",
        not_found="There is nothing here, or you may not see it.",
        job_not_found="There is no such job of yours; jobs are kept for three weeks.",
    ),
    **titled("It exists already", already_exists="Something with this name exists already."),
    **titled(
        "Somebody else changed it",
        conflict="Load it again, then repeat your change.",
        changed_meanwhile=(
            "Somebody else changed this meanwhile. Load it again, then repeat your change."
        ),
    ),
    **titled(
        "Too large",
        body_too_large="This address takes up to {limit}.",
        too_many_values="The body has more than {limit:,} values. Send a file instead.",
        field_too_long="A field of a form takes at most {limit:,} characters.",
        answer_too_large="The answer is larger than {limit}.",
    ),
    **titled(
        "The content is not valid",
        invalid="Some fields are not valid.",
        url_malformed="This is not a URL.",
        url_scheme="Give an address that begins with https:// or http://.",
        url_with_credentials="Give the address without a user name or password in it.",
        url_with_query="Give the address without “?” or “#” and what follows them.",
        url_with_dots="Give the address without “..” in its path.",
        url_redirects="This address redirects. Give the address it leads to.",
        url_not_public=(
            "This address is not on the public internet, so the portal does not read from it."
        ),
    ),
    **titled(
        "The other server did not answer as it should",
        upstream_status="The server answered {status} instead of 200.",
        upstream_unreachable="No answer from {host}.",
        upstream_slow="The answer took longer than {limit} seconds.",
    ),
}
_texts: dict[str, str] = {
    "not_utf8": "not UTF-8",
    "json_syntax": "{reason}",
    "job_waiting": "Waiting for a worker",
    "job_done": "Done",
    "job_cancelled": "Cancelled",
}
_word_texts: list[Callable[[str, Params], str | None]] = []


def declare(problems: Mapping[str, Message], texts: Mapping[str, str]) -> None:
    """Make the messages of an app known, by their codes: problems, and short texts, which say what
    is wrong at one place or what a job is doing.

    Raises `ValueError` where another app worded a code differently.
    """
    _add(_problems, problems)
    _add(_texts, texts)


def _add(known: dict[str, T], added: Mapping[str, T]) -> None:
    twice = [code for code in added if known.get(code, added[code]) != added[code]]
    if twice:
        raise ValueError(f"These codes have words already: {', '.join(twice)}")
    known.update(added)


def declare_texts_of(word: Callable[[str, Params], str | None]) -> None:
    """Let a function word further texts; it returns None for a code it does not know."""
    if word not in _word_texts:
        _word_texts.append(word)


def problem_in_words(code: str, params: Params) -> Message | None:
    """Return a problem's title and detail, None where no app knows the code, or not with these
    parameters: another version of the portal may have stored it."""
    message = _problems.get(code)
    detail = _formatted(message.detail, params) if message else None
    return message._replace(detail=detail) if message and detail is not None else None


def text_in_words(code: str, params: Params) -> str | None:
    """Return a short text, None as above. A problem's detail serves where it stands at a place."""
    if code in _texts:
        return _formatted(_texts[code], params)
    for word in _word_texts:
        if (text := word(code, params)) is not None:
            return text
    message = problem_in_words(code, params)
    return message.detail.removesuffix(".") if message else None


def _formatted(template: str, params: Params) -> str | None:
    try:
        return template.format_map(params)
    except (LookupError, ValueError, TypeError):
        return None
