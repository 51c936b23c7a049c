"""What waits for the printer of a till, below a home folder: a file for each job, whose name says how it stands.

A job is on the disk before anything is sent, and its name changes before its first byte goes to the printer. So after a
kill it is known of each job that it was not printed, that it was, or that nobody knows.
"""

from __future__ import annotations

import json
import os
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from paycli.disk.durable import sync_folder, write_atomic
from paycli.disk.json_file import JsonFile, has_fields, is_string
from paycli.disk.locks import locked
from paycli.disk.private import PRIVATE_FILE, make_private_folder, read_private
from paycli.disk.refused import refused
from paycli.domain.printing import (
    CODE_PAGES,
    COLUMNS,
    JOB_BYTES_MOST,
    MARKS_MOST,
    Printer,
    PrintJob,
    WaitingJob,
    is_once,
    job_key,
    place_of,
)
from paycli.domain.shapes import is_text
from paycli.errors import Misconfigured, PaycliError, Usage
from paycli.home.job_files import (
    FILE_BYTES_MOST,
    PLACE_MOST,
    JobFile,
    check_key,
    data_of,
    is_known,
    job_file,
    marks_of,
    text_of,
)
from paycli.home.shop_folder import ShopFolder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from paycli.domain.printing import JobState
    from paycli.domain.records import Profile

_is_title = is_text(".{0,200}")


def _is_where(value: Any) -> bool:  # noqa: ANN401  out of JSON
    if not is_string(value):
        return False
    try:
        place_of(value)
    except Usage:
        return False
    return True


_is_printer = has_fields(
    {
        "where": _is_where,
        "columns": lambda value: value in COLUMNS,
        "code_page": lambda value: isinstance(value, str) and value in CODE_PAGES,
        "auto": lambda value: isinstance(value, bool),
        "one_way": lambda value: isinstance(value, bool),
    }
)
_is_trouble = has_fields({"trouble": is_text("[^\\x00-\\x1f]{0,300}")})


