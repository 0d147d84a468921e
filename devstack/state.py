""".state/: what survives a restart of `make run`, who is using it, and whether it is sound."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from devstack.processes import Child, SetupError, started_at

# Raise it when an older folder's content would be misread.
LAYOUT = 1


@dataclass(frozen=True)
class State:
    """The state folder; `emulator` gives each emulator's own part of it."""

    folder: Path

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def mark(self) -> Path:
        """File that says which layout and which MiniStack wrote this folder."""
        return self.folder / "made-by.json"

    @property
    def running(self) -> Path:
        """File that lists the processes of the run that holds the folder."""
        return self.folder / "running.json"

    @property
    def demo(self) -> Path:
        """File that is there once demo accounts and content were loaded."""
        return self.folder / "demo-loaded"

    @property
    def environment(self) -> Path:
        """File with the variables of the portal's processes; `manage.py` reads it."""
        return self.folder / "environment.json"

    def note_environment(self, variables: Mapping[str, str]) -> None:
        """Write down how to reach this stack, for its owner's eyes: it holds its secrets."""
        self.environment.touch(mode=0o600)
        self.environment.chmod(0o600)
        self.environment.write_text(json.dumps(dict(variables)), encoding="utf-8")

    def emulator(self, name: str) -> Path:
        return self.folder / name

    def note_running(self, children: Sequence[Child]) -> None:
        """Write down which processes are ours, for a next run in case this one is killed."""
        facts = [
            {"name": child.name, "pid": child.pid, "started": started_at(child.pid)}
            for child in children
        ]
        write_whole(self.running, json.dumps(facts))

    def left_behind(self) -> Iterator[tuple[str, int]]:
        """Yield name and pid of processes of a killed run that are still there."""
        if not self.running.exists():
            return
        try:
            for fact in json.loads(self.running.read_text(encoding="utf-8")):
                if fact["started"] and started_at(fact["pid"]) == fact["started"]:
                    yield fact["name"], fact["pid"]
        except (ValueError, KeyError, TypeError):
            # Half-written when the machine went down: then those processes went with it.
            return


@contextmanager
def opened(folder: Path) -> Iterator[State]:
    """Hold the state folder, sound and writable, for as long as the block runs.

    Raise SetupError, saying what to do, when it cannot be written, is in use, or is damaged.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("a+", encoding="ascii") as lock:
            _hold(lock.fileno(), folder)
            state = State(folder)
            _require_sound(state)
            state.logs.mkdir(exist_ok=True)
            _write_mark(state)
            yield state
    except OSError as error:
        raise SetupError(
            f"The state folder {folder} cannot be used: {error.strerror or error}.\n"
            "Free some disk space or make the folder writable, then try again."
        ) from error


def reset(folder: Path) -> None:
    """Remove the state folder with everything in it; SetupError while a run uses it."""
    if folder.is_dir() and not folder.is_symlink():
        try:
            with (folder / "lock").open("a+", encoding="ascii") as lock:
                _hold(lock.fileno(), folder)
                shutil.rmtree(folder)
        except OSError as error:
            raise SetupError(
                f"The state folder {folder} cannot be removed: {error.strerror or error}.\n"
                "Remove it by hand."
            ) from error
    elif folder.exists() or folder.is_symlink():
        folder.unlink()


def write_whole(path: Path, text: str) -> None:
    """Write `text` so that a reader sees all of it or the file from before."""
    draft = path.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _hold(lock: int, folder: Path) -> None:
    try:
        # Not inherited by children, and let go by the system however this process ends.
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise SetupError(
            f"The portal is already running with the state in {folder}.\n"
            "Stop it with Ctrl-C in its terminal first."
        ) from None


def _require_sound(state: State) -> None:
    """Raise SetupError if MiniStack would misread the folder: it would then start empty."""
    damaged = [path for path in _written_as_json(state) if not _is_json(path)]
    if damaged:
        names = ", ".join(str(path.relative_to(state.folder)) for path in damaged)
        raise SetupError(
            f"The state in {state.folder} is damaged ({names}).\n"
            "Put those files back from a copy, or start afresh with: make reset"
        )
    if not state.mark.exists():
        return
    made_by = json.loads(state.mark.read_text(encoding="utf-8"))
    ours = _mark()
    if not isinstance(made_by, dict) or made_by.get("layout") != ours["layout"]:
        raise SetupError(
            f"The state in {state.folder} was made by another version of this portal.\n"
            "Check that version out again to use it, or start afresh with: make reset"
        )
    if _numbers(str(made_by.get("ministack", ""))) > _numbers(str(ours["ministack"])):
        raise SetupError(
            f"The state in {state.folder} was made by the newer MiniStack "
            f"{made_by['ministack']}; this is {ours['ministack']}.\n"
            "Bring the lock files up to date, or start afresh with: make reset"
        )


def _written_as_json(state: State) -> Iterator[Path]:
    if state.mark.exists():
        yield state.mark
    yield from sorted(state.folder.glob("*/services/*.json"))


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except ValueError:
        return False
    return True


def _mark() -> dict[str, object]:
    return {"layout": LAYOUT, "ministack": version("ministack")}


def _write_mark(state: State) -> None:
    write_whole(state.mark, json.dumps(_mark()))


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(".") if part.isdigit()]


def state_folder() -> Path:
    """Return the folder `make run` uses: PORTAL_STATE, or .state/ beside the Makefile."""
    default = Path(__file__).resolve().parent.parent / ".state"
    return Path(os.environ.get("PORTAL_STATE") or default)
