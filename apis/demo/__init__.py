"""The APIs that a new portal shows, until it has its own."""

import gzip
from dataclasses import dataclass
from importlib.resources import files

from apis.items import ACTIVE, DEPRECATED, DRAFT, INTERNAL, PUBLIC, RESTRICTED
from apis.services.details import ApiDetails


@dataclass(frozen=True)
class DemoApi:
    """An API with its descriptions, the oldest version first."""

    slug: str
    descriptions: tuple[str, ...]
    details: ApiDetails
    status: str = ACTIVE

    def description(self, name: str) -> bytes:
        ours = files("apis.demo") / f"{name}.yaml"
        if ours.is_file():
            return ours.read_bytes()
        return gzip.decompress((files("apis.demo") / f"{name}.json.gz").read_bytes())


def _api(
    slug: str,
    *descriptions: str,
    owner: str,
    category: str,
    tags: list[str],
    summary: str,
    visibility: str = PUBLIC,
    readers: tuple[str, ...] = (),
    name: str = "",
    status: str = ACTIVE,
) -> DemoApi:
    details = ApiDetails(
        name=name,
        summary=summary,
        owner=owner,
        category=category,
        tags=tags,
        visibility=visibility,
        readers=list(readers),
        support_email=f"{owner}@example.com",
    )
    return DemoApi(slug, descriptions or (slug,), details, status)


# The one with an upstream of its own: `devstack.coffee_service`.
COFFEE = "coffee"
# Their ids are none that registering the same description anew would be given.
DEMO = (
    _api(
        COFFEE,
        "coffee-1",
        "coffee-2",
        owner="payments",
        category="commerce",
        tags=["coffee", "orders"],
        summary="Order coffee from the counter downstairs: the API to make your first call to.",
        name="Coffee Orders",
    ),
    _api(
        "adyen-management",
        "adyen-management-1",
        "adyen-management-3",
        owner="payments",
        category="commerce",
        tags=["accounts", "terminals", "webhooks"],
        summary="Set up merchant accounts, stores, terminals and webhooks.",
        name="Adyen Management",
    ),
    _api(
        "adyen-bin-lookup",
        owner="payments",
        category="commerce",
        tags=["cards", "fees"],
        summary="Find out about a card before it is charged: 3-D Secure and estimated cost.",
        name="Adyen BinLookup",
    ),
    _api(
        "walmart-orders",
        owner="payments",
        category="commerce",
        tags=["orders"],
        summary="Acknowledge, ship and refund marketplace orders.",
        visibility=RESTRICTED,
        readers=("platform",),
        name="Walmart Orders",
    ),
    _api(
        "nexmo-verify",
        owner="platform",
        category="identity",
        tags=["one-time-codes", "sms"],
        summary="Verify a telephone number by sending a code to it.",
        name="Vonage Verify",
    ),
    _api(
        "phone-prices",
        "twilio-pricing",
        owner="platform",
        category="communication",
        tags=["prices", "sms", "voice"],
        summary="What calls, messages and numbers cost, country by country.",
        name="Twilio Pricing",
    ),
    _api(
        "dnd5e",
        owner="platform",
        category="media",
        tags=["games"],
        summary="Monsters, spells and classes of the fifth edition's rules.",
        name="D&D 5e",
    ),
    _api(
        "openstates",
        owner="platform",
        category="data",
        tags=["legislation", "people"],
        summary="Bills, votes and legislators of the states of the USA.",
        name="Open States",
    ),
    _api(
        "nytimes-books",
        owner="platform",
        category="media",
        tags=["books"],
        summary="Best-seller lists and book reviews of The New York Times.",
        name="NYT Books",
        status=DEPRECATED,
    ),
    _api(
        "microcks",
        owner="platform",
        category="developer tools",
        tags=["mocks", "testing"],
        summary="Mock APIs and test implementations against their contracts.",
        visibility=INTERNAL,
        name="Microcks",
        status=DRAFT,
    ),
    _api(
        "cluster",
        "kubernetes",
        owner="platform",
        category="developer tools",
        tags=["containers", "operations"],
        summary="Run and watch containers on a cluster.",
        visibility=INTERNAL,
        name="Kubernetes cluster",
    ),
)
