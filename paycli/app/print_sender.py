"""The process that sends to a till's printer what waits for it, and tries again while the printer is in trouble.

It ends once nothing waits, when no printer is set any more, or when nothing was added for ten minutes: the next command
of the till begins it again.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from paycli.app.printer_ports import port_of
from paycli.domain.printing import PULSE_LASTS_MS, TRIAL, TRIES_IN_ALL, TRIES_MOST
from paycli.errors import PaycliError, PrinterTrouble
from paycli.home.print_jobs import PrinterFolder
from paycli.printers.port import Patience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.domain.printing import Printer, WaitingJob
    from paycli.home.job_files import JobFile
    from paycli.printers.port import Port

_LOOK_S = 0.25
_PAUSES_S = (0.5, 1, 2, 5, 10, 15)
_LASTS_S = 600.0
_DESCRIPTORS_MOST = 256


class Sending(NamedTuple):
    """How what waits is sent: to which folder's printer, how long one waits for it, and the time in ms."""

    folder: PrinterFolder
    patience: Patience
    now_ms: Callable[[], int]


def main(folder: str) -> None:
    """Send what waits in a folder until there is nothing more to do."""
    # Ctrl-C at the till is not meant for us, and its files are not ours.
    with suppress(OSError):
        os.setsid()
    os.closerange(3, _DESCRIPTORS_MOST)
    os.chdir("/")
    os.umask(0o077)
    sending = Sending(PrinterFolder(Path(folder)), Patience(), lambda: time.time_ns() // 1_000_000)
    with suppress(PaycliError, OSError):
        send_all(sending)


def send_all(sending: Sending) -> None:
    """Send what waits, unless somebody does; raises PaycliError, OSError."""
    folder = sending.folder
    # What is added until we let go of the lock finds us still holding it, so it is looked at again behind that.
    while _has_work(folder):
        with _alone(folder) as is_alone:
            if not is_alone or not _persist(sending):
                return


def _has_work(folder: PrinterFolder) -> bool:
    """Tell whether anything waits that is not held for a person."""
    return any(each.state != "held" for each in folder.open_files())


@contextmanager
def _alone(folder: PrinterFolder) -> Iterator[bool]:
    """Take the lock of whoever sends, if nobody has it; tells whether it was got."""
    descriptor = folder.open_lock()
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        # For whoever wants to know who sends.
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield True
    finally:
        os.close(descriptor)


def _persist(sending: Sending) -> bool:
    """Send until it was all tried without trouble; False where it is time to give up."""
    failed, known = 0, _keys(sending.folder)
    began = time.monotonic()
    while True:
        printer = sending.folder.settings()
        if printer is None:
            return False
        if send_waiting(sending, printer):
            return True
        pause = _PAUSES_S[min(failed, len(_PAUSES_S) - 1)]
        failed += 1
        until = time.monotonic() + pause
        while time.monotonic() < until and _keys(sending.folder) <= known:
            if sending.folder.settings() != printer:
                break
            time.sleep(_LOOK_S)
        found = _keys(sending.folder)
        if not found <= known:
            began = time.monotonic()
        known = found
        if time.monotonic() - began > _LASTS_S:
            return False


def _keys(folder: PrinterFolder) -> frozenset[str]:
    """Give the keys of all that waits."""
    return frozenset(each.key for each in folder.open_files())


def send_waiting(sending: Sending, printer: Printer) -> bool:
    """Send once what waits, pulses first; False where the printer is in trouble, which is noted.

    Raises what keeping how a job stands raises.
    """
    folder = sending.folder
    jobs = _jobs(sending)
    if not jobs:
        return True
    try:
        with port_of(printer, sending.patience) as port:
            for file in jobs:
                waiting = folder.job(file)
                if waiting is None:
                    # Damaged, which is shown; or thrown away meanwhile.
                    folder.turned(file, "held", file.tries)
                    continue
                port.check()
                _send(folder, file, waiting, port)
    except PrinterTrouble as trouble:
        folder.note_trouble(str(trouble.values["reason"]))
        return False
    folder.note_trouble("")
    return True


def _jobs(sending: Sending) -> list[JobFile]:
    """Give what is to be sent, pulses first. What must not be sent any more is put away."""
    folder = sending.folder
    found = []
    for file in folder.open_files():
        if file.state == "held":
            continue
        if file.is_pulse:
            age_ms = sending.now_ms() - file.wanted
            if file.state == "sent" or not 0 <= age_ms <= PULSE_LASTS_MS:
                # Whether it came through nobody knows, or nobody stands there any more.
                folder.done(file)
                continue
        elif file.state == "sent" and file.tries >= TRIES_MOST:
            folder.turned(file, "held", file.tries)
            continue
        found.append(file)
    return sorted(found, key=lambda each: not each.is_pulse)


def _send(folder: PrinterFolder, file: JobFile, waiting: WaitingJob, port: Port) -> None:
    """Send a job; raises PrinterTrouble. That its bytes begin to go out is noted before they do."""
    job = waiting.job
    begun = folder.turned(file, "sent", file.tries + 1)
    if begun is None:
        return
    try:
        port.send(job.copy if file.tries else job.data)
    except PrinterTrouble as trouble:
        if not trouble.values["begun"]:
            folder.turned(begun, file.state, file.tries)
        raise
    folder.done(begun)
    if not job.is_pulse:
        # It prints again, so what it did not print may have been its fault.
        folder.release(None if job.key.startswith(TRIAL) else TRIES_IN_ALL)
