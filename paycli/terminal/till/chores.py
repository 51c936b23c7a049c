"""What a till wants of the ledger beside the cart: the day, the drawer, refunds, and receipts to look at."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from paycli.console.stream import is_tty
from paycli.console.times import book_date
from paycli.console.views import sales as sale_views
from paycli.console.views import tills as views
from paycli.console.views.resume import in_short
from paycli.console.views.wording import joined
from paycli.domain import lives
from paycli.domain.ids import sale_number
from paycli.domain.money import Money, format_minor, format_money, parse_money
from paycli.domain.state import DONE
from paycli.domain.till_lock import is_try
from paycli.errors import NotFound, PaycliError
from paycli.services.engine.intents import Execution
from paycli.services.reading.reader import reading
from paycli.services.resume import NOT_DONE, outcome_of
from paycli.services.sales.left_behind import last_number
from paycli.services.sales.receipt import receipt
from paycli.services.sales.refund import refund
from paycli.services.sales.shifts import close_day, move_drawer, open_day, outcome, standing
from paycli.terminal.day_printing import after_close, print_day
from paycli.terminal.paper import after_drawer, after_refund, print_receipt
from paycli.terminal.till import effects
from paycli.terminal.till.events import LOCKED
from paycli.terminal.till.parking import left_for_next_day
from paycli.terminal.till.reasons import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.console.output import Document
    from paycli.services.engine.intents import Plan
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.shifts import DrawerMoved
    from paycli.terminal.till.selling import Desk

_RUN = Execution(noted=True)
# Sales that nobody paid stand between the paid ones: so far back a last receipt is looked for.
_LOOKED_AT_MOST = 200


class Asks(NamedTuple):
    """Who is asked at a till: whether they agree to a plan, for a line of text, whether they are sure of something.

    Each raises Cancelled for a no or nothing. Where nobody can be asked, `sure` lets all pass.
    """

    agree: Callable[[Plan], None]
    line: Callable[[str], str]
    sure: Callable[[str], None]


class Done(NamedTuple):
    """What came of it, and what is to be shown in full."""

    event: effects.Event
    shown: Document | None = None


class Chores:
    """Carries out what is wanted beside the cart."""

    def __init__(self, desk: Desk, asks: Asks) -> None:
        self._app, self._till, self._asks = desk.app, desk.till, asks
        self._session = desk.session

    def carry_out(self, effect: effects.Effect) -> Done:
        """Do it, or say why it was not done. Raises Stopped where a signal came."""
        try:
            if isinstance(effect, (effects.LockTill, effects.TryPin)):
                return Done(self._about_lock(effect))
            return self._done(effect)
        except PaycliError as error:
            return Done(effects.EffectRefused(reason_of(error)))

    def stopped(self, effect: effects.Effect) -> effects.Event:
        """Say whether something was done that a signal stopped: its order was noted before it was posted."""
        if isinstance(effect, (effects.Print, effects.PrintDay)):
            return effects.EffectRefused("Stopped: look whether it was printed. print prints it as a copy")
        note = self._app.noted
        try:
            if note is not None:
                with reading(self._app) as reader:
                    found = outcome_of(reader, note)
                if found.state != NOT_DONE:
                    text = f"It was done before it could be stopped: {in_short(found)}"
                    return effects.EffectDone(text, moved=True)
        except PaycliError as error:
            return effects.EffectRefused(f"Stopped: x shows whether it was done. {reason_of(error)}")
        return effects.EffectRefused("Stopped: nothing was done")

    def _done(self, effect: effects.Effect) -> Done:
        app, till, registry = self._app, self._till, self._app.registry
        match effect:
            case effects.Report():
                with reading(app) as reader:
                    report = standing(app, reader, till)
                return Done(effects.EffectDone(""), views.day(report, registry))
            case effects.OpenShift(counted):
                date = book_date(None, registry.zone, app.clock.now_ms())
                opened = open_day(app, self._counted(counted), date, till, _RUN)
                return _said(views.day_changed(opened, registry))
            case effects.CloseShift(counted, reason):
                text = self._counted(counted)
                self._ask_before_close(text, reason)
                closed = close_day(app, text, reason or None, till, _RUN)
                said = joined((after_close(app, closed), left_for_next_day(self._session.state.carts)))
                done = effects.EffectDone(said, moved=True)
                return Done(done, views.day_changed(closed, registry))
            case effects.Move(out, amount, reason):
                return self._moved(move_drawer(app, self._text(amount), reason, till, _RUN, out=out))
            case effects.KickDrawer(reason):
                return self._moved(move_drawer(app, None, reason or None, till, _RUN, out=True))
            case effects.Refund():
                return self._refunded(effect)
            case effects.Print() | effects.PrintDay():
                return self._printed(effect)
        raise ValueError(type(effect).__name__)

    def _about_lock(self, effect: effects.LockTill | effects.TryPin) -> effects.Event:
        lock = self._app.till_lock(self._till)
        if isinstance(effect, effects.LockTill):
            if not is_tty(sys.stdin):
                return effects.EffectRefused("only at a terminal: in a pipe nobody could type the PIN")
            lock.lock()
            return effects.Locked()
        if lock.state() is None:
            # The shop let it have none any more.
            return effects.Unlocked()
        if not is_try(effect.typed):
            return effects.EffectRefused(LOCKED)
        lock.check(effect.typed, self._app.clock.now_ms(), unlocks=True)
        return effects.Unlocked()

    def _moved(self, moved: DrawerMoved) -> Done:
        # Whoever opens the drawer for the change of a sale looks how much that is.
        is_news = bool(moved.money.amount_minor)
        return _said(views.drawer_moved(moved, self._app.registry), after_drawer(self._app, moved), moved=is_news)

    def _printed(self, wanted: effects.Print | effects.PrintDay) -> Done:
        """Print a receipt, the last one where none is named, or a day; show it where no printer is set."""
        with reading(self._app) as reader:
            if isinstance(wanted, effects.PrintDay):
                return self._printed_day(reader, wanted)
            typed = str(wanted.number) if wanted.number else self._last(reader)
            said = print_receipt(self._app, reader, self._till, typed)
            if said is not None:
                return Done(effects.EffectDone(said))
            return Done(effects.EffectDone(""), sale_views.receipt(receipt(reader, typed), self._app.registry))

    def _printed_day(self, reader: Reader, wanted: effects.PrintDay) -> Done:
        app, till = self._app, self._till
        report = standing(app, reader, till) if wanted.is_open else outcome(app, reader, till, wanted.number)
        said = print_day(app, reader, report)
        shown = views.day(report, app.registry) if said is None else None
        return Done(effects.EffectDone(said or ""), shown)

    def _text(self, minor: int) -> str:
        pricing = self._session.shop.pricing
        return format_minor(minor, pricing.exponent) + pricing.currency

    def _counted(self, minor: int | None) -> str:
        if minor is not None:
            return self._text(minor)
        return self._asks.line("The cash in the drawer, counted")

    def _ask_before_close(self, counted: str, reason: str) -> None:
        """Ask where tables are parked, and where no reason was typed for a count that is not what should be there."""
        said = [] if reason else [self._difference(counted)]
        said.append(left_for_next_day(self._session.state.carts))
        if any(said):
            self._asks.sure(" ".join([*(f"{each}." for each in said if each), "Close the day?"]))

    def _difference(self, counted: str) -> str:
        """Say by how much a count is not what should be in the drawer; empty where it is right."""
        with reading(self._app) as reader:
            expected = standing(self._app, reader, self._till).expected
        money = parse_money(counted, self._app.registry.currencies, expected.currency, zero=True)
        if money.currency != expected.currency or money.amount_minor == expected.amount_minor:
            return ""
        currencies = self._app.registry.currencies
        off = Money(abs(money.amount_minor - expected.amount_minor), expected.currency)
        word = "missing" if money.amount_minor < expected.amount_minor else "too much"
        return f"The drawer should have {format_money(expected, currencies)}: {format_money(off, currencies)} {word}"

    def _refunded(self, wanted: effects.Refund) -> Done:
        pricing = self._session.shop.pricing
        amount = None if wanted.amount_minor is None else self._text(wanted.amount_minor)
        run = Execution(agree=self._asks.agree, noted=True)
        result = refund(
            self._app,
            str(wanted.number),
            amount,
            wanted.reason or None,
            run,
            till=self._till,
            pricing=lambda _: pricing,
            line=wanted.line,
        )
        return _said(sale_views.refunded(result, self._app.registry), after_refund(self._app, result))

    def _last(self, reader: Reader) -> str:
        """Give the number of the last sale of this till that was paid; raises NotFound."""
        last = last_number(reader, self._till)
        for number in range(last, max(last - _LOOKED_AT_MOST, 0), -1):
            found = reader.view.numbered(reader.own, lives.SALE, self._till, number)
            if found is not None and found.state == DONE:
                return sale_number(self._till, number)
        raise NotFound(what="receipt at till", typed=str(self._till), help="")


def _said(document: Document, more: str = "", *, moved: bool = True) -> Done:
    """Give what is said in a line as what came of it."""
    (line,) = document.lines
    text = getattr(line, "text", str(line))
    return Done(effects.EffectDone(f"{text}    {more}" if more else text, moved=moved))
