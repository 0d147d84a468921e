"""An operation page of GitHub's description for somebody signed in, against an empty page.

Processor time of this process for whole requests, from the WSGI handler on: middleware, session,
person, template. The empty page is `base.html` alone for the same person, so the ratio says what
the reference adds in a process that has served its pages before. The pages take turns. What each
asks of DynamoDB is printed in order. Exits 1 where the median operation page takes more than 1.6
times as much as the empty one, or more than three requests to DynamoDB.
"""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median
from time import process_time
from typing import TYPE_CHECKING

from bench._github import github
from bench._portal import set_up

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
        operations = [each[0] for each in client.get(f"{base}operations.json").json()]
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
        answer = client.get(path)
        taken = process_time() - begun
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        return taken * 1e3

    first = [cost(path) for path in paths]
    empty, operation = [], []
    for _ in range(ROUNDS):
        for path in paths:
            empty.append(cost("/empty/"))
            operation.append(cost(path))
    asked = requests_of(lambda: client.get(paths[0]))
    asked_by_empty = requests_of(lambda: client.get("/empty/"))
    ratio = median(operation) / median(empty)
    print(f"  empty page            {median(empty):6.2f} ms  {', '.join(asked_by_empty)}")
    print(f"  operation page        {median(operation):6.2f} ms  {', '.join(asked)}")
    print(f"  and for the first time{median(first):6.2f} ms")
    print(f"  ratio {ratio:.2f} (at most {MOST_RATIO} wanted)")
    return 0 if ratio <= MOST_RATIO and len(asked) <= MOST_REQUESTS else 1


def requests_of(call: Callable[[], object]) -> list[str]:
    """Return the names of the requests to DynamoDB while `call` runs, in their order."""
    from portal.dynamo.connection import connection

    sent: list[str] = []

    def note(*, model: object, **_: object) -> None:
        sent.append(model.name)

    events = connection().client.meta.events
    events.register("before-call.dynamodb", note)
    call()
    events.unregister("before-call.dynamodb", note)
    return sent


if __name__ == "__main__":
    sys.exit(main())
