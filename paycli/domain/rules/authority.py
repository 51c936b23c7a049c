"""Who may do what: the check of an order's signer against the authority table (protocol, section 4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from paycli.domain.ids import key_id
from paycli.domain.kinds import KINDS
from paycli.domain.orders import AHEAD_MOST_MS, UNTIL_MOST_MS
from paycli.domain.parties import OPERATOR, rail_party
from paycli.errors import (
    KeyRevoked,
    MandateNotInForce,
    NotAdmitted,
    NotFound,
    OrderExpired,
    OrderFromFuture,
    OrderMalformed,
    ShopOnly,
    WrongSigner,
)

if TYPE_CHECKING:
    from paycli.domain.orders import Order
    from paycli.domain.state import Key, State


def moment_text(time_ms: int) -> str:
    """Write a time in ms as people read it in an error, in UTC."""
    try:
        return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return f"{time_ms} ms"


def check_ledger_and_times(order: Order, state: State, time: int) -> None:
    """Refuse an order for another ledger, past its `until`, from the future or good for too long."""
    kind = KINDS[order.kind]
    if not kind.opens_ledger and order.ledger != state.registry.ledger:
        raise OrderMalformed(reason="it is for another ledger")
    if not kind.is_signed:
        return
    until = order.until or 0
    if time > until:
        raise OrderExpired(id=order.name, until=moment_text(until), until_ms=until, now=moment_text(time), now_ms=time)
    if order.at > time + AHEAD_MOST_MS:
        raise OrderFromFuture(
            id=order.name, at=moment_text(order.at), at_ms=order.at, now=moment_text(time), now_ms=time
        )
    if until > order.at + UNTIL_MOST_MS:
        raise OrderMalformed(reason="it is valid for more than a day")


def check_signer(order: Order, state: State) -> None:
    """Refuse an order that is not signed by a key in force of a party that the table allows.

    The signature itself was verified against `order.key` before. Raises WrongSigner, MandateNotInForce,
    NotAdmitted, ShopOnly.
    """
    kind = KINDS[order.kind]
    if not kind.is_signed:
        return
    if kind.signed_by == ("new",):
        if order.wallet is not None or order.key != key_id(order.body.public):
            raise WrongSigner(kind=order.kind, reason="it must be signed by the new key in it")
        return
    key = state.keys.get(str(order.key))
    if key is None:
        raise WrongSigner(kind=order.kind, reason="the key is not registered on this ledger")
    check_not_revoked(key)
    if order.wallet is None:
        _check_without_wallet(order, state, key.party, kind.signed_by)
    else:
        _check_with_wallet(order, state, key.party, kind.signed_by)


def check_not_revoked(key: Key) -> None:
    """Refuse a key that was taken out of force; raises MandateNotInForce, KeyRevoked."""
    if key.revoked_n is None:
        return
    if key.scope is not None:
        raise MandateNotInForce(mandate=key.scope.name, why="was revoked")
    raise KeyRevoked


def _check_without_wallet(order: Order, state: State, party: str, signed_by: tuple[str, ...]) -> None:
    if OPERATOR in signed_by:
        if party != OPERATOR:
            raise WrongSigner(kind=order.kind, reason="only the operator may")
        return
    if "rail" in signed_by:
        asked = state.objects.get(order.body.of)
        if asked is None or asked.rail is None:
            raise NotFound(what="top-up or withdrawal", typed=order.body.of[:8], help="")
        if party != rail_party(asked.rail) or state.registry.rails.get(asked.rail) != order.key:
            raise WrongSigner(kind=order.kind, reason=f"only the rail {asked.rail} may")
        return
    raise WrongSigner(kind=order.kind, reason="it needs a wallet")


def _check_with_wallet(order: Order, state: State, party: str, signed_by: tuple[str, ...]) -> None:
    if party != order.wallet:
        raise WrongSigner(kind=order.kind, reason="the key is not the wallet's own")
    wallet = state.wallets.get(order.wallet)
    if wallet is None:
        raise WrongSigner(kind=order.kind, reason="the wallet is unknown")
    if "invited" in signed_by:
        # An admitted wallet that asks again is told so by the rule itself.
        return
    if wallet.admitted_n is None:
        raise NotAdmitted(wallet=wallet.id)
    if "shop" in signed_by and not wallet.shop:
        raise ShopOnly(wallet=wallet.id)
