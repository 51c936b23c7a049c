"""Who may sign what: the ledger, the signature, the times and the party of an order (protocol, sections 2 and 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks import check_signature, key_name, need
from values import HOURS_24_MS, MINUTES_5_MS

if TYPE_CHECKING:
    from orders import Order
    from rules import Case, Kind
    from state import State

# Who has signed with a key that the ledger does not know, but that stands in the order itself.
NEW = "new"
# A key with a scope may sign what has this beside its owner.
MANDATE = "mandate"


def check_right(state: State, kind: Kind, case: Case, signature: str | None) -> None:
    """Refuse an order that is for another ledger, that nobody signed who may, or that comes at the wrong time.

    Raises:
        BadSignatureError: the signature does not fit.
        ValueError: anything else of this is wrong.
    """
    order, time = case.order, case.time
    need(order.ledger in {None, state.ledger}, "it is for another ledger")
    if kind.signed_by == ("nobody",):
        need(signature is None and order.wallet is None, "a settlement is nobody's order")
        return
    party = check_key(state, order, signature)
    check_time(order, time)
    may_sign = order.wallet in {None, party} and parties_of(state, kind, case, party) & set(kind.signed_by)
    need(order.key not in state.scopes or MANDATE in kind.signed_by, "its key is a mandate, which may not sign it")
    need(may_sign, "its key may not sign it")


def check_time(order: Order, time: int) -> None:
    """Refuse an order that somebody signs whose entry is not in its time.

    Raises:
        ValueError: it is not.
    """
    until = order.until or 0
    in_time = order.at - MINUTES_5_MS <= time <= until <= order.at + HOURS_24_MS
    need(in_time, "it is too late, too early or good for too long")


def check_key(state: State, order: Order, signature: str | None) -> str:
    """Refuse a key that is not known or was revoked, and a signature that is not its own; give whose key it is.

    Raises:
        BadSignatureError: the signature does not fit.
        ValueError: the key is not known, or was revoked.
    """
    in_the_order: tuple[str, str] = getattr(order.body, "public", ""), NEW
    public, party = state.keys.get(order.key or "", in_the_order)
    need(order.key == key_name(public), "its key is not known")
    need(order.key not in state.revoked, "its key was revoked")
    check_signature(public, signature, "order", order.data)
    return party


def parties_of(state: State, kind: Kind, case: Case, party: str) -> set[str]:
    """Say, in the words of the table of rights, as whom the party of a key orders."""
    wallet = case.order.wallet
    if wallet is None:
        is_rail = "rail" in kind.signed_by and state.rails[case.thing.body.rail] == party
        return {"rail" if is_rail else party}
    if wallet not in state.admitted:
        return {"invited"}
    return {"owner", "shop"} if state.wallets[wallet].shop else {"owner"}
