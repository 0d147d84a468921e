"""3,000 calls at once over 8 processes at a quota of 1,000: exactly 1,000 pass, at few requests.

Against zae-limiter on the same local DynamoDB, which counts each call. Run twice: with every
process alive, and with one that is killed in the middle, where what it had counted in advance is
lost and nothing more. Exits 1 where one too many passes, or the peer takes less than ten times as
many requests.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench._portal import set_up

PEER = "zae-limiter==0.17.0"
PROCESSES, CALLS, QUOTA = 8, 3_000, 1_000
THREADS = 4
LEAST_RATIO = 10
spawning = get_context("spawn")


def main() -> int:
    with ExitStack() as ending:
        set_up(ending)
        print(f"  {CALLS:,} calls over {PROCESSES} processes, {QUOTA:,} allowed")
        whole = run("whole")
        print(f"  passed {whole['passed']:,} with {whole['requests']:,} requests to DynamoDB")
        killed = run("killed", kill_one=True)
        print(f"  passed {killed['passed']:,} where one was killed, {killed['stranded']} stranded")
        peer = run_peer(ending)
    ratio = peer["requests"] / whole["requests"]
    print(f"  zae-limiter passed {peer['passed']:,} with {peer['requests']:,} requests")
    print(f"  ratio {ratio:.1f} (at least {LEAST_RATIO})")
    exact = whole["passed"] == QUOTA and killed["passed"] + killed["stranded"] == QUOTA
    return 0 if exact and ratio >= LEAST_RATIO else 1


def run(subject: str, *, kill_one: bool = False) -> dict[str, int]:
    """Return how many passed over all processes, with how many requests, and how many of those
    that were counted did not."""
    passed, requests = spawning.Value("i", 0), spawning.Value("i", 0)
    ready, begin = spawning.Semaphore(0), spawning.Event()
    arguments = (subject, passed, requests, ready, begin)
    workers = [
        spawning.Process(target=work, args=(*arguments, kill_one and not n))
        for n in range(PROCESSES)
    ]
    for each in workers:
        each.start()
    for _ in workers:
        ready.acquire()
    begin.set()
    for each in workers:
        each.join()
    from apis.limits.items import Counter
    from apis.limits.policies import DAY

    counted = Counter.fetch(*Counter.key(subject)).used(DAY)
    return {
        "passed": passed.value,
        "requests": requests.value,
        "stranded": counted - passed.value,
    }


def work(subject: str, passed: Any, requests: Any, ready: Any, begin: Any, dies: bool) -> None:
    import django

    django.setup()
    from apis.limits.limiter import Limiter
    from apis.limits.policies import Limits
    from portal.dynamo.connection import connection

    def count(counter: Any) -> Callable[..., None]:
        def add(**_: object) -> None:
            with counter.get_lock():
                counter.value += 1

        return add

    connection().client.meta.events.register("before-call.dynamodb", count(requests))
    limiter, limits, add = Limiter(), Limits(per_day=QUOTA), count(passed)

    def take(number: int) -> None:
        if dies and number == 40:
            os._exit(9)
        if limiter.take(subject, limits).refusal is None:
            add()

    ready.release()
    begin.wait()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(take, range(CALLS // PROCESSES)))


def run_peer(ending: ExitStack) -> dict[str, int]:
    """Run the peer in an environment of its own: its dependencies are not ours."""
    folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="portal-bench-")))
    python = folder / "bin" / "python"
    uv = [sys.executable, "-m", "uv", "--quiet"]
    subprocess.run([*uv, "venv", "--clear", str(folder)], check=True)
    subprocess.run([*uv, "pip", "install", "--python", str(python), PEER], check=True)
    script = Path(__file__).with_name("_zae_limiter.py")
    figures = [os.environ["AWS_ENDPOINT_URL"], str(PROCESSES), str(CALLS), str(QUOTA)]
    done = subprocess.run([python, script, *figures], check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, int] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.exit(main())
