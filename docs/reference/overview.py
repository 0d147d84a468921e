"""The first page of a reference: what the API is, where it is, and how to be let in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from docs.reference import left_out
from docs.reference.cuts import sentences
from openapi.common.untrusted import line, mapping, text
from openapi.model import metadata
from openapi.model.addresses import External, external_docs, named_address
from openapi.model.security import Access, Flow, Scheme, access
from openapi.model.servers import Server
from openapi.pack.reader import Index
from portal.web.markdown import markdown

LONGEST_DESCRIPTION = 40_000
MOST_NODES = 1_200
MOST_SCHEMES = 20
MOST_SERVERS = 12
# Room for what a description decides, in characters; the mark-up around it comes on top.
SERVER_ROOM = 30_000
SCHEME_ROOM = 60_000
MOST_SCOPES = 400
# How many of these there are stands beside them.
SAID_THERE = ("servers", "securitySchemes")


@dataclass(frozen=True, slots=True)
class Overview:
    """`mail` is an address and not a link. `shortened`: the description goes on.

    `licence_id` is an SPDX expression, `dialect` the URI of `jsonSchemaDialect`. `servers_left`
    and `schemes_left` count what is not shown; `cuts` are sentences about what the whole reference
    has no room for.
    """

    title: str
    summary: str
    version: str
    description: str
    shortened: bool
    terms: External
    contact: External
    mail: str
    licence: External
    licence_id: str
    external: External
    dialect: str
    servers: list[Server]
    servers_left: int
    schemes: list[Scheme]
    schemes_left: int
    access: Access
    cuts: list[str]


def overview(index: Index) -> Overview:
    info = mapping(index.data["info"])
    contact, licence = mapping(info.get("contact")), mapping(info.get("license"))
    known = index.shared.schemes
    about = text(info.get("description"), LONGEST_DESCRIPTION)
    servers = list(_servers(index.shared.servers))
    schemes = list(_schemes(known.values()))
    identifier = line(licence.get("identifier"), 120)
    return Overview(
        title=metadata.title(info),
        summary=line(info.get("summary"), 400),
        version=metadata.version(info),
        description=markdown(about, below=2, most_nodes=MOST_NODES),
        shortened=len(about) >= LONGEST_DESCRIPTION,
        terms=named_address(info.get("termsOfService")),
        contact=named_address(contact.get("url"), contact.get("name")),
        mail=line(contact.get("email"), 200),
        licence=named_address(licence.get("url"), licence.get("name") or identifier),
        licence_id=identifier if licence.get("name") else "",
        external=external_docs(index.data["external"]),
        dialect=line(index.data["dialect"]),
        servers=servers,
        servers_left=(index.total("servers") or len(index.shared.servers)) - len(servers),
        schemes=schemes,
        schemes_left=(index.total("securitySchemes") or len(known)) - len(schemes),
        access=access(index.data["security"], known),
        cuts=sentences(cut for cut in index.cuts if cut.where not in SAID_THERE),
    )


def _servers(found: list[Server]) -> Iterable[Server]:
    """Yield the servers there is room for."""
    room = SERVER_ROOM
    for server in found[:MOST_SERVERS]:
        room -= len(server.template) + len(server.url) + len(server.description)
        for variable in server.variables:
            room -= len(variable.name) + len(variable.description) + sum(map(len, variable.values))
        room -= sum(map(len, left_out.of_server(server.raw)))
        if room < 0:
            return
        yield server


def _schemes(found: Iterable[Scheme]) -> Iterable[Scheme]:
    """Yield the security schemes there is room for; of one with very many scopes, the first."""
    room = SCHEME_ROOM
    for scheme, _ in zip(found, range(MOST_SCHEMES), strict=False):
        room -= len(scheme.description) + len(scheme.how)
        room -= sum(map(len, left_out.of_scheme(scheme.raw)))
        flows = []
        for flow in scheme.flows:
            scopes = []
            for scope in flow.scopes[:MOST_SCOPES]:
                room -= len(scope[0]) + len(scope[1]) + 20
                if room < 0:
                    break
                scopes.append(scope)
            flows.append(replace(flow, scopes=scopes, scopes_left=_left(flow, scopes)))
        if room < 0 and not any(flow.scopes for flow in flows):
            return
        yield replace(scheme, flows=flows)


def _left(flow: Flow, shown: list[tuple[str, str]]) -> int:
    return flow.scopes_left + len(flow.scopes) - len(shown)
