"""Links of a response: what may be called next, and where its page is."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from openapi.common.pointers import pointer_keys
from openapi.common.untrusted import line, text
from openapi.model import operations as model
from openapi.model.servers import Server
from openapi.pack.reader import Index, OperationEntry
from openapi.schema.phrases import value
from portal.web.markdown import markdown, nodes

MOST_VALUES = 24
LONGEST_VALUE = 400
KINDS = {"paths": "operation", "webhooks": "webhook", "x-webhooks": "webhook"}
LONGEST_DESCRIPTION = 2_000


@dataclass(frozen=True, slots=True)
class Link:
    """What may be called next with values of a response.

    `slug` is the operation's page; without one `title` is what the link refers to. `description`
    is HTML. `about_server` is its server's name and description.
    """

    name: str
    title: str
    description: str = ""
    slug: str = ""
    values: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""
    server: str = ""
    about_server: str = ""

    @property
    def cost(self) -> tuple[int, int]:
        """The nodes and bytes that its HTML takes."""
        texts = [self.title, self.name, self.description, self.slug, self.body, self.server]
        texts.append(self.about_server)
        texts += [f"{name}{value}" for name, value in self.values]
        size = sum(len(each.encode("utf-8", "replace")) + 30 for each in texts)
        return 16 + 3 * len(self.values) + 2 * nodes(self.description), size


class Links:
    """Makes the links of one page."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def link(self, link: model.Link) -> Link:
        by_id = self._index.operation_by_id(link.operation_id)
        target = by_id or self._operation_at(link.operation_ref)
        reference = line(unquote(link.operation_id or link.operation_ref), 400)
        values = list(link.values.items())
        shown = [(line(key, 120), value(each, LONGEST_VALUE)) for key, each in values[:MOST_VALUES]]
        if len(values) > MOST_VALUES:
            shown.append(("and", f"{len(values) - MOST_VALUES:,} more"))
        return Link(
            name=link.name,
            title=target.title if target else reference or link.name,
            description=markdown(text(link.description, LONGEST_DESCRIPTION), most_nodes=60),
            slug=target.slug if target else "",
            values=shown,
            body="" if link.body is None else value(link.body, LONGEST_VALUE),
            server=link.server.url if link.server else "",
            about_server=_about(link.server) if link.server else "",
        )

    def _operation_at(self, ref: str) -> OperationEntry | None:
        """Return the operation that an `operationRef` names, a JSON pointer within the description.

        Its `/` and `~` are escaped (RFC 6901), and other characters may be percent-encoded.
        """
        if not ref.startswith("#/"):
            return None
        # Slashes of a path are written as %2F too, which is not as the specification has it.
        ways = (pointer_keys(unquote(ref[1:])), [unquote(key) for key in pointer_keys(ref[1:])])
        found = (self._entries.get(_place(keys)) for keys in ways)
        return next(filter(None, found), None)

    @cached_property
    def _entries(self) -> dict[tuple[str, str, str], OperationEntry]:
        entries = self._index.operations
        return {(entry.kind, entry.key, entry.method.lower()): entry for entry in entries}


def _about(server: Server) -> str:
    return ": ".join(filter(None, (server.name, line(server.description))))


def _place(keys: list[str]) -> tuple[str, str, str]:
    """Return kind, key and method of the operation that these keys of a document lead to."""
    if len(keys) == 4 and keys[2] == "additionalOperations":
        del keys[2]
    if len(keys) != 3:
        return "", "", ""
    place, key, method = keys
    return KINDS.get(place, ""), key, method.lower()
