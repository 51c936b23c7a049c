"""Documents of a till's printer."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import Time


class PrintWaiting(NamedTuple):
    """Something that waits for a printer."""

    title: str
    """The receipt, the X or Z, or what opens the drawer."""
    since: Time
    """Since when it waits."""
    printing: Literal["waiting", "sent", "held"]
    """`waiting`; `sent` where nobody knows whether it was printed, so that it is printed again as a copy; `held` where
    that came to nothing three times, so that it waits until another one is printed, or somebody looks."""


class Printer(NamedTuple):
    """The printer of a till, and what waits for it."""

    till: int
    printer: str | None
    """Where the printer is: a path, or a host and its port. Null where none is set."""
    columns: int | None
    """How many letters a line has."""
    code_page: str | None
    """In which code page it takes text."""
    auto: bool
    """Whether each sale is printed once it is paid."""
    one_way: bool
    """Whether it never answers, so that what was sent counts as printed."""
    printer_trouble: str | None
    """Why it does not print. Null where nothing is wrong."""
    jobs: tuple[PrintWaiting, ...]
    """All that waits for it."""
    damaged_jobs: int
    """How many files of what waited are damaged, so that nothing is printed of them. `print` in the till prints a
    receipt anew."""


class PrinterChanged(NamedTuple):
    """The printer of a till after a command."""

    till: int
    printer: str | None
    """Where the printer is: a path, or a host and its port. Null where none is set."""
    columns: int | None
    """How many letters a line has."""
    code_page: str | None
    """In which code page it takes text."""
    auto: bool
    """Whether each sale is printed once it is paid."""
    one_way: bool
    """Whether it never answers, so that what was sent counts as printed."""
    thrown_away: int
    """How many receipts no longer wait for it."""
    changed: bool


class PrinterTested(NamedTuple):
    """A printer that printed a page."""

    till: int
    printer: str | None
    """Where the printer is: a path, or a host and its port. Null where none is set."""
