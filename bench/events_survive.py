"""Facts that reach nobody after fifty kills of web server, worker and local AWS: none.

Web server and worker are killed at random requests to AWS, and at random times; the local AWS at
random times while it saves, which takes both tables and queues back to its last save. Prints the
facts recorded, published to the topic, and delivered to a subscriber; exits 1 where a recorded one
was not both, or is left in the outbox. Most are delivered once; at least once is what is promised.

    python -m bench.events_survive [SEED]
"""

import sys
import tempfile
from pathlib import Path
from random import Random
from time import monotonic

from tests.survival.harness import Outcome, Survival, survival
from tests.survival.kill_point import KillPoint

KILLS = {"web server": 23, "worker": 22, "local AWS": 5}


def main() -> int:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else Random().randrange(10**6)
    random = Random(seed)
    began = monotonic()
    web = [_web_point(random) for _ in range(KILLS["web server"])]
    worker = [_worker_point(random) for _ in range(KILLS["worker"])]
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        with survival(Path(folder), random, web=web, worker=worker) as running:
            running.write_until_all_are_killed()
            for _ in range(KILLS["local AWS"]):
                running.restart_emulator()
            outcome = running.outcome()
        _report(seed, monotonic() - began, running, outcome)
    return 0 if outcome.is_complete else 1


def _web_point(random: Random) -> KillPoint:
    if random.random() < 0.25:
        return KillPoint.anywhere(random)
    return KillPoint.after("TransactWriteItems", random.randint(1, 2), random)


def _worker_point(random: Random) -> KillPoint:
    match random.randrange(4):
        case 0:
            return KillPoint.anywhere(random)
        case 1:
            # While it publishes what the web server left.
            return KillPoint.after("Query", random.randint(1, 3), random)
        case _:
            return KillPoint.after("ReceiveMessage", random.randint(1, 3), random)


def _report(seed: int, seconds: float, running: Survival, outcome: Outcome) -> None:
    kills = {victim.name: victim.kills for victim in running.victims}
    kills["local AWS"] = running.emulator_kills
    named = ", ".join(f"{number} of the {name}" for name, number in kills.items())
    print(f"  seed {seed}; {sum(kills.values())} kills in {seconds:.0f} s: {named}")
    print(f"  recorded        {len(outcome.recorded):5}")
    print(f"  published       {len(outcome.recorded & outcome.published.keys()):5}")
    print(f"  delivered       {len(outcome.recorded & outcome.delivered.keys()):5}")
    print(f"  delivered twice {outcome.delivered_twice:5}")
    print(f"  left in outbox  {outcome.left_in_outbox:5}")
    print(f"  lost {len(outcome.unpublished | outcome.undelivered)} (0 wanted)")


if __name__ == "__main__":
    sys.exit(main())
