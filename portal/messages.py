"""Messages as codes with parameters, worded when they are shown.

What is stored (why a job failed) is a code and small parameters, never a sentence: so it can be
reworded, translated, tested and muted by its code, also after it was stored.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Params = Mapping[str, Any]


class Message(NamedTuple):
    """A problem in words; `detail` is a template for `str.format`.

    It may name the problem's parameters, and `first_fault`, what is wrong at the first place.
    """

    title: str
    detail: str


_problems: dict[str, Message] = {}
_faults: list[Callable[[str, Params], str | None]] = []


def declare(messages: Mapping[str, Message]) -> None:
    """Make the problems of an app known, by their codes."""
    _problems.update(messages)


def declare_faults(word: Callable[[str, Params], str | None]) -> None:
    """Let a function word what is wrong at a place; it returns None for a code it does not know."""
    if word not in _faults:
        _faults.append(word)


def problem_in_words(code: str, params: Params) -> Message | None:
    """Return a problem's title and detail, None where no app knows the code, or not with these
    parameters: another version of the portal may have stored it."""
    message = _problems.get(code)
    if message is None:
        return None
    try:
        return message._replace(detail=message.detail.format_map(params))
    except (LookupError, ValueError, TypeError):
        return None


def fault_in_words(code: str, params: Params) -> str | None:
    """Return what is wrong at a place, None where nobody knows the code."""
    return next((text for word in _faults if (text := word(code, params)) is not None), None)


def known_codes() -> list[str]:
    """Return the codes of all problems that have words of their own."""
    return sorted(_problems)
