"""The ledger itself: opening it, the rails, limits, currencies, credit and time that its operator sets."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from paycli.domain.accounts import main_account
from paycli.domain.ids import key_id
from paycli.domain.parties import CASH, OPERATOR, SANDBOX, rail_party
from paycli.domain.rules.people import admitted, new_key
from paycli.domain.rules.rule import Rule, nothing
from paycli.domain.settings import SETTINGS
from paycli.domain.state import Changes, Needs
from paycli.errors import AlreadyThere, ClockWrong, CurrencyUnknown, NotAllowed, OrderMalformed, SandboxRefused

if TYPE_CHECKING:
    from paycli.domain import bodies
    from paycli.domain.orders import Order
    from paycli.domain.state import Place, State

CLOCK_TOLERANCE_MS = 5 * 60 * 1000


def decide_ledger_open(order: Order[bodies.LedgerOpenBody], state: State, place: Place) -> Changes:
    """Open the ledger: only as its very first entry; its id is cut from these bytes."""
    if place.n != 1 or state.registry.ledger:
        raise AlreadyThere(what="the ledger", help="")
    body = order.body
    rows = {
        "ledger": sha256(order.data).hexdigest()[:32],
        "money": body.money,
        "zone": body.zone,
        "admission": body.admission,
        "default_currency": body.currencies[0][0],
        f"rail:{CASH}": key_id(body.public),
    } | {f"currency:{code}": str(exponent) for code, exponent in body.currencies}
    return Changes(keys=(new_key(state, body.public, OPERATOR),), registry=tuple(rows.items()))


def needs_rail_admit(order: Order[bodies.RailAdmitBody]) -> Needs:
    """Name the rail's key."""
    return Needs(keys=(key_id(order.body.public),))


def decide_rail_admit(order: Order[bodies.RailAdmitBody], state: State, _place: Place) -> Changes:
    """Let a rail move money over the edge; a ledger of real money never admits the sandbox, by name or by key."""
    rail, public, registry = order.body.rail, order.body.public, state.registry
    is_sandbox_key = public == state.crypto.sandbox_public(registry.ledger)
    if not registry.play and (rail == SANDBOX or is_sandbox_key):
        raise SandboxRefused
    if (rail == SANDBOX) != is_sandbox_key:
        raise NotAllowed(reason="The rail sandbox must have the sandbox's key, and no other rail may have it")
    if rail in registry.rails:
        raise AlreadyThere(what=f"the rail {rail}", help="")
    key = new_key(state, public, rail_party(rail))
    return Changes(keys=(key,), registry=((f"rail:{rail}", key.id),))


def decide_setting(order: Order[bodies.SettingSetBody], state: State, _place: Place) -> Changes:
    """Set a limit, or with null give it back to the default of rule v1."""
    name, value = order.body.name, order.body.value
    base, _, currency = name.partition(":")
    setting = SETTINGS.get(base)
    if setting is None or (currency != "" and not setting.of_currency):
        raise OrderMalformed(reason=f"there is no setting {name}")
    if setting.of_currency and currency not in state.registry.currencies:
        raise CurrencyUnknown(currency=currency or "none", known=", ".join(state.registry.currencies))
    return Changes(registry=((f"setting:{name}", "" if value is None else str(value)),))


def decide_currency_add(order: Order[bodies.CurrencyAddBody], state: State, _place: Place) -> Changes:
    """Add a currency; its decimals never change."""
    currency = order.body.currency
    if currency in state.registry.currencies:
        raise AlreadyThere(what=f"the currency {currency}", help="")
    return Changes(registry=((f"currency:{currency}", str(order.body.exponent)),))


def needs_credit(order: Order[bodies.CreditSetBody]) -> Needs:
    """Name the wallet and the account whose floor is set."""
    wallet, currency = order.body.wallet, order.body.currency
    return Needs(accounts=(main_account(wallet, currency),), wallets=(wallet,))


def decide_credit(order: Order[bodies.CreditSetBody], state: State, _place: Place) -> Changes:
    """Let a wallet go below zero by so much."""
    wallet, currency = order.body.wallet, order.body.currency
    admitted(state, wallet)
    if currency not in state.registry.currencies:
        raise CurrencyUnknown(currency=currency, known=", ".join(state.registry.currencies))
    return Changes(floors=((main_account(wallet, currency), -order.body.amount_minor),))


def needs_clock(order: Order[bodies.ClockSetBody]) -> Needs:
    """Name the earliest time that its entry can have."""
    return Needs(since=(order.body.now - CLOCK_TOLERANCE_MS,))


def decide_clock(order: Order[bodies.ClockSetBody], _state: State, place: Place) -> Changes:
    """Set the ledger's time: the entry's own time is the clock's, and the order must agree with it."""
    if abs(order.body.now - place.time) > CLOCK_TOLERANCE_MS:
        # What looks at a balance has no need of it.
        from paycli.domain.rules.authority import moment_text

        now, last = place.time, order.body.now
        raise ClockWrong(clock=moment_text(now), now_ms=now, last=moment_text(last), last_ms=last)
    return Changes()


RULES = {
    "ledger.open": Rule(nothing, decide_ledger_open),
    "rail.admit": Rule(needs_rail_admit, decide_rail_admit),
    "setting.set": Rule(nothing, decide_setting),
    "currency.add": Rule(nothing, decide_currency_add),
    "credit.set": Rule(needs_credit, decide_credit),
    "clock.set": Rule(needs_clock, decide_clock),
}
