"""Money of every day: balance, payments, cards, lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.api.turns import Turns
from paycli.api.typed import length_ms, milliseconds, part_of, typed_amount
from paycli.app.mandated import check_notes
from paycli.services.inbox import inbox
from paycli.services.payments.cancel import cancel
from paycli.services.payments.giving_back import give_back
from paycli.services.payments.transfers import send, set_aside_for
from paycli.services.payments.undo import undo
from paycli.services.rails.card_transfers import topup, withdraw
from paycli.services.rails.tick import tick
from paycli.services.reading.balances import balance
from paycli.services.reading.log import Wanted, log
from paycli.services.reading.places import Period
from paycli.services.reading.reader import reading
from paycli.services.resume import outcomes, shown
from paycli.services.sales.left_behind import left_behind
from paycli.services.sales.pay import pay
from paycli.services.show import show

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from paycli.api.typed import Amount
    from paycli.services.inbox import Waiting
    from paycli.services.payments.cancel import CancelledThing
    from paycli.services.payments.giving_back import GivenBack
    from paycli.services.payments.transfers import TransferSent
    from paycli.services.payments.undo import Undone
    from paycli.services.rails.card_transfers import RailTransfer
    from paycli.services.rails.tick import Ticked
    from paycli.services.reading.balances import Balance
    from paycli.services.reading.log_records import LogLine
    from paycli.services.reading.pages import Page
    from paycli.services.resume import Outcome
    from paycli.services.sales.pay import Paid
    from paycli.services.show import Shown


class EverydayVerbs(Turns):
    """Money of every day: balance, payments, cards, lists."""

    def balance(self, who: str | None = None) -> Balance:
        """Say what the wallet has; `who` is another one, which only an operator sees. Raises NotAllowed, NotFound."""
        with self._turned() as app, reading(app) as reader:
            return balance(reader, who)

    def send(  # noqa: PLR0913  each is one choice about the payment
        self,
        who: str,
        amount: Amount,
        note: str | None = None,
        *,
        key: str | None,
        name: str | None = None,
        wait: timedelta | None = None,
        delay: timedelta | None = None,
        dry_run: bool = False,
    ) -> TransferSent:
        """Send money to a handle, at once and for good; `name` is what they must be called, case and accents apart.

        With `wait` they have so long to accept it, else it comes back; with `delay` it arrives after that time. `state`
        says how it stands, by the key also later. Raises AmountInvalid, NotFound, KeyChanged, NameDiffers,
        InsufficientFunds, LimitExceeded, SelfPayment, Blocked, WantsToBeAsked, IdempotencyConflict and more.
        """
        with self._turned() as app:
            run = self._execution(key, dry_run=dry_run)
            waits, delays = (None if each is None else length_ms(each) for each in (wait, delay))
            aside = set_aside_for(wait_ms=waits, delay_ms=delays)
            return send(app, who, typed_amount(amount, app.registry), note, run, name=name, set_aside=aside)

    def give_back(
        self,
        payment: str,
        amount: Amount | None = None,
        note: str | None = None,
        *,
        key: str | None,
        dry_run: bool = False,
    ) -> GivenBack:
        """Give a payer back what they paid by the whole id of the payment, or a part of it; None is all that is left.

        Raises NotFound, NotAllowed, GivenBackAlready, Blocked, InsufficientFunds and more.
        """
        with self._turned() as app:
            text = None if amount is None else typed_amount(amount, app.registry)
            run = self._execution(key, dry_run=dry_run)
            return give_back(app, payment, text, note, run, full_ids_required=True)

    def undo(self, order: str, note: str | None = None, *, key: str | None = None, dry_run: bool = False) -> Undone:
        """Undo an own order by its whole id: it is cancelled, or its payees are asked for the money that has arrived.

        Raises NotFound, NotAllowed, AlreadyEnded, AlreadyAsked and what asking raises.
        """
        with self._turned() as app:
            return undo(app, order, note, self._execution(key, dry_run=dry_run, is_safe=True), full_ids_required=True)

    def pay(self, sale: str, tip: Amount | None = None, *, key: str | None, dry_run: bool = False) -> Paid:
        """Pay a sale by its whole id or its QR text; `tip` is on top, also as a text like `10%`.

        Raises NotFound, InsufficientFunds, AlreadyPaid, SaleExpired and more.
        """
        with self._turned() as app:
            on_top = None if tip is None else typed_amount(tip, app.registry)
            return pay(app, sale, on_top, self._execution(key, dry_run=dry_run), full_ids_required=True)

    def cancel(self, thing: str, *, key: str | None = None, dry_run: bool = False) -> CancelledThing:
        """Take back an own envelope with packets left, or an own unpaid sale: a repeat never moves money again.

        Raises NotFound, NotAllowed, AlreadyEnded.
        """
        with self._turned() as app:
            return cancel(app, thing, self._execution(key, dry_run=dry_run, is_safe=True), full_ids_required=True)

    def topup(
        self, amount: Amount, card: str | None = None, *, key: str | None, again: bool = False, dry_run: bool = False
    ) -> RailTransfer:
        """Take money from a bound card; `again` moves a sum of which one is in flight already.

        Raises CardUnknown, CardDeclined, AlreadyInFlight and more.
        """
        with self._turned() as app:
            return topup(
                app,
                typed_amount(amount, app.registry),
                card,
                self._execution(key, dry_run=dry_run, again=again),
                again=again,
            )

    def withdraw(
        self,
        amount: Amount,
        card: str | None = None,
        *,
        key: str | None,
        cash: bool = False,
        again: bool = False,
        dry_run: bool = False,
    ) -> RailTransfer:
        """Move money to a bound card, or have it paid out in cash by the operator; as `topup` otherwise."""
        with self._turned() as app:
            text = typed_amount(amount, app.registry)
            return withdraw(app, text, card, self._execution(key, dry_run=dry_run, again=again), cash=cash, again=again)

    def inbox(self, *, after: int | None = None, limit: int | None = None) -> Page[Waiting]:
        """List what waits, and what came in or came back since it was last marked as read; pages as of `log`."""
        with self._turned() as app, reading(app) as reader:
            return inbox(reader, part_of(after, limit), left_behind(app, reader))

    def log(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        everyone: bool = False,
        after: int | None = None,
        limit: int | None = None,
    ) -> Page[LogLine]:
        """List entries, newest first: `rows`, and `next`, which as `after` gives the page behind; None at the end.

        Raises Usage for a time without a zone and for a limit below 1, CursorUnknown for a place beyond the log.
        """
        first, end = (None if time is None else milliseconds(time) for time in (since, until))
        wanted = Wanted(everyone=everyone, period=Period(first, end))
        with self._turned() as app, reading(app) as reader:
            return log(reader, wanted, part_of(after, limit))

    def show(self, thing: str) -> Shown:
        """Show one thing in full by its id. Raises NotFound."""
        with self._turned() as app:
            return show(app, thing)

    def resume(self) -> list[Outcome]:
        """Say what became of this wallet's orders without a key whose outcome nobody was shown; it sends nothing.

        Raises Misconfigured for a mandate that remembers nothing.
        """
        with self._turned() as app:
            check_notes(app.machine)
            found = outcomes(app)
            app.machine.change_unreported(shown(found))
            return found

    def tick(self) -> Ticked:
        """Settle everything that is due, and ask the bank about this wallet's transfers in flight."""
        with self._turned() as app:
            before = len(app.machine.books)
            try:
                return tick(app.machine, (app.profile,), beside=())
            finally:
                # A program that runs for a year asks often.
                while len(app.machine.books) > before:
                    app.machine.books.pop().close()
