"""The one pipeline of pure decisions, shared by a payment, a group and the replay of the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.lives import MADE_BY
from paycli.domain.rules import endings, envelopes, ledger, people, sales, transfers
from paycli.domain.rules import groups as circles
from paycli.domain.rules import rails as topups
from paycli.domain.rules.authority import check_ledger_and_times, check_signer
from paycli.domain.rules.limits import check_limits
from paycli.domain.state import Needs
from paycli.errors import IdempotencyConflict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from paycli.domain.orders import Order
    from paycli.domain.state import Changes, Place, State


def _nothing(_order: Order) -> Needs:
    return Needs()


class Rule(NamedTuple):
    """How one kind of order is decided: which rows it needs, and what it changes or why it is refused."""

    needs: Callable[[Order], Needs]
    decide: Callable[[Order, State, Place], Changes]


RULES: Mapping[str, Rule] = {
    "ledger.open": Rule(_nothing, ledger.decide_ledger_open),
    "wallet.open": Rule(people.needs_wallet_open, people.decide_wallet_open),
    "wallet.invite": Rule(_nothing, people.decide_invite),
    "wallet.admit": Rule(people.needs_admit, people.decide_admit),
    "key.add": Rule(people.needs_key_add, people.decide_key_add),
    "key.revoke": Rule(people.needs_key_revoke, people.decide_key_revoke),
    "rail.admit": Rule(ledger.needs_rail_admit, ledger.decide_rail_admit),
    "setting.set": Rule(_nothing, ledger.decide_setting),
    "currency.add": Rule(_nothing, ledger.decide_currency_add),
    "credit.set": Rule(ledger.needs_credit, ledger.decide_credit),
    "clock.set": Rule(_nothing, ledger.decide_clock),
    "send": Rule(transfers.payment_needs, transfers.decide_send),
    "topup.ask": Rule(topups.needs_ask, topups.decide_topup),
    "withdraw.ask": Rule(topups.needs_ask, topups.decide_withdraw),
    "rail.done": Rule(topups.needs_answer, topups.decide_rail_done),
    "rail.failed": Rule(topups.needs_answer, topups.decide_rail_failed),
    "cash.in": Rule(topups.needs_cash_in, topups.decide_cash_in),
    "envelope.send": Rule(envelopes.needs_send, envelopes.decide_send),
    "envelope.grab": Rule(envelopes.needs_grab, envelopes.decide_grab),
    "sale.new": Rule(_nothing, sales.decide_sale),
    "sale.pay": Rule(sales.needs_pay, sales.decide_pay),
    "cancel": Rule(endings.object_needs, endings.decide_cancel),
    "refund": Rule(sales.needs_refund, sales.decide_refund),
    "settle": Rule(endings.object_needs, endings.decide_settle),
    "group.new": Rule(circles.needs_group_new, circles.decide_group_new),
    "group.add": Rule(circles.needs_group_change, circles.decide_group_add),
    "group.remove": Rule(circles.needs_group_change, circles.decide_group_remove),
    "group.close": Rule(circles.needs_group_close, circles.decide_group_close),
    "contact.block": Rule(circles.needs_block, circles.decide_block),
}


def needs(order: Order) -> Needs:
    """Name the rows that deciding an order reads: those of its rule, of its signer, and of an object with its id."""
    rows = RULES[order.kind].needs(order)
    return rows._replace(
        # The id of what it makes is its own, and must be new among all wallets.
        objects=(*rows.objects, order.id) if order.kind in MADE_BY else rows.objects,
        wallets=rows.wallets if order.wallet is None else (*rows.wallets, order.wallet),
        keys=rows.keys if order.key is None else (*rows.keys, order.key),
    )


def judge(order: Order, state: State, place: Place) -> Changes:
    """Decide an order whose signature was verified: the changes that it makes, or a PaycliError.

    Deterministic: the same state, order and place always give the same answer, so the audit can repeat it. Which
    error wins is this order: ledger and times, signer, id, rule, limits.
    """
    check_ledger_and_times(order, state, place.time)
    check_signer(order, state)
    if order.kind in MADE_BY and order.id in state.objects:
        raise IdempotencyConflict
    changes = RULES[order.kind].decide(order, state, place)
    check_limits(order, state)
    return changes
