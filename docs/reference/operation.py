"""One operation as a page shows it."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from docs.reference import curl, samples
from docs.reference.links import External, external_docs
from docs.reference.markdown import markdown, nodes
from docs.reference.parameters import Parameter, call_values
from docs.reference.reader import Index, OperationEntry, Segment
from docs.reference.refs import Refs
from docs.reference.samples import Sample
from docs.reference.security import Access, access, schemes
from docs.reference.servers import Server, base_url, servers
from docs.reference.shapes import line, mapping, text
from docs.reference.slugs import slug
from docs.reference.source import Source, schema_of
from docs.reference.titles import says
from docs.reference.tree import Budget, Row, Tree, find

# Room on a page for what descriptions decide; frame, navigation and samples come on top.
PAGE_NODES = 3_400
PAGE_BYTES = 120_000
SAMPLE_BYTES = 40_000
LONGEST_DESCRIPTION = 20_000
MOST_MEDIA_TYPES = 8
MOST_CALLBACKS = 6
# Of a response's fixed mark-up.
RESPONSE_NODES = 24
RESPONSE_BYTES = 700


@dataclass(slots=True)
class Content:
    media_type: str
    row: Row
    samples: list[Sample] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    description: str
    required: bool
    contents: list[Content]


@dataclass(slots=True)
class Link:
    """What may be called next with values of a response."""

    name: str
    description: str
    slug: str
    title: str
    values: list[tuple[str, str]]


@dataclass(slots=True)
class Response:
    status: str
    title: str
    headers: Row | None
    body: Body
    links: list[Link]

    @property
    def family(self) -> str:
        """ "success", "redirect", "client-error", "server-error" or "other"."""
        families = {"2": "success", "3": "redirect", "4": "client-error", "5": "server-error"}
        return families.get(self.status[:1], "other")

    @property
    def anchor(self) -> str:
        return slug(self.status) or "other"


@dataclass(slots=True)
class Callback:
    name: str
    expression: str
    method: str
    description: str
    body: Body | None
    responses: list[Response]


@dataclass(slots=True)
class Operation:
    """``left_out`` names what did not fit on the page and has none of its own."""

    entry: OperationEntry
    title: str
    description: str
    deprecated: bool
    external: External
    servers: list[Server]
    access: Access
    parameters: list[tuple[str, Row]]
    body: Body | None
    responses: list[Response]
    callbacks: list[Callback]
    call: str
    left_out: list[str]


def operation(index: Index, entry: OperationEntry, segment: Segment) -> Operation:
    """The view of an operation or webhook; bounded whatever the description holds."""
    return _Page(index, segment.refs).operation(entry, segment.value)


def part(index: Index, segment: Segment, place: str, start: int = 0) -> Row | None:
    """One part of an operation with the whole page to itself, or None where there is no such."""
    source = Source(segment.value, segment.refs)
    tree = Tree(segment.refs, Budget(PAGE_NODES, PAGE_BYTES), index.schema_slugs)
    row = _part_row(source, tree, place, start)
    tree.grow()
    return row


def schema(index: Index, segment: Segment, place: str = "", start: int = 0) -> Row | None:
    """A component schema, or the part of it at a place, with the whole page to itself."""
    wanted = find(segment.refs, segment.value, place.removeprefix("/"))
    if wanted is None:
        return None
    tree = Tree(segment.refs, Budget(PAGE_NODES, PAGE_BYTES), index.schema_slugs)
    row = tree.root(wanted, place=place, start=start)
    tree.grow()
    return row


def _part_row(source: Source, tree: Tree, place: str, start: int) -> Row | None:
    for name, given, hides in source.groups():
        if name == place:
            return tree.group(given, place=place, hides=hides, start=start)
    for name, schema, hides in sorted(source.roots(), key=lambda root: -len(root[0])):
        if place == name or place.startswith(f"{name}/"):
            wanted = find(source.refs, schema, place[len(name) + 1 :])
            if wanted is not None:
                return tree.root(wanted, place=place, hides=hides, start=start)
    return None


class _Page:
    def __init__(self, index: Index, refs: Refs) -> None:
        self._index = index
        self._refs = refs
        self._budget = Budget(PAGE_NODES, PAGE_BYTES)
        self._samples = SAMPLE_BYTES
        self._tree = Tree(refs, self._budget, index.schema_slugs)
        self._left_out: list[str] = []

    def operation(self, entry: OperationEntry, value: Any) -> Operation:
        source = Source(value, self._refs)
        raw = source.operation
        own = self._own_servers(source)
        used = access(self._requirements(raw), schemes(self._index.data["schemes"]))
        view = Operation(
            entry=entry,
            title=entry.title,
            description=self._description(raw, source.path, entry),
            deprecated=entry.deprecated,
            external=external_docs(raw.get("externalDocs")),
            servers=own,
            access=used if entry.kind == "operation" else Access("unstated"),
            parameters=[
                (place.partition("/")[2], self._tree.group(given, place=place, hides=hides))
                for place, given, hides in source.groups()
                if place.startswith("parameters/")
            ],
            body=self._request(source, "request"),
            responses=self._responses(source, "response"),
            callbacks=self._callbacks(source),
            call="",
            left_out=self._left_out,
        )
        if entry.kind == "operation":
            view.call = self._call(entry, source, own, used)
        self._tree.grow()
        return view

    def _requirements(self, raw: dict[str, Any]) -> Any:
        return raw["security"] if "security" in raw else self._index.data["security"]

    def _own_servers(self, source: Source) -> list[Server]:
        for holder in (source.operation, source.path):
            if own := servers(holder.get("servers")):
                return own
        return []

    def _description(self, raw: dict[str, Any], path: dict[str, Any], entry: OperationEntry) -> str:
        summary, given = (
            text(raw.get(name) or path.get(name), 1_000_000).strip()
            for name in ("summary", "description")
        )
        # The heading tells one of them often, and many descriptions write the summary twice.
        if says(entry.title, given):
            given = ""
        if not says(entry.title, summary) and not given.startswith(summary):
            given = f"{summary}\n\n{given}"
        if len(given) > LONGEST_DESCRIPTION:
            self._left_out.append("the rest of the description of this operation")
        html = markdown(text(given, LONGEST_DESCRIPTION), below=2, most_nodes=500)
        self._budget.take(2 * nodes(html), len(html))
        return html

    def _request(self, source: Source, place: str) -> Body | None:
        raw = source.body()
        if not raw:
            return None
        about = self._prose(raw)
        self._budget.take(2 * nodes(about), len(about))
        return self._body(raw, about, place, "readOnly", with_samples=place == "request")

    def _prose(self, raw: dict[str, Any]) -> str:
        return markdown(text(raw.get("description"), 4_000), most_nodes=120)

    def _body(
        self, raw: dict[str, Any], about: str, place: str, hides: str, *, with_samples: bool
    ) -> Body:
        found = list(mapping(raw.get("content")).items())
        contents = []
        for media_type, content in found[:MOST_MEDIA_TYPES]:
            below = f"{place}/{media_type}"
            row = self._tree.root(schema_of(content), place=below, hides=hides)
            kept = self._content_samples(media_type, mapping(content), hides, with_samples)
            contents.append(Content(line(media_type, 120), row, kept))
        if left := len(found) - len(contents):
            self._left_out.append(f"{left:,} more media types of {place}")
        return Body(about, raw.get("required") is True, contents)

    def _content_samples(
        self, media_type: str, content: dict[str, Any], hides: str, wanted: bool
    ) -> list[Sample]:
        if not wanted:
            return []
        found = [
            Sample("", example.title, address=example.address)
            if example.address
            else samples.shown(example.value, media_type, example.title)
            for example in samples.given(content, self._refs)
        ]
        if not found and "schema" in content and "json" in media_type:
            made = samples.make(content["schema"], self._refs, hides)
            found = [samples.shown(made, media_type, made=True)]
        return [sample for sample in found if self._room_for(sample)]

    def _room_for(self, sample: Sample) -> bool:
        size = len(sample.text.encode())
        if size > self._samples:
            if "further examples" not in self._left_out:
                self._left_out.append("further examples")
            return False
        self._samples -= size
        return True

    def _responses(self, source: Source, place: str) -> list[Response]:
        given = source.responses()
        groups = {name: children for name, children, _ in source.groups()}
        found: list[Response] = []
        for status, raw in given:
            about = self._prose(raw)
            if not self._budget.take(
                RESPONSE_NODES + 2 * nodes(about), RESPONSE_BYTES + len(about)
            ):
                self._left_out.append(f"{len(given) - len(found):,} more responses")
                break
            headers = groups.get(f"headers/{status}")
            below = place.removesuffix("response") + f"headers/{status}"
            wanted = place == "response"
            found.append(
                Response(
                    status=status,
                    title=_status_title(status),
                    headers=self._tree.group(headers, place=below) if headers else None,
                    body=self._body(
                        raw, about, f"{place}/{status}", "writeOnly", with_samples=wanted
                    ),
                    links=self._links(raw),
                )
            )
        return found

    def _links(self, response: dict[str, Any]) -> list[Link]:
        found: list[Link] = []
        for name, raw in list(mapping(response.get("links")).items())[:12]:
            link = mapping(self._refs.follow(raw).value)
            target = self._index.operation_by_id(line(link.get("operationId"), 400))
            values = [
                (line(key, 80), line(value, 200) or "a fixed value")
                for key, value in list(mapping(link.get("parameters")).items())[:12]
            ]
            title = line(link.get("operationId") or link.get("operationRef"), 200)
            found.append(
                Link(
                    name=line(name, 80),
                    description=line(link.get("description"), 500),
                    slug=target.slug if target else "",
                    title=target.title if target else title,
                    values=values,
                )
            )
        return found

    def _callbacks(self, source: Source) -> list[Callback]:
        found = []
        given = list(source.callbacks())
        for place, name, expression, method, raw in given[:MOST_CALLBACKS]:
            below = Source({"operation": raw}, self._refs)
            about = text(raw.get("description") or raw.get("summary"), 4_000)
            found.append(
                Callback(
                    name=name,
                    expression=expression,
                    method=method,
                    description=markdown(about, below=3, most_nodes=120),
                    body=self._request(below, f"{place}/request"),
                    responses=self._responses(below, f"{place}/response"),
                )
            )
        if len(given) > len(found):
            self._left_out.append(f"{len(given) - len(found):,} more callbacks")
        return found

    def _call(self, entry: OperationEntry, source: Source, own: list[Server], used: Access) -> str:
        call = curl.Call(
            method=entry.method,
            base_url=base_url(own or servers(self._index.data["servers"])),
            path=entry.key,
        )
        call_values(call, [p for p in source.parameters if _is_sent(p)], self._refs)
        media_type, content = _preferred(mapping(source.body().get("content")))
        if media_type:
            call.media_type = line(media_type, 120)
            call.deep = {
                name
                for name, way in mapping(content.get("encoding")).items()
                if mapping(way).get("style") == "deepObject"
            }
            given = samples.first_given(content, self._refs)
            schema = content.get("schema", True)
            call.body = given.value if given else samples.make(schema, self._refs, "readOnly")
        return curl.command(call, used)


def _is_sent(parameter: Parameter) -> bool:
    return parameter.child.required or parameter.where == "path"


def _preferred(contents: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """JSON where it is accepted, else the first media type."""
    for media_type, content in contents.items():
        if "json" in media_type:
            return media_type, mapping(content)
    return next(((name, mapping(content)) for name, content in contents.items()), ("", {}))


def _status_title(status: str) -> str:
    if status.isascii() and status.isdigit():
        try:
            return HTTPStatus(int(status)).phrase
        except ValueError:
            return ""
    return {"default": "Any other status"}.get(status.lower(), "")
