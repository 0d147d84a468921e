"""Strict readers of environment variables: a wrong value stops the start and names the variable."""

import os

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """Return the variable's value; without a default, a missing or empty one is an error."""
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def integer(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}: use a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without blanks."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def choice(name: str, options: tuple[str, ...]) -> str:
    """Return a variable that is one of `options`; the first is the default."""
    value = os.environ.get(name, options[0])
    if value not in options:
        raise ImproperlyConfigured(f"{name} is {value!r}: use one of {', '.join(options)}.")
    return value
