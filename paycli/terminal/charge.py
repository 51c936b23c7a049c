"""The till on one line: the QR code, the wait for the guest, and the signals that end it, which cancel the sale.

For a program that reads JSON there are two lines: the sale, as soon as it can be paid, and at the end its receipt.
"""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.console.output import Line, say, show
from paycli.console.progress import Progress
from paycli.console.stopping import Stopped
from paycli.console.times import clock_local, iso_utc, start_of_day
from paycli.console.views.sales import charged, paid_at_till
from paycli.console.views.sales import receipt as receipt_view
from paycli.domain.state import CANCELLED, PENDING
from paycli.errors import AlreadyEnded, NotFound, OutputFailed, PaycliError, SaleCancelled, SaleExpired, SaleStands
from paycli.services.engine.intents import Execution
from paycli.services.payments.cancel import cancel
from paycli.services.reading.reader import reading
from paycli.services.sales.day import day_so_far
from paycli.services.sales.left_behind import hand_over
from paycli.services.sales.receipt import receipt as receipt_of_sale
from paycli.terminal.paper import print_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.app.opened import OpenedApp
    from paycli.console.stopping import Stops
    from paycli.services.sales.charge import Charged
    from paycli.services.sales.receipt import Receipt

_LOOK_SECONDS = 0.25
_TAKEN_BACK = Line("Cancelled: nothing was charged.", "warn")


def charge_and_wait(app: OpenedApp, open_sale: Callable[..., Charged], stops: Stops, *, light_background: bool) -> None:
    """Open a sale and wait until it is paid; a signal cancels it. Raises what opening it raises, and `_wait_paid`."""
    # Where the ledger's days are not known here, nobody is charged and then shown an error.
    start_of_day(app.registry.zone, app.clock.now_ms())
    with taken_back_if_stopped(app):
        sale = open_sale(is_waited_for=True)
    _wait_paid(app, sale, stops, light_background=light_background)


@contextmanager
def taken_back_if_stopped(app: OpenedApp) -> Iterator[None]:
    """Cancel the sale that is opened inside if a signal comes before it can be waited for, and stop then."""
    try:
        yield
    except Stopped:
        # It was noted before it was posted, so that whoever stops us in between leaves no sale behind.
        if app.noted is not None:
            with suppress(NotFound):
                cancel(app, app.noted.name, Execution())
            app.report()
        with suppress(OutputFailed):
            say(_TAKEN_BACK)
        raise


def _wait_paid(app: OpenedApp, sale: Charged, stops: Stops, *, light_background: bool) -> None:
    """Show a sale, wait until it is paid and say so; a signal cancels it, unless it was paid in that moment.

    Raises SaleExpired when its time is over, SaleCancelled where another till took it back, Stopped after cancelling,
    SaleStands where it could not be cancelled.
    """
    try:
        _begin(app, sale, light_background=light_background)
        lasts = (sale.due - app.clock.now_ms()) / 1000
        with Progress("waiting", behind="   Ctrl-C cancels", lasts=lasts):
            receipt = _wait(app, sale)
        stops.are_too_late()
    except (Stopped, OutputFailed, SystemExit) as stop:
        # Where its code cannot be shown, nobody can pay it either.
        stops.are_too_late()
        receipt = _taken_back(app, sale)
        app.report()
        if receipt.state == CANCELLED:
            _say_taken_back(app, stop, receipt)
            _note_shown(app, receipt)
            raise
    if receipt.paid is None:
        if options().machine:
            show(receipt_view(receipt, app.registry))
        _note_shown(app, receipt)
        raise unpaid(receipt.state)
    _show_paid(app, receipt)
    _note_shown(app, receipt)


def _note_shown(app: OpenedApp, receipt: Receipt) -> None:
    with reading(app) as reader:
        hand_over(app, reader, receipt.id)


def _begin(app: OpenedApp, sale: Charged, *, light_background: bool) -> None:
    view = charged(sale, app.registry, light_background=light_background)
    if options().machine:
        show(view)
    else:
        say(*view.lines)
    # That it was opened was shown by this. What becomes of it is another matter.
    app.report()


def _show_paid(app: OpenedApp, receipt: Receipt) -> None:
    midnight = start_of_day(app.registry.zone, app.clock.now_ms())
    with reading(app) as reader:
        day = day_so_far(reader, receipt, midnight)
    app.shown_sales.add(receipt.id)
    show(paid_at_till(receipt, day, app.registry))
    print_after(app, receipt)


def _taken_back(app: OpenedApp, sale: Charged) -> Receipt:
    """Cancel a sale unless it has ended, and give its receipt; raises SaleStands where that cannot be done."""
    try:
        with suppress(AlreadyEnded):
            cancel(app, sale.id, Execution())
        return _receipt(app, sale)
    except PaycliError as error:
        at, until = clock_local(sale.due, app.registry.zone), iso_utc(sale.due)
        raise SaleStands(of=sale.id, number=sale.receipt, at=at, until=until, why=error.message) from error


def _say_taken_back(app: OpenedApp, stop: BaseException, receipt: Receipt) -> None:
    """Say that nothing was charged, where anybody still listens: the terminal may be gone, and the status says it."""
    if isinstance(stop, OutputFailed):
        stop.money = "The sale was taken back, nothing was charged."
    if isinstance(stop, Stopped):
        with suppress(OutputFailed):
            say(_TAKEN_BACK)
            if options().machine:
                show(receipt_view(receipt, app.registry))


def _receipt(app: OpenedApp, sale: Charged) -> Receipt:
    with reading(app) as reader:
        return receipt_of_sale(reader, sale.id)


def unpaid(state: str) -> PaycliError:
    """Give the error that says how a sale ended that nobody paid."""
    ended = SaleCancelled if state == CANCELLED else SaleExpired
    return ended(money="Nothing was paid.")


def _wait(app: OpenedApp, sale: Charged) -> Receipt:
    """Look until a sale has ended, however it did."""
    while True:
        receipt = _receipt(app, sale)
        if receipt.state != PENDING:
            return receipt
        time.sleep(_LOOK_SECONDS)
