"""The peer of `bench.limiter`, run by an interpreter that has zae-limiter: `ADDRESS PROCESSES CALLS
QUOTA`. Prints how many calls passed and how many DynamoDB requests they took, as JSON.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

THREADS = 4


def main() -> None:
    address, processes, calls, quota = sys.argv[1], *map(int, sys.argv[2:])
    from zae_limiter import SyncRepository

    repository = SyncRepository(
        "bench", region="us-east-1", endpoint_url=address, _skip_deprecation_warning=True
    )
    repository.create_table()
    repository._initialize_version_record()
    repository.register_namespace("default")
    share = calls // processes
    with get_context("spawn").Pool(processes) as pool:
        found = pool.starmap(call, [(address, share, quota)] * processes)
    passed, requests = (sum(each) for each in zip(*found, strict=True))
    print(json.dumps({"passed": passed, "requests": requests}))


def call(address: str, calls: int, quota: int) -> tuple[int, int]:
    from zae_limiter import Limit, RateLimitExceeded, SyncRateLimiter, SyncRepository

    repository = SyncRepository.connect(stack="bench", region="us-east-1", endpoint_url=address)
    sent: list[str] = []
    repository._get_client().meta.events.register(
        "before-call.dynamodb", lambda model, **_: sent.append(model.name)
    )
    limits = [Limit.per_day("day", quota)]
    with SyncRateLimiter(repository=repository) as limiter:

        def take(_: int) -> bool:
            try:
                with limiter.acquire(
                    entity_id="key", resource="api", limits=limits, consume={"day": 1}
                ):
                    return True
            except RateLimitExceeded:
                return False

        with ThreadPoolExecutor(THREADS) as pool:
            passed = sum(pool.map(take, range(calls)))
    return passed, len(sent)


if __name__ == "__main__":
    main()
