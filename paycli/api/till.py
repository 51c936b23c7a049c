"""A shop's verbs of a day at a till: opening it, the drawer, cash, how it stands, closing it, and what is looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.api.turns import Turns
from paycli.api.typed import milliseconds, part_of, typed_amount
from paycli.console.times import book_date
from paycli.services.goods.items import pricing_of
from paycli.services.reading.reader import reading
from paycli.services.sales.listed import Wanted, days, sales
from paycli.services.sales.shifts import close_day, move_drawer, open_day, outcome, standing
from paycli.services.sales.take import give, take_cash
from paycli.services.sales.tips import pay_out

if TYPE_CHECKING:
    import datetime as dt

    from paycli.api.typed import Amount
    from paycli.services.reading.pages import Page
    from paycli.services.sales.listed import DayRow, SaleRow
    from paycli.services.sales.shifts import DrawerMoved, ShiftChanged, ShiftReport
    from paycli.services.sales.take import Taken
    from paycli.services.sales.tips import TipsSent


class TillVerbs(Turns):
    """A shop's verbs of a day at a till.

    `till` says where, if several are open; a mandate of a till is at its own. A sale is named by its number or its id.
    """

    # --- the day -----------------------------------------------------------------------------------------------------
    def pos_open(
        self,
        counted: Amount,
        *,
        date: dt.date | None = None,
        till: int | None = None,
        key: str | None = None,
        dry_run: bool = False,
    ) -> ShiftChanged:
        """Open the day at a till with the cash in its drawer, for a date of the books; today if None.

        Raises ShiftOpen, TillElsewhere, ShopOnly and more.
        """
        with self._turned() as app:
            typed = None if date is None else date.isoformat()
            of = book_date(typed, app.registry.zone, app.clock.now_ms())
            run = self._execution(key, dry_run=dry_run, is_safe=True)
            return open_day(app, typed_amount(counted, app.registry), of, till, run, date_typed=date is not None)

    def pos_x(self, *, till: int | None = None) -> ShiftReport:
        """Say how the day at a till stands. Raises ShiftClosed, TillUnclear."""
        with self._turned() as app, reading(app) as reader:
            return standing(app, reader, till)

    def pos_close(
        self,
        counted: Amount,
        reason: str | None = None,
        *,
        till: int | None = None,
        key: str | None = None,
        dry_run: bool = False,
    ) -> ShiftChanged:
        """Close the day at a till with the cash that was counted; its `report` is the Z. Raises SaleWaits, ShiftClosed.

        A repeat without a key finds the day closed.
        """
        with self._turned() as app:
            run = self._execution(key, dry_run=dry_run, is_safe=True)
            return close_day(app, typed_amount(counted, app.registry), reason, till, run)

    def pos_z(self, number: int | None = None, *, till: int | None = None) -> ShiftReport:
        """Give the Z of a closed day, the last one if None. Raises NotFound."""
        with self._turned() as app, reading(app) as reader:
            return outcome(app, reader, till, number)

    # --- cash --------------------------------------------------------------------------------------------------------
    def pos_cash(
        self,
        sale: str,
        given: Amount | None = None,
        *,
        till: int | None = None,
        key: str | None = None,
        dry_run: bool = False,
    ) -> Taken:
        """Take cash for a sale that waits; `given` is what was handed over, exactly the sum if None.

        Raises AlreadyPaid, SaleExpired, CashShort, ShiftClosed, NotFound.
        """
        with self._turned() as app:
            handed_over = None if given is None else typed_amount(given, app.registry)
            run = self._execution(key, dry_run=dry_run, is_safe=True)
            return take_cash(app, sale, handed_over, till, run, pricing=pricing_of)

    def pos_gift(
        self,
        sale: str,
        reason: str | None = None,
        *,
        till: int | None = None,
        key: str | None = None,
        dry_run: bool = False,
    ) -> Taken:
        """Make a sale that waits a gift of the house; raises as `pos_cash`."""
        with self._turned() as app:
            return give(app, sale, reason, till, self._execution(key, dry_run=dry_run, is_safe=True))

    def pos_in(
        self,
        amount: Amount,
        reason: str | None = None,
        *,
        key: str | None,
        till: int | None = None,
        dry_run: bool = False,
    ) -> DrawerMoved:
        """Put cash into the drawer. Raises ShiftClosed, AmountInvalid and more."""
        with self._turned() as app:
            run, typed = self._execution(key, dry_run=dry_run), typed_amount(amount, app.registry)
            return move_drawer(app, typed, reason, till, run, out=False)

    def pos_out(
        self,
        amount: Amount,
        reason: str | None = None,
        *,
        key: str | None,
        till: int | None = None,
        dry_run: bool = False,
    ) -> DrawerMoved:
        """Take cash out of the drawer. Raises DrawerShort, ShiftClosed and more."""
        with self._turned() as app:
            run, typed = self._execution(key, dry_run=dry_run), typed_amount(amount, app.registry)
            return move_drawer(app, typed, reason, till, run, out=True)

    def pos_drawer(
        self, reason: str | None = None, *, key: str | None, till: int | None = None, dry_run: bool = False
    ) -> DrawerMoved:
        """Note that the drawer was opened without a sale. Raises ShiftClosed."""
        with self._turned() as app:
            return move_drawer(app, None, reason, till, self._execution(key, dry_run=dry_run), out=True)

    def pos_tips(
        self, who: str, amount: Amount | None = None, note: str | None = None, *, key: str | None, dry_run: bool = False
    ) -> TipsSent:
        """Pay out the tips of the shop, all if no amount is given; not by a till's key. Raises TipsShort and more."""
        with self._turned() as app:
            part = None if amount is None else typed_amount(amount, app.registry)
            return pay_out(app, who, part, note, self._execution(key, dry_run=dry_run))

    # --- what is looked up -------------------------------------------------------------------------------------------
    def pos_list(
        self,
        *,
        open_only: bool = False,
        paid_only: bool = False,
        till: int | None = None,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> Page[SaleRow]:
        """List the sales of the shop, newest first; pages as of `log`."""
        wanted = Wanted(open_only, paid_only, till, *_period(since, until))
        with self._turned() as app, reading(app) as reader:
            return sales(reader, wanted, part_of(after, limit))

    def pos_report(
        self,
        *,
        till: int | None = None,
        since: dt.datetime | None = None,
        until: dt.datetime | None = None,
        after: int | None = None,
        limit: int | None = None,
    ) -> Page[DayRow]:
        """List the closed days of the shop's tills, newest first; pages as of `log`."""
        begins, ends = _period(since, until)
        with self._turned() as app, reading(app) as reader:
            return days(reader, Wanted(till=till, since=begins, until=ends), part_of(after, limit))


def _period(since: dt.datetime | None, until: dt.datetime | None) -> tuple[int | None, int | None]:
    return None if since is None else milliseconds(since), None if until is None else milliseconds(until)
