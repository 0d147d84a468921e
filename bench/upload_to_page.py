"""From the upload of GitHub's 13 MB description to its first operation page, over HTTP.

Everything is real: the request, the local AWS, the page. Against openapi-spec-validator on the same
file alone, given already parsed, in the same run. Exits 1 when it is not at least 5 times faster.
"""

import sys
from contextlib import ExitStack
from time import perf_counter

import requests

from bench._github import github, validated_by_peer
from bench._portal import OPERATION, begin, publisher_key, register

WANTED = 5.0


def main() -> int:
    data = github()
    with ExitStack() as ending:
        portal = begin(ending)
        key = publisher_key()
        start = perf_counter()
        reference = register(portal, key, data)
        answered = perf_counter()
        page = requests.get(f"{portal}{reference}operations/{OPERATION}/", timeout=120)
        ours = perf_counter() - start
        assert page.status_code == 200, page.status_code
        assert "Create a repository for the authenticated user" in page.text

    theirs, _ = validated_by_peer(data)

    print(f"  uploaded, checked, stored   {answered - start:6.2f} s  {len(data) / 1e6:.1f} MB")
    print(f"  first operation page after  {ours:6.2f} s")
    print(f"  openapi-spec-validator      {theirs:6.2f} s")
    print(f"  ratio {theirs / ours:.1f} (at least {WANTED:.0f} wanted)")
    return 0 if theirs / ours >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
