"""The first page of a reference: what the API is, where it is, and how to be let in."""

from dataclasses import dataclass

from docs.reference.markdown import markdown
from openapi.common.untrusted import line, mapping, text
from openapi.model import metadata
from openapi.model.addresses import External, external_docs, web_address
from openapi.model.security import Access, Scheme, access
from openapi.model.servers import Server
from openapi.pack.reader import Index

LONGEST_DESCRIPTION = 40_000
MOST_NODES = 1_200
MOST_SCHEMES = 20
MOST_SERVERS = 12


@dataclass(frozen=True, slots=True)
class Overview:
    """`mail` is an address and not a link. `shortened`: the description goes on."""

    title: str
    summary: str
    version: str
    description: str
    shortened: bool
    terms: str
    contact: External
    mail: str
    licence: External
    external: External
    servers: list[Server]
    schemes: list[Scheme]
    access: Access


def overview(index: Index) -> Overview:
    info = mapping(index.data["info"])
    contact, licence = mapping(info.get("contact")), mapping(info.get("license"))
    known = index.shared.schemes
    about = text(info.get("description"), LONGEST_DESCRIPTION)
    return Overview(
        title=metadata.title(info),
        summary=line(info.get("summary"), 400),
        version=metadata.version(info),
        description=markdown(about, below=2, most_nodes=MOST_NODES),
        shortened=len(about) >= LONGEST_DESCRIPTION,
        terms=web_address(info.get("termsOfService")),
        contact=External(
            web_address(contact.get("url")), line(contact.get("name"), 120) or "Contact"
        ),
        mail=line(contact.get("email"), 200),
        licence=_licence(licence),
        external=external_docs(index.data["external"]),
        servers=index.shared.servers[:MOST_SERVERS],
        schemes=list(known.values())[:MOST_SCHEMES],
        access=access(index.data["security"], known),
    )


def _licence(raw: dict[str, object]) -> External:
    name = line(raw.get("name"), 120) or line(raw.get("identifier"), 120)
    return External(web_address(raw.get("url")), name)
