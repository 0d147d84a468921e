"""Strict readers of environment variables: a wrong value stops the start and names the variable."""

import json
import os
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


def text(name: str, default: str | None = None) -> str:
    """Return the variable's value; without a default, a missing or empty one is an error."""
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def integer(name: str, default: int) -> int:
    """Return a number from 0 up."""
    value = os.environ.get(name, str(default))
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name} is {value!r}: use a whole number, 0 or more.")
    return int(value)


def address(name: str, default: str | None = None) -> str:
    """Return an http(s) address; like `text` it may be left out where there is a default."""
    value = text(name, default)
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ImproperlyConfigured(f"{name} is {value!r}: begin it with https:// and a host.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def choices(name: str, options: tuple[str, ...]) -> list[str]:
    """Return a comma-separated variable whose words are of `options`; the first is the default."""
    found = words(name, options[0])
    if not found or set(found) - set(options):
        given = os.environ.get(name)
        raise ImproperlyConfigured(f"{name} is {given!r}: use some of {', '.join(options)}.")
    return found


def choice(name: str, options: tuple[str, ...]) -> str:
    """Return a variable that is one of `options`; the first is the default."""
    value = os.environ.get(name, options[0])
    if value not in options:
        raise ImproperlyConfigured(f"{name} is {value!r}: use one of {', '.join(options)}.")
    return value


def mapping(name: str, read: Callable[[list[str]], T]) -> dict[str, T]:
    """Return a variable that is a JSON object of texts and lists of texts; {} where it is unset.

    `read` makes of each list (one of a single text, too) what the name stands for, or raises
    `ValueError` saying what is wrong with it.
    """
    try:
        given = json.loads(os.environ.get(name) or "{}")
    except (ValueError, RecursionError) as error:
        raise ImproperlyConfigured(f"{name} is not JSON: {error}.") from None
    if not isinstance(given, dict):
        raise ImproperlyConfigured(f"{name} is no JSON object: begin it with {{.")
    found = {}
    for key, value in given.items():
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise ImproperlyConfigured(f"{name}: give {key!r} a text or a list of texts.")
        try:
            found[key] = read(listed)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: at {key!r}, {error}.") from None
    return found
