"""The printer of a till: which till is meant, and a page that shows whether it prints."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from paycli.app.printing import TillPrinter
from paycli.console.escpos import Paper, receipt_bytes
from paycli.console.views.paper import trial_paper
from paycli.domain.printing import TRIAL, PrintJob
from paycli.errors import PrinterMissing, PrinterTrouble, step
from paycli.services.reading.reader import reading
from paycli.services.sales.at_till import till_to_run

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.domain.printing import Printer

_LOOK_S = 0.05
# Longer than a printer is given.
_WAIT_S = 40.0


class PrinterAt(NamedTuple):
    """A till, and its printer."""

    till: int
    printer: TillPrinter


def printer_at(app: OpenedApp, typed: int | None) -> PrinterAt:
    """Find the printer of a till: the typed one, that of the key that acts, the open one, or the first.

    The shop's own key, which has no day, prints where the first till does. Raises ShopOnly, TillElsewhere, TillUnclear.
    """
    with reading(app) as reader:
        till = till_to_run(app, reader, typed).till
    return PrinterAt(till, TillPrinter(app, till))


def print_trial(app: OpenedApp, at: PrinterAt) -> Printer:
    """Print a page and wait for it; gives the settings. Raises PrinterMissing, PrinterTrouble."""
    settings = at.printer.settings()
    if settings is None:
        raise PrinterMissing(till=at.till, help=step("set_printer", till=at.till))
    lines = trial_paper(f"till {at.till} of @{app.profile.name}", settings.code_page, settings.columns)
    data = receipt_bytes(lines, Paper(settings.columns, settings.code_page))
    key = f"{TRIAL}{os.urandom(4).hex()}"
    at.printer.add(PrintJob(key, "a page that shows whether it prints", data, data))
    deadline = time.monotonic() + _WAIT_S
    try:
        while at.printer.waits(key):
            state = at.printer.state()
            if state.trouble or time.monotonic() > deadline:
                raise PrinterTrouble(reason=state.trouble or "it takes too long", begun=False)
            time.sleep(_LOOK_S)
    finally:
        # Else it would be printed when nobody asks for it any more.
        at.printer.withdraw(key)
    return settings
