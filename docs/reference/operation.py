"""One operation as a page shows it."""

from dataclasses import dataclass, field, replace
from http import HTTPStatus

from docs.reference import left_out, places
from docs.reference.links import Link, Links
from docs.reference.media import content_child
from docs.reference.row import BY_ITSELF, Row
from docs.reference.samples import Sample, made, shown
from docs.reference.tree import Budget, Tree
from openapi.common.prose import plain
from openapi.common.untrusted import line, names, text
from openapi.model import operations as model
from openapi.model.addresses import External, external_docs
from openapi.model.operations import MediaType
from openapi.model.security import Access
from openapi.model.servers import Server
from openapi.model.slugs import slug
from openapi.model.titles import repeats
from openapi.pack.reader import Index, OperationEntry, Segment
from openapi.schema.children import Child, find
from openapi.schema.facts import bounded, listed
from openapi.values import Work, given
from portal.web.markdown import markdown, nodes

# Room on a page for what descriptions decide; frame, navigation and samples come on top.
PAGE_NODES = 3_400
PAGE_BYTES = 120_000
# Members of schemas that are read for it. The most seen is 12,000.
PAGE_READS = 60_000
SAMPLE_BYTES = 40_000
# Of `openapi.values.Work`, for all values made for a page.
MADE_STEPS = 25_000
LONGEST_DESCRIPTION = 20_000
MOST_MEDIA_TYPES = 8
MOST_CALLBACKS = 6
MOST_LINKS = 12
MOST_SERVERS = 12
MOST_TAGS = 24
LONGEST_ABOUT_SAMPLE = 1_000
LONGEST_LEFT_OUT = 500
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
class Response:
    """`title` is its summary, or what the status means."""

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
    """`access` is what the API sends to be let in, "unstated" where nothing says so."""

    name: str
    expression: str
    method: str
    title: str
    description: str
    external: External
    servers: list[Server]
    access: Access
    parameters: list[tuple[str, Row]]
    body: Body | None
    responses: list[Response]
    deprecated: bool = False


@dataclass(slots=True)
class Operation:
    """`about_path` is what its path says beside it. `also_under` are its further tags, with the
    address of each. `left_out` names what did not fit on the page and has none of its own.
    """

    description: str
    about_path: str
    operation_id: str
    also_under: list[tuple[str, str]]
    further: list[str]
    external: External
    servers: list[Server]
    access: Access
    parameters: list[tuple[str, Row]]
    body: Body | None
    responses: list[Response]
    callbacks: list[Callback]
    left_out: list[str]


def operation(index: Index, entry: OperationEntry, segment: Segment) -> Operation:
    """Return the view of an operation or webhook; bounded whatever the description holds."""
    return _Page(index, index.open_operation(entry, _metered(segment))).operation(entry)


def part(
    index: Index, entry: OperationEntry, segment: Segment, place: str, start: int = 0
) -> Row | None:
    """Return one part of an operation with the whole page to itself; None where there is none."""
    segment = _metered(segment)
    tree = Tree(segment.references, Budget(PAGE_NODES, PAGE_BYTES), index.schema_slugs)
    row = _part_row(index.open_operation(entry, segment), tree, place, start)
    tree.grow()
    return row


def schema(index: Index, segment: Segment, place: str = "", start: int = 0) -> Row | None:
    """Return a component schema, or the part of it at a place, with the whole page to itself."""
    segment = _metered(segment)
    wanted = find(segment.references, segment.schema, place.removeprefix("/"))
    if wanted is None:
        return None
    tree = Tree(segment.references, Budget(PAGE_NODES, PAGE_BYTES), index.schema_slugs)
    row = tree.root(Child("", wanted), place=place, start=start, limits=BY_ITSELF)
    tree.grow()
    return row


def _metered(segment: Segment) -> Segment:
    return replace(segment, references=segment.references.metered(PAGE_READS))


def _part_row(source: model.Operation, tree: Tree, place: str, start: int) -> Row | None:
    if (members := places.group_at(source, place)) is not None:
        return tree.group(members, place=place, start=start)
    # A name may hold a slash: the longest place that fits is the one meant.
    for name, child, hides in sorted(places.roots(source, place), key=lambda root: -len(root[0])):
        wanted = find(source.references, child.schema, place[len(name) + 1 :])
        if wanted is not None:
            found = child if place == name else Child("", wanted)
            return tree.root(found, place=place, hides=hides, start=start, limits=BY_ITSELF)
    return None


