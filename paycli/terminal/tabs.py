"""A sale that a regular pays at once by their tab: charged and paid, or charged no more."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from paycli.console.output import show
from paycli.console.times import start_of_day
from paycli.console.views.sales import charged, paid_at_till
from paycli.domain.state import DONE, PENDING
from paycli.errors import PaycliError, Pending
from paycli.services.engine.intents import Execution
from paycli.services.payments.cancel import cancel
from paycli.services.reading.reader import reading
from paycli.services.sales.day import day_so_far
from paycli.services.sales.left_behind import hand_over
from paycli.services.sales.receipt import receipt as receipt_of_sale
from paycli.services.sales.tabs import pay_by_tab
from paycli.terminal.charge import taken_back_if_stopped, unpaid
from paycli.terminal.paper import print_after

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.app.guests import GuestApp
    from paycli.app.opened import OpenedApp
    from paycli.services.sales.charge import Charged
    from paycli.services.sales.receipt import Receipt


def charge_tab(app: OpenedApp, open_sale: Callable[..., Charged], payer: GuestApp, execution: Execution) -> None:
    """Open a sale and let a guest pay it; where that comes to nothing, take the sale back.

    Raises what opening it and paying by a tab raise, KeyboardInterrupt, and for a repeat of one that nobody paid
    SaleCancelled or SaleExpired. Where nobody knows whether it was paid, the sale stays.
    """
    # Where the ledger's days are not known here, nobody is charged and then shown an error.
    start_of_day(app.registry.zone, app.clock.now_ms())
    with taken_back_if_stopped(app):
        sale = open_sale(is_waited_for=True)
    if sale.dry_run or sale.state == DONE:
        show(charged(sale, app.registry))
        if not sale.dry_run:
            _note_shown(app, sale.id)
        return
    if sale.state != PENDING:
        # A repeat of what came to nothing: whoever reads the status alone must not take it for paid.
        raise unpaid(sale.state)
    try:
        # The key is one of the shop's. The guest may have used the same word for something else.
        receipt = pay_by_tab(app, sale.id, payer, execution._replace(key=None))
    except Pending:
        raise
    except (PaycliError, KeyboardInterrupt) as error:
        # What was taken back by another till stays so.
        with suppress(PaycliError):
            cancel(app, sale.id, Execution())
            # The refusal says that nothing was paid, so there is no more to tell of the sale.
            app.report()
        if isinstance(error, PaycliError):
            raise
        with reading(app) as reader:
            receipt = receipt_of_sale(reader, sale.id)
        if receipt.paid is None:
            raise
        # It was paid in the moment of the signal.
    show_paid(app, receipt)


def show_paid(app: OpenedApp, receipt: Receipt) -> None:
    """Show that a sale was paid by a tab, and how the day stands."""
    midnight = start_of_day(app.registry.zone, app.clock.now_ms())
    with reading(app) as reader:
        day = day_so_far(reader, receipt, midnight)
    app.shown_sales.add(receipt.id)
    show(paid_at_till(receipt, day, app.registry))
    print_after(app, receipt)
    _note_shown(app, receipt.id)


def _note_shown(app: OpenedApp, sale: str) -> None:
    with reading(app) as reader:
        hand_over(app, reader, sale)
