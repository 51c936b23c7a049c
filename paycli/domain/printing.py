"""The printer of a till: its settings, what waits for it, how it stands. Pure values."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from paycli.errors import Usage

COLUMNS = (32, 42, 48)
"""How many letters a line of the usual papers has: 58 mm, and 80 mm of two makes."""

CODE_PAGES = {
    "cp437": 0, "cp850": 2, "cp860": 3, "cp863": 4, "cp865": 5, "cp1252": 16, "cp866": 17, "cp852": 18, "cp858": 19,
    "iso8859_15": 40, "cp775": 33, "cp1250": 45, "cp1251": 46, "cp1253": 47, "cp1254": 48, "cp1257": 51,
}  # fmt: skip
"""What printers count these pages as (ESC t n). Most know those up to cp858."""

PORT = 9100
"""Where printers listen."""

PULSE_LASTS_MS = 10_000
"""So long after it was wanted a drawer is opened; later it would spring open where nobody stands."""

TRIES_MOST = 3
"""So often a paper of unknown fate is printed; then it waits until another one came out, or somebody looks."""

TRIES_IN_ALL = 9
"""So often it is printed in all, unless somebody prints a page to try the printer."""

MARKS_MOST = 1000
"""So many sales of a till are remembered as printed, and so many of all else; a sale before them counts as printed."""

JOB_BYTES_MOST = 1024 * 1024
"""No job prints more: ten times what the longest receipt comes to."""

PULSE = "pulse-"
"""What the key of a pulse begins with, which opens a drawer."""

TRIAL = "test-"
"""What the key of a page begins with that shows whether a printer prints."""

_ONCE = (TRIAL, "copy-", "slip-", "x-")
_NUMBERED = re.compile(r"(?P<family>[a-z]+-[0-9]{1,2})-(?P<number>[0-9]{6,15})")
_OF_SALE = re.compile(r"(?:sale|copy|slip)-([0-9]{1,2}-[0-9]{6,15})(?:-[0-9a-f]+)?")
_OF_DAY = re.compile(r"(?:z-[0-9]{1,2}|copy-z)-0*([0-9]{1,15})(?:-[0-9a-f]+)?")

JobState = Literal["waiting", "sent", "held", "done"]
"""`sent`: its bytes began to go to the printer, and nobody knows yet how many of them were printed."""

_NETWORK = re.compile(r"(?:\[([0-9A-Fa-f:.%]{2,60})\]|([A-Za-z0-9._-]{1,253}))(?::([0-9]{1,5}))?")
_PORT_MOST = 65_535
_PATH_LENGTH_MOST = 1000
_NAMED_MOST = 5


def check_columns(columns: int) -> int:
    """Give how many letters a line has; raises Usage unless papers are that wide."""
    if columns not in COLUMNS:
        raise Usage(problem=f"No paper has {columns} columns here", help=f"one of: {', '.join(map(str, COLUMNS))}")
    return columns


class JobKey(NamedTuple):
    """What the key of a job says: its family, and its number in that; none for one that is of an order."""

    family: str
    number: int | None


def job_key(key: str) -> JobKey:
    """Read the key of a job, like `sale-1-000041`."""
    found = _NUMBERED.fullmatch(key)
    if found is None:
        return JobKey(key.partition("-")[0], None)
    return JobKey(found["family"], int(found["number"]))


def is_once(key: str) -> bool:
    """Tell whether nobody asks for a key again once its job is over: so it need not be remembered."""
    return key.startswith(_ONCE)


def printed_by(key: str) -> str:
    """Say how the till is told to print what a key is of, like `print 1-000041`; empty where nothing prints that."""
    if found := _OF_SALE.fullmatch(key):
        return f"print {found[1]}"
    if found := _OF_DAY.fullmatch(key):
        return f"print z {found[1]}"
    return "print x" if key.startswith("x-") else ""


class Place(NamedTuple):
    """Where a printer is: a path of a file or a device; or with a `port`, a host in the network."""

    name: str
    port: int = 0


def place_of(where: str) -> Place:
    """Read where a printer is: a text with a slash is a path, any other a host, with `:PORT` if it is not 9100.

    Raises Usage.
    """
    if "/" in where:
        if len(where) > _PATH_LENGTH_MOST or not where.isprintable():
            problem = "No path of a printer is that long, or has a line break or another control sign in it"
            raise Usage(problem=problem, help="like /dev/usb/lp0, or 192.0.2.7:9100")
        return Place(where)
    found = _NETWORK.fullmatch(where)
    if found is None:
        raise Usage(
            problem=f"{where[:40]!r} is neither a path nor a host",
            help="like /dev/usb/lp0, or 192.0.2.7:9100",
        )
    address, host, port = found.groups()
    number = PORT if port is None else int(port)
    if not 0 < number <= _PORT_MOST:
        raise Usage(problem=f"{port} is not a port", help=f"1 to {_PORT_MOST}; most printers listen on {PORT}")
    return Place(address or host, number)


class Printer(NamedTuple):
    """The printer of a till.

    `where` is what `place_of` reads. With `auto` each sale is printed once it is paid. One that is `one_way` never
    answers, so that what was sent to it counts as printed.
    """

    where: str
    columns: int = 42
    code_page: str = "cp858"
    auto: bool = False
    one_way: bool = False


class PrintJob(NamedTuple):
    """What is to be sent to a printer, under a key that is used once.

    `data` are its bytes; `copy` those that are sent once nobody knows whether it was printed, none for a pulse, which
    opens a drawer and is never sent twice.
    """

    key: str
    title: str
    data: bytes
    copy: bytes = b""

    @property
    def is_pulse(self) -> bool:
        """Tell whether it opens a drawer, and prints nothing."""
        return self.key.startswith(PULSE)


class WaitingJob(NamedTuple):
    """A job that waits since a time in ms, and how it stands: after `tries` of which nobody knows what they did."""

    job: PrintJob
    since: int
    state: JobState
    tries: int = 0


class PrinterState(NamedTuple):
    """How a printer stands: what waits for it, and its last trouble, empty for none.

    `damaged` are the keys of what waited and cannot be read any more.
    """

    waiting: tuple[WaitingJob, ...] = ()
    trouble: str = ""
    damaged: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Say it in a line; empty where nothing is wrong."""
        return "    ".join(each for each in (self._waiting_words, self.damaged_words) if each)

    @property
    def damaged_words(self) -> str:
        """Say which files nothing can be printed of, and what to do; empty where there are none."""
        if not self.damaged:
            return ""
        lines = sorted({printed_by(key) for key in self.damaged} - {""})
        count = f"{len(self.damaged)} file{'s' if len(self.damaged) > 1 else ''} of what is to be printed"
        more = f", and {len(lines) - _NAMED_MOST} more" if len(lines) > _NAMED_MOST else ""
        what = f"; in the till: {', '.join(lines[:_NAMED_MOST])}{more}" if lines else ""
        return f"{count} {'are' if len(self.damaged) > 1 else 'is'} damaged{what}"

    @property
    def _waiting_words(self) -> str:
        is_held = any(each.state == "held" for each in self.waiting)
        if not self.waiting or not (self.trouble or is_held):
            return ""
        papers = sum(not each.job.is_pulse for each in self.waiting)
        what = f"{papers} wait{'s' if papers == 1 else ''}" if papers else "the drawer stays shut"
        why = self.trouble or "look whether they were printed, then print a test page"
        return f"printer: {what} ({why})"
