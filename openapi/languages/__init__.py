"""A request as code, in the languages that callers use most."""

from collections.abc import Mapping
from typing import Protocol

from openapi.languages import csharp, curl, go, java, javascript, php, powershell, python
from openapi.request.message import Request


class Language(Protocol):
    """A module that writes a request by its ecosystem's usual client.

    Every text of the request is a literal of the language, whatever it holds. `write` raises
    `NoRequest` for what the client cannot send.
    """

    LABEL: str

    def write(self, request: Request) -> str: ...


# In the order in which they are offered.
LANGUAGES: Mapping[str, Language] = {
    "curl": curl,
    "python": python,
    "javascript": javascript,
    "go": go,
    "java": java,
    "csharp": csharp,
    "php": php,
    "powershell": powershell,
}
