"""The printer of a till: its folder in the home, and the process that sends.

Sending is a process of its own, which ends by itself: no sale waits for it, and nothing is lost with the till.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from paycli.domain.printing import TRIAL, PrinterState, printed_by
from paycli.errors import Misconfigured, PaycliError
from paycli.home.print_jobs import PrinterFolder

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.domain.printing import Printer, PrintJob, WaitingJob

_started: list[int] = []


class TillPrinter:
    """The printer of one till below a home folder."""

    def __init__(self, app: OpenedApp, till: int) -> None:
        """Find its folder; raises Misconfigured where nothing is remembered."""
        if not app.remembers:
            problem = "Nothing was printed. A printer needs a folder for all that waits, and none is set"
            raise Misconfigured(problem=problem, help="set PAYCLI_HOME or STATE_DIRECTORY")
        # The shop's own key is no till of its own: it prints where the first till does.
        self._folder = PrinterFolder.of(app.machine.home, app.profile, till or 1)

    def settings(self) -> Printer | None:
        """Give its settings; None where none is set. Raises Misconfigured, PermissionRefused."""
        return self._folder.settings()

    def set(self, printer: Printer | None) -> bool:
        """Keep other settings, or none, durably; False where they were so already. Raises PermissionRefused."""
        changed = self._folder.set(printer)
        self._folder.note_trouble("")
        self.wake()
        return changed

    def add(self, *jobs: PrintJob) -> bool:
        """Keep jobs durably and let them be sent; False where one of a key was kept before, or may have been."""
        if any(job.key.startswith(TRIAL) for job in jobs):
            self._folder.note_trouble("")
        # A ledger's clock may be moved; how long a pulse lasts is a matter of this machine.
        are_new = [self._folder.add(job, time.time_ns() // 1_000_000) for job in jobs]
        self.wake()
        return all(are_new)

    def was_printed(self, key: str) -> bool:
        """Tell whether a job with this key is kept, or was sent, or is so old that nobody knows."""
        return self._folder.is_known(key)

    def state(self) -> PrinterState:
        """Say how the printer stands; what is to be sent is left out of the jobs."""
        found: list[WaitingJob] = []
        damaged: list[str] = []
        for file in self._folder.open_files():
            waiting = self._folder.job(file)
            if waiting is not None:
                found.append(waiting._replace(job=waiting.job._replace(data=b"", copy=b"")))
            elif self._folder.is_there(file):
                damaged.append(file.key)
        return PrinterState(tuple(found), self._folder.trouble(), tuple(damaged))

    def put_away_damaged(self, line: str) -> None:
        """Let nothing damaged wait any longer that a line of the till prints anew."""
        for key in self.state().damaged:
            if printed_by(key) == line:
                self._folder.withdraw(key)

    def waits(self, key: str) -> bool:
        """Tell whether a job with this key still waits."""
        return any(each.key == key for each in self._folder.open_files())

    def withdraw(self, key: str) -> None:
        """Let a job with this key wait no longer, unless it is over."""
        self._folder.withdraw(key)

    def forget(self) -> int:
        """Throw away what waits, and say how many receipts that were."""
        return self._folder.forget()

    def wake(self) -> None:
        """Start to send what waits, unless somebody does already; never raises."""
        with suppress(PaycliError, OSError):
            if self._folder.settings() is None or not self._folder.open_files():
                return
            if not is_sending(self._folder):
                _start(self._folder.path)


def is_sending(folder: PrinterFolder) -> bool:
    """Tell whether a process sends what waits in a folder."""
    try:
        descriptor = folder.open_lock()
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        # That gives the lock back.
        os.close(descriptor)
    return False


def _start(folder: Path) -> None:
    """Start a process that sends, in a session of its own, with nothing of ours but the folder; raises OSError."""
    _collect()
    root = str(Path(__file__).resolve().parents[2])
    program = "import sys; sys.path.append(sys.argv[1]); from paycli.app.print_sender import main; main(sys.argv[2])"
    null = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    words = [sys.executable, "-I", "-c", program, root, str(folder)]
    _started.append(os.posix_spawn(sys.executable, words, {}, file_actions=null, setsigmask=()))


def _collect() -> None:
    """Let go of the processes that have ended."""
    for process in tuple(_started):
        with suppress(ChildProcessError):
            if not os.waitpid(process, os.WNOHANG)[0]:
                continue
        _started.remove(process)
