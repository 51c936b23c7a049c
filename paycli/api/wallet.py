"""A wallet that a program holds: each method is the command of that name, carried out by the same service.

Every method that could move money twice wants `key`, the idempotency key under which it may be repeated; None says that
it never will be. A refusal raises the error that the command would show, with its code and its facts as fields.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from paycli.api.asking import AskingVerbs
from paycli.api.counter import CounterVerbs
from paycli.api.envelopes import EnvelopeVerbs
from paycli.api.everyday import EverydayVerbs
from paycli.api.till import TillVerbs
from paycli.api.typed import typed_amount
from paycli.domain.money import format_minor, parse_money

if TYPE_CHECKING:
    from paycli.api.typed import Amount
    from paycli.domain.money import Money


class Wallet(EverydayVerbs, AskingVerbs, EnvelopeVerbs, CounterVerbs, TillVerbs):
    """A wallet of this account on its ledger; `open_wallet` gives one, and `with` closes it.

    Threads may share it: their calls wait for each other, so a program that pays from several threads at once opens one
    for each. It may be used on in a forked child: a fork waits for the calls of other threads.
    """

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
