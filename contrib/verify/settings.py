"""The ledger itself: how it is opened, its currencies, settings and clock."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from checks import need
from rules import Kind
from state import DEFAULT_LIMITS, OPERATOR
from values import (
    ADMISSION,
    AMOUNT_OR_ZERO,
    CLOCK,
    CURRENCIES,
    CURRENCY,
    DECIMALS,
    KEY,
    MINUTES_5_MS,
    MONEY,
    NULL,
    SETTING,
    ZONE,
    or_null,
)

if TYPE_CHECKING:
    from rules import Case
    from state import State


def open_ledger(state: State, case: Case) -> None:
    """Take in the terms of the ledger; its first order opens it, and no other does."""
    order, body = case.order, case.order.body
    state.currencies = {code for code, _ in body.currencies}
    need(not state.ledger and len(state.currencies) == len(body.currencies), "the ledger was opened before")
    state.ledger = sha256(order.data).hexdigest()[:32]
    state.operator = order.key or ""
    state.terms = body
    state.add_key(body.public, OPERATOR)


def change_setting(state: State, case: Case) -> None:
    """Take in a limit; the name of one that is for a currency ends with its code."""
    body = case.order.body
    need(":" not in body.name or body.name[-3:] in state.currencies, "its currency")
    state.limits[body.name] = DEFAULT_LIMITS.get(body.name) if body.value is None else body.value


def add_currency(state: State, case: Case) -> None:
    """Take in a currency."""
    state.currencies.add(case.order.body.currency)


def set_clock(_state: State, case: Case) -> None:
    """Refuse a clock that is not the one of the entry; the entry's own time does the rest."""
    need(abs(case.order.body.now - case.time) <= MINUTES_5_MS, "the clock")


KINDS = (
    Kind(
        name="ledger.open",
        signed_by=("new",),
        body={"public": KEY, "currencies": CURRENCIES, "zone": ZONE, "money": MONEY, "admission": ADMISSION},
        head={"ledger": NULL, "seen": NULL},
        decide=open_ledger,
    ),
    Kind(
        name="setting.set",
        signed_by=("operator",),
        body={"name": SETTING, "value": or_null(AMOUNT_OR_ZERO)},
        decide=change_setting,
    ),
    Kind(
        name="currency.add",
        signed_by=("operator",),
        body={"currency": CURRENCY, "exponent": DECIMALS},
        adds_currency=True,
        decide=add_currency,
    ),
    Kind(name="clock.set", signed_by=("operator",), body={"now": CLOCK}, decide=set_clock),
)
