"""What a description holds, in its own order: operations, webhooks, schemas.

Inputs are OpenAPI 3.x documents (https://spec.openapis.org/oas/v3.2.0.html). `x-webhooks`, in use
before 3.1 had `webhooks`, is read too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from openapi.common.targets import Missing, Targets
from openapi.common.untrusted import JsonObject, line, mapping, names, text
from openapi.model.slugs import Slugs
from openapi.model.titles import operation_title

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
PATH_LEVEL = ("summary", "description", "parameters", "servers")
LONGEST_CHAIN = 8
LONGEST_METHOD = 40
# An operation is listed under this many of its tags. The most seen is 3.
MOST_TAGS = 20


@dataclass(slots=True)
class Outlined:
    """One operation or webhook; `key` is its path or the webhook's name."""

    slug: str
    kind: str
    method: str
    key: str
    operation: JsonObject
    path_level: JsonObject

    @property
    def summary(self) -> str:
        own, shared = self.operation, self.path_level
        return operation_title(
            own.get("summary") or shared.get("summary"),
            own.get("description") or shared.get("description"),
        )

    @property
    def deprecated(self) -> bool:
        return self.operation.get("deprecated") is True

    @property
    def tags(self) -> list[str]:
        """The tags it is given, at most 20."""
        return [tag for tag in names(self.operation.get("tags")) if tag.strip()][:MOST_TAGS]


def operation_count(document: JsonObject) -> int:
    """Return how many operations there are; webhooks are none."""
    return sum(
        1 for kind, _, item in _path_items(document) if kind == "operation" for _ in methods(item)
    )


def count(document: JsonObject) -> int:
    """Return how many operations and webhooks there are."""
    return sum(1 for _, _, item in _path_items(document) for _ in methods(item))


def operations(document: JsonObject) -> Iterator[Outlined]:
    """Yield every operation and webhook, each with a slug of its own."""
    slugs = Slugs()
    for kind, key, item in _path_items(document):
        shared = path_level(item)
        for method, operation in methods(item):
            slug = slugs.take(line(operation.get("operationId"), 400), f"{method} {key}")
            yield Outlined(slug, kind, method, text(key, 2_000), operation, shared)


def path_level(item: JsonObject) -> JsonObject:
    """Return what a path item says for all its operations."""
    return {name: item[name] for name in PATH_LEVEL if name in item}


def methods(item: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Yield the operations of a path item, in the item's own order.

    Methods of fixed fields are in lower case; those of `additionalOperations` (3.2) are written as
    they are sent.
    """
    for field_name, value in item.items():
        if field_name in METHODS and isinstance(value, dict):
            yield field_name, value
        elif field_name == "additionalOperations":
            for method, operation in mapping(value).items():
                if line(method) and isinstance(operation, dict):
                    yield line(method, LONGEST_METHOD), operation


def as_sent(method: str) -> str:
    """Return a method of `methods` as it stands in a request: "GET", "COPY"."""
    return method.upper() if method in METHODS else method


def _path_items(document: JsonObject) -> Iterator[tuple[str, str, JsonObject]]:
    targets = Targets(document)
    for key, item in mapping(document.get("paths")).items():
        if not key.startswith("x-"):
            yield "operation", key, _resolved(targets, item)
    # Of these, unlike `paths`, every member is one, whatever its name begins with.
    for field_name in ("webhooks", "x-webhooks"):
        for key, item in mapping(document.get(field_name)).items():
            yield "webhook", key, _resolved(targets, item)


def _resolved(targets: Targets, item: object) -> JsonObject:
    """Return a path item with its reference followed; its own fields win."""
    merged: JsonObject = {}
    for _ in range(LONGEST_CHAIN):
        merged = mapping(item) | merged
        ref = mapping(item).get("$ref")
        if not isinstance(ref, str):
            break
        try:
            item = targets.find(ref)
        except Missing:
            break
    return merged


def schemas(document: JsonObject) -> JsonObject:
    return mapping(mapping(document.get("components")).get("schemas"))
