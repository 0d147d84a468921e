"""What a catalogue page asks of DynamoDB with 10 and with 10,000 APIs.

Counts the requests that leave the process for pages of a signed-in person (session and person
included) and of a visitor, against a real local DynamoDB. Exits 1 where a page takes more than 3,
or more with 10,000 APIs than with 10.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import perf_counter

from bench._portal import set_up

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
        _have_patience()
        return _measure()


def _have_patience() -> None:
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


def _viewer() -> object:
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


def _requests(client: object, path: str) -> tuple[int, float, int]:
    """Return how many requests a page took, in how long, and how many bytes it has."""
    client.get(path)  # type: ignore[attr-defined] # what is imported late is imported here
    with _counted() as sent:
        began = perf_counter()
        answer = client.get(path)  # type: ignore[attr-defined]
        seconds = perf_counter() - began
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return sum(sent.values()), seconds, len(answer.content)


@contextmanager
def _counted() -> Iterator[Counter[str]]:
    from portal.dynamo.connection import connection

    sent: Counter[str] = Counter()

    def note(model: object, **kwargs: object) -> None:
        sent[model.name] += 1  # type: ignore[attr-defined]

    events = connection().client.meta.events
    events.register("before-call.dynamodb", note)
    yield sent
    events.unregister("before-call.dynamodb", note)


if __name__ == "__main__":
    sys.exit(main())
