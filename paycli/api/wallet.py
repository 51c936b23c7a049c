"""A wallet that a program holds: each method is the command of that name, carried out by the same service.

Every method that moves money wants `key`, the idempotency key under which it may be repeated; None says that it never
will be. What is refused raises the error that the command would show, with its code and its facts as fields.
"""

from __future__ import annotations

import os
import threading
import weakref
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from paycli.api.typed import length_ms, milliseconds, typed_amount
from paycli.domain.money import format_minor, parse_money
from paycli.errors import Usage
from paycli.services.engine.intents import Execution
from paycli.services.reading.pages import Part
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from paycli.api.typed import Amount
    from paycli.app.opened import OpenedApp
    from paycli.domain.money import Money
    from paycli.services.envelopes.describe import Envelope
    from paycli.services.envelopes.grab import Grabbed
    from paycli.services.envelopes.send import EnvelopeSent
    from paycli.services.inbox import Waiting
    from paycli.services.payments.cancel import CancelledThing
    from paycli.services.payments.transfers import TransferSent
    from paycli.services.people.wallets import WalletShown
    from paycli.services.rails.card_transfers import RailTransfer
    from paycli.services.rails.cash import CashTaken
    from paycli.services.rails.in_flight import Ticked
    from paycli.services.reading.balances import Balance
    from paycli.services.reading.log_line import LogLine
    from paycli.services.reading.pages import Page
    from paycli.services.sales.charge import Charged
    from paycli.services.sales.pay import Paid
    from paycli.services.sales.receipt import Receipt
    from paycli.services.sales.refund import Refunded
    from paycli.services.show import Shown

_DAY, _TWO_MINUTES = timedelta(days=1), timedelta(minutes=2)
_open: weakref.WeakSet[Wallet] = weakref.WeakSet()
_still: list[Wallet] = []


