"""Strict readers of environment variables: a wrong value stops the start and names the variable."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


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
