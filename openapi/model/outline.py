"""What a description holds, in its own order: operations, tags and their groups, schemas.

Inputs are OpenAPI 3.x documents (https://spec.openapis.org/oas/v3.1.1.html). `x-webhooks`
(in use before 3.1 had `webhooks`) and `x-tagGroups` (groups of tags) are read too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from openapi.common.targets import Missing, Targets
from openapi.common.untrusted import JsonObject, line, mapping, names, sequence, text
from openapi.model.slugs import Slugs
from openapi.model.titles import operation_title

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
PATH_LEVEL = ("summary", "description", "parameters", "servers")
WEBHOOKS = "Webhooks"
UNTAGGED = "Other operations"
LONGEST_CHAIN = 8


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
        if self.kind == "webhook":
            return [WEBHOOKS]
        return [tag for tag in names(self.operation.get("tags")) if tag.strip()] or [UNTAGGED]


@dataclass(slots=True)
class Tag:
    slug: str
    name: str
    description: str = ""
    group: str = ""
    external: JsonObject = field(default_factory=dict)
    operations: list[int] = field(default_factory=list)


def operation_count(document: JsonObject) -> int:
    """Return how many operations there are; webhooks are none."""
    return sum(
        1 for kind, _, item in _path_items(document) if kind == "operation" for _ in methods(item)
    )


def operations(document: JsonObject) -> list[Outlined]:
    """Return every operation and webhook, each with a slug of its own."""
    slugs = Slugs()
    return [
        Outlined(
            slug=slugs.take(line(operation.get("operationId"), 400), f"{method} {key}"),
            kind=kind,
            method=method,
            key=text(key, 2_000),
            operation=operation,
            path_level={name: item[name] for name in PATH_LEVEL if name in item},
        )
        for kind, key, item in _path_items(document)
        for method, operation in methods(item)
    ]


def methods(item: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Yield the operations of a path item, in the item's own order."""
    for method, operation in item.items():
        if method in METHODS and isinstance(operation, dict):
            yield method, operation


def _path_items(document: JsonObject) -> Iterator[tuple[str, str, JsonObject]]:
    targets = Targets(document)
    for field_name, kind in (
        ("paths", "operation"),
        ("webhooks", "webhook"),
        ("x-webhooks", "webhook"),
    ):
        for key, item in mapping(document.get(field_name)).items():
            if not key.startswith("x-"):
                yield kind, key, _resolved(targets, item)


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


def tags(document: JsonObject, found: list[Outlined]) -> list[Tag]:
    """Return the tags that have operations: declared ones in their order, then the others."""
    members: dict[str, list[int]] = {}
    for position, outlined in enumerate(found):
        for name in outlined.tags:
            members.setdefault(name, []).append(position)
    declared: dict[str, JsonObject] = {}
    for entry in map(mapping, sequence(document.get("tags"))):
        if isinstance(entry.get("name"), str):
            declared.setdefault(entry["name"], entry)
    order = [name for name in declared if name in members]
    order += [name for name in members if name not in declared]
    groups = _groups(document)
    slugs = Slugs()
    return [
        Tag(
            slug=slugs.take(name, "tag"),
            name=line(name, 120),
            description=text(declared.get(name, {}).get("description"), 8_000),
            group=groups.get(name, ""),
            external=mapping(declared.get(name, {}).get("externalDocs")),
            operations=members[name],
        )
        for name in order
    ]


def _groups(document: JsonObject) -> dict[str, str]:
    groups: dict[str, str] = {}
    for group in sequence(document.get("x-tagGroups")):
        for name in names(mapping(group).get("tags")):
            groups.setdefault(name, line(mapping(group).get("name"), 120))
    return groups


def schemas(document: JsonObject) -> JsonObject:
    return mapping(mapping(document.get("components")).get("schemas"))