class Wallet:
    """A wallet of this account on its ledger; `open_wallet` gives one, and `with` closes it.

    Threads may share it: their calls wait for each other, so a program that pays from several threads at once opens one
    for each. It may be used on in a forked child: a fork waits for the calls of other threads.
    """

    def __init__(self, app: OpenedApp) -> None:
        self._app = app
        self._turn = threading.RLock()
        self._closed = False
        _open.add(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger; the wallet cannot be used afterwards."""
        with self._turn:
            self._closed = True
            self._app.machine.close()

    @property
    def handle(self) -> str:
        """The handle, without the @."""
        return self._app.profile.name

    @property
    def currency(self) -> str:
        """The currency of an amount that names none."""
        with self._turned() as app:
            return app.registry.default_currency

    def money(self, amount: Amount) -> Money:
        """Turn an amount into money of this ledger; raises AmountInvalid, CurrencyUnknown."""
        with self._turned() as app:
            registry = app.registry
            return parse_money(typed_amount(amount, registry), registry.currencies, registry.default_currency)

    def decimal(self, money: Money) -> Decimal:
        """Write money of this ledger as a number with all the decimals of its currency."""
        with self._turned() as app:
            return Decimal(format_minor(money.amount_minor, app.registry.currencies.get(money.currency, 0)))

    # --- every day ---------------------------------------------------------------------------------------------------
    def balance(self, who: str | None = None) -> Balance:
        """Say what the wallet has; `who` is another one, which only an operator sees. Raises NotAllowed, NotFound."""
        from paycli.services.reading.balances import balance

        with self._turned() as app, reading(app) as reader:
            return balance(reader, who)

    def send(
        self, who: str, amount: Amount, note: str | None = None, *, key: str | None, dry_run: bool = False
    ) -> TransferSent:
        """Send money to a handle, at once and for good.

        Raises AmountInvalid, NotFound, KeyChanged, InsufficientFunds, LimitExceeded, SelfPayment, Blocked,
        IdempotencyConflict, LedgerBusy and more.
        """
        from paycli.services.payments.transfers import send

        with self._turned() as app:
            return send(app, who, typed_amount(amount, app.registry), note, Execution(key, dry_run))

    def pay(self, sale: str, tip: Amount | None = None, *, key: str | None, dry_run: bool = False) -> Paid:
        """Pay a sale by its whole id or its QR text; `tip` is on top, also as a text like `10%`.

        Raises NotFound, InsufficientFunds, AlreadyPaid, SaleExpired and more.
        """
        from paycli.services.sales.pay import pay

        with self._turned() as app:
            on_top = None if tip is None else typed_amount(tip, app.registry)
            return pay(app, sale, on_top, Execution(key, dry_run), full_ids_required=True)

    def cancel(self, thing: str, *, key: str | None = None, dry_run: bool = False) -> CancelledThing:
        """Take back an own envelope with packets left, or an own unpaid sale: a repeat never moves money again.

        Raises NotFound, NotAllowed, AlreadyEnded.
        """
        from paycli.services.payments.cancel import cancel

        with self._turned() as app:
            return cancel(app, thing, Execution(key, dry_run), full_ids_required=True)

    def topup(
        self, amount: Amount, card: str | None = None, *, key: str | None, again: bool = False, dry_run: bool = False
    ) -> RailTransfer:
        """Take money from a bound card; `again` moves a sum of which one is in flight already.

        Raises CardUnknown, CardDeclined, AlreadyInFlight and more.
        """
        from paycli.services.rails.card_transfers import topup

        with self._turned() as app:
            return topup(app, typed_amount(amount, app.registry), card, Execution(key, dry_run), again=again)

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
        from paycli.services.rails.card_transfers import withdraw

        with self._turned() as app:
            text = typed_amount(amount, app.registry)
            return withdraw(app, text, card, Execution(key, dry_run), cash=cash, again=again)

    def inbox(self, *, after: int | None = None, limit: int | None = None) -> Page[Waiting]:
        """List what waits, and what came in or came back since it was last marked as read; pages as of `log`."""
        from paycli.services.inbox import inbox

        with self._turned() as app, reading(app) as reader:
            return inbox(reader, _part(after, limit))

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
        from paycli.services.reading.log import Wanted, log
        from paycli.services.reading.places import Period

        first, end = (None if time is None else milliseconds(time) for time in (since, until))
        wanted = Wanted(everyone=everyone, period=Period(first, end))
        with self._turned() as app, reading(app) as reader:
            return log(reader, wanted, _part(after, limit))

    def show(self, thing: str) -> Shown:
        """Show one thing in full by its id. Raises NotFound."""
        from paycli.services.show import show

        with self._turned() as app:
            return show(app, thing)

    def tick(self) -> Ticked:
        """Settle everything that is due, and ask the bank about this wallet's transfers in flight."""
        from paycli.services.rails.in_flight import tick

        with self._turned() as app:
            return tick(app, app.machine.profiles, None)

    # --- envelopes ---------------------------------------------------------------------------------------------------
    def envelope_send(  # noqa: PLR0913  each is one choice about the envelope, as in the command
        self,
        amount: Amount,
        who: Sequence[str] = (),
        *,
        key: str | None,
        packets: int | None = None,
        message: str | None = None,
        rule: str = "even",
        expires: timedelta = _DAY,
        opens_at: datetime | None = None,
        link: bool = False,
        word: str | None = None,
        dry_run: bool = False,
    ) -> EnvelopeSent:
        """Send a red envelope: to handles and groups, to anybody here, or to who has the link or knows the word.

        Raises Usage for an unknown rule or a past time, and what `send` raises.
        """
        from paycli.services.envelopes.send import NewEnvelope, send

        with self._turned() as app:
            new = NewEnvelope(
                amount=typed_amount(amount, app.registry),
                who=tuple(who),
                packets=packets,
                message=message,
                rule=rule,
                expires_ms=length_ms(expires),
                opens_at=None if opens_at is None else milliseconds(opens_at),
                link=link,
                word=word,
            )
            return send(app, new, Execution(key, dry_run))

    def envelope_list(
        self, *, open_only: bool = False, mine: bool = False, after: int | None = None, limit: int | None = None
    ) -> Page[Envelope]:
        """List the envelopes that this wallet sent or may take from, newest first; pages as of `log`."""
        from paycli.services.envelopes.board import Wanted, listed

        with self._turned() as app, reading(app) as reader:
            return listed(reader, Wanted(open_only=open_only, mine=mine), _part(after, limit))

    def grab(
        self,
        envelope: str | None = None,
        *,
        link: str | None = None,
        word: str | None = None,
        key: str | None = None,
        dry_run: bool = False,
    ) -> Grabbed:
        """Take a packet: of the newest envelope for this wallet, of one by its whole id, by its link or its word.

        One wallet takes one packet of an envelope, so a repeat takes no second. Raises NothingToGrab, EnvelopeEmpty,
        EnvelopeExpired, AlreadyGrabbed, NotForYou and more.
        """
        from paycli.services.envelopes.bearer import bearer_of_link, bearer_of_word
        from paycli.services.envelopes.grab import grab

        if sum(each is not None for each in (envelope, link, word)) > 1:
            raise Usage(problem="Nothing was grabbed. Choose one: an id, a link or a word", help="")
        with self._turned() as app:
            bearer = bearer_of_link(app, link) if link is not None else None
            bearer = bearer_of_word(app, word) if word is not None else bearer
            return grab(app, envelope, Execution(key, dry_run), full_ids_required=True, bearer=bearer)

    # --- a shop ------------------------------------------------------------------------------------------------------
    def pos_charge(
        self,
        amount: Amount,
        what: str | None = None,
        *,
        key: str | None,
        expires: timedelta = _TWO_MINUTES,
        dry_run: bool = False,
    ) -> Charged:
        """Open a sale, which a guest pays by its QR text; it does not wait. Raises ShopOnly and more."""
        from paycli.services.sales.charge import charge

        with self._turned() as app:
            execution = Execution(key, dry_run)
            return charge(app, typed_amount(amount, app.registry), what, execution, expires_ms=length_ms(expires))

    def pos_receipt(self, sale: str) -> Receipt:
        """Give the receipt of a paid sale. Raises NotFound."""
        from paycli.services.sales.receipt import receipt

        with self._turned() as app, reading(app) as reader:
            return receipt(reader, sale)

    def refund(
        self,
        sale: str,
        amount: Amount | None = None,
        reason: str | None = None,
        *,
        key: str | None,
        dry_run: bool = False,
    ) -> Refunded:
        """Refund a paid sale to its payer, wholly or in part. Raises ShopOnly, AlreadyRefunded and more."""
        from paycli.services.sales.refund import refund

        with self._turned() as app:
            part = None if amount is None else typed_amount(amount, app.registry)
            return refund(app, sale, part, reason, Execution(key, dry_run), full_ids_required=True)

    # --- an operator -------------------------------------------------------------------------------------------------
    def cash_in(
        self, who: str, amount: Amount, note: str | None = None, *, key: str | None, dry_run: bool = False
    ) -> CashTaken:
        """Credit cash that was taken in. Raises OperatorOnly and more."""
        from paycli.services.rails.cash import cash_in

        with self._turned() as app:
            return cash_in(app, who, typed_amount(amount, app.registry), note, Execution(key, dry_run))

    def cash_out(
        self, withdrawal: str, *, key: str | None = None, refuse: bool = False, dry_run: bool = False
    ) -> RailTransfer:
        """Book that a withdrawal was paid out in cash, or refused; once for each. Raises OperatorOnly and more."""
        from paycli.services.rails.cash import cash_out

        with self._turned() as app:
            return cash_out(app, withdrawal, Execution(key, dry_run), refuse=refuse, full_ids_required=True)

    def wallet_list(self, *, after: int | None = None, limit: int | None = None) -> Page[WalletShown]:
        """List the wallets of the ledger in the order in which they were opened; pages as of `log`."""
        from paycli.services.people.wallets import wallets

        with self._turned() as app, reading(app) as reader:
            return wallets(reader, _part(after, limit))

    @contextmanager
    def _turned(self) -> Iterator[OpenedApp]:
        """Wait for the calls of other threads, and give what the services work with."""
        with self._turn:
            if self._closed:
                raise Usage(problem="This wallet was closed", help="open it again")
            yield self._app


def _part(after: int | None, limit: int | None) -> Part:
    if limit is not None and limit < 1:
        raise Usage(problem="A limit is 1 or more", help="")
    return Part(after, limit)


def _hold_still() -> None:
    """Let a fork wait for all calls: what one of them has locked, in SQLite perhaps, nobody would free in the child."""
    _still.extend(sorted(_open, key=id))
    for wallet in _still:
        wallet._turn.acquire()  # noqa: SLF001  it is this module's own


def _go_on() -> None:
    while _still:
        _still.pop()._turn.release()  # noqa: SLF001  it is this module's own


os.register_at_fork(before=_hold_still, after_in_parent=_go_on, after_in_child=_go_on)
