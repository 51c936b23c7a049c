"""Wallets and their keys: who is there, who is admitted, and which keys they have."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from checks import check_claim, key_name, need
from mandates import check_scope
from rules import Kind, move_nothing
from values import DAYS_7_MS, DURATION, FLAG, HASH, KEY, PROOF, SCOPE, TEXT, THING, WALLET, or_null

if TYPE_CHECKING:
    from orders import Order
    from rules import Case
    from state import State


def open_wallet(state: State, case: Case) -> None:
    """Take in a wallet and its first key; under open admission it is admitted at once."""
    order = case.order
    wallet = sha256(order.data).hexdigest()[:40]
    state.wallets[wallet] = order.body
    if state.terms.admission == "open":
        state.admitted.add(wallet)
    else:
        limit = state.limits["most_join_requests"]
        need(limit is None or sum(until > case.time for until in state.asking.values()) < limit, "too many ask to join")
        state.asking[wallet] = case.time + DAYS_7_MS
    state.add_key(order.body.public, wallet)


def admit_wallet(state: State, case: Case) -> None:
    """Admit a wallet: the operator does so without an invitation, the wallet itself with one."""
    order, body, invitation = case.order, case.order.body, case.found
    is_new = body.wallet in state.wallets and body.wallet not in state.admitted
    need(is_new and order.wallet in {None, body.wallet}, "there is nobody to admit")
    has_what_it_needs = invitation if order.wallet else body.invite is None and body.proof is None
    need(has_what_it_needs, "only wallets need an invitation")
    need(invitation or is_asking(state, body.wallet, case.time), "it does not ask any more")
    if invitation:
        check_claim(invitation.body.claim, body.proof, body.invite, body.wallet)
    state.admitted.add(body.wallet)
    state.asking.pop(body.wallet, None)


def is_asking(state: State, wallet: str, time: int) -> bool:
    """Tell whether a wallet waits for the operator to admit it."""
    return time < state.asking.get(wallet, 0)


def reject_wallet(state: State, case: Case) -> None:
    """Take in that a wallet does not wait any more."""
    wallet = case.order.body.wallet
    need(is_asking(state, wallet, case.time), "it does not ask to join")
    del state.asking[wallet]


def add_key(state: State, case: Case) -> None:
    """Give the wallet another key, which may be a mandate; its own signature proves that whoever adds it holds it."""
    order, scope = case.order, case.order.body.scope
    if scope:
        mandates = [key for key in state.scopes if state.keys[key][1] == order.owner and key not in state.revoked]
        need(scope.name not in {state.scopes[key].name for key in mandates}, "its mandate's name is in use")
    take_key(state, order)


def take_key(state: State, order: Order) -> None:
    """Take in another key of a wallet, whether or not a mandate of its name is there.

    Raises:
        BadSignatureError: the one who adds it does not hold it.
        ValueError: it belongs to somebody already, or its scope has not the form of one.
    """
    check_claim(order.body.public, order.body.proof, order.name, order.owner)
    state.add_key(order.body.public, order.owner)
    if order.body.scope:
        check_scope(order.body.scope)
        state.scopes[key_name(order.body.public)] = order.body.scope


def revoke_key(state: State, case: Case) -> None:
    """Revoke another key of the same wallet; a mandate revokes itself alone."""
    order, key = case.order, case.order.body.key
    _, party = state.keys.get(key, ("", ""))
    is_right_one = (key == order.key) == (order.key in state.scopes)
    may_go = party == order.owner and key not in state.revoked and is_right_one
    need(may_go, "the key is not there, or is its own")
    state.revoked[key] = case.time


KINDS = (
    Kind(
        name="wallet.open",
        signed_by=("new",),
        body={"public": KEY, "handle": HASH, "name": TEXT, "shop": FLAG},
        decide=open_wallet,
    ),
    Kind(
        name="wallet.invite",
        signed_by=("operator",),
        body={"claim": KEY, "handle": TEXT, "expires_ms": DURATION},
        makes=True,
        decide=move_nothing,
    ),
    Kind(
        name="wallet.admit",
        signed_by=("operator", "invited"),
        body={"wallet": WALLET, "invite": or_null(THING), "proof": or_null(PROOF)},
        about="invite",
        about_kinds=("wallet.invite",),
        decide=admit_wallet,
    ),
    Kind(name="wallet.reject", signed_by=("operator",), body={"wallet": WALLET}, decide=reject_wallet),
    Kind(name="wallet.rename", signed_by=("owner",), body={"name": TEXT}, decide=move_nothing),
    Kind(
        name="key.add",
        signed_by=("owner",),
        body={"public": KEY, "scope": or_null(SCOPE), "proof": PROOF},
        decide=add_key,
    ),
    Kind(
        name="key.revoke",
        signed_by=("owner", "mandate"),
        body={"key": KEY},
        mandates_need_no_grant=True,
        decide=revoke_key,
    ),
)
