"""The day at a till: opening it, the drawer, closing it, and how it stands (X) or came out (Z)."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.accounts import drawer_account
from paycli.domain.ids import sale_number
from paycli.domain.money import Money, parse_money
from paycli.domain.orders import read_unchecked
from paycli.domain.rules.shifts import TILLS
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_note
from paycli.domain.till_bodies import DrawerMoveBody, ShiftCloseBody, ShiftOpenBody
from paycli.errors import NotFound, ShiftClosed, Usage, step
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.pages import objects
from paycli.services.reading.places import Period
from paycli.services.reading.under_key import ordered_under
from paycli.services.sales.at_till import at_open_till, at_till, till_with_days

if TYPE_CHECKING:
    from paycli.domain.lives import Shift
    from paycli.domain.ports import App
    from paycli.domain.shifts import ShiftDetail
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution
    from paycli.services.engine.posting import Posted
    from paycli.services.reading.reader import Reader


class ShiftReport(NamedTuple):
    """How a shift stands: X while it is open, and its Z once it is closed. Times in ms.

    `number` counts the shifts of its till. `expected` is what should be in the drawer now; of a closed shift, what
    should have been there when it was counted. `waiting` are the numbers of its sales that can still be paid, `reason`
    is what was said when it was closed. `last_number` is the last number of a sale; None where there was none.
    """

    id: str
    n: int
    shop: str
    till: int
    number: int
    date: str
    opened: int
    closed: int | None
    currency: str
    totals: ShiftDetail
    expected: Money
    waiting: tuple[str, ...]
    reason: str | None
    play: bool

    @property
    def last_number(self) -> int | None:
        """The last number of a sale in it; None where it has none."""
        return self.totals.first_number + self.totals.charged_count - 1 if self.totals.charged_count else None


class ShiftChanged(NamedTuple):
    """A shift after an order, and that order (`time` in ms)."""

    report: ShiftReport
    id: str
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool


class DrawerMoved(NamedTuple):
    """Cash that was put into a drawer or taken out; a money of 0 says that it was opened without a sale."""

    id: str
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool
    shop: str
    till: int
    money: Money
    out: bool
    reason: str | None
    expected: Money


# --- opening and closing ---------------------------------------------------------------------------------------------
def open_day(
    app: App, counted: str, date: str, till: int | None, execution: Execution, *, date_typed: bool = True
) -> ShiftChanged:
    """Begin a shift of a till for a date of the books, with what was counted in its drawer.

    Where nobody typed the date, a repeat past midnight is of the day that it was. Without a typed till it is the first.
    Raises ShiftOpen, TillElsewhere, ShopOnly, AmountInvalid.
    """
    with before_posting(app, "shift.open") as reader:
        money = parse_money(counted, app.registry.currencies, app.registry.default_currency, zero=True)
        at = at_till(app, reader, till if till is not None or app.mandate is not None else 1)
        _check_till(at.till)
        before = ordered_under(reader, execution.key)
        if isinstance(before, ShiftOpenBody) and not date_typed:
            date = before.date
    body = ShiftOpenBody(at.till, date, money.amount_minor, money.currency)
    posted = carry_out(app, execution, Intent("shift.open", lambda _: body))
    return _changed(app, posted, posted.order.name, execution)


def close_day(app: App, counted: str, reason: str | None, till: int | None, execution: Execution) -> ShiftChanged:
    """End the open shift of a till, with what was counted in its drawer; raises ShiftClosed, SaleWaits."""
    with before_posting(app, "shift.close") as reader:
        at, shift = at_open_till(app, reader, till, execution.key)
        currency = str(shift.currency)
        money = parse_money(counted, app.registry.currencies, currency, zero=True)
        _check_currency(money, currency)
        note = clean_note(reason)

    def body(draft: Draft) -> ShiftCloseBody:
        return ShiftCloseBody(shift.id, at, money.amount_minor, money.currency, draft.text("note", note))

    posted = carry_out(app, execution, Intent("shift.close", body))
    return _changed(app, posted, shift.id, execution)


def _changed(app: App, posted: Posted, shift: str, execution: Execution) -> ShiftChanged:
    with after_posting(app, posted.order.name) as reader:
        # A dry run wrote nothing, so what it would come to is all that there is.
        found = lives.as_shift(posted.subject if execution.dry_run else reader.find_object(shift))
        if found is None:
            raise ShiftClosed(till=posted.order.body.till)
        return ShiftChanged(
            report=report_of(reader, found, dry_run=execution.dry_run),
            id=posted.order.name,
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
        )


def _check_till(till: int) -> None:
    if till not in TILLS:
        raise Usage(
            problem=f"A till has a number from {TILLS.start} to {TILLS.stop - 1}",
            help="name another till",
        )


def _check_currency(money: Money, currency: str) -> None:
    if money.currency != currency:
        raise Usage(problem=f"This day is counted in {currency}", help=f"give the sum in {currency}")


# --- the drawer ------------------------------------------------------------------------------------------------------
def move_drawer(
    app: App, amount: str | None, reason: str | None, till: int | None, execution: Execution, *, out: bool
) -> DrawerMoved:
    """Put cash into the drawer of the open shift or take it out; without an amount it is opened without a sale.

    Raises ShiftClosed, DrawerShort, AmountInvalid.
    """
    with before_posting(app, "drawer.move") as reader:
        at, shift = at_open_till(app, reader, till, execution.key)
        currency = str(shift.currency)
        money = Money(0, currency) if amount is None else parse_money(amount, app.registry.currencies, currency)
        _check_currency(money, currency)
        note = clean_note(reason)

    def body(draft: Draft) -> DrawerMoveBody:
        return DrawerMoveBody(
            of=shift.id,
            till=at,
            amount_minor=money.amount_minor,
            currency=currency,
            out=out,
            note=draft.text("note", note),
        )

    posted = carry_out(app, execution, Intent("drawer.move", body))
    with after_posting(app, posted.order.name) as reader:
        return DrawerMoved(
            id=posted.order.name,
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
            shop=reader.handle(reader.own),
            till=at,
            money=money,
            out=out,
            reason=note,
            expected=_in_drawer(reader, at, currency),
        )


def _in_drawer(reader: Reader, till: int, currency: str) -> Money:
    account = reader.view.account(drawer_account(reader.own, till, currency))
    return Money(account.balance_minor, currency)


# --- X and Z ---------------------------------------------------------------------------------------------------------
def standing(app: App, reader: Reader, till: int | None) -> ShiftReport:
    """Say how the open shift of a till stands; raises ShiftClosed."""
    _, shift = at_open_till(app, reader, till)
    return report_of(reader, shift)


def outcome(app: App, reader: Reader, till: int | None, number: int | None) -> ShiftReport:
    """Say how a closed shift of a till came out, by its number; without one, the last. Raises NotFound."""
    where = till_with_days(app, at_till(app, reader, till).till, till)
    found = reader.view.numbered(reader.own, lives.SHIFT, where, number) if number else _last(reader, where)
    shift = lives.as_shift(found)
    if shift is None or shift.state == PENDING:
        what, asked = (
            (f"closed day of till {where} with the number", str(number))
            if number
            else ("closed day of", f"till {where}")
        )
        raise NotFound(what=what, typed=asked, help=step("look_at_days"))
    return report_of(reader, shift)


def _last(reader: Reader, till: int) -> Shift | None:
    found = objects(reader, lives.SHIFT, Period(), maker=reader.own, pending=False)
    shifts = (lives.as_shift(each) for each in found)
    closed = (shift for shift in shifts if shift is not None and shift.state != PENDING)
    return next((shift for shift in closed if shift.till == till), None)


def report_of(reader: Reader, shift: Shift, *, dry_run: bool = False) -> ShiftReport:
    """Describe a shift; in a dry run there are no rows of it yet."""
    till, currency, totals = int(shift.till or 0), str(shift.currency), shift.detail
    is_open = shift.state == PENDING
    expected = Money(totals.counted_minor - totals.closing_difference_minor, currency)
    if is_open:
        expected = Money(totals.float_minor, currency) if dry_run else _in_drawer(reader, till, currency)
    return ShiftReport(
        id=shift.id,
        n=shift.n,
        shop=reader.handle(str(shift.maker)),
        till=till,
        number=int(shift.number or 0),
        date=shift.body.date,
        opened=reader.time if dry_run and is_open else reader.entry_time(shift.n),
        closed=shift.ended,
        currency=currency,
        totals=totals,
        expected=expected,
        waiting=_waiting(reader, shift) if is_open and not dry_run else (),
        reason=None if is_open or dry_run else _reason(reader, shift),
        play=reader.registry.play,
    )


def _waiting(reader: Reader, shift: Shift) -> tuple[str, ...]:
    """Give the numbers of the sales that can still be paid, in order."""
    # Those of before the shift that nobody paid lie there for ever, and are not looked at.
    found = takewhile(
        lambda each: each.n > shift.n, objects(reader, lives.SALE, Period(), maker=reader.own, pending=True)
    )
    mine = [each for each in found if each.body.shift == shift.id and not each.is_over(reader.time)]
    return tuple(sale_number(each.till, each.number) for each in reversed(mine))


def _reason(reader: Reader, shift: Shift) -> str | None:
    """Give what was said when a shift was closed."""
    for entry in reader.view.entries_about(shift.id):
        body = read_unchecked(entry.order).body
        if isinstance(body, ShiftCloseBody):
            return reader.text(entry.n, "note", body)
    return None
