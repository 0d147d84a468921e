"""Where a process of the portal kills itself: between two requests to AWS.

What a crash leaves behind is what AWS was asked for until then, so between which two requests it
comes is all that tells one crash from another.
"""

import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import botocore

VARIABLE = "SURVIVAL_KILL_POINT"
# From the process's start, which takes several on a busy machine.
LATEST_SECONDS = 20.0


@dataclass(frozen=True)
class KillPoint:
    """Before the `step`-th request that follows an `operation` in its thread, the `turn`-th time.

    Where that does not come within `seconds`, the process is killed from outside; without an
    `operation`, `seconds` alone say when.
    """

    seconds: float
    operation: str = ""
    step: int = 0
    turn: int = 0

    @classmethod
    def after(cls, operation: str, step: int, random: Random) -> "KillPoint":
        return cls(LATEST_SECONDS, operation, step, random.randint(1, 3))

    @classmethod
    def anywhere(cls, random: Random) -> "KillPoint":
        return cls(random.uniform(0.1, 2.0))

    @property
    def environment(self) -> dict[str, str]:
        return {VARIABLE: f"{self.operation} {self.step} {self.turn}"} if self.operation else {}


@dataclass
class Watch:
    """Follows the requests of this process, and kills it at its point."""

    operation: str
    step: int
    turn: int
    steps: threading.local = field(default_factory=threading.local)

    def before_send(self, *, event_name: str, **_: Any) -> None:
        if event_name.rpartition(".")[2] == self.operation:
            self.steps.since = 0
            return
        since = getattr(self.steps, "since", None)
        if since is None:
            return
        self.steps.since = since + 1
        if self.steps.since == self.step:
            self.turn -= 1
            if self.turn == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def install(environment: Mapping[str, str] = os.environ) -> None:
    """Have this process killed at the point that its environment names, if it names one."""
    if given := environment.get(VARIABLE):
        operation, step, turn = given.split()
        watch = Watch(operation, int(step), int(turn))
        botocore.register_initializer(
            lambda session: session.register("before-send", watch.before_send)
        )
