"""The call of an operation as a page shows it: code, and what a reader may choose about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from docs.reference.choosing import (
    ACCESS,
    EXAMPLE,
    LANGUAGE,
    MEDIA_TYPE,
    NO_ACCESS,
    SERVER,
    VARIABLE_PREFIX,
    Chosen,
    content_of,
    examples_of,
    given_code,
)
from openapi.common.untrusted import line
from openapi.languages import LANGUAGES
from openapi.model.code_samples import CodeSample
from openapi.model.operations import Operation
from openapi.model.security import Use
from openapi.model.servers import Server
from openapi.request.build import NoRequest, build
from openapi.request.choice import NO_CREDENTIALS
from openapi.request.gateway import Gateway

LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class Option:
    """`value` is what an address names it by; that of a language is a whole query."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to choose: among `options`, or a text where there are none."""

    name: str
    label: str
    options: list[Option]
    value: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """`problem` says why there is no `code`. `is_given`: the description itself gives the code."""

    languages: list[Option]
    language: str
    label: str
    code: str
    problem: str
    fields: list[Field]
    is_given: bool
    is_changed: bool


def call(operation: Operation, chosen: Chosen, gateway: Gateway | None = None) -> Call:
    """Return the call of an operation, in the language and with what is chosen.

    `gateway` is the last of the operation's servers, where there is one.
    """
    samples = given_code(operation)
    ours = LANGUAGES.get(chosen.language)
    sample = next((each for each in samples if each.slug == chosen.language), None)
    code = problem = ""
    if ours is None:
        code = sample.code if sample else ""
    else:
        try:
            request = build(operation, chosen.choice)
            if gateway and gateway.is_chosen(operation, chosen.server):
                request = gateway.with_key(request)
            code = ours.write(request)
        except NoRequest as reason:
            problem = reason.message
    return Call(
        languages=list(_languages(chosen, samples)),
        language=chosen.language,
        label=ours.LABEL if ours else sample.label if sample else "",
        code=code,
        problem=problem,
        fields=list(_fields(operation, chosen)) if ours else [],
        is_given=ours is None,
        is_changed=bool(chosen.parameters),
    )


def _languages(chosen: Chosen, samples: list[CodeSample]) -> Iterator[Option]:
    labels = {name: language.LABEL for name, language in LANGUAGES.items()}
    ours = {label.lower() for label in labels.values()}
    for each in samples:
        also_ours = each.label.lower() in ours
        labels[each.slug] = f"{each.label} (from the description)" if also_ours else each.label
    for name, label in labels.items():
        query = urlencode({LANGUAGE: name, **chosen.parameters})
        yield Option(f"?{query}", label, name == chosen.language)


def _fields(operation: Operation, chosen: Chosen) -> Iterator[Field]:
    servers = operation.servers
    if len(servers) > 1:
        options = [
            Option(str(at), _server_label(server), at == chosen.server)
            for at, server in enumerate(servers)
        ]
        yield Field(SERVER, "Server", options)
    if servers:
        yield from _variables(servers[chosen.server], dict(chosen.variables))
    yield from _access(operation, chosen)
    yield from _body(operation, chosen)


def _server_label(server: Server) -> str:
    about = f" ({server.description})" if server.description else ""
    return line(f"{server.template}{about}", LONGEST_LABEL)


def _variables(server: Server, chosen: dict[str, str]) -> Iterator[Field]:
    for variable in server.variables:
        value = chosen.get(variable.name, variable.default or "")
        options = [Option(each, each, each == value) for each in variable.values]
        if len(options) != 1:
            name = f"{VARIABLE_PREFIX}{variable.name}"
            yield Field(name, variable.name, options, value, variable.description)


def _access(operation: Operation, chosen: Chosen) -> Iterator[Field]:
    access = operation.access
    options = [
        Option(str(at), _access_label(uses), at == chosen.access)
        for at, uses in enumerate(access.alternatives)
    ]
    if access.need == "optional":
        options.append(Option(NO_ACCESS, "None", chosen.access == NO_CREDENTIALS))
    if len(options) > 1:
        yield Field(ACCESS, "Credentials", options)


def _access_label(uses: list[Use]) -> str:
    named = [f"{use.scheme.title} ({use.scheme.name})" for use in uses]
    return line(" and ".join(named), LONGEST_LABEL)


def _body(operation: Operation, chosen: Chosen) -> Iterator[Field]:
    content = content_of(operation, chosen.media_type)
    if operation.body and content:
        options = [
            Option(each.name, line(each.name, LONGEST_LABEL), each.name == content.name)
            for each in operation.body.contents
        ]
        if len(options) > 1:
            yield Field(MEDIA_TYPE, "Body", options)
    examples = examples_of(operation, content)
    if len(examples) > 1:
        shown = chosen.example or examples[0].name
        options = [
            Option(one.name, line(one.title or one.name, LONGEST_LABEL), one.name == shown)
            for one in examples
        ]
        yield Field(EXAMPLE, "Example", options)
