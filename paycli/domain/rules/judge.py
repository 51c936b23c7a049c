"""The one pipeline of pure decisions, shared by a payment, a group and the replay of the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.lives import MADE_BY
from paycli.domain.rules.authority import check_ledger_and_times, check_signer
from paycli.domain.rules.limits import check_limits
from paycli.domain.rules.mandates import spend
from paycli.domain.rules.rule import rule_of
from paycli.errors import IdempotencyConflict

if TYPE_CHECKING:
    from paycli.domain.orders import Order
    from paycli.domain.state import Changes, Needs, Place, State


def needs(order: Order) -> Needs:
    """Name the rows that deciding an order reads: those of its rule, of its signer, and of an object with its id."""
    rows = rule_of(order.kind).needs(order)
    return rows._replace(
        # The id of what it makes is its own, and must be new among all wallets.
        objects=(*rows.objects, order.name) if order.kind in MADE_BY else rows.objects,
        wallets=rows.wallets if order.wallet is None else (*rows.wallets, order.wallet),
        keys=rows.keys if order.key is None else (*rows.keys, order.key),
    )


def judge(order: Order, state: State, place: Place) -> Changes:
    """Decide an order whose signature was verified: the changes that it makes, or a PaycliError.

    Deterministic: the same state, order and place always give the same answer, so the audit can repeat it. Which
    error wins is this order: ledger and times, signer, what a mandate may, id, rule, limits.
    """
    check_ledger_and_times(order, state, place.time)
    check_signer(order, state)
    key = state.keys.get(str(order.key))
    spent = spend(order, state, key, place.time) if key is not None and key.scope is not None else ()
    if order.kind in MADE_BY and order.name in state.objects:
        raise IdempotencyConflict(id=order.name)
    changes = rule_of(order.kind).decide(order, state, place)
    check_limits(order, state)
    return changes._replace(counters=(*changes.counters, *spent)) if spent else changes
