"""What a description has and a page cannot show, by name."""

from collections.abc import Iterator

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping, sequence
from openapi.model import operations as model
from openapi.schema.facts import bounded, unknown

MOST = 24
OPERATION_FIELDS = frozenset(
    (
        *("tags", "summary", "description", "externalDocs", "operationId", "parameters"),
        *("requestBody", "responses", "callbacks", "deprecated", "security", "servers"),
    )
)
BODY_FIELDS = frozenset(("description", "summary", "content", "required", "$ref"))
RESPONSE_FIELDS = BODY_FIELDS | {"headers", "links"}
SERVER_FIELDS = frozenset(("url", "name", "description", "variables"))
SCHEME_FIELDS = frozenset(
    (
        *("type", "description", "name", "in", "scheme", "bearerFormat", "flows", "deprecated"),
        *("openIdConnectUrl", "oauth2MetadataUrl"),
    )
)
# Shown by the samples beside the operation.
SAMPLES = frozenset(("x-codeSamples", "x-code-samples", "x-readme"))


def extensions(raw: JsonObject) -> list[str]:
    """Return the extensions and unknown fields of an operation, with values that are short."""
    known = OPERATION_FIELDS | SAMPLES
    return unknown({key: value for key, value in raw.items() if key not in known})


def of_server(raw: JsonObject) -> list[str]:
    """Return the extensions and unknown fields of a server, with values that are short."""
    return unknown({key: value for key, value in raw.items() if key not in SERVER_FIELDS})


def of_scheme(raw: JsonObject) -> list[str]:
    """Return the extensions and unknown fields of a security scheme and of its map of flows."""
    flows = mapping(raw.get("flows"))
    found = {key: value for key, value in flows.items() if key.startswith("x-")}
    found |= {key: value for key, value in raw.items() if key not in SCHEME_FIELDS}
    return unknown(found)


def names(operation: model.Operation) -> list[str]:
    """Return what the page of an operation does not show, apart from what has no room there."""
    return bounded(list(_names(operation)))


def _names(operation: model.Operation) -> Iterator[str]:
    yield from _unresolved(operation)
    if operation.body:
        yield from _fields(operation.body.raw, BODY_FIELDS, "the request body")
    for response in operation.responses:
        yield from _fields(response.body.raw, RESPONSE_FIELDS, f"response {response.status}")
    for callback in operation.callbacks:
        if callback.nested:
            yield f"callbacks of {line(callback.name, 80)}: {', '.join(callback.nested[:MOST])}"


def _fields(raw: JsonObject, known: frozenset[str], where: str) -> Iterator[str]:
    others = [line(key, 80) for key in raw if key not in known][:MOST]
    if others:
        yield f"{', '.join(others)} of {where}"


def _unresolved(operation: model.Operation) -> Iterator[str]:
    """Yield the references to nothing that stand where a parameter or a part should."""
    raw, references = operation.raw, operation.references
    given = [*sequence(operation.path_item.get("parameters")), *sequence(raw.get("parameters"))]
    given += [raw.get("requestBody"), *mapping(raw.get("callbacks")).values()]
    for response in mapping(raw.get("responses")).values():
        given.append(response)
        found = references.described(response)
        given += [*mapping(found.get("headers")).values(), *mapping(found.get("links")).values()]
    yield from dict.fromkeys(filter(None, (_lost(each, references) for each in given)))


def _lost(value: object, references: References) -> str:
    target = references.follow(value)
    if target.state == "found":
        return ""
    where = "is not in this description" if target.state == "missing" else "has no room here"
    return f"{line(target.ref, 200)}, which {where}"