class PrinterFolder:
    """The folder of one till's printer: settings, jobs, and its last trouble."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self._settings = JsonFile(
            folder / "printer.json",
            check=_is_printer,
            problem=f"The settings {folder / 'printer.json'} of a printer are damaged",
            help="remove that file, and set the printer again",
        )

    @classmethod
    def of(cls, home: Path, profile: Profile, till: int) -> PrinterFolder:
        """Give the folder of a till of a shop; it is made with the first thing in it."""
        return cls(ShopFolder(home, profile).folder / f"printer-{till}")

    def open_lock(self) -> int:
        """Open the file whose lock whoever sends what waits has; raises OSError."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        return os.open(self.path / "sending.lock", flags, PRIVATE_FILE)

    # --- settings -----------------------------------------------------------------------------------------------------
    def settings(self) -> Printer | None:
        """Give the settings; None where no printer is set. Raises Misconfigured, PermissionRefused."""
        content = self._settings.read()
        return None if content is None else Printer(**content)

    def set(self, printer: Printer | None) -> bool:
        """Keep other settings durably, or none; False where they were so already."""
        with self._locked():
            before = self._before()
            if printer is None:
                from paycli.disk.durable import remove

                remove(self._settings.path)
            elif printer != before:
                self._settings.write(printer._asdict())
            return printer != before

    def _before(self) -> Printer | None:
        # What is damaged is what somebody sets anew.
        with suppress(Misconfigured):
            return self.settings()
        return None

    # --- jobs ---------------------------------------------------------------------------------------------------------
    def add(self, job: PrintJob, now_ms: int) -> bool:
        """Keep a job durably, as of now; False where one of its key was kept before, or may have been.

        Raises Misconfigured for one that is too long, PermissionRefused, Unavailable.
        """
        check_key(job.key)
        content = {"title": job.title, "data": text_of(job.data), "copy": text_of(job.copy)}
        data = json.dumps(content).encode()
        if max(len(job.data), len(job.copy)) > JOB_BYTES_MOST or len(data) > FILE_BYTES_MOST:
            raise Misconfigured(problem="That is too long to be printed", help="")
        with self._locked():
            files = self.files()
            if is_known(job.key, files):
                return False
            place = min(max((each.place for each in files), default=0) + 1, PLACE_MOST)
            write_atomic(self.path / JobFile(place, now_ms, job.key, "waiting", 0).name, data)
            return True

    def is_known(self, key: str) -> bool:
        """Tell whether a job with this key is kept, or was sent, or is so old that nobody knows."""
        return is_known(key, self.files())

    def files(self) -> Sequence[JobFile]:
        """Give all jobs, those that were sent too, in the order in which they were wanted."""
        try:
            names = sorted(each.name for each in self.path.iterdir())
        except FileNotFoundError:
            return ()
        except OSError as problem:
            raise refused(self.path, problem, "it cannot be read") from None
        return [each for each in map(job_file, names) if each is not None]

    def open_files(self) -> Sequence[JobFile]:
        """Give the jobs that are not done."""
        return [each for each in self.files() if each.state != "done"]

    def job(self, file: JobFile) -> WaitingJob | None:
        """Read a job; None where it is gone, or is none."""
        try:
            content = json.loads(read_private(self.path / file.name, bytes_most=FILE_BYTES_MOST))
            data, copy = data_of(content["data"]), data_of(content["copy"])
            title = content["title"] if _is_title(content["title"]) else ""
        except (OSError, ValueError, TypeError, KeyError, RecursionError, zlib.error, PaycliError):
            return None
        return WaitingJob(PrintJob(file.key, title, data, copy), file.wanted, file.state, file.tries)

    def is_there(self, file: JobFile) -> bool:
        """Tell whether a job still stands as it stood: not sent on, nor thrown away."""
        return os.path.lexists(self.path / file.name)

    def turned(self, file: JobFile, state: JobState, tries: int) -> JobFile | None:
        """Say durably how a job stands from now on; None where it was thrown away. Raises PermissionRefused."""
        # Whoever looks for a key meanwhile could find the file under neither name.
        with self._locked():
            return self._turned(file, state, tries)

    def _turned(self, file: JobFile, state: JobState, tries: int) -> JobFile | None:
        turned = file._replace(state=state, tries=min(tries, 9))
        try:
            (self.path / file.name).rename(self.path / turned.name)
            sync_folder(self.path)
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise refused(self.path / file.name, problem, "it cannot be renamed") from None
        return turned

    def done(self, file: JobFile) -> None:
        """Note durably that a job is over. What it printed is forgotten, and its key is remembered for long."""
        with self._locked():
            self._done(file)

    def _done(self, file: JobFile) -> None:
        mark = self._turned(file, "done", file.tries)
        if mark is None:
            return
        # That it is over is known by its name.
        with suppress(OSError):
            if is_once(file.key):
                (self.path / mark.name).unlink(missing_ok=True)
                return
            os.truncate(self.path / mark.name, 0)
            for old in marks_of(self.files(), job_key(file.key).family)[:-MARKS_MOST]:
                (self.path / old.name).unlink(missing_ok=True)

    def release(self, tries_below: int | None = None) -> None:
        """Let held jobs be sent once more: those that were sent less often than that, or all, as if it were once."""
        for file in self.files():
            if file.state == "held" and (tries_below is None or file.tries < tries_below):
                self.turned(file, "waiting", min(file.tries, 1) if tries_below is None else file.tries)

    def withdraw(self, key: str) -> None:
        """Throw away a job with this key, unless it is over."""
        with self._locked():
            for file in self.open_files():
                if file.key == key:
                    self._done(file)

    def forget(self) -> int:
        """Throw away what waits, and say how many receipts that were."""
        with self._locked():
            waiting = self.open_files()
            for file in waiting:
                self._done(file)
        return sum(not file.is_pulse for file in waiting)

    # --- its trouble --------------------------------------------------------------------------------------------------
    def trouble(self) -> str:
        """Give the last trouble of the printer; empty for none."""
        with suppress(PaycliError):
            return str((self._trouble().read() or {"trouble": ""})["trouble"])
        return ""

    def note_trouble(self, trouble: str) -> None:
        """Note a trouble, or with an empty text that there is none any more; never raises."""
        if trouble != self.trouble():
            with suppress(PaycliError):
                self._trouble().write({"trouble": trouble[:300]}, durable=False)

    def _trouble(self) -> JsonFile:
        return JsonFile(self.path / "trouble.json", check=_is_trouble, problem="", help="")

    def _locked(self) -> Any:  # noqa: ANN401  a context
        make_private_folder(self.path)
        return locked(self.path / "jobs")
