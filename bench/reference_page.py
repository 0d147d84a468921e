"""An operation page of GitHub's description in Chromium, cold, against the portal's own home page.

Everything is real: the local AWS, the stored pack, the browser. Exits 1 when the page takes more
than 3 times as long as the home page, 300 KB or more with all it loads, or 5,000 nodes or more.
For comparison, on the same file Redoc took 56 s and made 1.35 million nodes.
"""

import sys
from contextlib import ExitStack
from statistics import median
from time import perf_counter

from playwright.sync_api import Browser, Response, sync_playwright

from bench._github import github
from bench._portal import begin, page_at, publisher_key, register
from devstack import chromium
from tests.e2e.nodes import nodes_of

OPERATIONS = ("repos-create-for-authenticated-user", "issues-create", "repos-get", "gists-list")
ROUNDS = 7
MOST_RATIO = 3.0
MOST_BYTES = 300_000
MOST_NODES = 5_000


def main() -> int:
    with ExitStack() as ending:
        portal = begin(ending)
        base = register(portal, publisher_key(), github())
        server_times(base)
        playwright = ending.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=["--no-sandbox", "--disable-gpu"]
        )
        return compare(browser, portal, base)


def server_times(base: str) -> None:
    """Print what the server needs for a page that nobody has read before."""
    from django.test import Client

    from apis import packs

    client = Client(SERVER_NAME="localhost")
    page_at(client, f"{base}operations/{OPERATIONS[1]}/")
    packs.indexes.clear()
    begun = perf_counter()
    page_at(client, f"{base}operations/{OPERATIONS[0]}/")
    print(f"  server, index not in memory    {(perf_counter() - begun) * 1e3:6.1f} ms")
    times = []
    for entry in page_at(client, f"{base}operations.json").json()[::10]:
        begun = perf_counter()
        page_at(client, f"{base}operations/{entry[0]}/")
        times.append(perf_counter() - begun)
    print(f"  server, median of {len(times)} pages     {median(times) * 1e3:6.1f} ms")


def compare(browser: Browser, portal: str, base: str) -> int:
    paths = ["/", *(f"{base}operations/{name}/" for name in OPERATIONS)]
    times: dict[str, list[float]] = {path: [] for path in paths}
    nodes, sizes = {}, {}
    for _ in range(ROUNDS):
        for path in paths:
            context = browser.new_context(base_url=portal)
            page = context.new_page()
            loaded: list[Response] = []
            page.on("response", lambda answer, loaded=loaded: loaded.append(answer))
            begun = perf_counter()
            answer = page.goto(path, wait_until="load")
            times[path].append(perf_counter() - begun)
            if not answer or answer.status != 200:
                raise SystemExit(f"{path} did not open")
            nodes[path] = nodes_of(page)
            sizes[path] = sum(len(each.body()) for each in loaded)
            context.close()
    home = median(times["/"])
    print(f"  home page, cold                {home * 1e3:6.1f} ms")
    worst = 0.0
    for path in paths[1:]:
        took = median(times[path])
        worst = max(worst, took / home)
        name = path.rstrip("/").rpartition("/")[2]
        print(f"  {name[:30]:30} {took * 1e3:6.1f} ms {sizes[path]} bytes {nodes[path]} nodes")
    print(f"  ratio {worst:.2f} (at most {MOST_RATIO:.0f} wanted)")
    light = max(nodes.values()) < MOST_NODES and max(sizes.values()) < MOST_BYTES
    return 0 if worst <= MOST_RATIO and light else 1


if __name__ == "__main__":
    sys.exit(main())
