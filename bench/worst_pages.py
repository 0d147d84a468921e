"""Pages of hostile descriptions against the heaviest operation page of GitHub's.

Everything is real but the browser: the local AWS, the stored pack, the view and its template, each
page as the first one that a process makes of this description. Exits 1 where a page takes more than
3 times the CPU of GitHub's heaviest operation page, or more than 1 MB.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from time import process_time
from typing import TYPE_CHECKING

from bench._github import github
from bench._hostile import descriptions
from bench._portal import set_up

if TYPE_CHECKING:
    from django.test import Client

    from apis.items import ApiVersion
    from apis.services.registration import Registered
    from openapi.pack.reader import Index

MOST_RATIO = 3.0
MOST_BYTES = 1_000_000
# Of GitHub's operations every fifth is looked at, and of each kind of page the quicker of two.
STEP = 5
ROUNDS = 2


def main(wanted: str = "") -> int:
    with ExitStack() as ending:
        set_up(ending)
        from django.test import Client

        client = Client(SERVER_NAME="localhost")
        heaviest = _heaviest(client)
        print(f"worst pages: GitHub's heaviest operation page takes {heaviest * 1e3:.0f} ms of CPU")
        kept = [
            _kept(client, name, data, heaviest) for name, data in descriptions() if wanted in name
        ]
        print(f"  at most {MOST_RATIO:.1f} and {MOST_BYTES / 1e3:,.0f} KB wanted")
        return 0 if all(kept) else 1


def _heaviest(client: "Client") -> float:
    registered = _registered(github())
    base = _base(registered)
    paths = [f"{base}operations/{each.slug}/" for each in _index(registered.version).operations]
    return max(_cost(client, path)[0] for path in paths[::STEP])


def _kept(client: "Client", name: str, data: bytes, heaviest: float) -> bool:
    """Print what the pages of a description cost at most; return whether all keep the bounds."""
    begun = process_time()
    registered = _registered(data)
    took = process_time() - begun
    costs = [(*_cost(client, path), path) for path in _pages(registered)]
    time, _, slowest = max(costs)
    size, largest = max((size, path) for _, size, path in costs)
    is_kept = time <= MOST_RATIO * heaviest and size <= MOST_BYTES
    over = "" if is_kept else f"  missed: {slowest} or {largest}"
    figures = f"{time / heaviest:5.2f} {size / 1e3:5.0f} KB, registered in {took:.0f} s"
    print(f"  {name:60} {figures}{over}", flush=True)
    return is_kept


def _cost(client: "Client", path: str) -> tuple[float, int]:
    """Return the seconds of CPU and the bytes of a page, the first one of a process."""
    from apis import packs
    from docs import fragments

    times = []
    for _ in range(ROUNDS):
        packs.indexes.clear()
        packs.segments.clear()
        fragments.rendered_navigation.clear()
        fragments.rendered_operations.clear()
        begun = process_time()
        answer = client.get(path)
        if answer.status_code not in (200, 404):
            raise SystemExit(f"{path} answered {answer.status_code}")
        times.append(process_time() - begun)
    return min(times), len(answer.content)


def _registered(data: bytes) -> "Registered":
    from apis.services.details import ApiDetails
    from apis.services.registration import register_api
    from tests.people import person

    publisher = person("bench", "publisher", "team-bench")
    details = ApiDetails(owner="bench", visibility="public")
    return register_api(user=publisher, data=data, details=details)


def _base(registered: "Registered") -> str:
    return f"/docs/{registered.api.slug}/{registered.version.version}/"


def _index(version: "ApiVersion") -> "Index":
    from apis.packs import open_pack

    return open_pack(version=version).index


def _pages(registered: "Registered") -> Iterator[str]:
    """Yield an address of each kind of page."""
    base, index = _base(registered), _index(registered.version)
    yield f"/apis/{registered.api.slug}/"
    yield from (f"{base}{query}" for query in ("", "?page=3", "?q=e", "schemas/"))
    yield from (f"{base}operations.json{query}" for query in ("", "?q=e"))
    for tag in index.tags[:1]:
        yield f"{base}tags/{tag.slug}/"
    for entry in index.operations[:1]:
        below = f"{base}operations/{entry.slug}/"
        yield from (below, f"{below}?at=request/application%2Fjson&from=20")
        yield f"{below}?at=parameters/query&from=90"
    for slug in list(index.schema_slugs.values())[:1]:
        yield from (f"{base}schemas/{slug}/", f"{base}schemas/{slug}/?from=500")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
