"""One operation as a page shows it."""

from dataclasses import dataclass, field
from http import HTTPStatus

from docs.reference import places
from docs.reference.markdown import markdown, nodes
from docs.reference.samples import Sample, made, shown
from docs.reference.tree import Budget, Row, Tree
from openapi.common.untrusted import line, text
from openapi.languages import curl
from openapi.model import operations as model
from openapi.model.addresses import External, external_docs
from openapi.model.operations import MediaType
from openapi.model.security import Access
from openapi.model.servers import Server
from openapi.model.slugs import slug
from openapi.model.titles import repeats
from openapi.pack.reader import Index, OperationEntry, Segment
from openapi.request.sample import sample_request
from openapi.schema.children import find
from openapi.values import Work, given

# Room on a page for what descriptions decide; frame, navigation and samples come on top.
PAGE_NODES = 3_400
PAGE_BYTES = 120_000
SAMPLE_BYTES = 40_000
# Of `openapi.values.Work`, for all values made for a page.
MADE_STEPS = 25_000
LONGEST_DESCRIPTION = 20_000
MOST_MEDIA_TYPES = 8
MOST_CALLBACKS = 6
MOST_LINKS = 12
MOST_SERVERS = 12
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
    """`left_out` names what did not fit on the page and has none of its own."""

    description: str
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
    """Return the view of an operation or webhook; bounded whatever the description holds."""
    return _Page(index, index.open_operation(entry, segment)).operation(entry)


def part(index: Index, segment: Segment, place: str, start: int = 0) -> Row | None:
    """Return one part of an operation with the whole page to itself; None where there is none."""
    tree = Tree(segment.references, Budget(PAGE_NODES, PAGE_BYTES), index.schema_slugs)
    row = _part_row(model.operation(segment.value, segment.references), tree, place, start)
    tree.grow()
    return row


def schema(index: Index, segment: Segment, place: str = "", start: int = 0) -> Row | None:
    """Return a component schema, or the part of it at a place, with the whole page to itself."""
    wanted = find(segment.references, segment.schema, place.removeprefix("/"))
    if wanted is None:
        return None
    tree = Tree(segment.references, Budget(PAGE_NODES, PAGE_BYTES), index.schema_slugs)
    row = tree.root(wanted, place=place, start=start)
    tree.grow()
    return row


def _part_row(source: model.Operation, tree: Tree, place: str, start: int) -> Row | None:
    for name, children in places.groups(source):
        if name == place:
            return tree.group(children, place=place, start=start)
    for name, schema, hides in sorted(places.roots(source), key=lambda root: -len(root[0])):
        if place == name or place.startswith(f"{name}/"):
            wanted = find(source.references, schema, place[len(name) + 1 :])
            if wanted is not None:
                return tree.root(wanted, place=place, hides=hides, start=start)
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

    def operation(self, entry: OperationEntry) -> Operation:
        source = self._source
        is_called = entry.kind == "operation"
        view = Operation(
            description=self._description(entry),
            external=external_docs(source.raw.get("externalDocs")),
            servers=source.own_servers[:MOST_SERVERS],
            access=source.access if is_called else Access("unstated"),
            parameters=[
                (where, self._tree.group(children, place=f"parameters/{where}"))
                for where, children in places.parameter_groups(source)
            ],
            body=self._request(source, "request"),
            responses=self._responses(source, "response"),
            callbacks=self._callbacks(),
            call=curl.command(sample_request(source), source.access) if is_called else "",
            left_out=self._left_out,
        )
        self._tree.grow()
        return view

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
        return self._body(source.body, about, place, "readOnly", with_samples=place == "request")

    def _prose(self, body: model.Body) -> str:
        return markdown(text(body.description, 4_000), most_nodes=120)

    def _body(
        self, body: model.Body, about: str, place: str, hides: str, *, with_samples: bool
    ) -> Body:
        found = body.contents
        contents = []
        for content in found[:MOST_MEDIA_TYPES]:
            row = self._tree.root(content.schema, place=f"{place}/{content.name}", hides=hides)
            kept = self._content_samples(content, hides) if with_samples else []
            contents.append(Content(line(content.name, 120), row, kept))
        if left := len(found) - len(contents):
            self._left_out.append(f"{left:,} more media types of {place}")
        return Body(about, body.required, contents)

    def _content_samples(self, content: MediaType, hides: str) -> list[Sample]:
        references = self._source.references
        found = [
            Sample("", each.title, address=each.address)
            if each.address
            else shown(each.value, content.name, each.title)
            for each in given(content.raw, references)
        ]
        if not found and "schema" in content.raw and "json" in content.name:
            found = [made(content.raw["schema"], references, content.name, hides, self._work)]
        return [sample for sample in found if self._room_for(sample)]

    def _room_for(self, sample: Sample) -> bool:
        size = len(sample.text.encode())
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
                self._left_out.append(f"{len(source.responses) - len(found):,} more responses")
                break
            headers = headers_of.get(each.status)
            below = place.removesuffix("response") + f"headers/{each.status}"
            found.append(
                Response(
                    status=each.status,
                    title=_status_title(each.status),
                    headers=self._tree.group(headers, place=below) if headers else None,
                    body=self._body(
                        each.body,
                        about,
                        f"{place}/{each.status}",
                        "writeOnly",
                        with_samples=place == "response",
                    ),
                    links=[self._link(link) for link in each.links[:MOST_LINKS]],
                )
            )
        return found

    def _link(self, link: model.Link) -> Link:
        target = self._index.operation_by_id(link.operation_id)
        return Link(
            name=link.name,
            description=link.description,
            slug=target.slug if target else "",
            title=target.title if target else line(link.operation_id or link.operation_ref, 200),
            values=[
                (line(key, 80), line(value, 200) or "a fixed value")
                for key, value in list(link.values.items())[:MOST_LINKS]
            ],
        )

    def _callbacks(self) -> list[Callback]:
        given = self._source.callbacks
        found = []
        for callback in given[:MOST_CALLBACKS]:
            place, below = places.callback_place(callback), callback.operation
            about = text(below.description or below.summary, 4_000)
            found.append(
                Callback(
                    name=line(callback.name, 120),
                    expression=line(callback.expression, 300),
                    method=below.method,
                    description=markdown(about, below=3, most_nodes=120),
                    body=self._request(below, f"{place}/request"),
                    responses=self._responses(below, f"{place}/response"),
                )
            )
        if len(given) > len(found):
            self._left_out.append(f"{len(given) - len(found):,} more callbacks")
        return found


def _status_title(status: str) -> str:
    if status.isascii() and status.isdigit():
        try:
            return HTTPStatus(int(status)).phrase
        except ValueError:
            return ""
    return {"default": "Any other status"}.get(status.lower(), "")
