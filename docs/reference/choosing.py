"""What a reader chooses about the sample of an operation, settled to what the operation has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openapi.languages import LANGUAGES
from openapi.model.code_samples import CodeSample, code_samples
from openapi.model.operations import MediaType, Operation
from openapi.model.servers import Server
from openapi.request.choice import NO_CREDENTIALS, Choice
from openapi.values import Given, given

DEFAULT_LANGUAGE = next(iter(LANGUAGES))
# Names in an address. That of a server's variable follows a prefix.
SERVER, ACCESS, MEDIA_TYPE, EXAMPLE, LANGUAGE = (
    "server",
    "access",
    "media_type",
    "example",
    "language",
)
VARIABLE_PREFIX = "variable."
NO_ACCESS = "none"
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """A language (a name of `LANGUAGES`, or the slug of a sample that the description gives) and
    the choice about the request. Equal ones give equal samples.

    `is_listed`: every value is one of those that the description lists.
    """

    language: str = DEFAULT_LANGUAGE
    server: int = 0
    variables: tuple[tuple[str, str], ...] = ()
    access: int = 0
    media_type: str = ""
    example: str = ""
    is_listed: bool = field(default=True, compare=False)

    @property
    def choice(self) -> Choice:
        return Choice(self.server, dict(self.variables), self.access, self.media_type, self.example)

    @property
    def parameters(self) -> dict[str, str]:
        """What leads to it in an address, apart from the language."""
        found = {f"{VARIABLE_PREFIX}{name}": value for name, value in self.variables}
        if self.server:
            found[SERVER] = str(self.server)
        if self.access:
            found[ACCESS] = NO_ACCESS if self.access == NO_CREDENTIALS else str(self.access)
        named = {MEDIA_TYPE: self.media_type, EXAMPLE: self.example}
        return found | {name: value for name, value in named.items() if value}


def settle(operation: Operation, language: str, asked: Mapping[str, str]) -> Chosen:
    """Return the choice that an address names; what the operation does not have is not chosen."""
    server = _position(asked.get(SERVER, ""), len(operation.servers))
    variables: tuple[tuple[str, str], ...] = ()
    is_listed = True
    if operation.servers:
        at = operation.servers[server]
        variables = tuple(_variables(at, asked))
        free = {variable.name for variable in at.variables if not variable.values}
        is_listed = not any(name in free for name, _ in variables)
    content = content_of(operation, asked.get(MEDIA_TYPE, ""))
    preferred = operation.body.preferred if operation.body else None
    names = [one.name for one in examples_of(operation, content)]
    example = asked.get(EXAMPLE, "")
    return Chosen(
        language=language if is_language(operation, language) else DEFAULT_LANGUAGE,
        server=server,
        variables=variables,
        access=_access(operation, asked.get(ACCESS, "")),
        media_type=content.name if content and preferred != content else "",
        example=example if example in names[1:] else "",
        is_listed=is_listed,
    )


def is_language(operation: Operation, language: str) -> bool:
    return language in LANGUAGES or any(each.slug == language for each in given_code(operation))


def given_code(operation: Operation) -> list[CodeSample]:
    """Return the code that the description gives; ours keep their names beside it."""
    return code_samples(operation, taken=LANGUAGES)


def content_of(operation: Operation, media_type: str) -> MediaType | None:
    """Return the form of the body that is sent: the one of this name, else the preferred one."""
    body = operation.body
    if body is None:
        return None
    return next((each for each in body.contents if each.name == media_type), body.preferred)


def examples_of(operation: Operation, content: MediaType | None) -> list[Given]:
    """Return the examples of a body that can be sent: not those kept at an address."""
    found = given(content.raw, operation.references) if content else []
    return [one for one in found if not one.address]


def _variables(server: Server, asked: Mapping[str, str]) -> list[tuple[str, str]]:
    usual = server.filled({})
    found = []
    for variable in server.variables:
        value = asked.get(f"{VARIABLE_PREFIX}{variable.name}", "")[:LONGEST_VALUE]
        if server.filled({variable.name: value}) != usual:
            found.append((variable.name, value))
    return found


def _access(operation: Operation, asked: str) -> int:
    access = operation.access
    if asked == NO_ACCESS and access.need == "optional":
        return NO_CREDENTIALS
    return _position(asked, len(access.alternatives))


def _position(asked: str, count: int) -> int:
    """Return a position below `count`; anything else reads as 0."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    return number if number < count else 0
