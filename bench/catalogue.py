"""What a catalogue page asks of DynamoDB with 10 and with 10,000 APIs.

Counts the requests that leave the process for pages of a signed-in person (session and person
included) and of a visitor, against a real local DynamoDB. Exits 1 where a page takes more than 3,
or another number with 10,000 APIs than with 10.
"""

import sys
from contextlib import ExitStack
from time import perf_counter
from typing import TYPE_CHECKING

from bench._portal import page_at, set_up

if TYPE_CHECKING:
    from django.test import Client

    from portal.accounts.models import User

FEW, MANY = 10, 10_000
MOST_REQUESTS = 3
CATEGORIES = ("commerce", "data", "identity", "media")
PAGES = {
    "home": "/",
    "first page": "/apis/",
    "a status": "/apis/?status=deprecated",
    "a word": "/apis/?q=service",
    "word, tag and status": "/apis/?q=service&tag=tag3&status=active",
}


def main() -> int:
    with ExitStack() as ending:
        set_up(ending)
        _wait_longer()
        return _measure()


def _wait_longer() -> None:
    """Wait for the local AWS on a busy machine too: it takes a second of processor time to find a
    word that 10,000 APIs have, and requests are what is counted."""
    from portal.aws import clients

    clients.REQUEST_POLICY = clients.RetryPolicy(read_seconds=60, attempts=1)


def _measure() -> int:
    from django.test import Client

    person = Client(headers={"Host": "localhost"})
    person.force_login(_viewer())
    visitor = Client(headers={"Host": "localhost"})
    counts: dict[tuple[str, int], tuple[int, int]] = {}
    stored = 0
    for size in (FEW, MANY):
        _store(range(stored, size))
        stored = size
        print(f"{size:,} APIs{'':16}requests signed in   visitor   seconds   bytes")
        for label, path in PAGES.items():
            signed_in, seconds, length = _requests(person, path)
            anonymous, _, _ = _requests(visitor, path)
            counts[label, size] = signed_in, anonymous
            print(f"  {label:<24}{signed_in:>12}{anonymous:>14}{seconds:>12.3f}{length:>9,}")
    return _verdict(counts)


def _verdict(counts: dict[tuple[str, int], tuple[int, int]]) -> int:
    most = max(max(pair) for pair in counts.values())
    grown = [label for label in PAGES if counts[label, MANY] != counts[label, FEW]]
    few, many = (sum(counts[label, size][0] for label in PAGES) for size in (FEW, MANY))
    print(f"ratio of requests {MANY:,} : {FEW}  {many / few:.2f} (1.00 wanted)")
    print(f"most requests of a page  {most} (at most {MOST_REQUESTS})")
    return 1 if most > MOST_REQUESTS or grown else 0


def _viewer() -> "User":
    from portal.accounts import services
    from portal.accounts.models import User

    claims = services.Claims(
        issuer="https://idp.bench",
        subject="reader",
        email="reader@example.com",
        name="Reader",
        groups=("viewer", "team-payments"),
    )
    return User.of(services.recognise(claims=claims))


def _store(numbers: range) -> None:
    """Store the APIs with the very entries that registering them writes, in batches."""
    from apis.catalogue import CatalogueEntry, entries_of
    from apis.items import Api

    began = perf_counter()
    with CatalogueEntry.batch_write() as batch:
        for number in numbers:
            api = Api(
                *Api.key(f"api-{number}"),
                slug=f"api-{number}",
                name=f"Service {number:05}",
                owner=f"team{number % 50}",
                created_by="USER#bench",
                category=CATEGORIES[number % len(CATEGORIES)],
                tags=[f"tag{number % 20}"],
                visibility=("public", "internal", "restricted")[number % 3],
                status="deprecated" if number % 7 == 0 else "active",
                current_version="1.0.0",
                current_digest="0" * 64,
                revision=1,
            )
            for entry in entries_of(api):
                batch.save(entry)
    print(f"(stored {len(numbers):,} APIs in {perf_counter() - began:.0f} s)\n")


def _requests(client: "Client", path: str) -> tuple[int, float, int]:
    """Return how many requests a page took, in how long, and how many bytes it has."""
    from tests.aws_events import dynamodb_requests

    client.get(path)  # what is imported late is imported here
    with dynamodb_requests() as sent:
        began = perf_counter()
        answer = page_at(client, path)
        seconds = perf_counter() - began
    if not sent or b'href="/apis/api-' not in answer.content:
        raise SystemExit(f"{path} lists no API")
    return len(sent), seconds, len(answer.content)


if __name__ == "__main__":
    sys.exit(main())
