"""An operation page of GitHub's description for somebody signed in, against an empty page.

Processor time of this process for whole requests, from the WSGI handler on: middleware, session,
person, template. The empty page is `base.html` alone for the same person, so the ratio says what
the reference adds in a process that has served its pages before. The pages take turns. What each
asks of DynamoDB is printed in order. Exits 1 where the median operation page takes more than 1.6
times as much as the empty one, or more than three requests to DynamoDB.
"""

import sys
from contextlib import ExitStack
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

from bench._github import github
from bench._portal import page_at, set_up

if TYPE_CHECKING:
    from django.test import Client

PAGES = 40
ROUNDS = 15
MOST_RATIO = 1.6
MOST_REQUESTS = 3


def main() -> int:
    with ExitStack() as ending:
        set_up(ending)
        from django.test import override_settings

        ending.enter_context(override_settings(ROOT_URLCONF="bench._empty_page"))
        client, base = signed_in_reader(), registered()
        operations = [each[0] for each in page_at(client, f"{base}operations.json").json()]
        paths = [f"{base}operations/{name}/" for name in operations[:: len(operations) // PAGES]]
        return compare(client, paths)


def signed_in_reader() -> "Client":
    from django.test import Client

    from tests.people import person

    client = Client(SERVER_NAME="localhost")
    client.force_login(person("reader", "developer", "team-bench"))
    return client


def registered() -> str:
    """Register the description; return the address of its reference."""
    from apis.services.details import ApiDetails
    from apis.services.registration import register_api
    from tests.people import person

    made = register_api(
        user=person("publisher", "publisher", "team-bench"),
        data=github(),
        details=ApiDetails(owner="bench", visibility="internal"),
    )
    return f"/docs/{made.api.slug}/{made.version.version}/"


def compare(client: "Client", paths: list[str]) -> int:
    def cost(path: str) -> float:
        begun = process_time()
        page_at(client, path)
        return (process_time() - begun) * 1e3

    first = [cost(path) for path in paths]
    empty, operation = [], []
    for _ in range(ROUNDS):
        for path in paths:
            empty.append(cost("/empty/"))
            operation.append(cost(path))
    asked, asked_by_empty = requests_for(client, paths[0]), requests_for(client, "/empty/")
    ratio = median(operation) / median(empty)
    print(f"  empty page            {median(empty):6.2f} ms  {', '.join(asked_by_empty)}")
    print(f"  operation page        {median(operation):6.2f} ms  {', '.join(asked)}")
    print(f"  and for the first time{median(first):6.2f} ms")
    print(f"  ratio {ratio:.2f} (at most {MOST_RATIO} wanted)")
    return 0 if ratio <= MOST_RATIO and 0 < len(asked) <= MOST_REQUESTS else 1


def requests_for(client: "Client", path: str) -> list[str]:
    """Return the names of the requests to DynamoDB for a page, in their order."""
    from tests.aws_events import dynamodb_requests

    with dynamodb_requests() as sent:
        page_at(client, path)
    return sent


if __name__ == "__main__":
    sys.exit(main())
