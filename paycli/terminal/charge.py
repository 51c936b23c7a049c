"""The till on one line: the QR code, the wait for the guest, and Ctrl-C, which cancels the sale."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.console.output import Line, say, show
from paycli.console.progress import Progress
from paycli.console.stream import can_ask
from paycli.console.times import start_of_day
from paycli.console.views.sales import charged, paid_at_till
from paycli.domain.state import CANCELLED, PENDING
from paycli.errors import AlreadyEnded, PaycliError, SaleCancelled, SaleExpired
from paycli.services.engine.intents import Execution
from paycli.services.payments.cancel import cancel
from paycli.services.reading.reader import reading
from paycli.services.sales.day import day_so_far
from paycli.services.sales.receipt import receipt as receipt_of_sale

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.services.sales.charge import Charged
    from paycli.services.sales.receipt import Receipt

_LOOK_SECONDS = 0.25


def waits(wanted: bool | None) -> bool:  # noqa: FBT001  what the option said, None for nothing
    """Tell whether to wait for the payment: as wanted, else only where somebody looks."""
    return can_ask() and not options().yes if wanted is None else wanted


def wait_paid(app: OpenedApp, sale: Charged, *, light_background: bool) -> None:
    """Show a sale, wait until it is paid and say so; Ctrl-C cancels it, unless it was paid in that moment.

    Raises SaleExpired when its time is over, SaleCancelled where another till took it back, KeyboardInterrupt after
    cancelling.
    """
    say(*charged(sale, app.registry, light_background=light_background).lines)
    lasts = (sale.due - app.clock.now_ms()) / 1000
    try:
        with Progress("waiting", behind="   Ctrl-C cancels", lasts=lasts):
            receipt = _wait(app, sale)
    except KeyboardInterrupt:
        try:
            cancel(app, sale.id, Execution())
        except AlreadyEnded:
            receipt = _receipt(app, sale)
            if receipt.paid is None:
                raise _unpaid(receipt) from None
        else:
            say(Line("Cancelled: nothing was charged.", "warn"))
            raise
    midnight = start_of_day(app.registry.zone, app.clock.now_ms())
    with reading(app) as reader:
        day = day_so_far(reader, midnight, sale.money.currency)
    app.shown_sales.add(sale.id)
    show(paid_at_till(receipt, day, app.registry))


def _receipt(app: OpenedApp, sale: Charged) -> Receipt:
    with reading(app) as reader:
        return receipt_of_sale(reader, sale.id)


def _unpaid(receipt: Receipt) -> PaycliError:
    ended = SaleCancelled if receipt.state == CANCELLED else SaleExpired
    return ended(money="Nothing was paid.")


def _wait(app: OpenedApp, sale: Charged) -> Receipt:
    while True:
        receipt = _receipt(app, sale)
        if receipt.paid is not None:
            return receipt
        if receipt.state != PENDING:
            raise _unpaid(receipt)
        time.sleep(_LOOK_SECONDS)
