"""Moving money between accounts: the one place that checks a floor, and the plain `send`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from paycli.domain.accounts import Transfer, account_currency, main_account
from paycli.domain.money import AMOUNT_LIMIT_MINOR, Money, format_minor, typed_money
from paycli.domain.parties import CASH
from paycli.domain.rules.contacts import refuse_unasked
from paycli.domain.rules.people import admitted
from paycli.domain.rules.rule import Rule
from paycli.domain.state import Changes, Needs
from paycli.errors import AmountTooLarge, Blocked, CurrencyUnknown, InsufficientFunds, SelfPayment, Step, step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain import asking_bodies, bodies
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State
    from paycli.domain.till_bodies import SalePayBody

    Payment: TypeAlias = bodies.SendBody | SalePayBody | asking_bodies.SendBackBody | asking_bodies.RequestPayBody


def move(state: State, debit: str, credit: str, amount_minor: int, effective: int, *, back: bool = False) -> Transfer:
    """Decide one transfer of minor units; `effective` is the time in ms for which it counts.

    Raises InsufficientFunds if the debit would pass the floor, AmountTooLarge if the credit would pass the bound,
    and CurrencyUnknown if the ledger does not have the currency. Crediting is never refused for a floor: debt may
    always be repaid. Nor is money that goes `back` to where it came from refused for the bound: a settlement that
    could not be booked would keep everybody from posting.
    """
    currency = account_currency(debit)
    exponent = state.registry.currencies.get(currency)
    if exponent is None:
        raise CurrencyUnknown(currency=currency, known=", ".join(state.registry.currencies))
    payer = state.account(debit)
    if payer.floor_minor is not None and payer.balance_minor - payer.floor_minor < amount_minor:
        raise _short(state, debit, amount_minor, payer.floor_minor)
    if (
        # What a payment and its tip come to is in no order, so no order's form bounds it.
        amount_minor >= AMOUNT_LIMIT_MINOR
        or payer.balance_minor - amount_minor <= -AMOUNT_LIMIT_MINOR
        or (state.account(credit).balance_minor + amount_minor >= AMOUNT_LIMIT_MINOR and not back)
    ):
        raise AmountTooLarge(amount=format_minor(amount_minor, exponent), currency=currency)
    return Transfer(debit, credit, currency, amount_minor, effective)


def move_each(state: State, debit: str, payments: Sequence[tuple[str, int]], effective: int) -> tuple[Transfer, ...]:
    """Decide transfers from one account to others as `move` would one after the other: (credit, minor units) of each.

    Raises what `move` raises, of money that is missing for what all of them come to.
    """
    currency, total_minor = account_currency(debit), sum(amount_minor for _, amount_minor in payments)
    exponent = state.registry.currencies.get(currency)
    if exponent is None:
        raise CurrencyUnknown(currency=currency, known=", ".join(state.registry.currencies))
    payer = state.account(debit)
    if payer.floor_minor is not None and payer.balance_minor - payer.floor_minor < total_minor:
        raise _short(state, debit, total_minor, payer.floor_minor)
    if payer.balance_minor - total_minor <= -AMOUNT_LIMIT_MINOR:
        raise AmountTooLarge(amount=format_minor(total_minor, exponent), currency=currency)
    credits_minor: dict[str, int] = {}
    for credit, amount_minor in payments:
        credits_minor[credit] = credits_minor.get(credit, 0) + amount_minor
    for credit, amount_minor in credits_minor.items():
        refuse_overflow(state, credit, amount_minor)
    return tuple(Transfer(debit, credit, currency, amount_minor, effective) for credit, amount_minor in payments)


def _short(state: State, debit: str, amount_minor: int, floor_minor: int) -> InsufficientFunds:
    """Say what somebody has, and apart from it what their credit lets them spend."""
    currency = account_currency(debit)
    exponent, balance_minor = state.registry.currencies[currency], state.account(debit).balance_minor
    available_minor = balance_minor - floor_minor

    def text(minor: int) -> str:
        return f"{format_minor(minor, exponent)} {currency}"

    spendable = f"so {text(available_minor)} can be spent" if available_minor > 0 else "so nothing can be spent"
    return InsufficientFunds(
        wallet=debit.split(":")[1],
        balance=format_minor(balance_minor, exponent),
        credit=f" and a credit of {text(-floor_minor)}, {spendable}" if floor_minor else "",
        available=format_minor(available_minor, exponent),
        needed=format_minor(amount_minor, exponent),
        currency=currency,
        most=_typed(state, available_minor, currency) if available_minor > 0 else "",
        help=_way_in(state, amount_minor - available_minor, currency),
    )


def refuse_overflow(state: State, account: str, amount_minor: int) -> None:
    """Refuse minor units that an account could not hold; raises AmountTooLarge."""
    if state.account(account).balance_minor + amount_minor >= AMOUNT_LIMIT_MINOR:
        currency = account_currency(account)
        amount = format_minor(amount_minor, state.registry.currencies[currency])
        raise AmountTooLarge(amount=amount, currency=currency)


def _way_in(state: State, missing_minor: int, currency: str) -> Step:
    """Tell how the money that is missing can come in: by card, where a rail for cards is admitted."""
    if state.registry.rails.keys() <= {CASH}:
        return step("put_in_cash")
    return step("topup", amount=_typed(state, missing_minor, currency))


def _typed(state: State, amount_minor: int, currency: str) -> str:
    return typed_money(Money(amount_minor, currency), state.registry.currencies, state.registry.default_currency)


def pay(state: State, order: Order[Payment], payee: str, amount_minor: int, time: int) -> Transfer:
    """Decide a transfer from the order's wallet to another's main account."""
    refuse_payee(state, order, payee)
    currency = order.body.currency
    return move(state, main_account(str(order.wallet), currency), main_account(payee, currency), amount_minor, time)


def refuse_payee(state: State, order: Order, payee: str) -> None:
    """Refuse the order's own wallet and one that is not admitted as its payee; raises SelfPayment, NotFound."""
    if payee == order.wallet:
        raise SelfPayment
    admitted(state, payee)


def refuse_blocked(state: State, payee: str, payer: str) -> None:
    """Refuse a payer whom the payee has blocked; raises Blocked."""
    found = state.wallets.get(payee)
    if found is not None and payer in found.blocked:
        raise Blocked(wallet=payee)


def payment_needs(order: Order[Payment]) -> Needs:
    """Name the rows of an order that pays from its wallet to `to`."""
    currency, payee = order.body.currency, order.body.to
    return Needs(accounts=(main_account(str(order.wallet), currency), main_account(payee, currency)), wallets=(payee,))


def decide_send(order: Order[bodies.SendBody], state: State, place: Place) -> Changes:
    """Move the amount from the payer to the payee, at once and for good; raises Blocked, WantsToBeAsked."""
    refuse_blocked(state, order.body.to, str(order.wallet))
    refuse_unasked(state, order.body.to, str(order.wallet))
    return Changes(transfers=(pay(state, order, order.body.to, order.body.amount_minor, place.time),))


RULES = {
    "send": Rule(payment_needs, decide_send),
}
