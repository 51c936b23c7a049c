"""What a till lets its printer do: receipts, and the drawer. It never raises for a printer: what is paid is paid.

Whatever is to be printed is kept on the disk first. That is all that a sale waits for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from paycli.app.printing import TillPrinter
from paycli.domain.printing import PULSE, PULSE_LASTS_MS, PrinterState, PrintJob
from paycli.domain.state import DONE
from paycli.domain.till_kinds import CASH
from paycli.errors import PaycliError

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.domain.printing import Printer
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.paper import PaperReceipt
    from paycli.services.sales.receipt import Receipt
    from paycli.services.sales.refund import Refunded
    from paycli.services.sales.shifts import DrawerMoved


def after_sale(app: OpenedApp, till: int, sale: str) -> str:
    """Open the drawer for a sale that was paid in cash, and print its receipt where the printer is to do so by itself.

    Once for each sale, however often it is told. Gives what to say of the printer; empty where nothing is wrong.
    """
    if not app.remembers:
        return ""
    try:
        printer = TillPrinter(app, till)
        settings = printer.settings()
        if settings is None:
            return ""
        from paycli.services.reading.reader import reading
        from paycli.services.sales.paper import paper_receipt

        with reading(app) as reader:
            found = paper_receipt(reader, sale)
            if found.receipt.state != DONE:
                return ""
            jobs = []
            if found.receipt.tender == CASH and not _is_late(reader, found.receipt.paid or 0):
                jobs.append(_pulse(found.receipt.number, f"drawer, for {found.receipt.number}"))
            if settings.auto and not printer.was_printed(_key(found)):
                jobs.append(_job(app, reader, found, settings, _key(found)))
            printer.add(*jobs)
        return printer.state().words
    except PaycliError as error:
        return f"the receipt cannot be printed: {why(error)}"


def _is_late(reader: Reader, time: int) -> bool:
    """Tell whether a drawer would spring open where nobody stands any more; the ledger's time is never set back."""
    return reader.time - time > PULSE_LASTS_MS


def why(error: PaycliError) -> str:
    """Say why something was not printed. That "nothing happened" would be read of the sale, which is paid."""
    return error.message.removeprefix("Nothing happened: ")


def printer_state(app: OpenedApp, till: int) -> PrinterState:
    """Let what waits for a till's printer be sent, and say how that stands; nothing waits where no printer is set."""
    try:
        printer = TillPrinter(app, till)
        if printer.settings() is None:
            return PrinterState()
        printer.wake()
        return printer.state()
    except PaycliError:
        # What is wrong with it is said where it is used.
        return PrinterState()


def print_after(app: OpenedApp, receipt: Receipt, *, dry_run: bool = False) -> None:
    """Do what `after_sale` does behind the result of a command, and say what is wrong with the printer."""
    if not dry_run:
        till, _, _ = receipt.number.partition("-")
        say_trouble(after_sale(app, int(till), receipt.id))


def say_trouble(words: str) -> None:
    """Say beside the result what is wrong with the printer."""
    if words:
        from paycli.console.output import Line, say_aside

        say_aside(Line(words, "warn"))


def after_drawer(app: OpenedApp, moved: DrawerMoved) -> str:
    """Open the drawer for cash that is moved, or that is only looked at; gives what to say of the printer.

    Once for each order, however often it is told.
    """
    if moved.dry_run:
        return ""
    if not moved.money.amount_minor:
        return _after_order(app, moved.till, moved, "drawer, without a sale")
    return _after_order(app, moved.till, moved, f"drawer, for cash {'out' if moved.out else 'in'}")


def after_refund(app: OpenedApp, back: Refunded) -> str:
    """Open the drawer where a refund is cash out of it, as `after_drawer` does."""
    if back.drawer is None or back.dry_run:
        return ""
    return _after_order(app, back.drawer, back, f"drawer, for the refund of {back.receipt}")


def _after_order(app: OpenedApp, till: int, order: DrawerMoved | Refunded, title: str) -> str:
    if not app.remembers:
        return ""
    try:
        printer = TillPrinter(app, till)
        if printer.settings() is None:
            return ""
        from paycli.services.reading.reader import reading

        with reading(app) as reader:
            if _is_late(reader, order.time):
                return ""
        printer.add(_pulse(order.id, title))
        return printer.state().words
    except PaycliError as error:
        return f"the drawer was not opened: {why(error)}"


def print_receipt(app: OpenedApp, reader: Reader, till: int, sale: str) -> str | None:
    """Print the receipt of a sale where somebody stands; None where that till has no printer.

    It is a copy where it was printed before; what another till has printed is not known here. Gives what to say of it.
    Raises NotFound, and what keeping it raises.
    """
    from paycli.services.sales.paper import paper_receipt

    if not app.remembers:
        return None
    found = paper_receipt(reader, sale)
    printer = TillPrinter(app, till)
    settings = printer.settings()
    if settings is None:
        return None
    number = found.receipt.number
    printer.put_away_damaged(f"print {number}")
    said = f"{number} goes to the printer"
    if found.receipt.state != DONE:
        printer.add(_job(app, reader, found, settings, f"slip-{number}-{os.urandom(4).hex()}"))
        said += ": not paid"
    elif _was_printed(printer, found, till) or not printer.add(_job(app, reader, found, settings, _key(found))):
        job = _job(app, reader, found, settings, f"copy-{number}-{os.urandom(4).hex()}")
        printer.add(job._replace(data=job.copy, title=f"{job.title}, a copy"))
        said += " as a COPY"
    words = printer.state().words
    return f"{said}    {words}" if words else said


def _was_printed(printer: TillPrinter, found: PaperReceipt, till: int) -> bool:
    """Tell whether a sale may have been printed; the shop's own key prints where the first till does."""
    return (found.till or 1) != (till or 1) or printer.was_printed(_key(found))


def _key(found: PaperReceipt) -> str:
    return f"sale-{found.receipt.number}"


def _pulse(what: str, title: str) -> PrintJob:
    from paycli.console.escpos import DRAWER_PULSE

    return PrintJob(f"{PULSE}{what}", title, DRAWER_PULSE)


def _job(app: OpenedApp, reader: Reader, found: PaperReceipt, settings: Printer, key: str) -> PrintJob:
    from paycli.console.escpos import Paper, receipt_bytes
    from paycli.console.views.paper import receipt_paper

    paper = Paper(settings.columns, settings.code_page)
    qr_text = qr_text_of(app, reader, found)
    data, copy = (
        receipt_bytes(receipt_paper(found, reader.registry, paper.columns, copy=is_copy, qr_text=qr_text), paper)
        for is_copy in (False, True)
    )
    return PrintJob(key, f"receipt {found.receipt.number}", data, copy)


def qr_text_of(app: OpenedApp, reader: Reader, found: PaperReceipt) -> str | None:
    """Sign the code at the end of a paid receipt; None for a sale of another shop, and where no key here can sign."""
    from paycli.services.sales.paper_codes import coded_receipt

    try:
        return coded_receipt(app, reader, found.receipt.id).code
    except PaycliError:
        # A receipt without a code is better than none.
        return None
