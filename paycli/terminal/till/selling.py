"""What a till wants of the ledger for the cart: a sale, its end by cash, tab or gift, or taking it back.

The idempotency key of a sale is kept before it is posted. So whatever happens to this process, what became of the sale
is found under that key, and nothing is sold twice.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from paycli.app.guests import GuestApp
from paycli.console.times import clock_local
from paycli.console.views.tabs import pin_question
from paycli.domain.billed import Billed
from paycli.domain.money import Money, format_minor
from paycli.domain.state import CANCELLED, DONE, PENDING
from paycli.domain.till_kinds import CASH, GIFT
from paycli.errors import AlreadyEnded, Conflict, Gone, PaycliError
from paycli.services.engine.intents import Execution
from paycli.services.payments.cancel import cancel
from paycli.services.reading.reader import reading
from paycli.services.sales.charge import charge_bill
from paycli.services.sales.left_behind import hand_over
from paycli.services.sales.standing import Standing, sale_under_key, standing_of
from paycli.services.sales.tabs import pay_by_tab, tab_at
from paycli.services.sales.take import give, take_cash
from paycli.terminal.till import effects
from paycli.terminal.till.reasons import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.app.opened import OpenedApp
    from paycli.services.engine.intents import Plan
    from paycli.services.sales.receipt import Receipt
    from paycli.terminal.till.session import TillSession

_MADE_OF = Execution(noted=True)


class Desk(NamedTuple):
    """Where somebody sells: the shop, the till's carts, its number, and for how long a sale can be paid.

    `ask_pin` asks a guest for a PIN by a question, behind one that was wrong with its error; raises Cancelled.
    """

    app: OpenedApp
    session: TillSession
    till: int
    expires_ms: int
    ask_pin: Callable[[str, Exception | None], str]


class Selling:
    """Carries out what is wanted for the cart; each call gives what came of it, for the session to hear.

    `sale` is the name of the sale that waits, or whose end is to be shown. `doubt` says why nobody knows what became of
    the one whose key is kept; it is empty where that is known.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk, self._app = desk, desk.app
        self.sale = ""
        self.doubt = ""

    def sell(self, effect: effects.Sale) -> effects.Event | None:
        """Make a sale of the cart, or end the one that waits; None where it is in doubt what came of it.

        Raises Stopped where a signal came; `take_back` says then what stands.
        """
        try:
            match effect:
                case effects.Charge(sale):
                    self._make(sale)
                case effects.TakeCash(sale):
                    self._make(sale)
                    self._take_cash(effect)
                case effects.ChargeTab(sale):
                    return self._by_tab(effect)
                case effects.GiveAway(sale, _, reason):
                    self._make(sale)
                    give(self._app, self.sale, reason, self._desk.till, _MADE_OF)
            return self._now()
        except PaycliError as error:
            if not isinstance(effect, effects.Charge) and effect.sale is None:
                return self._not_taken(error)
            return self.find_out(reason_of(error), takes_back=not isinstance(effect, effects.Charge))

    def look(self) -> effects.Event | None:
        """Say how the waiting sale ended, or what became of the one in doubt; None where there is no news.

        Raises what reading raises.
        """
        if self.doubt:
            return self.find_out(self.doubt, takes_back=False)
        found = self._now()
        return None if isinstance(found, effects.SaleOpened) else found

    def take_back(self) -> effects.Event | None:
        """Take back the sale that waits or was just being made, unless it has ended; None where it is in doubt."""
        if not self._desk.session.state.waiting:
            return self.find_out("Stopped: nothing was charged.", takes_back=True)
        try:
            with suppress(AlreadyEnded):
                cancel(self._app, self.sale, _MADE_OF)
            return self._now()
        except PaycliError as error:
            return effects.SaleRefused(reason_of(error))

    def find_out(self, reason: str, *, takes_back: bool) -> effects.Event | None:
        """Say what became of the sale whose key is kept, for a `reason` that made it unclear; None where it still is.

        With `takes_back` one that waits is taken back: nobody has seen its code.
        """
        self.doubt = reason
        try:
            receipt = self._under_key()
            if takes_back and receipt is not None and receipt.state == PENDING:
                with suppress(AlreadyEnded):
                    cancel(self._app, receipt.id, _MADE_OF)
                receipt = self._under_key()
            self.doubt = ""
            if receipt is None:
                return effects.SaleRefused(reason)
            self.sale = receipt.id
            if takes_back and receipt.state == CANCELLED:
                self._note_shown()
                return effects.SaleRefused(f"{reason} {receipt.number} was taken back")
            return self._now()
        except PaycliError:
            self.doubt = reason
            return None

    def shown(self, event: effects.Event) -> None:
        """Note that somebody was shown what came of a sale."""
        if isinstance(event, (effects.SalePaid, effects.SaleUnpaid)):
            self._note_shown()
        self._app.report()

    def _note_shown(self) -> None:
        if self.sale:
            with suppress(PaycliError), reading(self._app) as reader:
                hand_over(self._app, reader, self.sale)
            self._app.shown_sales.add(self.sale)
            self.sale = ""

    # --- orders -------------------------------------------------------------------------------------------------------
    def _make(self, sale: effects.NewSale | None) -> None:
        """Make a sale of the cart, unless one waits already; its key is kept before it is posted."""
        if sale is None:
            return
        key = os.urandom(16).hex()
        self._desk.session.begin(key)
        tax = tuple((row.letter, row.rate_ppm, row.gross_minor, row.tax_minor) for row in sale.tax)
        billed = Billed(Money(sale.amount_minor, sale.currency), sale.discount_minor, tax, sale.text, sale.codes)
        run = Execution(key, noted=True)
        self.sale = charge_bill(self._app, billed, self._desk.till, run, expires_ms=self._desk.expires_ms).id

    def _take_cash(self, effect: effects.TakeCash) -> None:
        session = self._desk.session
        pricing = session.state.carts.cart.pricing or session.shop.pricing
        given = format_minor(effect.given_minor, pricing.exponent) + pricing.currency
        take_cash(self._app, self.sale, given, self._desk.till, _MADE_OF, pricing=lambda _: pricing)

    def _by_tab(self, effect: effects.ChargeTab) -> effects.Event:
        asked = "PIN"

        def agree(plan: Plan) -> None:
            nonlocal asked
            asked = pin_question(plan, self._app.registry)

        # Whether there is such a tab is known before a number is used up.
        use = tab_at(self._app, effect.handle, self._desk.till, lambda wrong: self._desk.ask_pin(asked, wrong))
        self._make(effect.sale)
        pay_by_tab(self._app, self.sale, GuestApp(self._app, use), Execution(agree=agree))
        found = self._now()
        return found._replace(tender="tab") if isinstance(found, effects.SalePaid) else found

    def _not_taken(self, error: PaycliError) -> effects.Event:
        """Say why the waiting sale was not taken this way; perhaps it has ended by now."""
        if isinstance(error, (Gone, Conflict)):
            with suppress(PaycliError):
                found = self._now()
                if not isinstance(found, effects.SaleOpened):
                    return found
        return effects.SaleRefused(reason_of(error))

    # --- how a sale stands --------------------------------------------------------------------------------------------
    def _under_key(self) -> Receipt | None:
        key = self._desk.session.state.carts.key
        if not key:
            return None
        with reading(self._app) as reader:
            return sale_under_key(reader, key)

    def _now(self) -> effects.Event:
        with reading(self._app) as reader:
            return event_of(standing_of(reader, self.sale), self._app.registry.zone)


def event_of(found: Standing, zone: str) -> effects.SaleOpened | effects.SaleUnpaid | effects.SalePaid:
    """Say how a sale stands, as a till hears it."""
    receipt = found.receipt
    if receipt.state == PENDING:
        return effects.SaleOpened(receipt.number, receipt.short, (), clock_local(found.due, zone))
    if receipt.state != DONE:
        by_time = receipt.state != CANCELLED
        reason = "nobody paid it in time" if by_time else "it was taken back"
        return effects.SaleUnpaid(receipt.number, reason, by_time=by_time)
    return effects.SalePaid(
        number=receipt.number,
        tender=receipt.tender,
        who=receipt.payer or "",
        at=clock_local(receipt.paid or 0, zone),
        amount_minor=_paid_minor(found),
        tip_minor=receipt.tip.amount_minor,
        given_minor=found.given.amount_minor,
        change_minor=found.change.amount_minor,
    )


def _paid_minor(found: Standing) -> int:
    """Give what was paid for the goods: coins may come to a little more or less than the sale."""
    if found.receipt.tender == CASH:
        return found.given.amount_minor - found.change.amount_minor
    return 0 if found.receipt.tender == GIFT else found.receipt.money.amount_minor
