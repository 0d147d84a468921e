"""Saving the emulator's state in a forked child, so that the server goes on answering meanwhile.

A fork is a consistent copy of everything in memory, and costs the server about 10 ms; copying and
encoding tens of megabytes takes seconds, which the child spends at low priority. All files are
written and flushed to disk in a folder of drafts first, which one rename makes the state. So a kill
at any moment leaves the state of one moment: tables and queues of two would lose what was sent in
between.
"""

import copy
import gc
import json
import os
import shutil
import signal
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ministack.core import persistence

# A child that takes longer hangs, for instance on a lock that a thread of the server held at the
# fork. Ending it loses nothing: its writes are saved by the next one.
LONGEST_SAVE_SECONDS = 60
LOW_PRIORITY = 10
DRAFTS = ".saving-"
# A save that is whole; its files are still to take the place of those before.
WHOLE = ".saved"

# Each service's name, and what returns its state (None: it has none to save).
States = Mapping[str, Callable[[], object]]


class Saver:
    """Saves what `states` returns to `folder`, in at most one child at a time.

    `replaced` is called in the process that saves, after the files on disk are the new ones.
    """

    def __init__(
        self, folder: Path, *, states: Callable[[], States], replaced: Callable[[], None]
    ) -> None:
        """Prepare `folder`: finish a save that was killed once it was whole, drop drafts."""
        self._folder = folder
        self._states = states
        self._replaced = replaced
        self._child: int | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._drop_drafts()
        self._replace_files()

    @property
    def is_running(self) -> bool:
        return self._child is not None

    def begin(self) -> None:
        """Start to save in a child; call it where no request is half-way through a change."""
        server = os.getpid()
        child = os.fork()
        if child:
            self._child = child
            # A collection here would touch every object, and so copy the memory shared with the
            # child: a pause of hundreds of milliseconds.
            gc.freeze()
            return
        status = 1
        try:
            _become_background()
            self._write(server)
            status = 0
        except BaseException:
            # Not by logging or sys.stderr: a thread may have held their locks at the fork.
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(status)

    def succeeded(self) -> bool | None:
        """Return how the child ended, None while it runs; asked once for each `begin`."""
        assert self._child is not None
        ended, status = os.waitpid(self._child, os.WNOHANG)
        if not ended:
            return None
        self._child = None
        gc.unfreeze()
        return status == 0

    def finish(self) -> None:
        """Save in this process what there is now, in place of a child that is still at it."""
        if self._child is not None:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
            self._child = None
            self._drop_drafts()
        self._write(os.getpid())

    def _drop_drafts(self) -> None:
        for drafts in self._folder.glob(f"{DRAFTS}*"):
            shutil.rmtree(drafts)

    def _replace_files(self) -> None:
        """Put the files of a whole save, if there is one, in the place of those before."""
        whole = self._folder / WHOLE
        if not whole.exists():
            return
        for draft in whole.glob("*.json"):
            draft.replace(self._folder / draft.name)
        _flush_folder(self._folder)
        shutil.rmtree(whole)

    def _write(self, server: int) -> None:
        """Replace the files of all services; raise ExceptionGroup for those that cannot be.

        A child whose server is gone leaves them alone: another one may be reading them.
        """
        drafts = self._folder / f"{DRAFTS}{os.getpid()}"
        drafts.mkdir()
        try:
            failures = list(_draft_all(drafts, self._states()))
            if server in (os.getpid(), os.getppid()):
                # What a child did not finish that was ended in the middle of this.
                self._replace_files()
                _flush_folder(drafts)
                drafts.rename(self._folder / WHOLE)
                self._replace_files()
                self._replaced()
        finally:
            if drafts.exists():
                shutil.rmtree(drafts)
        if failures:
            raise ExceptionGroup("Not every service could be saved", failures)


def _become_background() -> None:
    """Let go of what the child shares with the server, and of what would slow the server down."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.alarm(LONGEST_SAVE_SECONDS)
    # Sockets: the port, and connections that would otherwise outlive a killed server.
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.nice(LOW_PRIORITY)
    # Most of a save's time: MiniStack copies its state so that no request changes it
    # meanwhile, and no request reaches the child.
    copy.deepcopy = _itself  # type: ignore[assignment] # without the parameters that nothing gives
    # For the reason that the server has to freeze its objects.
    gc.disable()


def _itself(state: Any, memo: object = None) -> Any:
    return state


def _draft_all(folder: Path, states: States) -> Iterator[Exception]:
    """Write a file for each service; yield the errors of those that cannot be written."""
    for name, state in states.items():
        try:
            _draft(folder / f"{name}.json", name, state())
        except Exception as error:
            error.add_note(f"while saving {name}")
            yield error


def _draft(path: Path, service: str, state: object) -> None:
    if state is None:
        return
    document = {
        "__ministack_format__": persistence._state_format_version(service),
        "payload": state,
    }
    # json.dumps, not json.dump, which encodes in Python and takes several times as long.
    text = json.dumps(document, default=persistence._json_default)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
    part.replace(path)


def _flush_folder(folder: Path) -> None:
    """Make renames in `folder` last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
