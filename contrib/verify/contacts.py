"""Whom a wallet blocks and trusts, what it lets strangers do, and what it was paid and may give back."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from checks import need
from rules import Kind
from state import Paid
from values import CHOICE, CHOSEN, FLAG, WALLET, WALLETS_MOST

if TYPE_CHECKING:
    from orders import Order
    from rules import Case
    from state import State

SAME, TOO_MANY = "it changes nothing", "there is no room for so many"
# What a wallet may choose under each name; without a word it is "all".
WORDS = {"receive": {None, "all", "asked"}, "requests": {None, "all", "trusted", "none"}}


# --- what the rules of payments ask ----------------------------------------------------------------------------------
def check_payee(state: State, payer: str, payee: str, *, at_once: bool) -> None:
    """Refuse a payment to who has blocked the payer, or who wants to be asked first and does not trust the payer.

    Raises:
        ValueError: it is one of these.
    """
    need((payee, payer) not in state.blocked, "its payee has blocked the payer")
    wants_to_be_asked = at_once and state.choice(payee, "receive") == "asked"
    need(not wants_to_be_asked or state.trusts(payee, payer), "its payee wants to be asked first")


def note_paid(state: State, order: Order, payee: str, amount: int) -> None:
    """Note that an order of its owner, or a row of it, paid a wallet, which may give that back."""
    place = order.name, sys.intern(payee)
    # There are many of these: names that are the same text are one text in memory.
    before = state.paid.get(place, Paid(sys.intern(order.owner), sys.intern(order.body.currency), 0))
    state.paid[place] = before._replace(left=before.left + amount)


# --- the orders ------------------------------------------------------------------------------------------------------
def block_wallet(state: State, case: Case) -> None:
    """Take in who is blocked from now on, or no longer."""
    wallet, body = case.order.owner, case.order.body
    pair = wallet, body.wallet
    need((pair in state.blocked) != body.blocked, SAME)
    state.blocked ^= {pair}
    need(sum(wallet == blocker for blocker, _ in state.blocked) <= WALLETS_MOST, TOO_MANY)


def trust_wallet(state: State, case: Case) -> None:
    """Take in who is trusted from now on, or no longer; blocking somebody takes no trust away, but is stronger."""
    wallet, body = case.order.owner, case.order.body
    need(state.trusts(wallet, body.wallet) != body.trusted, SAME)
    state.trusted[wallet] ^= {body.wallet}
    need(len(state.trusted[wallet]) <= WALLETS_MOST, TOO_MANY)


def choose(state: State, case: Case) -> None:
    """Take in what a wallet lets strangers do; the same as before is no fault."""
    wallet, body = case.order.owner, case.order.body
    need(body.value in WORDS[body.name], "its value is none of that name")
    state.choices[wallet, body.name] = body.value or "all"


KINDS = (
    Kind(
        name="contact.block",
        signed_by=("owner",),
        body={"wallet": WALLET, "blocked": FLAG},
        other_wallet="wallet",
        decide=block_wallet,
    ),
    Kind(
        name="contact.trust",
        signed_by=("owner",),
        body={"wallet": WALLET, "trusted": FLAG},
        other_wallet="wallet",
        decide=trust_wallet,
    ),
    Kind(name="wallet.set", signed_by=("owner",), body={"name": CHOICE, "value": CHOSEN}, decide=choose),
)