class _Page:
    def __init__(self, index: Index, source: model.Operation) -> None:
        self._index = index
        self._source = source
        self._budget = Budget(PAGE_NODES, PAGE_BYTES)
        self._samples = SAMPLE_BYTES
        self._work = Work(MADE_STEPS)
        self._tree = Tree(source.references, self._budget, index.schema_slugs)
        self._left_out: list[str] = []
        self._next = Links(index)

    def operation(self, entry: OperationEntry) -> Operation:
        source = self._source
        is_called = entry.kind == "operation"
        says_access = is_called or "security" in source.raw
        view = Operation(
            description=self._description(entry),
            about_path=self._about_path(),
            operation_id=line(source.raw.get("operationId"), 400),
            also_under=self._also_under(entry),
            further=left_out.extensions(source.raw),
            external=external_docs(source.raw.get("externalDocs")),
            servers=self._servers(source),
            access=source.access if says_access else Access("unstated"),
            parameters=self._parameters(source, ""),
            body=self._request(source, "request"),
            responses=self._responses(source, "response"),
            callbacks=self._callbacks(),
            left_out=[],
        )
        self._tree.grow()
        absent = [*self._left_out, *left_out.names(source)]
        view.left_out = [line(each, LONGEST_LEFT_OUT) for each in bounded(absent)]
        return view

    def _parameters(self, source: model.Operation, place: str) -> list[tuple[str, Row]]:
        return [
            (where, self._tree.group(children, place=f"{place}parameters/{where}"))
            for where, children in places.parameter_groups(source)
        ]

    def _also_under(self, entry: OperationEntry) -> list[tuple[str, str]]:
        """Return the operation's further tags: their names, and slugs where they have a page."""
        first = self._index.tag_of(entry).name
        given = [line(tag, 120) for tag in names(self._source.raw.get("tags"))[:MOST_TAGS]]
        found = [(name, self._index.tag_by_name(name)) for name in given if name and name != first]
        return [(tag.title if tag else name, tag.slug if tag else "") for name, tag in found]

    def _about_path(self) -> str:
        """Return what the path says where the operation has a description of its own."""
        raw, item = self._source.raw, self._source.path_item
        own = [text(item.get(key), 4_000) for key in ("summary", "description") if raw.get(key)]
        said = {self._source.summary, self._source.description}
        paragraphs = [each for each in dict.fromkeys(own) if each.strip() not in said]
        html = markdown("\n\n".join(paragraphs), most_nodes=120)
        self._budget.take(2 * nodes(html), len(html))
        return html

    def _description(self, entry: OperationEntry) -> str:
        summary, prose = self._source.summary, self._source.description
        # The heading often is one of them, and many descriptions write the summary twice.
        if repeats(entry.title, prose):
            prose = ""
        if not repeats(entry.title, summary) and not prose.startswith(summary):
            prose = f"{summary}\n\n{prose}"
        if len(prose) > LONGEST_DESCRIPTION:
            self._left_out.append("the rest of the description of this operation")
        html = markdown(text(prose, LONGEST_DESCRIPTION), below=2, most_nodes=500)
        self._budget.take(2 * nodes(html), len(html))
        return html

    def _request(self, source: model.Operation, place: str) -> Body | None:
        if source.body is None:
            return None
        about = self._prose(source.body)
        self._budget.take(2 * nodes(about), len(about))
        return self._body(
            source.body,
            about,
            place,
            source.hidden_in_request,
            with_samples=place == "request",
        )

    def _prose(self, body: model.Body) -> str:
        return markdown(text(body.description, 4_000), most_nodes=120)

    def _body(
        self, body: model.Body, about: str, place: str, hides: str, *, with_samples: bool
    ) -> Body:
        if len(body.description) > 4_000:
            self._left_out.append(f"the rest of what is said of {place}")
        found = body.contents
        contents = []
        for content in found[:MOST_MEDIA_TYPES]:
            child = content_child(content, body.references, with_examples=not with_samples)
            row = self._tree.root(child, place=f"{place}/{content.name}", hides=hides)
            kept = self._content_samples(content, hides) if with_samples else []
            contents.append(Content(line(content.name, 120), row, kept))
        if left := len(found) - len(contents):
            others = listed([content.name for content in found[MOST_MEDIA_TYPES:]])
            self._left_out.append(f"{left:,} more media types of {place} ({others})")
        return Body(about, body.required, contents)

    def _content_samples(self, content: MediaType, hides: str) -> list[Sample]:
        references = self._source.references
        found = [
            replace(
                Sample("", each.title, address=each.address)
                if each.address
                else shown(each.value, content.name, each.title),
                about=line(plain(each.description), LONGEST_ABOUT_SAMPLE),
            )
            for each in given(content.raw, references)
        ]
        if not found and "schema" in content.raw and "json" in content.name:
            found = [made(content.raw["schema"], references, content.name, hides, self._work)]
        return [sample for sample in found if self._room_for(sample)]

    def _room_for(self, sample: Sample) -> bool:
        size = len(sample.text.encode()) + len(sample.about.encode())
        if size > self._samples:
            if "further examples" not in self._left_out:
                self._left_out.append("further examples")
            return False
        self._samples -= size
        return True

    def _responses(self, source: model.Operation, place: str) -> list[Response]:
        headers_of = dict(places.header_groups(source))
        found: list[Response] = []
        for each in source.responses:
            about = self._prose(each.body)
            if not self._budget.take(
                RESPONSE_NODES + 2 * nodes(about), RESPONSE_BYTES + len(about)
            ):
                left = [response.status for response in source.responses[len(found) :]]
                self._left_out.append(f"{len(left):,} more responses ({listed(left)})")
                break
            headers = headers_of.get(each.status)
            below = place.removesuffix("response") + f"headers/{each.status}"
            found.append(
                Response(
                    status=each.status,
                    title=each.summary or _status_title(each.status),
                    headers=self._tree.group(headers, place=below) if headers else None,
                    body=self._body(
                        each.body,
                        about,
                        f"{place}/{each.status}",
                        source.hidden_in_response,
                        with_samples=place == "response",
                    ),
                    links=self._links(each),
                )
            )
        return found

    def _links(self, response: model.Response) -> list[Link]:
        found: list[Link] = []
        for each in response.links[:MOST_LINKS]:
            link = self._next.link(each)
            if not self._budget.take(*link.cost):
                break
            found.append(link)
        if left := response.links[len(found) :]:
            others = listed([link.name for link in left])
            self._left_out.append(f"{len(left):,} more links of {response.status} ({others})")
        return found

    def _servers(self, source: model.Operation) -> list[Server]:
        """Return the operation's own base URLs, with all said of them while there is room."""
        found = source.own_servers
        if len(found) > MOST_SERVERS:
            self._left_out.append(f"{len(found) - MOST_SERVERS:,} more base URLs")
        return [
            server
            if self._budget.take(
                12 * len(server.variables) + 4,
                len(str(server.variables)) + sum(map(len, left_out.of_server(server.raw))),
            )
            else replace(server, variables=[], raw={})
            for server in found[:MOST_SERVERS]
        ]

    def _callbacks(self) -> list[Callback]:
        given = self._source.callbacks
        found = [self._callback(callback) for callback in given[:MOST_CALLBACKS]]
        if left := given[MOST_CALLBACKS:]:
            others = listed(list(dict.fromkeys(callback.name for callback in left)))
            self._left_out.append(f"{len(left):,} more callbacks ({others})")
        return found

    def _callback(self, callback: model.Callback) -> Callback:
        place, below = places.callback_place(callback), callback.operation
        level = [text(below.path_item.get(key), 4_000) for key in ("summary", "description")]
        paragraphs = dict.fromkeys((callback.about, below.description, *level))
        paragraphs.pop(below.summary, None)
        about = markdown(text("\n\n".join(filter(None, paragraphs)), 4_000), most_nodes=120)
        self._budget.take(2 * nodes(about), len(about))
        self._left_out += [f"{each} of {callback.name}" for each in left_out.names(below)]
        return Callback(
            name=line(callback.name, 120),
            expression=line(callback.expression, 300),
            method=below.method,
            title=line(below.summary, 300),
            description=about,
            external=external_docs(below.raw.get("externalDocs")),
            servers=self._servers(below),
            access=below.access,
            parameters=self._parameters(below, f"{place}/"),
            body=self._request(below, f"{place}/request"),
            responses=self._responses(below, f"{place}/response"),
            deprecated=below.raw.get("deprecated") is True,
        )


def _status_title(status: str) -> str:
    if status.isascii() and status.isdigit():
        try:
            return HTTPStatus(int(status)).phrase
        except ValueError:
            return ""
    return {"default": "Any other status"}.get(status.lower(), "")
