"""Which kinds of jobs there are; each app declares its own when it is ready."""

from dataclasses import dataclass


@dataclass(frozen=True)
class JobKind:
    """How jobs of one kind are carried out and shown.

    `handler` is the dotted path of a `portal.jobs.services.Handler`, `summary` that of a function
    from a job to its `JobSummary`, `shown_result` that of one from a stored result to what REST
    shows of it, where that is another; they are imported with the first such job. `is_long` jobs
    wait in a queue of their own, so that short ones do not wait behind them.
    """

    handler: str
    title: str
    summary: str = ""
    shown_result: str = ""
    is_long: bool = False


@dataclass(frozen=True)
class JobSummary:
    """What a job's page says of how it ended: a sentence beside "Done", where what came of it
    stands, and where it can be asked for again."""

    note: str = ""
    result_url: str = ""
    retry_url: str = ""


_kinds: dict[str, JobKind] = {}


def declare(name: str, kind: JobKind) -> None:
    """Make a kind of jobs known; a second time replaces it."""
    _kinds[name] = kind


def kind_named(name: str) -> JobKind | None:
    """Return a kind, None for one that no app declares (any more)."""
    return _kinds.get(name)
